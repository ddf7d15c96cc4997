"""Rules for what comes without a scan: portal passages and shelf steps.

One physical act is one movement, however many devices saw it: what a session works on takes a sensor's word as its
evidence; what nobody works on posts by itself, and only where that is safe.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from edge.core.decision import Decision, DropStep, HoldStep
from edge.core.entry import Draft, Evidence, Finding, Movement
from edge.core.epc import identify_epc
from edge.core.event import Passage, ShelfStep, Unclaimed
from edge.core.message import Arg
from edge.core.place import Place, location, virtual
from edge.core.reference import Item
from edge.core.session import Session
from edge.core.stock import Goods, StockKey
from edge.core.view import Announced, View
from edge.core.weighing import quantity_of
from edge.core.workflows import pick, putaway
from edge.core.workflows.pick import PickGo, PickItem
from edge.core.workflows.putaway import PutawayItem
from edge.core.workflows.receive import receive_announced

FOREIGN_NAMED_MAX: Final = 5
WITNESS_BEFORE_MS: Final = 3_000


def passage(view: View, event: Passage) -> Decision:
    """A pallet went through a portal: announced units whose tags match come in whole; what is foreign is a finding."""
    seen = {tag.epc for tag in event.tags}
    units = _announced_units(view, event, seen)
    expected = {epc for unit in units for line in unit.lines for epc in line.epcs}
    foreign = sorted(epc for epc in seen - expected if _is_goods(view, epc, {unit.lpn for unit in units}))
    if foreign and units:
        return Decision(drafts=(_foreign(view, event, foreign),))
    drafts = [draft for unit in units for draft in _received_or_agreed(view, event, unit)]
    return Decision(drafts=tuple(drafts))


def _announced_units(view: View, event: Passage, seen: set[str]) -> list[Announced]:
    """Units whose SSCC tag was seen, or enough of whose announced item tags were."""
    by_sscc = {lpn for epc in seen if (lpn := identify_epc(bytes.fromhex(epc)).sscc) is not None}
    units: dict[str, Announced] = {lpn: unit for lpn in sorted(by_sscc) if (unit := view.announced(lpn)) is not None}
    for unit in view.announced_by_epcs(seen):
        epcs = {epc for line in unit.lines for epc in line.epcs}
        if len(epcs & seen) * 100 >= event.share_pct * len(epcs):
            units.setdefault(unit.lpn, unit)
    return list(units.values())


def _is_goods(view: View, epc: str, lpns: set[str]) -> bool:
    """Whether a tag that no unit announced is somebody else's goods (not a forklift, a tote or an unknown label)."""
    tag = identify_epc(bytes.fromhex(epc))
    if tag.sscc is not None:
        return tag.sscc not in lpns
    return tag.gtin is not None and view.item_by_code(tag.gtin) is not None


def _foreign(view: View, event: Passage, foreign: list[str]) -> Draft:
    args: dict[str, Arg] = {"count": len(foreign), "tags": " ".join(foreign[:FOREIGN_NAMED_MAX]), "zone": event.zone}
    place = location(view.site, event.location)
    return Draft(Finding(f"{event.id}/foreign", "opened", "portal-foreign-tags", args, place))


def _received_or_agreed(view: View, event: Passage, unit: Announced) -> Iterable[Draft]:
    state = view.lpn(unit.lpn)
    if state is not None and Place(state.location).is_physical:
        # Scanned by hand before it rolled through: the passage is evidence of that, not a second receipt.
        seen: dict[str, Arg] = {"zone": event.zone, "tags": len(event.tags)}
        agrees = state.location == location(view.site, event.location)
        return [Draft(Evidence(state.last_entry, "tag", "agrees" if agrees else "conflicts", seen))]
    place = location(view.site, event.location)
    return [Draft(body) for body in receive_announced(view, unit, place, ("tag",))]


def shelf_step(view: View, event: ShelfStep) -> Decision:
    """Weight came or went at a bin: evidence of what was just posted, a word to who works there, or held."""
    item = _weighable(view, event.location, event.delta_mg)
    if item is None:
        return _unexplained(view, event)
    weighed = quantity_of(event.delta_mg, item.unit_mg, item.unit_tolerance_mg, event.noise_mg)
    if not weighed.confident:
        return _unexplained(view, event)
    step = replace(event, item=item.code, units=weighed.quantity)
    witnessed = _witness(view, step)
    if witnessed is not None:
        return witnessed
    return _claim(view, step) or _taken_back(view, step) or _held(view, step)


def _held(view: View, step: ShelfStep) -> Decision:
    return Decision(effects=(HoldStep(step, step.at.wall_ms + view.policy.unclaimed_ms),))


def _taken_back(view: View, step: ShelfStep) -> Decision | None:
    """An opposite step soon after: somebody took a look and put it back."""
    for held in view.held_steps(step.location):
        if held.item == step.item and held.units == -step.units:
            return Decision(effects=(DropStep(held.id),))
    return None


def _witness(view: View, step: ShelfStep) -> Decision | None:
    """The scale settles after the last scan: a movement posted meanwhile is what it saw."""
    place = location(view.site, step.location)
    for ident, movement in view.unweighed(place, step.at.wall_ms - WITNESS_BEFORE_MS):
        assert isinstance(movement.what, Goods)
        came = movement.target == place
        if movement.what.key.item != step.item or came != (step.units > 0):
            continue
        args: dict[str, Arg] = {"shelf": abs(step.units), "said": movement.what.qty}
        if movement.what.qty == abs(step.units):
            return Decision(drafts=(Draft(Evidence(ident, "weight", "agrees", args)),))
        finding = Finding(f"{step.id}/weight", "opened", "shelf-differs", args, place, step.item)
        return Decision(drafts=(Draft(Evidence(ident, "weight", "conflicts", args)), Draft(finding)))
    return None


def _claim(view: View, shelf: ShelfStep) -> Decision | None:
    for session in view.sessions():
        step = session.step
        if isinstance(step, PickGo | PickItem) and shelf.units < 0:
            if step.bin == shelf.location and step.key[0] == shelf.item:
                return pick.take_weighed(session, step, -shelf.units)
        elif isinstance(step, PutawayItem) and shelf.units > 0 and step.key[0] == shelf.item:
            return putaway.put_weighed(view, session, step, shelf.location, shelf.units)
    return None


def unclaimed(view: View, event: Unclaimed) -> Decision:
    """Nobody said what the step was: untracked items are booked against UNATTRIBUTED, all are put before a person."""
    step = event.step
    drop = (DropStep(step.id),)
    item = view.item(step.item)
    if item is None:
        return Decision(effects=drop)
    place, nobody = location(view.site, step.location), virtual(view.site, "UNATTRIBUTED")
    args: dict[str, Arg] = {"quantity": step.units, "item": item.code, "location": step.location}
    finding = Draft(Finding(f"{step.id}/unclaimed", "opened", "shelf-unclaimed", args, place, item.code))
    held = next((balance for balance in view.content(place) if balance.key.item == item.code), None)
    if item.tracking or (step.units < 0 and (held is None or held.qty < -step.units)):
        return Decision(drafts=(finding,), effects=drop)
    key = held.key if held is not None else StockKey(item.code, item.owner)
    source, target = (nobody, place) if step.units > 0 else (place, nobody)
    movement = Movement("adjust", Goods(key, abs(step.units), item.uom), source, target, agree=("weight",))
    return Decision(drafts=(Draft(movement, reason="shelf-unclaimed"), finding), effects=drop)


def _unexplained(view: View, event: ShelfStep) -> Decision:
    """A step that is no whole number of units of what stands there: told once, nothing is booked."""
    place = location(view.site, event.location)
    args: dict[str, Arg] = {"grams": event.delta_mg // 1000, "location": event.location}
    return Decision(drafts=(Draft(Finding(f"{event.id}/odd", "opened", "shelf-odd-weight", args, place)),))


def _weighable(view: View, code: str, delta_mg: int) -> Item | None:
    """The one item that a step at this bin can be: what stands there alone, what waits to come, or whose face it is."""
    items = {balance.key.item for balance in view.content(location(view.site, code))}
    if delta_mg > 0 and not items:
        items = {key[0] for session in view.sessions() if (key := _waiting(session)) is not None}
    if not items and (info := view.location(code)) is not None and info.fixed_item:
        items = {info.fixed_item}
    if len(items) != 1:
        return None
    item = view.item(items.pop())
    return item if item is not None and item.unit_mg > 0 else None


def _waiting(session: Session) -> tuple[str, ...] | None:
    return session.step.key if isinstance(session.step, PutawayItem) else None
