"""Rules for shelves that weigh: a step is evidence of what was just posted, a word to who works there, or held.

step -> which item and how many units it is
     -> agrees with what was posted just now                      evidence
     -> or somebody is putting there, or picking from it          told to that session
     -> or the opposite of a held one: looked at and put back     both forgotten
     -> or it began before the bin was counted                    known already
     -> or differs from what was posted just now                  evidence and a finding
     -> or held; unclaimed in time: UNATTRIBUTED and a finding
"""

from collections.abc import Iterator
from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, DropStep, HoldStep
from edge.core.entry import Draft, Evidence, Finding, Movement
from edge.core.entry_json import utc_ms
from edge.core.event import ShelfStep, Unclaimed
from edge.core.message import Arg
from edge.core.place import location, virtual
from edge.core.read import Moment
from edge.core.reference import Item
from edge.core.session import Session
from edge.core.stock import Goods, StockKey
from edge.core.view import View
from edge.core.weighing import quantity_of, round_div
from edge.core.workflows.counting import COUNT_VARIANCE
from edge.core.workflows.pick import take as picking
from edge.core.workflows.pick.steps import PickGo, PickItem
from edge.core.workflows.putaway import put as putting
from edge.core.workflows.putaway.steps import PutawayItem

WITNESS_BEFORE_MS: Final = 3_000


def shelf_step(view: View, event: ShelfStep) -> Decision:
    """Weight came or went at a bin."""
    if any(held.id == event.id for held in view.held_steps(event.location)):
        return Decision()  # told again
    step = _read(view, event)
    if step is None:
        return _unexplained(view, event)
    posted = _posted(view, step)
    mine = _agrees(posted, step) or _claim(view, step) or _taken_back(view, step) or _counted(view, step)
    return mine or _differs(view, posted, step) or _held(view, step)


def unclaimed(view: View, event: Unclaimed) -> Decision:
    """Nobody said what the step was: untracked items are booked against UNATTRIBUTED, all are put before a person."""
    step, drop = event.step, DropStep(event.step.id)
    if all(held.id != step.id for held in view.held_steps(step.location)):
        return Decision()  # claimed a moment ago
    if any(_works(session, step) for session in view.sessions()):
        later = max(event.now_ms, step.at.wall_ms) + view.policy.unclaimed_ms
        return Decision(effects=(drop, HoldStep(step, later)))
    item = view.item(step.item)
    if item is None:
        return Decision(effects=(drop,))
    args: dict[str, Arg] = {"quantity": step.units, "item": item.code, "location": step.location}
    place = location(view.site, step.location)
    finding = Draft(Finding(f"{step.id}/unclaimed", "opened", "shelf-unclaimed", args, place, item.code))
    movements = () if item.tracking else _unattributed(view, step, item)
    drafts = (*(Draft(one, reason="shelf-unclaimed") for one in movements), finding)
    return Decision(drafts=drafts, effects=(drop,))


def _unattributed(view: View, step: ShelfStep, item: Item) -> tuple[Movement, ...]:
    """What came or went, oldest stock first; nothing where the book has less than what went."""
    place, nobody = location(view.site, step.location), virtual(view.site, "UNATTRIBUTED")
    there = sorted(
        (one for one in view.content(place) if one.key.item == item.code), key=lambda one: one.key.received_on
    )
    if step.units > 0:
        key = there[0].key if there else StockKey(item.code, item.owner)
        return (Movement("adjust", Goods(key, step.units, item.uom), nobody, place, agree=("weight",)),)
    left, movements = -step.units, []
    for balance in there:
        part = min(left, balance.qty)
        if part:
            movements.append(Movement("adjust", Goods(balance.key, part, item.uom), place, nobody, agree=("weight",)))
            left -= part
    return () if left else tuple(movements)


def _read(view: View, event: ShelfStep) -> ShelfStep | None:
    """The step with the item and the units that it is; None where no item, or more than one, explains it."""
    for items in _candidates(view, event):
        read = [step for code in sorted(items) if (step := _as_units(view, event, code)) is not None]
        if read:
            return read[0] if len(read) == 1 else None
    return None


def _candidates(view: View, event: ShelfStep) -> Iterator[set[str]]:
    """Items it may be, the likeliest first.

    What was just posted or is in work here; what stands here, or is in somebody's hands; whose face it is.
    """
    sessions = view.sessions()
    posted = {movement.what.key.item for _, movement in _recent(view, event) if isinstance(movement.what, Goods)}
    yield posted | {code for one in sessions if (code := _item_in_work(one, event))}
    in_hand = {one.step.key[0] for one in sessions if isinstance(one.step, PutawayItem) and event.delta_mg > 0}
    yield in_hand | {balance.key.item for balance in view.content(location(view.site, event.location))}
    info = view.location(event.location)
    yield {info.fixed_item} if info is not None and info.fixed_item else set()


def _item_in_work(session: Session, event: ShelfStep) -> str:
    """The item that a session is to put into this bin, or picks from it; '' for none."""
    step = session.step
    if isinstance(step, PutawayItem):
        return step.key[0] if event.delta_mg > 0 and step.suggested == event.location else ""
    return step.key[0] if isinstance(step, PickGo | PickItem) and step.bin == event.location else ""


def _as_units(view: View, event: ShelfStep, code: str) -> ShelfStep | None:
    item = view.item(code)
    if item is None or item.unit_mg <= 0:
        return None
    weighed = quantity_of(event.delta_mg, item.unit_mg, item.unit_tolerance_mg, event.noise_mg)
    return changed(event, item=code, units=weighed.quantity) if weighed.confident else None


def _recent(view: View, step: ShelfStep) -> list[tuple[str, Movement]]:
    """What was posted at the place since shortly before the step: the scale settles after the last scan."""
    place, came = location(view.site, step.location), step.delta_mg > 0
    since = Moment(step.at.wall_ms - WITNESS_BEFORE_MS, step.at.mono_ms - WITNESS_BEFORE_MS)
    found = view.unweighed(place, since)
    return [(ident, movement) for ident, movement in found if (movement.target == place) == came]


def _posted(view: View, step: ShelfStep) -> list[tuple[str, int]]:
    """Quantities of the step's item that were posted just now, the newest first."""
    goods = ((ident, movement.what) for ident, movement in _recent(view, step))
    return [(ident, what.qty) for ident, what in goods if isinstance(what, Goods) and what.key.item == step.item]


def _agrees(posted: list[tuple[str, int]], step: ShelfStep) -> Decision | None:
    """One movement, or all of them together, is what the scale saw."""
    units = abs(step.units)
    same = [one for one in posted if one[1] == units][:1]
    if not same and len(posted) > 1 and sum(qty for _, qty in posted) == units:
        same = posted
    evidence = (Evidence(ident, "weight", "agrees", {"shelf": qty, "said": qty}) for ident, qty in same)
    return Decision(drafts=tuple(Draft(one) for one in evidence)) if same else None


def _differs(view: View, posted: list[tuple[str, int]], step: ShelfStep) -> Decision | None:
    if not posted:
        return None
    ident, said = posted[0]
    args: dict[str, Arg] = {"shelf": abs(step.units), "said": said, "place": step.location}
    place = location(view.site, step.location)
    finding = Finding(f"{step.id}/weight", "opened", "shelf-differs", args, place, step.item)
    return Decision(drafts=(Draft(Evidence(ident, "weight", "conflicts", args)), Draft(finding)))


def _claim(view: View, shelf: ShelfStep) -> Decision | None:
    """Tell the one session that works there; where two may mean it, it is held until one of them posts."""
    sessions = view.sessions()
    at_bin = [one for one in sessions if isinstance(one.step, PickItem) and _works(one, shelf)]
    coming = [one for one in sessions if isinstance(one.step, PickGo) and _works(one, shelf)]
    for pickers in (at_bin, coming):
        if len(pickers) == 1 and isinstance(step := pickers[0].step, PickGo | PickItem):
            return picking.take_weighed(view, pickers[0], step, shelf)
    carriers = [one for one in sessions if isinstance(one.step, PutawayItem) and _works(one, shelf)]
    aimed = [one for one in carriers if isinstance(one.step, PutawayItem) and one.step.suggested == shelf.location]
    for waiting in (aimed, carriers):
        if len(waiting) == 1 and isinstance(waits := waiting[0].step, PutawayItem):
            return putting.put_weighed(view, waiting[0], waits, shelf, shelf.units)
    return None


def _works(session: Session, shelf: ShelfStep) -> bool:
    """Whether a session may be what moved: it picks this item here, or has it in hand to put away."""
    step = session.step
    if isinstance(step, PutawayItem):
        return shelf.units > 0 and step.key[0] == shelf.item
    return isinstance(step, PickGo | PickItem) and step.bin == shelf.location and step.key[0] == shelf.item


def _taken_back(view: View, step: ShelfStep) -> Decision | None:
    """An opposite step soon after: somebody took a look and put it back."""
    for held in view.held_steps(step.location):
        if held.item == step.item and held.units == -step.units:
            return Decision(effects=(DropStep(held.id),))
    return None


def _counted(view: View, step: ShelfStep) -> Decision | None:
    """Who counted the bin after it began saw what it tells now; goods that somebody has in hand are no part of that."""
    if any(_works(session, step) for session in view.sessions()):
        return None
    place = location(view.site, step.location)
    counted = view.counted(place)
    reviews = (one.opened_ms for one in view.findings_at(place, COUNT_VARIANCE))
    return Decision() if step.at.wall_ms <= max(utc_ms(counted) if counted else -1, *reviews, -1) else None


def _held(view: View, step: ShelfStep) -> Decision:
    return Decision(effects=(HoldStep(step, step.at.wall_ms + view.policy.unclaimed_ms),))


def _unexplained(view: View, event: ShelfStep) -> Decision:
    """A step that is no whole number of units of what stands there: told once, nothing is booked."""
    place = location(view.site, event.location)
    args: dict[str, Arg] = {"grams": round_div(event.delta_mg, 1000), "location": event.location}
    return Decision(drafts=(Draft(Finding(f"{event.id}/odd", "opened", "shelf-odd-weight", args, place)),))
