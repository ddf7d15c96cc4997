"""Units that were seen where they were counted, and what becomes of those that the book has elsewhere.

seen here, the book has it elsewhere           -> finding `lpn-misplaced`: the place is counted once more
seen here once more, nobody works with it      -> booked here
seen where the book has it, or not seen again  -> the finding is closed
moved by anybody                               -> closed, too (edge/core/marks.py)
"""

from collections.abc import Iterator

from edge.core.decision import draft
from edge.core.entry import Draft, Finding, Movement
from edge.core.event import Input
from edge.core.message import Arg
from edge.core.place import Place, handling_unit
from edge.core.session import Session
from edge.core.stock import WholeLpn
from edge.core.view import LpnState, View
from edge.core.workflows.announced import in_house
from edge.core.workflows.count.steps import CountItems
from edge.core.workflows.counting import MISPLACED, around_it, misplaced
from edge.core.workflows.taken import busy_unit, elsewhere
from edge.core.workflows.transfer.target import badly_nested, unit_not_free


def seen_units(view: View, session: Session, step: CountItems, event: Input) -> Iterator[Draft]:
    """What is put down for the units that were scanned, and for those that were looked for in vain."""
    place, told = Place(step.place), misplaced(view)
    for one in told:
        lpn = str(one.args.get("lpn", ""))
        is_still = one.place == place and lpn in step.units and not _stands(view, lpn, step)
        if not is_still and (one.place == place or lpn in step.units):
            yield draft(session, Finding(one.id, "closed", MISPLACED, place=Place(one.place)))
    known = {str(one.args.get("lpn", "")) for one in told if one.place == place}
    for lpn in step.units:
        state = view.lpn(lpn)
        if state is None or _stands(view, lpn, step):
            continue
        if lpn not in known:
            args: dict[str, Arg] = {"lpn": lpn, "place": place.code, "stands": Place(state.location).code}
            yield draft(session, Finding(f"{event.id}/{lpn}", "opened", "lpn-misplaced", args, place))
        elif _is_free(view, session, state, place):
            yield draft(session, Movement("count", WholeLpn(lpn), Place(state.parent), place), MISPLACED)


def _stands(view: View, lpn: str, step: CountItems) -> bool:
    """Whether the book has a unit in the place that was counted, or had it there when the count began."""
    return lpn in step.stood or step.place in around_it(view, handling_unit(lpn))


def _is_free(view: View, session: Session, state: LpnState, place: Place) -> bool:
    """Whether a unit may be booked where it was seen: it is in the house, and nobody works with it."""
    if not in_house(state) or elsewhere(view, session, "lpn", state.lpn):
        return False
    no = unit_not_free(view, session, state.lpn) or busy_unit(view, session, state.lpn)
    return (no or badly_nested(view, session, state.lpn, place)) is None
