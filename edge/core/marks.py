"""Marks: what the floor said of a place, and how it ends: by what is done there, or by a count of the place.

    bin-full         goods leave the bin, or come to it all the same     else by a count that stands
    bin-blocked      goods come to it all the same                       else by a count that stands
    no-bin           the goods that no bin took leave the place where they waited
    lpn-misplaced    the unit is moved                                   else as a count of a place says
    counts of a unit, below zero in it: the unit leaves the house

Held against the movements of every decision, whatever work they belong to: a picker frees a full bin without knowing.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision
from edge.core.entry import Draft, Finding, Movement
from edge.core.place import Place
from edge.core.stock import Goods, WholeLpn
from edge.core.view import OpenFinding, View
from edge.core.workflows.counting import OPEN_COUNTS, misplaced, standing
from edge.core.workflows.suggest import unit_parts

LEFT: Final = ("bin-full", "no-bin")
"""Marks that may end when goods leave the place."""
CAME: Final = ("bin-full", "bin-blocked")
"""Marks that end when goods come to the place."""
MARKS: Final = ("bin-full", "bin-blocked", "no-bin")
OF_UNIT: Final = (*OPEN_COUNTS, "negative-stock")
"""What is open of a unit's content, and is nobody's any more when the unit has left."""


def with_marks_ended(view: View, decision: Decision) -> Decision:
    """The decision with the marks closed that its movements end."""
    marked, lost = view.places_with(MARKS), misplaced(view)
    if not marked and not lost and not view.places_with(OF_UNIT):
        return decision
    told = {draft.body.finding for draft in decision.drafts if isinstance(draft.body, Finding)}
    ended: dict[str, Draft] = {}
    for draft in decision.drafts:
        if isinstance(draft.body, Movement):
            marks = (*(_ended(view, draft.body, marked) if marked else ()), *_of_unit(view, draft.body, lost))
            for mark in (one for one in marks if one.id not in told):
                body = Finding(mark.id, "closed", mark.code, place=Place(mark.place), item=mark.item)
                ended.setdefault(mark.id, Draft(body, op=draft.op))
    return changed(decision, drafts=(*decision.drafts, *ended.values())) if ended else decision


def _ended(view: View, movement: Movement, marked: Collection[str]) -> Iterator[OpenFinding]:
    left, came = standing(view, movement.source), standing(view, movement.target)
    if left == came:
        return
    if left in marked:
        yield from (one for one in view.findings_at(left, *LEFT) if _is_about(view, one, movement))
    if came in marked:
        yield from view.findings_at(came, *CAME)


def _of_unit(view: View, movement: Movement, lost: Sequence[OpenFinding]) -> Iterator[OpenFinding]:
    """What was said of a unit that moves whole: where it was seen; once it leaves the house, what is in it, too."""
    if not isinstance(movement.what, WholeLpn):
        return
    lpn = movement.what.lpn
    yield from (one for one in lost if one.args.get("lpn") == lpn)
    if not movement.target.is_physical:
        yield from view.findings_at(f"lpn:{lpn}", *OF_UNIT)


def _is_about(view: View, mark: OpenFinding, movement: Movement) -> bool:
    """Whether what leaves ends a mark: anything makes room, but goods that no bin took must be those."""
    if mark.code == "bin-full":
        return True
    what = movement.what
    if isinstance(what, Goods):
        return what.key.item == mark.item
    parts = unit_parts(view, what.lpn)
    return any(part.item == mark.item for part in parts) or not (parts or mark.item)
