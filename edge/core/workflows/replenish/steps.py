"""The steps of replenishing, and what they ask; stored with the session."""

from dataclasses import dataclass

from edge.core.message import Message, Option, Prompt, msg
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import KeyTuple, item_name, stock_key


@dataclass(frozen=True, slots=True)
class ReplenishFace(Step):
    """Which face is filled up?"""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ReplenishPut(Step):
    """Put them into the face: goods from `source`, the reserve or the carrier, or the whole unit `lpn`."""

    face: str
    key: KeyTuple
    qty: int
    source: str
    serials: tuple[str, ...] = ()
    lpn: str = ""


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
    ask = msg("replenish-ask-reserve", location=step.bin)
    lines = (*_goods(view, step.key), *_unit(step.source), msg("replenish-line", location=step.face))
    return Prompt(msg("replenish-title"), "scan", ask, lines, 0, step.want, commands=("short", "skip", "cancel"))


def ask_take(view: View, _session: Session, step: ReplenishTake) -> Prompt:
    ask = msg("replenish-ask-take", quantity=step.want, location=step.bin)
    lines = (*_goods(view, step.key), *_unit(step.source))
    commands = ("confirm", "short", "cancel")
    return Prompt(msg("replenish-title"), "quantity", ask, lines, step.qty, step.want, commands=commands)


def ask_put(view: View, _session: Session, step: ReplenishPut) -> Prompt:
    ask = msg("replenish-ask-put", quantity=step.qty, location=step.face)
    lines = (*_goods(view, step.key), *((msg("lpn-line", lpn=step.lpn),) if step.lpn else ()))
    return Prompt(msg("replenish-title"), "scan", ask, lines, commands=("cancel",))


def _goods(view: View, values: KeyTuple) -> tuple[Message, ...]:
    key = stock_key(values)
    named = msg("item-line", item=key.item, name=item_name(view, key.item))
    return (named, msg("lot-line", lot=key.lot)) if key.lot else (named,)


def _unit(source: str) -> tuple[Message, ...]:
    place = Place(source)
    return (msg("lpn-line", lpn=place.code),) if place.kind == "lpn" else ()
