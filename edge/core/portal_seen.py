"""What goes through a portal, as far as it is known: which units are recognised, and which of those are expected here.

    the dock of an open shipment     expected is what it takes; come by is what is on its truck, has left, or is seen
    any other door, and goods that   expected is what the receipts announce whose units are seen; come by what is in
    come in through that dock

For eyes: nothing is decided here. `portals.py` decides once the passage has ended, by the same look at the tags.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from edge.core.epc import identify_epc
from edge.core.event import SeenTag
from edge.core.identity import TagIdentity
from edge.core.portals import announced_units, is_goods
from edge.core.portals_out import is_stray
from edge.core.reference import Document
from edge.core.value import value
from edge.core.view import Announced, View
from edge.core.workflows.announced import in_house
from edge.core.workflows.ship.plan import is_planned, missing, planned, shipment_at

TAGS_KEPT: Final = 8_192


@value
class PortalSeen:
    """One look. `came` of the `expected` units have come by; `units` are those recognised in this passage, in order."""

    document: str = ""
    expected: int = 0
    came: int = 0
    units: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def seen_at(view: View, dock: str, share_pct: int, tags: Sequence[SeenTag]) -> PortalSeen:
    """What the tags of a passage come to, in the order in which they came in; none while nothing passes."""
    seen = {tag.epc: identified(tag.epc, tag.pc) for tag in tags}
    announced = announced_units(view, share_pct, seen)
    units = _units(view, seen, announced)
    shipments = shipment_at(view, dock)
    if shipments and not _comes_in(view, shipments, announced):
        wanted = [lpn for one in shipments for lpn in planned(view, one)]
        left = {lpn for one in shipments for lpn in missing(view, one)}
        document = shipments[0].id
    else:
        documents = list({one.document.id: one.document for one in announced}.values())
        wanted = [line.lpn for one in documents for line in one.lines if line.lpn]
        left = {lpn for lpn in wanted if not in_house(view.lpn(lpn))}
        document = documents[0].id if documents else ""
    wanted = list(dict.fromkeys(wanted))
    open_ = [lpn for lpn in wanted if lpn in left and lpn not in units]
    others = [lpn for lpn in units if lpn not in wanted] if document else []
    stray = [lpn for lpn in units if _is_stray(view, shipments, lpn)] if shipments else others
    foreign = _foreign(view, seen, announced)
    return PortalSeen(document, len(wanted), len(wanted) - len(open_), units, tuple(open_), (*stray, *foreign))


def _comes_in(view: View, shipments: Sequence[Document], announced: Sequence[Announced]) -> bool:
    """Whether what passes is what a receipt announces, and nothing that goes out or should not."""
    out = any(is_planned(view, one, unit.lpn) for one in shipments for unit in announced)
    return not out and any(not _is_stray(view, shipments, unit.lpn) for unit in announced)


def _is_stray(view: View, shipments: Sequence[Document], lpn: str) -> bool:
    """Whether a unit should not go where a truck is loaded, by the rule of what is decided on it."""
    state = view.lpn(lpn)
    return state is not None and in_house(state) and is_stray(view, shipments, state)


@lru_cache(TAGS_KEPT)
def identified(epc: str, pc: int | None) -> TagIdentity:
    """What a tag says; the same few are looked at again and again while they pass."""
    return identify_epc(bytes.fromhex(epc), pc)


def _units(view: View, seen: Mapping[str, TagIdentity], announced: Sequence[Announced]) -> tuple[str, ...]:
    """The units by their own tags, where somebody knows them, and by those of what is in them; each once, in order."""
    by_tag = {epc: unit.lpn for unit in announced for line in unit.lines for epc in line.epcs}
    known = {unit.lpn for unit in announced}
    found: dict[str, None] = {}
    for epc, tag in seen.items():
        if tag.sscc is not None and (tag.sscc in known or view.lpn(tag.sscc) is not None):
            found[tag.sscc] = None
        elif epc in by_tag:
            found[by_tag[epc]] = None
    return tuple(found)


def _foreign(view: View, seen: Mapping[str, TagIdentity], announced: Sequence[Announced]) -> list[str]:
    """Tags of goods that no announced unit has, while one is recognised; units that nobody knows at all."""
    expected = {epc for unit in announced for line in unit.lines for epc in line.epcs}
    lpns = {unit.lpn for unit in announced}
    loose = [epc for epc in seen if epc not in expected and seen[epc].sscc is None and is_goods(view, seen[epc], lpns)]
    unknown = [epc for epc, tag in seen.items() if tag.sscc not in {None, *lpns} and view.lpn(str(tag.sscc)) is None]
    return [*(loose if announced else []), *unknown]
