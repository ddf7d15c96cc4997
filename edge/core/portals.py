"""Rules for portals: what a pallet's tags say when it rolls through without a scan.

One physical act is one movement, however many devices saw it: what was received by hand takes the portal's word as
its evidence; what nobody received comes in by itself, and only where that is safe.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from edge.core.decision import Decision
from edge.core.entry import Draft, Evidence, Finding
from edge.core.epc import identify_epc
from edge.core.event import Passage
from edge.core.identity import TagIdentity
from edge.core.message import Arg
from edge.core.place import location
from edge.core.portals_out import not_on_shipment
from edge.core.reference import Line
from edge.core.view import Announced, LpnState, View
from edge.core.workflows.announced import arrivals, in_house, incomplete, receive_announced
from edge.core.workflows.receive.gates import closed_gate

FOREIGN_NAMED_MAX: Final = 5


def passage(view: View, event: Passage) -> Decision:
    """A pallet went through a portal: announced units whose tags match come in whole; what is foreign is a finding."""
    seen = {tag.epc: identify_epc(bytes.fromhex(tag.epc), tag.pc) for tag in event.tags}
    units = announced_units(view, event.share_pct, seen)
    expected = {epc for unit in units for line in unit.lines for epc in line.epcs}
    foreign = sorted(epc for epc in seen.keys() - expected if is_goods(view, seen[epc], {unit.lpn for unit in units}))
    stray = not_on_shipment(view, event, seen)
    if foreign and units:
        return Decision(drafts=(_foreign(view, event, foreign), *stray))
    drafts = [draft for unit in units for draft in _received_or_agreed(view, event, unit)]
    return Decision(drafts=(*drafts, *stray))


def announced_units(view: View, share_pct: int, seen: Mapping[str, TagIdentity]) -> list[Announced]:
    """Units whose SSCC tag was seen, or enough of whose announced item tags were."""
    by_sscc = {tag.sscc for tag in seen.values() if tag.sscc is not None}
    units: dict[str, Announced] = {lpn: unit for lpn in sorted(by_sscc) if (unit := view.announced(lpn)) is not None}
    for unit in view.announced_by_epcs(set(seen)):
        epcs = {epc for line in unit.lines for epc in line.epcs}
        if len(epcs & seen.keys()) * 100 >= share_pct * len(epcs):
            units.setdefault(unit.lpn, unit)
    return list(units.values())


def is_goods(view: View, tag: TagIdentity, lpns: set[str]) -> bool:
    """Whether a tag that no unit announced is somebody else's goods (not a forklift, a tote or an unknown label)."""
    if tag.sscc is not None:
        return tag.sscc not in lpns
    return tag.gtin is not None and view.item_by_code(tag.gtin) is not None


def _foreign(view: View, event: Passage, foreign: list[str]) -> Draft:
    args: dict[str, Arg] = {"count": len(foreign), "tags": " ".join(foreign[:FOREIGN_NAMED_MAX]), "zone": event.zone}
    place = location(view.site, event.location)
    return Draft(Finding(f"{event.id}/foreign", "opened", "portal-foreign-tags", args, place))


def _witnessed(view: View, event: Passage, state: LpnState) -> Iterable[Draft]:
    """What the tags say of where the unit was put: each word once, however often a pallet flickers in the portal."""
    seen: dict[str, Arg] = {"zone": event.zone, "tags": len(event.tags)}
    agrees = state.location == location(view.site, event.location)
    if state.tagged == "conflicts" or (agrees and state.tagged):
        return []
    return [Draft(Evidence(state.last_entry, "tag", "agrees" if agrees else "conflicts", seen))]


def _kept_out(view: View, event: Passage, unit: Announced, rule: str, item: str, expiry: str) -> Draft:
    """A unit that a gate of receiving keeps out: nobody is here to open it."""
    args: dict[str, Arg] = {"lpn": unit.lpn, "item": item, "zone": event.zone}
    place = location(view.site, event.location)
    if rule == "expired":
        told = args | {"expiry": expiry}
        return Draft(Finding(f"{event.id}/expired-{unit.lpn}", "opened", "portal-expired", told, place, item))
    code = {"recalled": "portal-recalled", "short-life": "portal-short-life", "older-than-stock": "portal-older"}[rule]
    return Draft(Finding(f"{event.id}/{rule}-{unit.lpn}", "opened", code, args, place, item))


def _incomplete(view: View, event: Passage, unit: Announced, line: Line) -> Draft:
    args: dict[str, Arg] = {"lpn": unit.lpn, "item": line.item, "zone": event.zone}
    place = location(view.site, event.location)
    return Draft(Finding(f"{event.id}/detail-{unit.lpn}", "opened", "portal-incomplete", args, place, line.item))


def _received_or_agreed(view: View, event: Passage, unit: Announced) -> Iterable[Draft]:
    state = view.lpn(unit.lpn)
    if state is not None and in_house(state):
        # Scanned by hand before it rolled through: the passage is evidence of that, not a second receipt.
        return _witnessed(view, event, state)
    if (line := incomplete(view, unit)) is not None:
        return [_incomplete(view, event, unit, line)]
    if (closed := closed_gate(view, arrivals(view, unit), event.today)) is not None:
        rule, goods = closed
        return [_kept_out(view, event, unit, rule, goods.item.code, goods.expiry)]
    place = location(view.site, event.location)
    return [Draft(body) for body in receive_announced(view, unit, place, ("tag",), event.today)]
