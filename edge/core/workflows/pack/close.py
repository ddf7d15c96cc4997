"""Packing: a box is closed, weighed where there is a scale, and gets its label."""

from typing import Literal

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Draft, Evidence, Movement, Outcome
from edge.core.entry_id import entry_id
from edge.core.event import Input, Weighed
from edge.core.leave import deviates, is_allowed, needs_leave
from edge.core.message import Arg
from edge.core.place import handling_unit
from edge.core.printing import Package, package_label
from edge.core.session import Session, Step
from edge.core.stock import Goods
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import KeyTuple, station_of, stock_key, undoable
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.pack.goods import (
    box_drafts,
    gone_meanwhile,
    merged,
    not_checked,
    other_lpn,
    package_of,
    to_pack,
)
from edge.core.workflows.pack.steps import PackBox, PackItems, PackWeigh, PackWhat


def lpn_scanned(view: View, session: Session, step: PackItems, event: Input) -> Decision | None:
    """The box itself says that it is done; another tote of the order goes into the same box."""
    lpn = other_lpn(event)
    if lpn == step.box:
        return closed(view, session, step, event)
    return merged(view, session, step, event, lpn) if view.lpn(lpn) is not None else None


def closed(view: View, session: Session, step: PackItems, event: Input) -> Decision:
    """Done: what was checked is booked into the box. Pieces that nobody scanned stay behind after a warning."""
    if _is_nothing(view, step):
        return refuse(session, "pack-nothing", lpn=step.tote)
    if (no := gone_meanwhile(view, session, step)) is not None:
        return no
    left = not_checked(view, step)
    if left:
        if is_under_count(view, handling_unit(step.tote)):
            off = deviates(view, session, event, "partial", "pack-some-left", order=step.order)
        else:
            off = deviates(view, session, event, "partial", "pack-partial", missing=left, order=step.order)
        if off is not None:
            return off
    return _closed(view, session, step, event, more=False, reason="partial" if left else "")


def full(view: View, session: Session, step: PackItems, event: Input) -> Decision:
    """The box is full: it is closed, the rest of the tote goes into another."""
    if step.box == step.tote:
        return refuse(session, "pack-no-box", lpn=step.tote)
    if _is_nothing(view, step):
        return refuse(session, "pack-nothing", lpn=step.tote)
    if (no := gone_meanwhile(view, session, step)) is not None:
        return no
    return _closed(view, session, step, event, more=not_checked(view, step) > 0)


def weighed(view: View, session: Session, step: PackWeigh, event: Input) -> Decision:
    """The scale stands still: the box is as heavy as its content, or it is said and weighed again.

    A load that lay there before this was asked is not taken for the box, nor is the box with that load under it.
    """
    assert isinstance(event.what, Weighed)
    if event.what.before == "unknown" or (event.what.before == "load" and not step.seen):
        return refuse(session, "pack-lift-first", box=step.box, grams=event.what.mg // 1000)
    shown = changed(step, weighed_mg=event.what.mg, seen=1)
    word = _judged(view, shown)
    if word.verdict == "heavy":
        return say(session, "refuse", "box-too-heavy", shown, measured=word.measured_g, limit=word.limit_g)
    if word.verdict == "off" and is_under_count(view, handling_unit(step.box)):
        return say(session, "refuse", "pack-weight-wrong", shown, measured=word.measured_g)
    if word.verdict == "off":
        return say(session, "refuse", "pack-weight-off", shown, measured=word.measured_g, expected=word.expected_g)
    return _finished(view, session, shown, event, word)


def use_weight(view: View, session: Session, step: PackWeigh, event: Input) -> Decision:
    """What the scale showed last is right: as it is, or because a supervisor says so."""
    if not step.weighed_mg:
        return refuse(session, "pack-no-weight", box=step.box)
    word = _judged(view, step)
    off: Decision | None = None
    if word.verdict == "heavy":
        off = needs_leave(session, event, "weight-off", "box-too-heavy", measured=word.measured_g, limit=word.limit_g)
    elif word.verdict == "off" and is_under_count(view, handling_unit(step.box)):
        off = needs_leave(session, event, "weight-off", "pack-weight-wrong", measured=word.measured_g)
    elif word.verdict == "off":
        off = needs_leave(
            session, event, "weight-off", "pack-weight-off", measured=word.measured_g, expected=word.expected_g
        )
    return off if off is not None else _finished(view, session, step, event, word)


def without_weight(view: View, session: Session, step: PackWeigh, event: Input) -> Decision:
    """The scale does not work: a supervisor lets the box go unweighed."""
    off = needs_leave(session, event, "weight-off", "pack-not-weighed", box=step.box)
    return off if off is not None else _finished(view, session, changed(step, weighed_mg=0), event, None)


@value
class _Word:
    """What the scale's word comes to, in grams; an expected weight of 0 is not known."""

    verdict: Literal["right", "off", "heavy"]
    measured_g: int
    expected_g: int
    limit_g: int


def _judged(view: View, step: PackWeigh) -> _Word:
    content = [(one.key.item, one.qty, one.catch_qty) for one in view.content(handling_unit(step.box))]
    tare, limit, is_known = _packed_in(view, step)
    expected, tolerance = _weight(view, content)
    verdict: Literal["right", "off", "heavy"] = "right"
    if limit and step.weighed_mg > limit:
        verdict = "heavy"
    elif expected:
        allowed = (expected + tare) * view.policy.pack_tolerance_pct // 100 + tolerance
        over = step.weighed_mg - expected - tare
        verdict = "off" if over < -allowed or (is_known and over > allowed) else "right"
    known = (expected + tare) // 1000 if expected else 0
    return _Word(verdict, step.weighed_mg // 1000, known, limit // 1000)


def _weight(view: View, content: list[tuple[str, int, int]]) -> tuple[int, int]:
    """What goods should weigh, and how far they may be off in all; 0 where the weight of one of them is not known."""
    expected, tolerance = 0, 0
    for code, qty, catch_mg in content:
        item = view.item(code)
        unit = 0 if item is None else item.unit_mg or (item.sizes[item.uom].weight_mg if item.uom in item.sizes else 0)
        if item is not None and "catch_weight" in item.tracking and catch_mg:
            expected += catch_mg
            continue
        if item is None or not unit or "catch_weight" in item.tracking:
            return 0, 0
        expected += unit * qty
        tolerance += item.unit_tolerance_mg * qty
    return expected, tolerance


def _box(view: View, code: str) -> tuple[int, int]:
    """What a box weighs empty, and may weigh full; 0 for no limit."""
    return next(((one.tare_mg, one.max_mg) for one in view.policy.boxes if one.code == code), (0, 0))


def _packed_in(view: View, step: PackWeigh) -> tuple[int, int, bool]:
    """What a box, or the tote that goes as it is, weighs empty and may weigh full, and whether that is known.

    Where it is not, only what is too light can be told.
    """
    if step.box == step.tote:
        return view.policy.tote_mg, 0, view.policy.tote_mg > 0
    return (*_box(view, step.box_type), any(one.code == step.box_type for one in view.policy.boxes))


def _is_nothing(view: View, step: PackItems) -> bool:
    """Whether nothing is packed: nothing was checked, and no other tote was packed into the box before."""
    return not step.checked and (step.box == step.tote or not view.content(handling_unit(step.box)))


def _too_heavy(view: View, session: Session, step: PackItems, event: Input) -> Decision | None:
    """Refuse a box that its content alone makes too heavy, where all weights are known."""
    tare, limit = _box(view, step.box_type)
    before = () if step.box == step.tote else view.content(handling_unit(step.box))
    content = [(one.key.item, one.qty, one.catch_qty) for one in before]
    content += [(key[0], qty, _share(view, step.tote, key, qty)) for key, qty, _ in step.checked]
    expected, _ = _weight(view, content)
    if not limit or not expected or expected + tare <= limit:
        return None
    measured = (expected + tare) // 1000
    return needs_leave(session, event, "weight-off", "box-too-heavy", measured=measured, limit=limit // 1000)


def _share(view: View, tote: str, key: KeyTuple, qty: int) -> int:
    """What so many of the goods in a tote weigh, where they are of catch weight: their part of what all of them do."""
    there = next((one for one in view.content(handling_unit(tote), key[0]) if one.key == stock_key(key)), None)
    return there.catch_qty * min(qty, there.qty) // there.qty if there is not None else 0


def _closed(view: View, session: Session, step: PackItems, event: Input, *, more: bool, reason: str = "") -> Decision:
    if (no := _too_heavy(view, session, step, event)) is not None:
        return no
    drafts = box_drafts(view, session, step, reason)
    state = view.lpn(step.box)
    moved = _first_goods(drafts, event) or (state.last_entry if state is not None else "")
    weigh = PackWeigh(step.order, step.tote, step.number, step.box, step.box_type, moved, more, step.weighed_mg)
    if station_of(view, session).scale:
        told = say(session, "ok", "pack-weigh-now", weigh, box=step.box)
        return undoable(changed(told, drafts=drafts), event)
    emptied = step.tote if step.box == step.tote or not not_checked(view, step) else ""
    done = _finished(view, session, changed(weigh, weighed_mg=0), event, None, emptied)
    return undoable(changed(done, drafts=(*drafts, *done.drafts)), event)


def _first_goods(drafts: tuple[Draft, ...], event: Input) -> str:
    """The id of the first entry that puts goods into the box; '' for none."""
    for number, one in enumerate(drafts):
        if isinstance(one.body, Movement) and isinstance(one.body.what, Goods):
            return entry_id(event.at.wall_ms, event.id, number)
    return ""


def _finished(
    view: View, session: Session, step: PackWeigh, event: Input, word: _Word | None, emptied: str = ""
) -> Decision:
    """The box is done: what was weighed is evidence of its packing, and its label is printed.

    How many packages the order has is known with its last one. `emptied` is the tote that this very act empties.
    """
    others = [one for one in to_pack(view, step.order) if one.lpn not in (step.box, emptied)]
    is_last = not step.more and not others and view.is_closed("order", step.order)
    of = step.number if is_last else 0
    following: Step = PackWhat(step.box, step.weighed_mg, step.number, of, step.order if is_last else "")
    if step.more:
        following = PackBox(step.order, step.tote, step.number + 1, step.box, step.weighed_mg)
    drafts: tuple[Draft, ...] = ()
    if word is not None and step.moved:
        args: dict[str, Arg] = {"measured_g": word.measured_g, "expected_g": word.expected_g, "lpn": step.box}
        verdict: Literal["agrees", "conflicts"] = "conflicts" if is_allowed(session, "weight-off") else "agrees"
        drafts = (draft(session, Evidence(step.moved, "weight", verdict, args)),)
    told = say(session, "ok", "packed", following, box=step.box, order=step.order, number=step.number)
    package = Package(step.box, step.order, step.weighed_mg, step.number, of)
    drafts = (*drafts, draft(session, Outcome(package_of(step.order, step.box), "closed")))
    return package_label(view, changed(told, drafts=drafts), event, package, step.moved)
