"""Pick: an order's lines go from bins into a tote, the tote to the order's stage.

    PickOrder -order-> PickTote -tote-> PickGo -its location-> PickItem -items, then the tote-> PickGo ...
    PickGo, PickItem -short, twice-> PickGo ...
    after the last line: PickStage -stage-> PickOrder

Movements: bin -> tote (an LPN), tote -> stage. Stock is chosen first expired, first received, then on the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from edge.core.decision import Decision, DropStep, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Evidence, Finding, Movement, Outcome, Witness
from edge.core.event import Input, Typed
from edge.core.message import Arg, Message, Option, Prompt, msg
from edge.core.names import DocumentScan, ItemScan, LocationScan, LpnScan
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.reference import Document, Line, LocationInfo
from edge.core.session import Session, Step
from edge.core.stock import Balance, Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows.contract import (
    KeyTuple,
    Workflow,
    command,
    entry_id,
    key_tuple,
    named,
    station_of,
    stock_key,
    typed_quantity,
    undoable,
    wrong_kind,
)


@dataclass(frozen=True, slots=True)
class PickOrder(Step):
    """Which order?"""


@dataclass(frozen=True, slots=True)
class PickTote(Step):
    """Into which tote?"""

    order: str


@dataclass(frozen=True, slots=True)
class PickGo(Step):
    """Go to this bin, and prove it. `source` is the place to take from: the bin itself, or an LPN that stands in it."""

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int


@dataclass(frozen=True, slots=True)
class PickItem(Step):
    """Take the goods. `weighed` is what the shelf says was taken, 0 while it says nothing."""

    order: str
    tote: str
    line: int
    bin: str
    source: str
    key: KeyTuple
    want: int
    qty: int = 0
    weighed: int = 0


@dataclass(frozen=True, slots=True)
class PickStage(Step):
    """All lines are done: where does the tote go?"""

    order: str
    tote: str
    stage: str


def start(_view: View, _session: Session) -> Step:
    return PickOrder()


def prompt(view: View, session: Session) -> Prompt:
    title, step = msg("pick-title"), session.step
    match step:
        case PickOrder():
            options = tuple(
                Option(str(number), msg("document-option", document=doc.id, partner=doc.partner))
                for number, doc in enumerate(view.open_documents("order"), 1)
            )
            return Prompt(title, "choice", msg("pick-ask-order"), options=options, commands=("menu",))
        case PickTote(order=order):
            return Prompt(title, "scan", msg("pick-ask-tote", order=order), commands=("cancel",))
        case PickGo():
            ask = msg("pick-ask-location", location=step.bin)
            return Prompt(title, "scan", ask, _lines(view, step), 0, step.want, commands=("short", "undo", "menu"))
        case PickItem():
            full = step.qty == step.want
            ask = (
                msg("pick-ask-into-tote", tote=step.tote)
                if full
                else msg("pick-ask-item", item=_name(view, step.key[0]))
            )
            return Prompt(title, "quantity", ask, _lines(view, step), step.qty, step.want, commands=("short", "cancel"))
        case PickStage():
            ask = msg("pick-ask-stage", stage=step.stage)
            return Prompt(title, "scan", ask, (msg("lpn-line", lpn=step.tote),), commands=("undo", "menu"))
        case _:
            raise TypeError(step)


def decide(view: View, session: Session, event: Input) -> Decision:
    step = session.step
    match step:
        case PickOrder():
            return _order(view, session, event)
        case PickTote():
            return _tote(view, session, step, event)
        case PickGo():
            return _go(view, session, step, event)
        case PickItem():
            return _item(view, session, step, event)
        case PickStage():
            return _stage(view, session, step, event)
        case _:
            raise TypeError(step)


def take_weighed(session: Session, step: PickGo | PickItem, quantity: int) -> Decision:
    """The asked bin's shelf says that `quantity` units went: that proves the place, and a quantity not yet said."""
    item = step if isinstance(step, PickItem) else _at(step)
    said = item.qty or min(quantity, item.want)
    weighed = replace(item, qty=said, weighed=quantity)
    if quantity != said:
        return say(session, "warn", "shelf-differs", weighed, shelf=quantity, said=said, place=step.bin)
    return say(session, "ok", "shelf-agrees", weighed, quantity=quantity, place=step.bin)


def after_undo(view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """Back to the line whose goods were put back."""
    for movement in undone:
        if isinstance(movement.what, Goods) and movement.doc is not None and movement.doc.line is not None:
            key, tote = key_tuple(movement.what.key), movement.target.code
            bin_code = _bin_of(view, movement.source)
            return PickGo(movement.doc.id, tote, movement.doc.line, bin_code, movement.source, key, movement.what.qty)
    return step


def _bin_of(view: View, source: Place) -> str:
    state = view.lpn(source.code) if source.kind == "lpn" else None
    return Place(state.location).code if state is not None else source.code


def _order(view: View, session: Session, event: Input) -> Decision:
    document: Document | None = None
    if isinstance(event.what, Typed):
        open_, text = view.open_documents("order"), event.what.text
        document = open_[int(text) - 1] if text.isdigit() and 1 <= int(text) <= len(open_) else None
    elif (scan := named(event, DocumentScan)) is not None:
        document = scan.document
    if document is None:
        return wrong_kind(session, event)
    if document.type != "order":
        return refuse(session, "not-an-order", document=document.id)
    if document.cancelled or view.is_closed(document.id):
        return refuse(session, "document-closed", document=document.id)
    other = next((one for one in view.sessions() if getattr(one.step, "order", "") == document.id), None)
    if other is not None and other.station != session.station:
        return refuse(session, "order-in-work", order=document.id, station=other.station)
    return say(session, "ok", "document-opened", PickTote(document.id), document=document.id)


def _tote(view: View, session: Session, step: PickTote, event: Input) -> Decision:
    if command(event) == "cancel":
        return say(session, "info", "cancelled", PickOrder())
    scan = named(event, LpnScan)
    if scan is None:
        return wrong_kind(session, event)
    here = location(view.site, station_of(view, session).location)
    state = view.lpn(scan.lpn)
    if state is not None and view.content(handling_unit(scan.lpn)):
        return refuse(session, "tote-not-empty", lpn=scan.lpn, location=Place(state.location).code)
    source = virtual(view.site, "UNKNOWN") if state is None else Place(state.parent)
    arrival = Movement("transfer", WholeLpn(scan.lpn), source, here, DocLine("order", step.order), ("code",))
    drafts = () if source == here else (draft(session, arrival),)
    next_step, shorts = _next(view, session, step.order, scan.lpn, event.id)
    return post(session, next_step, (*drafts, *shorts), "tote-bound", tote=scan.lpn, order=step.order)


def _go(view: View, session: Session, step: PickGo, event: Input) -> Decision:
    if command(event) == "short":
        return _short(view, session, _at(step), event)
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if target.info.code != step.bin:
        return refuse(session, "wrong-location", scanned=target.info.code, expected=step.bin)
    taken = sum(held.units for held in view.held_steps(step.bin) if held.units < 0 and held.item == step.key[0])
    if taken:  # the goods went before the label was scanned
        dropped = tuple(DropStep(held.id) for held in view.held_steps(step.bin))
        return replace(take_weighed(session, step, -taken), effects=dropped)
    return say(session, "ok", "location-right", _at(step), location=step.bin)


def _at(step: PickGo) -> PickItem:
    return PickItem(step.order, step.tote, step.line, step.bin, step.source, step.key, step.want)


def _item(view: View, session: Session, step: PickItem, event: Input) -> Decision:
    if command(event) == "short":
        return _short(view, session, step, event)
    if command(event) == "cancel":
        back = PickGo(step.order, step.tote, step.line, step.bin, step.source, step.key, step.want)
        return say(session, "info", "cancelled", back)
    if (typed := typed_quantity(event)) is not None:
        return _counted(session, step, typed)
    if (scan := named(event, ItemScan)) is not None:
        if scan.item.code != step.key[0]:
            return refuse(session, "wrong-item", scanned=scan.item.name, expected=_name(view, step.key[0]))
        if scan.lot not in ("", stock_key(step.key).lot):
            return refuse(session, "other-lot", scanned=scan.lot, expected=stock_key(step.key).lot)
        return _counted(session, step, step.qty + scan.units)
    if (lpn := named(event, LpnScan)) is not None:
        return _into_tote(view, session, step, event, lpn)
    return wrong_kind(session, event)


def _counted(session: Session, step: PickItem, quantity: int) -> Decision:
    if quantity == 0:
        return refuse(session, "quantity-zero")
    if quantity > step.want:
        return refuse(session, "over-pick", quantity=quantity, want=step.want)
    return say(session, "ok", "counted", replace(step, qty=quantity), quantity=quantity)


def _into_tote(view: View, session: Session, step: PickItem, event: Input, scan: LpnScan) -> Decision:
    if scan.lpn != step.tote:
        return refuse(session, "wrong-tote", scanned=scan.lpn, expected=step.tote)
    if step.qty < step.want:
        return refuse(session, "quantity-open", quantity=step.qty, want=step.want)
    differs = step.weighed not in (0, step.qty)
    if differs and not is_confirmed(session, event):
        return warn(session, event, "shelf-differs", shelf=step.weighed, said=step.qty, place=step.bin)
    drafts = _picked(view, session, step)
    if differs:
        drafts = (*drafts, *_conflict(view, session, step, event))
    next_step, shorts = _next(
        view, session, step.order, step.tote, event.id, {step.line: step.qty}, {step.bin: step.qty}
    )
    name = _name(view, step.key[0])
    posted = post(session, next_step, (*drafts, *shorts), "picked", quantity=step.qty, item=name, tote=step.tote)
    return undoable(posted, event)


def _picked(view: View, session: Session, step: PickItem) -> tuple[Draft, ...]:
    agree: tuple[Witness, ...] = ("code", "weight") if step.weighed == step.qty else ("code",)
    item = view.item(step.key[0])
    goods = Goods(stock_key(step.key), step.qty, item.uom if item else "EA")
    source, doc = Place(step.source), DocLine("order", step.order, step.line)
    return (draft(session, Movement("pick", goods, source, handling_unit(step.tote), doc, agree)),)


def _conflict(view: View, session: Session, step: PickItem, event: Input) -> tuple[Draft, ...]:
    """The operator stands by a quantity that the shelf contradicts: posted as said, and put before a person."""
    args: dict[str, Arg] = {"shelf": step.weighed, "said": step.qty}
    picked = entry_id(event.at.wall_ms, event.id, 0)
    finding = Finding(f"{event.id}/weight", "opened", "shelf-differs", args, location(view.site, step.bin), step.key[0])
    return (draft(session, Evidence(picked, "weight", "conflicts", args)), draft(session, finding))


def _short(view: View, session: Session, step: PickItem, event: Input) -> Decision:
    """Short pick: what there is goes into the tote, the line ends, and the bin is put before a person."""
    if not is_confirmed(session, event):
        return warn(session, event, "pick-short", missing=step.want - step.qty, item=_name(view, step.key[0]))
    missing = step.want - step.qty
    picked = _picked(view, session, step) if step.qty else ()
    args: dict[str, Arg] = {"missing": missing, "order": step.order, "item": step.key[0], "location": step.bin}
    finding = Finding(f"{event.id}/short", "opened", "short-pick", args, location(view.site, step.bin), step.key[0])
    outcome = Outcome(DocLine("order", step.order, step.line), "short", missing)
    drafts = (*picked, draft(session, outcome, "short-pick"), draft(session, finding))
    next_step, shorts = _next(view, session, step.order, step.tote, event.id, {step.line: None}, {})
    return post(session, next_step, (*drafts, *shorts), "line-short", missing=missing, item=_name(view, step.key[0]))


def _next(
    view: View,
    session: Session,
    order: str,
    tote: str,
    source: str,
    just: Mapping[int, int | None] | None = None,
    taken: Mapping[str, int] | None = None,
) -> tuple[Step, tuple[Draft, ...]]:
    """The next line with stock on the way, and the lines that end short because there is none.

    `just` are units per line that this decision moves (None: it ends the line), `taken` units per place: the view
    does not show them yet.
    """
    document = view.document(order)
    assert document is not None
    progress, just = view.progress(order), just or {}
    found: list[tuple[int, PickGo]] = []
    shorts: list[Draft] = []
    for line in document.lines:
        moved = just.get(line.line, 0)
        if moved is None or view.line_closed(order, line.line):
            continue
        left = line.qty - progress.get(line.line, 0) - moved
        if left <= 0:
            continue
        choice = _choose(view, line, taken or {})
        if choice is None:
            shorts += _no_stock(session, order, line, left, source)
            continue
        info, balance, available = choice
        step = PickGo(order, tote, line.line, info.code, balance.place, key_tuple(balance.key), min(left, available))
        found.append((info.walk, step))
    if found:
        return min(found, key=lambda one: (one[0], one[1].line))[1], tuple(shorts)
    return PickStage(order, tote, document.place), tuple(shorts)


def _choose(view: View, line: Line, taken: Mapping[str, int]) -> tuple[LocationInfo, Balance, int] | None:
    for info, balance in view.bins_with(line.item):
        available = balance.qty - taken.get(balance.place, 0)
        if balance.key.status == "sellable" and available > 0 and line.lot in ("", balance.key.lot):
            return info, balance, available
    return None


def _no_stock(session: Session, order: str, line: Line, left: int, source: str) -> list[Draft]:
    args: dict[str, Arg] = {"missing": left, "order": order, "item": line.item}
    finding = Finding(f"{source}/no-stock-{line.line}", "opened", "no-stock", args, item=line.item)
    outcome = Outcome(DocLine("order", order, line.line), "short", left)
    return [draft(session, outcome, "no-stock"), draft(session, finding)]


def _stage(view: View, session: Session, step: PickStage, event: Input) -> Decision:
    target = named(event, LocationScan)
    if target is None:
        return wrong_kind(session, event)
    if target.info.code != step.stage:
        return refuse(session, "wrong-location", scanned=target.info.code, expected=step.stage)
    state = view.lpn(step.tote)
    assert state is not None
    doc, to = DocLine("order", step.order), location(view.site, step.stage)
    moved = Movement("pick", WholeLpn(step.tote), Place(state.parent), to, doc, ("code",))
    closed = draft(session, Outcome(doc, "closed"))
    drafts = (closed,) if state.parent == to else (draft(session, moved), closed)
    return post(session, PickOrder(), drafts, "document-done", document=step.order)


def _name(view: View, item: str) -> str:
    record = view.item(item)
    return record.name if record else item


def _lines(view: View, step: PickGo | PickItem) -> tuple[Message, ...]:
    key = stock_key(step.key)
    lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
    source = Place(step.source)
    packed = (msg("pick-from-lpn", lpn=source.code),) if source.kind == "lpn" else ()
    return (msg("item-line", item=key.item, name=_name(view, key.item)), *lot, *packed, msg("lpn-line", lpn=step.tote))


WORKFLOW = Workflow("pick", (PickOrder, PickTote, PickGo, PickItem, PickStage), start, prompt, decide, after_undo)
