"""Rules for portals, outwards: what rolls through a dock where a shipment is loaded, and is not on it, is a finding.

It is said once for a unit, before the door closes. What was just received is on its way in and says nothing.
"""

from collections.abc import Mapping, Sequence

from edge.core.entry import Draft, Finding
from edge.core.event import Passage
from edge.core.identity import TagIdentity
from edge.core.message import Arg
from edge.core.place import location
from edge.core.reference import Document
from edge.core.view import LpnState, View
from edge.core.workflows.announced import in_house
from edge.core.workflows.ship.plan import is_planned, shipment_at


def not_on_shipment(view: View, event: Passage, seen: Mapping[str, TagIdentity]) -> tuple[Draft, ...]:
    """A finding for each of the house's units whose tag was seen and that no shipment at this dock is to take."""
    at = shipment_at(view, event.location)
    codes = sorted({tag.sscc for tag in seen.values() if tag.sscc is not None}) if at else []
    states = [state for code in codes if (state := view.lpn(code)) is not None and in_house(state)]
    strays = (one.lpn for one in states if is_stray(view, at, one))
    return tuple(Draft(_stray(view, event, at[0], lpn)) for lpn in strays if view.finding(_ident(at[0], lpn)) is None)


def is_stray(view: View, at: Sequence[Document], state: LpnState) -> bool:
    """Whether a unit of the house goes where it should not: no shipment takes it, and it did not just come in."""
    last = view.movement(state.last_entry)
    if last is not None and last.type == "receive":
        return False
    return not any(is_planned(view, document, state.lpn) for document in at)


def _ident(document: Document, lpn: str) -> str:
    return f"{document.id}/{lpn}/not-on-shipment"


def _stray(view: View, event: Passage, document: Document, lpn: str) -> Finding:
    args: dict[str, Arg] = {"lpn": lpn, "shipment": document.id, "zone": event.zone}
    place = location(view.site, event.location)
    return Finding(_ident(document, lpn), "opened", "not-on-shipment", args, place)
