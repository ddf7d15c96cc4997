"""Transfer: what stands in one place goes to another. No document; any goods that are free.

    TransferFrom -location-> TransferItem -item-> TransferQuantity -location or unit: booked-> TransferItem
                 -unit-> TransferUnit -location or unit: moves whole-> TransferFrom
                                      -item: out of it-> TransferQuantity
    TransferItem -done, twice-> TransferAll -location or unit: everything moves-> TransferFrom

A location with nothing in hand is always the source, with goods in hand always the target. After the first target,
`done` or the next item puts what is in hand where the last goods went: many items into one place, no key between.
`damaged` changes the status on the way (a supervisor goes on to hold and release), also in place; `skip` takes other
stock of the item than the first. `confirm` takes what is in hand onto the carrier of who works with one. What is
promised to an order, blocked, or not in the book needs a supervisor.

Movements: place -> place, part or whole unit; everything in a place goes under one group.
"""

from collections.abc import Sequence

from edge.core.decision import Decision, say
from edge.core.entry import Movement
from edge.core.event import Input
from edge.core.message import Message, Prompt, msg
from edge.core.place import Place
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows import carrying
from edge.core.workflows.contract import item_name
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.transfer.goods import (
    again,
    back,
    first_item,
    from_place,
    goods_aboard,
    key_of,
    next_status,
    other_pile,
    put_in,
    same_target,
    typed,
)
from edge.core.workflows.transfer.steps import TransferAll, TransferFrom, TransferItem, TransferQuantity, TransferUnit
from edge.core.workflows.transfer.whole import everything, move_all, move_unit, take_unit, unit_aboard


def start(_view: View, _session: Session) -> Step:
    return TransferFrom()


def _ask_from(view: View, session: Session, _step: TransferFrom) -> Prompt:
    ask = carrying.ask(view, session, msg("transfer-ask-from"))
    return Prompt(msg("transfer-title"), "scan", ask, carrying.lines(view, session), commands=("undo", "menu"))


def _aboard(view: View, session: Session, place: str) -> tuple[str, ...]:
    """The key that takes what is in hand onto the carrier, for who works with one."""
    return ("confirm",) if carrying.hands(view, session, Place(place)) != place else ()


def _ask_item(_view: View, _session: Session, step: TransferItem) -> Prompt:
    lines = (_from_line(step.source), *_to_line(step.target))
    return Prompt(
        msg("transfer-title"), "scan", msg("transfer-ask-item"), lines, commands=("done", "undo", "cancel", "menu")
    )


def _ask_target(view: View, session: Session, step: TransferQuantity) -> Prompt:
    key = key_of(step)
    lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
    status = step.status or key.status
    state = (msg("transfer-status-line", status=status),) if status != "sellable" or step.status else ()
    goods = msg("item-line", item=key.item, name=item_name(view, key.item))
    lines = (goods, *lot, *state, _from_line(step.source), *_to_line(step.target))
    ask = msg("transfer-ask-target")
    done = (*_aboard(view, session, step.source), *(("done",) if step.target else ()))
    return Prompt(
        msg("transfer-title"), "quantity", ask, lines, step.qty, commands=(*done, "cancel", "damaged", "skip")
    )


def _ask_unit(view: View, session: Session, step: TransferUnit) -> Prompt:
    lines, state = (msg("lpn-line", lpn=step.lpn),), view.lpn(step.lpn)
    aboard = _aboard(view, session, state.parent) if state is not None else ()
    return Prompt(msg("transfer-title"), "scan", msg("transfer-ask-unit"), lines, commands=(*aboard, "cancel"))


def _ask_all(_view: View, _session: Session, step: TransferAll) -> Prompt:
    lines = (_from_line(step.source),)
    return Prompt(msg("transfer-title"), "scan", msg("transfer-ask-all"), lines, commands=("cancel",))


def _from_line(place: str) -> Message:
    return msg("transfer-from-line", place=Place(place).code)


def _to_line(place: str) -> tuple[Message, ...]:
    return (msg("transfer-to-line", place=Place(place).code),) if place else ()


def _to_start(_view: View, session: Session, _step: TransferItem, _event: Input) -> Decision | None:
    return say(session, "info", "cancelled", TransferFrom())


def _keep_it(_view: View, session: Session, step: TransferAll, _event: Input) -> Decision | None:
    return say(session, "info", "cancelled", TransferItem(step.source))


def _after_undo(_view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """Goods that were taken onto the carrier and are back where they were are not in hand any more."""
    is_back = isinstance(step, TransferQuantity) and any(one.target == step.source for one in undone)
    return TransferFrom() if is_back else step


WORKFLOW = Workflow(
    "transfer",
    start,
    {
        TransferFrom: Rules(
            _ask_from,
            (On("lpn", take_unit, (TransferUnit,)), On("location", from_place, (TransferItem,))),
        ),
        TransferItem: Rules(
            _ask_item,
            (
                On("item", first_item, (TransferQuantity,)),
                On("lpn", take_unit, (TransferUnit,)),
                On("location", from_place),
                On("done", everything, (TransferAll,)),
                On("cancel", _to_start, (TransferFrom,)),
            ),
        ),
        TransferQuantity: Rules(
            _ask_target,
            (
                On("number", typed),
                On("item", again),
                On("location", put_in, (TransferItem,)),
                On("lpn", put_in, (TransferItem,)),
                On("done", same_target, (TransferItem,)),
                On("confirm", goods_aboard),
                On("damaged", next_status),
                On("skip", other_pile),
                On("cancel", back, (TransferItem, TransferFrom)),
            ),
        ),
        TransferUnit: Rules(
            _ask_unit,
            (
                On("item", first_item, (TransferQuantity,)),
                On("lpn", move_unit, (TransferFrom, TransferItem)),
                On("location", move_unit, (TransferFrom, TransferItem)),
                On("confirm", unit_aboard),
                On("cancel", back, (TransferFrom, TransferItem)),
            ),
        ),
        TransferAll: Rules(
            _ask_all,
            (
                On("lpn", move_all, (TransferFrom,)),
                On("location", move_all, (TransferFrom,)),
                On("cancel", _keep_it, (TransferItem,)),
            ),
        ),
    },
    after_undo=_after_undo,
)
