"""The steps of putting away, and what they ask; stored with the session."""

from edge.core.message import Message, Prompt, msg
from edge.core.place import location
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import KeyTuple, item_name, stock_key
from edge.core.workflows.counting import is_under_count


@value
class PutawayWhat(Step):
    """What is put away?"""


@value
class PutawayLpn(Step):
    """Where does this LPN go?"""

    lpn: str
    suggested: str


@value
class PutawayItem(Step):
    """How many, and where do they go? `stated` once the operator gave more than the first scan.

    `source` is the location they are taken from: the dock's, or the carrier they were taken onto.
    """

    key: KeyTuple
    available: int
    qty: int
    suggested: str
    stated: bool = False
    serials: tuple[str, ...] = ()
    source: str = ""


def ask_what(view: View, session: Session, _step: PutawayWhat) -> Prompt:
    ask = carrying.ask(view, session, msg("putaway-ask-what"))
    return Prompt(msg("putaway-title"), "scan", ask, carrying.lines(view, session), commands=("undo", "menu"))


def ask_lpn_target(_view: View, _session: Session, step: PutawayLpn) -> Prompt:
    lines = (msg("lpn-line", lpn=step.lpn),)
    commands = ("full", "damaged", "cancel")
    return Prompt(msg("putaway-title"), "scan", _ask_target(step.suggested), lines, commands=commands)


def ask_item_target(view: View, session: Session, step: PutawayItem) -> Prompt:
    key = stock_key(step.key)
    lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
    lines = (msg("item-line", item=key.item, name=item_name(view, key.item)), *lot)
    commands = ("confirm", "full", "damaged", "cancel") if can_take(view, session, step) else _AT_TARGET
    ask, here = _ask_target(step.suggested), 0 if is_under_count(view, step.source) else step.available
    return Prompt(msg("putaway-title"), "quantity", ask, lines, step.qty, here, commands=commands)


_AT_TARGET = ("full", "damaged", "cancel")


def can_take(view: View, session: Session, step: PutawayItem) -> bool:
    """Whether the goods still lie where they were found, and a carrier waits for them."""
    code = carrying.carrier_of(view, session)
    return bool(code) and step.source != location(view.site, code)


def _ask_target(suggested: str) -> Message:
    return msg("putaway-ask-target", location=suggested) if suggested else msg("putaway-ask-any")
