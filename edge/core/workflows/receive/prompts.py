"""What the screen asks while goods are received. Where the site counts blind, no expected quantity is in any of it."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from edge.core.message import Message, Option, Prompt, msg
from edge.core.reference import Line
from edge.core.session import Session
from edge.core.sorted_lines import first_waiting
from edge.core.view import View
from edge.core.workflows.contract import item_name, offered, station_of
from edge.core.workflows.receive.damage import DAMAGES
from edge.core.workflows.receive.lines import done_and_want, open_lines
from edge.core.workflows.receive.steps import (
    NO_LINE,
    InHand,
    ReceiveDamaged,
    ReceiveDetail,
    ReceiveDocument,
    ReceiveItem,
    ReceiveQuantity,
    ReceiveUnknown,
    ReceiveWeight,
    item_in_hand,
)
from edge.core.workflows.receive.tracking import asked

LINES_SHOWN: Final = 6


def document(view: View, session: Session, step: ReceiveDocument) -> Prompt:
    options = offered(view, session, "receipt")
    if step.label:
        ask = msg("receive-ask-which", item=item_name(view, str(step.label[0])))
        return Prompt(msg("receive-title"), "choice", ask, options=options, commands=("cancel", "menu"))
    return Prompt(msg("receive-title"), "choice", msg("receive-ask-document"), options=options, commands=("menu",))


def item(view: View, _session: Session, step: ReceiveItem) -> Prompt:
    ask, lines = msg("receive-ask-item", document=step.doc), _expected(view, step)
    if step.lpn:
        lines = (msg("lpn-line", lpn=step.lpn), *lines)
    if step.again:
        code, quantity = step.again[:2]
        lines = (msg("receive-again", quantity=quantity, item=item_name(view, str(code))), *lines)
    if step.damage:
        lines = (msg("receive-damaged-next"), *lines)
    # The step back stands last: F2 numbers the others, and hands know the numbers.
    commands = ("done", *_undo(step), "skip", "damaged", "provisional", "menu", *_back(step))
    return Prompt(msg("receive-title"), "scan", ask, lines, commands=commands)


def _undo(step: ReceiveItem) -> tuple[str, ...]:
    """Damage of what comes next is begun and booked nowhere: it is given up before anything is undone."""
    return () if step.damage else ("undo",)


def _back(step: ReceiveItem) -> tuple[str, ...]:
    return ("cancel",) if step.damage or step.lpn or step.again else ()


def _expected(view: View, step: ReceiveItem) -> tuple[Message, ...]:
    """The first lines that still expect goods; counted blind, the first of which nothing has come."""
    progress, is_blind = view.progress("receipt", step.doc), view.policy.blind_receipt
    lines = _waiting(view, step, progress, untouched=is_blind)
    if is_blind:
        return tuple(msg("item-line", item=one.item, name=item_name(view, one.item)) for one in lines)
    return tuple(
        msg("receive-line", item=item_name(view, one.item), done=progress.get(one.line, 0), want=one.qty)
        for one in lines
    )


def _waiting(view: View, step: ReceiveItem, progress: Mapping[int, int], *, untouched: bool) -> Iterable[Line]:
    if step.lpn:
        lines = open_lines(view, step.doc, step.lpn)
        return islice((one for one in lines if not (untouched and progress.get(one.line, 0))), LINES_SHOWN)
    document = view.document("receipt", step.doc)
    return first_waiting(document, progress, LINES_SHOWN, untouched=untouched) if document is not None else ()


def detail(view: View, _session: Session, step: ReceiveDetail) -> Prompt:
    return Prompt(
        msg("receive-title"), "scan", asked(view.item(step.item), step), _goods(view, step), commands=("cancel",)
    )


def quantity(view: View, session: Session, step: ReceiveQuantity) -> Prompt:
    done, want = done_and_want(view, step)
    ask = msg("receive-ask-target", location=station_of(view, session).location)
    if step.lpn:
        ask = msg("receive-ask-unit", lpn=step.lpn)
    shown = None if view.policy.blind_receipt or step.line == NO_LINE else want
    counted = step.qty if shown is None else done + step.qty
    commands = ("done", "damaged", "cancel")
    return Prompt(msg("receive-title"), "quantity", ask, _goods(view, step), counted, shown, commands=commands)


def weight(view: View, _session: Session, step: ReceiveWeight) -> Prompt:
    ask = msg("receive-ask-weight", quantity=step.qty)
    return Prompt(msg("receive-title"), "quantity", ask, _goods(view, step), commands=("cancel",))


def damaged(view: View, _session: Session, step: ReceiveDamaged) -> Prompt:
    options = tuple(Option(str(number), said) for number, said in enumerate(DAMAGES.values(), 1))
    if not step.item:
        ask = msg("receive-ask-damage-next")
        return Prompt(msg("receive-title"), "choice", ask, options=options, commands=("cancel",))
    ask = msg("receive-ask-damage", quantity=step.qty)
    return Prompt(msg("receive-title"), "choice", ask, _goods(view, step), options=options, commands=("cancel",))


def unknown(_view: View, _session: Session, step: ReceiveUnknown) -> Prompt:
    lines = (msg("receive-code-line", code=step.code[:40]),) if step.code else ()
    return Prompt(msg("receive-title"), "scan", msg("receive-ask-name"), lines, commands=("cancel",))


def _goods(view: View, step: InHand) -> tuple[Message, ...]:
    """The goods in hand, with what is known of them."""
    record = item_in_hand(view, step)
    name = record.name if record is not None else step.item
    lines = [msg("item-line", item=step.item, name=name)]
    if step.lot:
        lines.append(msg("lot-line", lot=step.lot))
    if step.expiry:
        lines.append(msg("expiry-line", expiry=step.expiry))
    if step.damage:
        lines.append(msg("receive-damaged-line", quantity=step.qty))
    return tuple(lines)
