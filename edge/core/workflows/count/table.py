"""Count: what stands in a place is stated blind, and held against the book.

    CountPlace -place, or one of the list: findings, tasks, places that are due-> CountItems
    CountItems -items, serials, quantities, handling units, done-> agreed | adjusted | count again | review

The book is frozen when the count starts: movements after that are added, not lost. Where goods moved while they were
counted, or are in somebody's hands, and the count fits neither the book before nor after, it is done again, then put
before a person. What is off is counted a second time, by another operator where there is one; a handling unit is
counted by its label, whole. The expected quantity never leaves the daemon (`counting.py`).
Movements: place <-> ADJUSTMENT.
"""

from edge.core.changed import changed
from edge.core.decision import Decision, is_confirmed, refuse, say, warn
from edge.core.event import Input
from edge.core.message import Prompt, msg
from edge.core.names import ItemScan, LpnScan
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, command, goods_named, item_name, named, typed_quantity
from edge.core.workflows.count import place
from edge.core.workflows.count.adjust import has_serials
from edge.core.workflows.count.close import submit
from edge.core.workflows.count.steps import (
    COUNT_KEYS_MAX,
    COUNT_LINES_MAX,
    COUNT_UNITS_MAX,
    CountItems,
    CountPlace,
)
from edge.core.workflows.rules import On, Rules, Workflow

__all__ = ("COUNT_LINES_MAX", "WORKFLOW", "CountItems", "CountPlace")
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


def _item(_view: View, session: Session, step: CountItems, event: Input) -> Decision | None:
    scan = goods_named(event)
    if scan is None:
        return None
    if (no := _wrong_serial(session, step, scan)) is not None:
        return no
    booked = [
        key
        for key, _ in step.book
        if key[0] == scan.item.code and scan.lot in ("", key[2]) and scan.expiry in ("", key[3])
    ]
    key: KeyTuple = (scan.item.code, scan.item.owner, scan.lot, scan.expiry, "", "sellable")
    if len(booked) == 1:
        key = booked[0]  # the one thing it can be, with what its label does not repeat
    elif _is_vague(scan):
        return refuse(session, "scan-lot", item=scan.item.name)
    before = dict(step.found).get(key, 0)
    if not before and len(step.found) >= COUNT_KEYS_MAX:
        return refuse(session, "count-full", place=Place(step.place).code)
    found = (*(one for one in step.found if one[0] != key), (key, before + scan.units))
    serials = (*step.serials, (key, scan.serial)) if scan.serial else step.serials
    return say(session, "ok", "counted", changed(step, found=found, serials=serials), quantity=before + scan.units)


def _wrong_serial(session: Session, step: CountItems, scan: ItemScan) -> Decision | None:
    """Of goods with serial numbers each is scanned, once: a number that is known elsewhere is here all the same."""
    if "serial" not in scan.item.tracking:
        return None
    if not scan.serial:
        return refuse(session, "serial-missing", item=scan.item.name)
    if scan.units != 1:
        return refuse(session, "scan-serials", item=scan.item.name)
    if any(key[0] == scan.item.code and serial == scan.serial for key, serial in step.serials):
        return refuse(session, "serial-twice", serial=scan.serial)
    if len(step.serials) >= COUNT_KEYS_MAX:
        return refuse(session, "count-full", place=Place(step.place).code)
    return None


def _is_vague(scan: ItemScan) -> bool:
    """Whether the label leaves open which stock of the item it is."""
    tracking = scan.item.tracking
    return ("lot" in tracking and not scan.lot) or ("expiry" in tracking and not scan.expiry)


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
            ),
        ),
        CountItems: Rules(
            _prompt,
            (
                On("lpn", _unit),
                On("item", _item),
                On("number", _number),
                On("done", _done, to=(CountPlace,)),
                On("empty", _done, to=(CountPlace,)),
                On("cancel", _cancel, to=(CountPlace,)),
            ),
            type_ahead=True,
        ),
    },
    offers=place.offers,
    resume=place.resume,
)
