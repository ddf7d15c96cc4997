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
from edge.core.reference import Line
from edge.core.view import Announced, LpnState, View
from edge.core.workflows.announced import expired_line, in_house, receive_announced

FOREIGN_NAMED_MAX: Final = 5


def passage(view: View, event: Passage) -> Decision:
    """A pallet went through a portal: announced units whose tags match come in whole; what is foreign is a finding."""
    seen = {tag.epc: identify_epc(bytes.fromhex(tag.epc), tag.pc) for tag in event.tags}
    units = _announced_units(view, event, seen)
    expected = {epc for unit in units for line in unit.lines for epc in line.epcs}
    foreign = sorted(epc for epc in seen.keys() - expected if _is_goods(view, seen[epc], {unit.lpn for unit in units}))
    if foreign and units:
        return Decision(drafts=(_foreign(view, event, foreign),))
    drafts = [draft for unit in units for draft in _received_or_agreed(view, event, unit)]
    return Decision(drafts=tuple(drafts))


def _announced_units(view: View, event: Passage, seen: Mapping[str, TagIdentity]) -> list[Announced]:
    """Units whose SSCC tag was seen, or enough of whose announced item tags were."""
    by_sscc = {tag.sscc for tag in seen.values() if tag.sscc is not None}
    units: dict[str, Announced] = {lpn: unit for lpn in sorted(by_sscc) if (unit := view.announced(lpn)) is not None}
    for unit in view.announced_by_epcs(set(seen)):
        epcs = {epc for line in unit.lines for epc in line.epcs}
        if len(epcs & seen.keys()) * 100 >= event.share_pct * len(epcs):
            units.setdefault(unit.lpn, unit)
    return list(units.values())


def _is_goods(view: View, tag: TagIdentity, lpns: set[str]) -> bool:
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


def _expired(view: View, event: Passage, unit: Announced, line: Line) -> Draft:
    args: dict[str, Arg] = {"lpn": unit.lpn, "item": line.item, "expiry": line.expiry, "zone": event.zone}
    place = location(view.site, event.location)
    finding = Finding(f"{event.id}/expired-{unit.lpn}", "opened", "portal-expired", args, place, line.item)
    return Draft(finding)


def _received_or_agreed(view: View, event: Passage, unit: Announced) -> Iterable[Draft]:
    state = view.lpn(unit.lpn)
    if state is not None and in_house(state):
        # Scanned by hand before it rolled through: the passage is evidence of that, not a second receipt.
        return _witnessed(view, event, state)
    if (past := expired_line(unit, event.today)) is not None:
        return [_expired(view, event, unit, past)]
    place = location(view.site, event.location)
    return [Draft(body) for body in receive_announced(view, unit, place, ("tag",), event.today)]
