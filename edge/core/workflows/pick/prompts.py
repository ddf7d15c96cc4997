"""What each step of picking asks."""

from edge.core.message import Message, Prompt, msg
from edge.core.place import Place
from edge.core.session import Session
from edge.core.view import LpnState, View
from edge.core.workflows.contract import item_name, offered, stock_key
from edge.core.workflows.pick.next import stage_of
from edge.core.workflows.pick.stage import units
from edge.core.workflows.pick.steps import (
    AtLine,
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickStage,
    PickTote,
    PickWait,
    PickZero,
)
from edge.core.workflows.pick.straight import place_of, target_of
from edge.core.workflows.pick.wanted import wanted

LINES_MAX = 8
"""Totes named on the screen at a stage."""


def order(view: View, session: Session, _step: PickOrder) -> Prompt:
    options = offered(view, session, "order")
    return Prompt(_title(), "choice", msg("pick-ask-order"), options=options, commands=("menu",))


def tote(view: View, _session: Session, step: PickTote) -> Prompt:
    lines = (msg("pick-walk", orders=len(step.others) + 1),) if step.others else ()
    begun = () if step.full else view.units_serving(step.order)
    ask = msg("pick-ask-next-tote", order=step.order) if step.full else msg("pick-ask-tote", order=step.order)
    if begun:
        ask = _where_begun(view, step.order, begun[0])
    also = tuple(msg("pick-also-in", lpn=one.lpn, location=Place(one.location).code) for one in begun[1:])
    return Prompt(_title(), "scan", ask, (*lines, *also[:LINES_MAX]), commands=("cancel",))


def _where_begun(view: View, order: str, unit: LpnState) -> Message:
    """What was picked for an order already is fetched, or gone to."""
    if place := place_of(view, (order, unit.lpn)):
        return msg("pick-ask-begun-at", order=order, location=place)
    return msg("pick-ask-begun-tote", order=order, lpn=unit.lpn, location=Place(unit.location).code)


def way(view: View, _session: Session, step: PickGo) -> Prompt:
    ask = msg("pick-ask-location", location=step.bin)
    commands = ("short", "undo", "menu", "skip", "full", "done")
    return Prompt(_title(), "scan", ask, _lines(view, step), 0, wanted(view, step), commands=commands)


def goods(view: View, _session: Session, step: PickItem) -> Prompt:
    ask, want = msg("pick-ask-item", item=item_name(view, step.key[0])), wanted(view, step)
    if step.qty == want:
        place = place_of(view, (step.order, step.tote))
        ask = msg("pick-ask-onto-place", location=place) if place else msg("pick-ask-into-tote", tote=step.tote)
    commands = ("short", "cancel", "damaged", "skip", "full")
    item, *rest = _lines(view, step)
    # The question names the item already; where only two rows are free, lot and tote must be in them.
    return Prompt(_title(), "quantity", ask, (*rest, item), step.qty, want, commands=commands)


def broken(view: View, _session: Session, step: PickDamaged) -> Prompt:
    ask = msg("pick-ask-damaged", item=item_name(view, step.key[0]))
    return Prompt(_title(), "quantity", ask, _lines(view, step), commands=("cancel",))


def zero(_view: View, _session: Session, step: PickZero) -> Prompt:
    return Prompt(
        _title(), "quantity", msg("pick-ask-empty", location=step.bin), commands=("confirm", "cancel", "undo", "menu")
    )


def wait(view: View, _session: Session, step: PickWait) -> Prompt:
    ask = msg("pick-ask-wait", item=item_name(view, step.item), station=step.station)
    lines = (msg("pick-for", order=step.order), msg("lpn-line", lpn=target_of(view, (step.order, step.tote))))
    return Prompt(_title(), "confirm", ask, lines, commands=("confirm", "skip", "short", "undo", "menu"))


def stage(view: View, _session: Session, step: PickStage) -> Prompt:
    loads = ((step.order, step.tote), *step.others)
    wanted = stage_of(view, loads[0])
    ask = msg("pick-ask-stage", stage=wanted) if wanted else msg("pick-ask-any-stage")
    if place_of(view, loads[0]):
        ask = msg("pick-ask-lies-there", order=step.order, location=wanted)
    here = (load for load in loads if stage_of(view, load) == wanted)
    lines = tuple(msg("lpn-line", lpn=one) for load in here for one in units(view, load))
    return Prompt(_title(), "scan", ask, lines[:LINES_MAX], commands=("undo", "menu"))


def _title() -> Message:
    return msg("pick-title")


def _lines(view: View, step: AtLine) -> tuple[Message, ...]:
    key = stock_key(step.key)
    lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
    source = Place(step.source)
    packed = (msg("pick-from-lpn", lpn=source.code),) if source.kind == "lpn" else ()
    name = item_name(view, key.item)
    walk = (msg("pick-for", order=step.order),) if step.others else ()
    place = place_of(view, (step.order, step.tote))
    into = msg("pick-place-line", location=place) if place else msg("lpn-line", lpn=step.tote)
    return (msg("item-line", item=key.item, name=name), *lot, *packed, into, *walk)
