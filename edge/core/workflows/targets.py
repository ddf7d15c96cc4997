"""Where goods may be put down: what is asked of a scanned bin, and what is done about one that cannot take them."""

from collections.abc import Sequence
from typing import Literal

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse
from edge.core.entry import Draft, Finding
from edge.core.event import Input
from edge.core.leave import deviates, is_allowed, needs_leave
from edge.core.message import Arg
from edge.core.place import Place, location
from edge.core.reference import LocationInfo
from edge.core.rooms import Part
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.suggest import is_others_face, unfit_at


def wrong_bin(
    view: View, session: Session, event: Input, target: LocationInfo, parts: Sequence[Part], suggested: str
) -> Decision | None:
    """Refuse a place that may not take the goods; ask again about one that they were not sent to. None: put it down."""
    if target.kind != "bin":
        return refuse(session, "not-a-bin", location=target.code)
    if target.blocked and (no := needs_leave(session, event, "blocked", "location-blocked", location=target.code)):
        return no
    if is_others_face(target, parts):
        asked = deviates(
            view, session, event, "other-bin", "face-of-other", location=target.code, item=target.fixed_item
        )
        if asked is not None:
            return asked
    if (no := cannot_hold(view, session, target, parts)) is not None:
        return no
    if target.code == suggested or is_allowed(session, "blocked"):
        return None
    if not suggested:
        return deviates(view, session, event, "other-bin", "overflow-bin", scanned=target.code)
    return deviates(view, session, event, "other-bin", "other-bin", scanned=target.code, suggested=suggested)


def cannot_hold(view: View, session: Session, target: LocationInfo, parts: Sequence[Part]) -> Decision | None:
    """Refuse a bin whose rules or whose size the goods do not fit; a supervisor cannot change either."""
    if (why := unfit_at(view, target, parts)) is None:
        return None
    return refuse(
        session,
        {
            "class": "bin-of-other-class",
            "item-mixing": "bin-holds-other-item",
            "lot-mixing": "bin-holds-other-lot",
            "units": "bin-too-small",
            "weight": "bin-too-weak",
            "volume": "bin-too-small",
        }[why],
        location=target.code,
    )


def bin_marked(
    view: View, session: Session, event: Input, code: str, item: str, mark: Literal["bin-full", "bin-blocked"]
) -> tuple[Draft, ...]:
    """The finding that nothing can be put into a bin now; none where one is open."""
    room = view.room(code)
    if room is None or room.marked:
        return ()
    args: dict[str, Arg] = {"location": code, "item": item}
    place = location(view.site, code)
    if mark == "bin-full":
        return (draft(session, Finding(f"{event.id}/bin", "opened", "bin-full", args, place, item)),)
    return (draft(session, Finding(f"{event.id}/bin", "opened", "bin-blocked", args, place, item)),)


def no_bin_found(view: View, session: Session, event: Input, place: Place, item: str) -> tuple[Draft, ...]:
    """The finding that no bin takes an item; none where one is open for these goods in the place they wait in."""
    if any(one.item == item for one in view.findings_at(place, "no-bin")):
        return ()
    args: dict[str, Arg] = {"location": place.code, "item": item}
    return (draft(session, Finding(f"{event.id}/no-bin", "opened", "no-bin", args, place, item)),)


def elsewhere_then(decision: Decision, step: Step) -> Decision:
    """A refusal of the bin that goods were sent to: the step, with another suggestion."""
    assert decision.session is not None
    return changed(decision, session=changed(decision.session, step=step))
