"""Exceptions at a line: short, damaged, put off; the rest of an order given up; and whether a bin is empty.

A short pick is one act: what there is goes into the tote, the bin is put before a person (who counts it), the book of
it goes down to what others are on their way for, and what is missing comes from elsewhere or is backordered.
"""

from typing import Literal, TypeAlias

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import Count, DocLine, Draft, Finding, Movement, Outcome
from edge.core.event import Input
from edge.core.leave import deviates
from edge.core.message import Arg
from edge.core.place import Place, location, virtual
from edge.core.session import Session
from edge.core.stock import Goods
from edge.core.view import View
from edge.core.workflows.allocation import claims_of_others, missing_at, open_lines
from edge.core.workflows.contract import (
    item_name,
    quantity_at,
    stock_key,
    typed_quantity,
    undoable,
)
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.pick.into import more_than_here, not_there, picked
from edge.core.workflows.pick.next import Act, next_step, nothing_picked, walk_of
from edge.core.workflows.pick.steps import (
    PickDamaged,
    PickGo,
    PickItem,
    PickOrder,
    PickWait,
    PickZero,
    at_goods,
    shared,
)
from edge.core.workflows.pick.take import has_serials
from edge.core.workflows.pick.wanted import wanted
from edge.core.workflows.serials import goods_taken

_Found: TypeAlias = Literal["empty", "not-empty", "not-counted"]
SHORT_AT_BIN = ("short-pick", "zero-check")
"""Findings that an empty bin, seen by a person, answers."""


def short(view: View, session: Session, asked: PickGo | PickItem, event: Input) -> Decision | None:
    """Less is here than the book says."""
    step = at_goods(asked)
    missing, name = wanted(view, step) - step.qty, item_name(view, step.key[0])
    if not missing:
        return refuse(session, "nothing-missing", quantity=step.qty)
    if (no := not_there(view, session, step)) is not None:
        return no
    if not is_confirmed(session, event):
        return warn(session, event, "pick-short", missing=missing, item=name)
    drafts, effects = picked(view, session, step, event) if step.qty else ((), ())
    args: dict[str, Arg] = {"missing": missing, "order": step.order, "item": step.key[0], "location": step.bin}
    finding = Finding(f"{event.id}/short", "opened", "short-pick", args, location(view.site, step.bin), step.key[0])
    wrong = _wrong_in_book(view, session, step)
    gone = sum(goods.qty for goods in wrong)
    account = (step.source, step.key)
    act = Act(
        (*drafts, *_corrected(view, session, step, wrong), draft(session, finding)),
        step.order, step.line, step.qty, account, gone,
    )  # fmt: skip
    walk = walk_of(step)
    walk = changed(walk, missing=(*walk.missing, missing_at(step.source, step.key)))
    following, all_drafts = next_step(view, session, event, walk, act)
    if isinstance(following, PickOrder):
        return nothing_picked(session, all_drafts, step.order)
    ended = {one.body.doc.line for one in all_drafts if isinstance(one.body, Outcome) and one.body.doc.id == step.order}
    key = "line-short" if step.line in ended else "bin-short"
    posted = changed(post(session, following, all_drafts, key, missing=missing, item=name), effects=effects)
    return posted if step.line in ended else undoable(posted, event)


def _wrong_in_book(view: View, session: Session, step: PickItem) -> tuple[Goods, ...]:
    """What the book has there beyond what was found and what others are on their way for. None of goods known piece by
    piece: a number does not say which are gone."""
    key = stock_key(step.key)
    if is_under_count(view, step.source):
        return ()  # the count puts it right; twice would be too much
    others = claims_of_others(view, session).get((step.source, step.key), 0)
    left = quantity_at(view, step.source, key) - step.qty - others
    return goods_taken(view, key, left, (), step.source) if left > 0 and not has_serials(view, step) else ()


def _corrected(view: View, session: Session, step: PickItem, wrong: tuple[Goods, ...]) -> tuple[Draft, ...]:
    doc, lost = DocLine("order", step.order), virtual(view.site, "ADJUSTMENT")
    movements = (Movement("adjust", goods, Place(step.source), lost, doc) for goods in wrong)
    return tuple(draft(session, one, "short-pick") for one in movements)


def skip(view: View, session: Session, step: PickGo | PickItem, event: Input) -> Decision | None:
    """The line is put off to the end of the walk."""
    if isinstance(step, PickItem) and step.qty:
        return refuse(session, "skip-in-hand", quantity=step.qty)
    walk, this = walk_of(step), (step.order, step.line)
    following, drafts = next_step(view, session, event, changed(walk, skipped=(*walk.skipped, this)), Act())
    if isinstance(following, PickGo) and (following.order, following.line) == this:
        return refuse(session, "skip-last", item=item_name(view, step.key[0]))
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return changed(say(session, "info", "line-skipped", following, item=item_name(view, step.key[0])), drafts=drafts)


def partly(view: View, session: Session, step: PickGo | PickWait, event: Input) -> Decision | None:
    """The order ends with what was picked; the rest is backordered."""
    if (no := deviates(view, session, event, "partial", "pick-partial", order=step.order)) is not None:
        return no
    document = view.document("order", step.order)
    left = tuple(open_lines(view, document, {})) if document is not None else ()
    outcomes = (Outcome(DocLine("order", step.order, one.line.line), "short", one.left) for one in left)
    act = Act(tuple(draft(session, one, "partial") for one in outcomes), ended=step.order)
    following, drafts = next_step(view, session, event, walk_of(step), act)
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    return post(session, following, drafts, "order-partial", order=step.order)


def damaged(_view: View, session: Session, step: PickItem, _event: Input) -> Decision | None:
    """Some of the goods in the bin are damaged."""
    if step.qty:
        return refuse(session, "skip-in-hand", quantity=step.qty)
    return say(session, "info", "damaged-how-many", PickDamaged(**shared(step)))


def not_damaged(_view: View, session: Session, step: PickDamaged, _event: Input) -> Decision | None:
    """Back to the goods."""
    return say(session, "info", "cancelled", at_goods(step))


def so_many_damaged(view: View, session: Session, step: PickDamaged, event: Input) -> Decision | None:
    """They stay in the bin, as damaged, and before a person; others are picked for the line."""
    quantity = typed_quantity(event)
    if quantity is None:
        return None
    if quantity == 0:
        return refuse(session, "quantity-zero")
    key, account = stock_key(step.key), (step.source, step.key)
    here = quantity_at(view, step.source, key) - claims_of_others(view, session).get(account, 0)
    if quantity > here:
        return more_than_here(view, session, step, quantity, max(here, 0))
    place, broken = Place(step.source), changed(key, status="damaged")
    goods = (changed(one, to_key=broken) for one in goods_taken(view, key, quantity, (), step.source))
    doc = DocLine("order", step.order)
    movements = tuple(draft(session, Movement("adjust", one, place, place, doc), "damaged") for one in goods)
    args: dict[str, Arg] = {"quantity": quantity, "item": key.item, "location": step.bin}
    finding = Finding(f"{event.id}/damaged", "opened", "damaged-stock", args, location(view.site, step.bin), key.item)
    act = Act((*movements, draft(session, finding)), took=account, gone=quantity)
    following, drafts = next_step(view, session, event, walk_of(step), act)
    if isinstance(following, PickOrder):
        return nothing_picked(session, drafts, step.order)
    name = item_name(view, key.item)
    is_here = isinstance(following, PickGo) and (following.line, following.source) == (step.line, step.source)
    there = at_goods(following) if isinstance(following, PickGo) and is_here else following
    return undoable(post(session, there, drafts, "damaged-noted", quantity=quantity, item=name), event)


def is_empty(view: View, session: Session, step: PickZero, event: Input) -> Decision | None:
    """The bin is as empty as the book has it: a count that agrees, and answers what was open about it.

    Where something came in, or is missing, since the question was asked, it says nothing of the book.
    """
    place = location(view.site, step.bin)
    if view.balances(place) or view.units_in(place):
        return _go_on(view, session, event, step, (), "not-counted")
    counted = draft(session, Count(place, view.position(), (), "agreed"), "zero-check")
    closed = (
        draft(session, Finding(one.id, "closed", one.code, place=place, item=one.item))
        for one in view.findings_at(place, *SHORT_AT_BIN)
    )
    return _go_on(view, session, event, step, (counted, *closed), "empty")


def is_not_empty(view: View, session: Session, step: PickZero, event: Input) -> Decision | None:
    """Something lies in the bin that the book does not have: it is counted by somebody, blind."""
    if typed_quantity(event) == 0:
        return is_empty(view, session, step, event)
    place = location(view.site, step.bin)
    finding = Finding(f"{event.id}/zero", "opened", "zero-check", {"location": step.bin}, place)
    return _go_on(view, session, event, step, (draft(session, finding),), "not-empty")


def _go_on(
    view: View, session: Session, event: Input, step: PickZero, drafts: tuple[Draft, ...], found: _Found
) -> Decision:
    following, all_drafts = next_step(view, session, event, walk_of(step), Act(drafts))
    if isinstance(following, PickOrder):
        return nothing_picked(session, all_drafts, step.order)
    key = "bin-is-empty" if found == "empty" else "bin-is-not-empty" if found == "not-empty" else "bin-not-counted"
    # What was picked before the question can still be taken back.
    return changed(say(session, "ok", key, following, location=step.bin), drafts=all_drafts)
