"""What comes next on a walk: the next line on the way, the stage, or nothing; and the lines that end short."""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.decision import Decision, draft, say
from edge.core.entry import DocLine, Draft, Finding, Outcome
from edge.core.event import Input
from edge.core.message import Arg
from edge.core.place import handling_unit
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.allocation import (
    Account,
    Avoided,
    Choice,
    Lacking,
    OrderLine,
    Wanted,
    allocate,
    claims_of_others,
    open_lines,
    sent_for,
)
from edge.core.workflows.contract import key_tuple
from edge.core.workflows.pick.steps import Load, PickGo, PickOrder, PickStage, PickTote, PickWait, Walking
from edge.core.workflows.pick.straight import place_of


@value
class Walk:
    """The orders that are picked together, each with its tote; where goods were missing; the lines put off."""

    loads: tuple[Load, ...]
    missing: Avoided = ()
    skipped: tuple[OrderLine, ...] = ()


@value
class Act:
    """What an input does before the next line is chosen: the view does not show it yet.

    `qty` units of an order's line come from the account `took`, and `gone` units more leave that one. The open lines of
    the order `ended` are wanted no more, nor is the line `closed`.
    """

    drafts: tuple[Draft, ...] = ()
    order: str = ""
    line: int = 0
    qty: int = 0
    took: Account = ("", ())
    gone: int = 0
    ended: str = ""
    closed: OrderLine = ("", 0)


def walk_of(step: Walking | PickTote) -> Walk:
    """The walk that a step is on."""
    tote = step.full if isinstance(step, PickTote) else step.tote
    return Walk(((step.order, tote), *step.others), step.missing, step.skipped)


def next_step(view: View, session: Session, event: Input, walk: Walk, act: Act) -> tuple[Step, tuple[Draft, ...]]:
    """The step after the act, and all that is posted with it. `PickOrder` when nothing was ever picked.

    Lines end short when nothing else is left to pick, or at once where a picker stood before them in vain. None does as
    long as others have what it wants: they may leave some of it.
    """
    choices, lacking = _allocated(view, session, event, walk, act)
    waiting = [one for one in lacking if one.promised is not None]
    goes_on = bool(choices or waiting)
    ended = [one for one in lacking if one.promised is None and (one.was_missing or not goes_on)]
    drafts = (*act.drafts, *(one for each in ended for one in _ends_short(session, each, event)))
    if choices:
        return _go(walk, choices), drafts
    if waiting:
        return _wait(view, session, walk, waiting[0]), drafts
    to_stage = tuple(load for load in walk.loads if _was_picked(view, load, act))
    for order, _ in walk.loads:
        if all(order != one for one, _ in to_stage):
            drafts = (*drafts, draft(session, Outcome(DocLine("order", order), "closed")))
    if not to_stage:
        return PickOrder(), drafts
    return staging(view, to_stage), drafts


def staging(view: View, loads: Sequence[Load]) -> PickStage:
    """Where the first of these goes; the others come after it, or go there too."""
    order, tote = loads[0]
    return PickStage(order, tote, stage_of(view, loads[0]), tuple(loads[1:]))


def stage_of(view: View, load: Load) -> str:
    """Where the goods of an order lie already, else the stage that it names; '' for any."""
    return place_of(view, load) or named_stage(view, load[0])


def named_stage(view: View, order: str) -> str:
    """The stage that an order names; '' for any."""
    document = view.document("order", order)
    return document.place if document is not None and view.location(document.place) is not None else ""


def nothing_picked(session: Session, drafts: tuple[Draft, ...], order: str) -> Decision:
    """The walk ends before it began: nothing of what the orders want can be had."""
    done = say(changed(session, undoable=()), "warn", "order-empty", PickOrder(), order=order)
    return changed(done, drafts=drafts)


def _go(walk: Walk, choices: Sequence[Choice]) -> PickGo:
    """To the nearest line that was not put off; when only such are left, they come again."""
    choice = next((one for one in choices if one.of not in walk.skipped), None)
    skipped = walk.skipped if choice is not None else ()
    choice = choice or choices[0]
    tote = next(tote for order, tote in walk.loads if order == choice.order)
    others = tuple(load for load in walk.loads if load[0] != choice.order)
    place, key = choice.balance.place, key_tuple(choice.balance.key)
    return PickGo(
        choice.order, tote, choice.line.line, choice.bin.code, place, key, choice.want, walk.missing, others, skipped
    )


def _wait(view: View, session: Session, walk: Walk, lacking: Lacking) -> PickWait:
    """For a line whose stock is promised to others."""
    order, line = lacking.wanted.order, lacking.wanted.line
    other = sent_for(view, session, lacking.promised) if lacking.promised is not None else None
    tote = next(tote for one, tote in walk.loads if one == order)
    others = tuple(load for load in walk.loads if load[0] != order)
    station = other.station if other is not None else ""
    return PickWait(order, tote, line.line, line.item, station, walk.missing, others, walk.skipped)


def _was_picked(view: View, load: Load, act: Act) -> bool:
    order, tote = load
    if act.qty and act.order == order:
        return True
    return bool(view.content(handling_unit(tote))) or any(view.progress("order", order).values())


def _allocated(view: View, session: Session, event: Input, walk: Walk, act: Act) -> tuple[list[Choice], list[Lacking]]:
    others = claims_of_others(view, session)
    claims = {**others, act.took: others.get(act.took, 0) + act.qty + act.gone}
    moved = {(act.order, act.line): act.qty}
    documents = (view.document("order", order) for order, _ in walk.loads if order != act.ended)
    lines: list[Wanted] = [
        line
        for one in documents
        if one is not None
        for line in open_lines(view, one, moved)
        if (line.order, line.line.line) != act.closed
    ]
    return allocate(view, lines, event.today, claims, walk.missing, others)


def _ends_short(session: Session, lacking: Lacking, event: Input) -> list[Draft]:
    order, line, left = lacking.wanted.order, lacking.wanted.line, lacking.wanted.left
    doc = DocLine("order", order, line.line)
    if lacking.was_missing:
        return [draft(session, Outcome(doc, "short", left), "short-pick")]
    args: dict[str, Arg] = {"missing": left, "order": order, "item": line.item}
    finding = Finding(f"{event.id}/no-stock-{order}-{line.line}", "opened", "no-stock", args, item=line.item)
    return [draft(session, Outcome(doc, "short", left), "no-stock"), draft(session, finding)]
