"""Count: what stands in a place is stated blind, and held against the book.

    CountPlace -place, unit, or one of the list: findings, tasks, places that are due-> CountItems
    CountItems -items, serials, quantities, handling units, done-> agreed | adjusted | count again | review
    CountItems -an item whose lot or date its label does not tell-> CountDetail -lot, date-> CountItems

The book is frozen when the count starts: movements after that are added, not lost. Where goods moved while they were
counted, or are in somebody's hands, and the count fits neither the book before nor after, it is done again, then put
before a person. What is off is counted a second time, by another operator where there is one. A handling unit is
counted by its label, whole; what is in it, by counting the unit itself. The expected quantity never leaves the daemon
(`counting.py`).
Movements: place <-> ADJUSTMENT; a unit that was seen twice where the book does not have it: -> the place.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, is_confirmed, refuse, say, warn
from edge.core.event import Input
from edge.core.message import Prompt, msg
from edge.core.names import LpnScan
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import command, item_name, named, typed_quantity
from edge.core.workflows.count import goods, place
from edge.core.workflows.count.adjust import has_serials
from edge.core.workflows.count.close import submit
from edge.core.workflows.count.steps import (
    COUNT_LINES_MAX,
    COUNT_UNITS_MAX,
    CountDetail,
    CountItems,
    CountPlace,
)
from edge.core.workflows.rules import On, Rules, Workflow

__all__ = ("COUNT_LINES_MAX", "WORKFLOW", "CountDetail", "CountItems", "CountPlace")
LINES_SHOWN = 5


def start(_view: View, _session: Session) -> Step:
    return CountPlace()


def _prompt(view: View, _session: Session, step: CountItems) -> Prompt:
    ask = msg("count-ask-items" if step.round == 1 else "count-ask-again", place=Place(step.place).code)
    units = (msg("count-units", units=len(step.units)),) if step.units else ()
    lines = tuple(
        msg("count-line", item=item_name(view, key[0]), lot=key[2], quantity=quantity)
        for key, quantity in step.found[-LINES_SHOWN:]
    )
    said = step.found[-1][1] if step.found else 0
    commands = ("done", "cancel") if step.found or step.units else ("done", "empty", "cancel")
    return Prompt(msg("count-title"), "quantity", ask, (*units, *lines), said, commands=commands)


def _unit(_view: View, session: Session, step: CountItems, event: Input) -> Decision | None:
    """A handling unit that stands there is counted by its label."""
    scan = named(event, LpnScan)
    if scan is None or not scan.known:
        return None
    if scan.lpn in step.units:
        return say(session, "info", "count-unit-twice", lpn=scan.lpn)
    if len(step.units) >= COUNT_UNITS_MAX:
        return refuse(session, "count-full", place=Place(step.place).code)
    return say(session, "ok", "count-unit", changed(step, units=(*step.units, scan.lpn)), lpn=scan.lpn)


def _number(view: View, session: Session, step: CountItems, event: Input) -> Decision | None:
    """A typed number is all there is of what was scanned last."""
    typed = typed_quantity(event)
    if typed is None:
        return None
    if not step.found:
        return refuse(session, "count-item-first")
    key = step.found[-1][0]
    if has_serials(view, key[0]):
        return refuse(session, "scan-serials", item=item_name(view, key[0]))
    found = (*step.found[:-1], (key, typed))
    return say(session, "ok", "counted", changed(step, found=found), quantity=typed)


def _done(view: View, session: Session, step: CountItems, event: Input) -> Decision:
    """All was said; that nothing is there is said twice."""
    has_some = bool(step.found or step.units)
    if command(event) == "empty" and has_some:
        return refuse(session, "count-not-empty", place=Place(step.place).code)
    if not has_some and not is_confirmed(session, event):
        return warn(session, event, "count-empty", place=Place(step.place).code)
    return submit(view, session, step, event)


def _cancel(_view: View, session: Session, _step: CountItems, _event: Input) -> Decision:
    return say(session, "info", "cancelled", CountPlace())


WORKFLOW = Workflow(
    "count",
    start,
    {
        CountPlace: Rules(
            place.prompt,
            (
                On("number", place.by_number, to=(CountItems,)),
                On("document", place.by_document, to=(CountItems,)),
                On("location", place.by_location, to=(CountItems,)),
                On("lpn", place.by_unit, to=(CountItems,)),
            ),
        ),
        CountItems: Rules(
            _prompt,
            (
                On("lpn", _unit),
                On("item", goods.item, to=(CountDetail,)),
                On("number", _number),
                On("done", _done, to=(CountPlace,)),
                On("empty", _done, to=(CountPlace,)),
                On("cancel", _cancel, to=(CountPlace,)),
            ),
            type_ahead=True,
        ),
        CountDetail: Rules(
            goods.prompt,
            (
                On("item", goods.again, to=(CountItems,)),
                On("detail", goods.detail, to=(CountItems,)),
                On("unknown", goods.detail, to=(CountItems,)),
                On("number", goods.detail, to=(CountItems,)),
                On("text", goods.detail, to=(CountItems,)),
                On("cancel", goods.back, to=(CountItems,)),
            ),
        ),
    },
    offers=place.offers,
    resume=place.resume,
)
