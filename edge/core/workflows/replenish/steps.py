"""The steps of replenishing, and what they ask; stored with the session."""

from edge.core.message import Message, Option, Prompt, PromptKind, msg
from edge.core.place import Place, location
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import KeyTuple, item_name, stock_key
from edge.core.workflows.counting import is_under_count


@value
class ReplenishFace(Step):
    """Which face is filled up? `full` is the one that was just marked: its finding is not written yet."""

    full: str = ""


@value
class ReplenishGo(Step):
    """Go to this reserve. `source` is the bin itself, or a unit that stands in it; `want` is what the face takes.

    `missing` are the places of reserve where nothing was.
    """

    face: str
    bin: str
    source: str
    key: KeyTuple
    want: int
    missing: tuple[str, ...] = ()


@value
class ReplenishTake(Step):
    """Take so many."""

    face: str
    bin: str
    source: str
    key: KeyTuple
    want: int
    qty: int = 0
    serials: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@value
class ReplenishPut(Step):
    """Put them into the face: goods from `source`, the reserve or the carrier, or the whole unit `lpn`.

    `rest` are those in hand that do not go in.
    """

    face: str
    key: KeyTuple
    qty: int
    source: str
    serials: tuple[str, ...] = ()
    lpn: str = ""
    rest: int = 0


def told(view: View, step: ReplenishGo | ReplenishTake) -> int:
    """How many are asked for; 0 for as many as go in: what a place under count has, or lacks, is not told."""
    hidden = is_under_count(view, step.source) or is_under_count(view, location(view.site, step.face))
    return 0 if hidden else step.want


def ask_face(view: View, session: Session, _step: ReplenishFace) -> Prompt:
    options = []
    for number, code in enumerate(session.offered, 1):
        info = view.location(code)
        if info is not None:
            name = item_name(view, info.fixed_item)
            options.append(Option(str(number), msg("replenish-option", location=code, item=name)))
    ask = carrying.ask(view, session, msg("replenish-ask-face"))
    lines = carrying.lines(view, session)
    return Prompt(msg("replenish-title"), "choice", ask, lines, options=tuple(options), commands=("undo", "menu"))


def ask_reserve(view: View, _session: Session, step: ReplenishGo) -> Prompt:
    ask, want = msg("replenish-ask-reserve", location=step.bin), told(view, step)
    lines = (*_goods(view, step.key), *_unit(step.source), msg("replenish-line", location=step.face))
    return Prompt(msg("replenish-title"), "scan", ask, lines, 0, want, commands=("short", "skip", "cancel"))


def ask_take(view: View, _session: Session, step: ReplenishTake) -> Prompt:
    ask, want = msg("replenish-ask-some", location=step.bin), told(view, step)
    if want:
        ask = msg("replenish-ask-take", quantity=want, location=step.bin)
    lines = (*_goods(view, step.key), *_unit(step.source))
    commands = ("confirm", "short", "cancel")
    return Prompt(msg("replenish-title"), "quantity", ask, lines, step.qty, want, commands=commands)


def ask_put(view: View, _session: Session, step: ReplenishPut) -> Prompt:
    ask = msg("replenish-ask-put", quantity=step.qty, location=step.face)
    if step.lpn:
        ask = msg("replenish-ask-put-unit", lpn=step.lpn, location=step.face)
    elif is_under_count(view, step.source):
        ask = msg("replenish-ask-put-all", location=step.face)
    lines = (*_goods(view, step.key), *((msg("lpn-line", lpn=step.lpn),) if step.lpn else ()))
    kind: PromptKind = "scan" if step.lpn or step.serials else "quantity"
    return Prompt(msg("replenish-title"), kind, ask, lines, commands=("full", "cancel"))


def _goods(view: View, values: KeyTuple) -> tuple[Message, ...]:
    key = stock_key(values)
    named = msg("item-line", item=key.item, name=item_name(view, key.item))
    return (named, msg("lot-line", lot=key.lot)) if key.lot else (named,)


def _unit(source: str) -> tuple[Message, ...]:
    place = Place(source)
    return (msg("lpn-line", lpn=place.code),) if place.kind == "lpn" else ()
