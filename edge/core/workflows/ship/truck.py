"""A truck whose last unit was taken off again is at no dock any more: it comes anew with the next that is loaded.

However a unit leaves a truck, by undo, by moving it, by packing it again: what takes the last one takes the truck, too.
"""

from edge.core.changed import changed
from edge.core.decision import Decision
from edge.core.entry import Draft, Movement
from edge.core.entry_id import entry_id
from edge.core.event import Input
from edge.core.place import TRUCK, Place, virtual
from edge.core.stock import WholeLpn
from edge.core.view import View


def off_when_empty(view: View, decision: Decision, event: Input) -> Decision:
    """The decision, and the trucks that it empties gone; with the act that took their last unit they come back."""
    trucks = {one.source.code for one in _units_moved(decision) if one.source.startswith(f"lpn:{TRUCK}")}
    for truck in sorted(trucks):
        decision = _off(view, decision, event, truck)
    return decision


def _units_moved(decision: Decision) -> list[Movement]:
    bodies = (one.body for one in decision.drafts)
    return [one for one in bodies if isinstance(one, Movement) and isinstance(one.what, WholeLpn)]


def _off(view: View, decision: Decision, event: Input, truck: str) -> Decision:
    inside, state, on = Place(f"lpn:{truck}"), view.lpn(truck), set(view.units_in(f"lpn:{truck}"))
    for one in _units_moved(decision):
        assert isinstance(one.what, WholeLpn)
        if one.what.lpn == truck or not one.target.is_physical:
            return decision  # it leaves with all that is on it
        on = on | {one.what.lpn} if one.target == inside else on - {one.what.lpn}
    if on or state is None:
        return decision
    off = Movement("ship", WholeLpn(truck), Place(state.parent), virtual(view.site, "UNKNOWN"))
    more = changed(decision, drafts=(*decision.drafts, Draft(off, op=_operator(decision))))
    if decision.session is None or not decision.session.undoable:
        return more
    ident = entry_id(event.at.wall_ms, event.id, len(decision.drafts))
    return changed(more, session=changed(decision.session, undoable=(*decision.session.undoable, ident)))


def _operator(decision: Decision) -> str:
    return decision.session.operator if decision.session is not None else ""
