"""Pack: what was picked for an order is checked piece by piece into boxes, weighed, and labelled.

    PackWhat -tote, or order-> PackBox -code of a box-> PackPlate -plate-> PackItems
             -order of several totes-> PackTote -tote-> PackBox -plate, or skip for none-> PackItems
    PackItems -items, numbers; another tote of the order; done-> PackWeigh, where there is a scale, else PackWhat
              -full: another box follows-> PackWeigh -> PackBox
    PackWeigh -weight, or done with a supervisor's leave-> the label is printed -> PackWhat, PackBox

Movements: tote -> box; the box comes from UNKNOWN and stands at the station. Without a box nothing moves. What the
scale says is evidence of the packing; a weight that is off is put right, or a supervisor allows it.
"""

from collections.abc import Sequence
from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, draft, is_confirmed, post, refuse, say, warn
from edge.core.entry import DocLine, Draft, Finding, Movement
from edge.core.event import Input, Weighed
from edge.core.message import Message, Prompt, msg
from edge.core.names import UnknownScan
from edge.core.place import Place, handling_unit, location
from edge.core.policy import Box
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.stock import Goods, WholeLpn
from edge.core.view import LpnState, View
from edge.core.workflows.contract import chosen, item_name, named, offered, station_of
from edge.core.workflows.counting import is_under_count
from edge.core.workflows.pack.close import closed, full, lpn_scanned, use_weight, weighed, without_weight
from edge.core.workflows.pack.goods import (
    counted,
    is_packed,
    left_in,
    one_more,
    other_lpn,
    to_pack,
    unfit_box,
    unfit_tote,
)
from edge.core.workflows.pack.steps import PackBox, PackItems, PackPlate, PackTote, PackWeigh, PackWhat
from edge.core.workflows.rules import On, Rules, Workflow
from edge.core.workflows.taken import elsewhere

OFFERED_MAX: Final = 9
LEFT_SHOWN: Final = 4
"""Items that are not checked yet, on the screen."""


def _ask_what(view: View, session: Session, _step: PackWhat) -> Prompt:
    options = offered(view, session, "order")
    return Prompt(
        msg("pack-title"), "choice", msg("pack-ask-what"), options=options, commands=("undo", "print", "menu")
    )


def _ask_tote(_view: View, _session: Session, step: PackTote) -> Prompt:
    return Prompt(msg("pack-title"), "scan", msg("pack-ask-tote", order=step.order), commands=("cancel",))


def _ask_box(_view: View, _session: Session, step: PackBox) -> Prompt:
    lines = (msg("pack-order-line", order=step.order, number=step.number),)
    return Prompt(msg("pack-title"), "scan", msg("pack-ask-box"), lines, commands=("skip", "print", "cancel"))


def _ask_plate(_view: View, _session: Session, step: PackPlate) -> Prompt:
    return Prompt(msg("pack-title"), "scan", msg("pack-ask-plate", box=step.box_type), commands=("cancel",))


def _ask_items(view: View, _session: Session, step: PackItems) -> Prompt:
    done = sum(qty for _, qty, _ in step.checked)
    tote = handling_unit(step.tote)
    left = () if is_under_count(view, tote) else left_in(view, step)
    want = done + sum(qty for _, qty in left)
    lines: tuple[Message, ...] = (msg("pack-into-line", tote=step.tote, box=step.box),)
    if step.checked:
        key, qty, _ = step.checked[-1]
        lines = (*lines, msg("pack-checked-line", quantity=qty, item=item_name(view, key[0])))
    lines += tuple(msg("pack-left-line", left=qty, item=item_name(view, item)) for item, qty in left[:LEFT_SHOWN])
    ask = msg("pack-ask-done") if done >= want > 0 else msg("pack-ask-item")
    return Prompt(msg("pack-title"), "quantity", ask, lines, done, want, commands=("done", "full", "cancel"))


def _ask_weight(_view: View, _session: Session, step: PackWeigh) -> Prompt:
    shown = (msg("pack-scale-line", grams=step.weighed_mg // 1000),) if step.weighed_mg else ()
    ask = msg("pack-ask-weight", box=step.box)
    return Prompt(msg("pack-title"), "scan", ask, shown, commands=("done", "skip", "undo", "print"))


def orders_to_pack(view: View, session: Session) -> tuple[str, ...]:
    """Orders that were picked whole, some of whose goods are in no package yet."""
    whole = getattr(session.step, "whole", "")  # packed by the act that is decided on: not written yet
    return tuple(order for order in view.orders_picked(OFFERED_MAX + 1) if order != whole)[:OFFERED_MAX]


def _order(view: View, session: Session, _step: PackWhat, event: Input) -> Decision | None:
    document = chosen(view, session, event, "order")
    if document is None:
        return None
    if document.type != "order":
        return refuse(session, "not-an-order", document=document.id)
    return _opened(view, session, document)


def _resumed(view: View, session: Session, document: Document, _event: Input) -> Decision:
    return _opened(view, session, document)


def _opened(view: View, session: Session, document: Document) -> Decision:
    """An order: its tote where there is but one, else the tote is asked for."""
    if (no := _order_off(view, session, document.id)) is not None:
        return no
    if not view.units_serving(document.id):
        return refuse(session, "pack-nothing-picked", order=document.id)
    if not (units := to_pack(view, document.id)):
        return refuse(session, "pack-all-packed", order=document.id)
    if len(units) > 1:
        return say(session, "info", "pack-several-totes", PackTote(document.id), order=document.id, totes=len(units))
    return _take(view, session, document.id, units[0])


def _order_off(view: View, session: Session, order: str) -> Decision | None:
    document = view.document("order", order)
    if document is not None and document.cancelled:
        return refuse(session, "order-cancelled", document=order)
    if (station := elsewhere(view, session, "order", order)) != "":
        return refuse(session, "order-in-work", order=order, station=station)
    return None


def _tote(view: View, session: Session, step: PackWhat | PackTote, event: Input) -> Decision | None:
    lpn = other_lpn(event)
    state = view.lpn(lpn)
    if state is None:
        return None
    if (no := unfit_tote(view, session, getattr(step, "order", ""), lpn)) is not None:
        return no
    if (no := _order_off(view, session, state.serves)) is not None:
        return no
    if is_packed(view, state.serves, lpn) and not is_confirmed(session, event):
        return warn(session, event, "pack-packed-already", lpn=lpn, order=state.serves)
    return _take(view, session, state.serves, state)


def _take(view: View, session: Session, order: str, state: LpnState) -> Decision:
    """The tote is in hand: it stands at the station from now on."""
    following = PackBox(order, state.lpn, _packed(view, order, state.lpn) + 1)
    here, stands = location(view.site, station_of(view, session).location), Place(state.parent)
    drafts: tuple[Draft, ...] = ()
    if stands != here:
        moved = Movement("transfer", WholeLpn(state.lpn), stands, here, DocLine("order", order), ("code",))
        drafts = (draft(session, moved),)
    return post(session, following, drafts, "pack-tote-taken", lpn=state.lpn, order=order)


def _packed(view: View, order: str, tote: str = "") -> int:
    """How many packages the order has already, besides one that is packed again."""
    return sum(1 for unit in view.units_serving(order) if unit.lpn != tote and is_packed(view, order, unit.lpn))


def _box_named(view: View, event: Input) -> Box | None:
    scan = named(event, UnknownScan)
    return next((one for one in view.policy.boxes if scan is not None and one.code == scan.text), None)


def _box_too_early(view: View, session: Session, _step: Step, event: Input) -> Decision | None:
    """A box is taken from the shelf before it is clear what goes into it."""
    box = _box_named(view, event)
    return refuse(session, "pack-tote-first", box=box.code) if box is not None else None


def _box_type(view: View, session: Session, step: PackBox | PackPlate, event: Input) -> Decision | None:
    """The box that is taken, or another one in its place."""
    box = _box_named(view, event)
    if box is None:
        return None
    document = view.document("order", step.order)
    carrier = document.carrier if document is not None else ""
    if carrier and box.carriers and carrier not in box.carriers:
        return refuse(session, "box-not-for-carrier", box=box.code, carrier=carrier)
    return say(session, "ok", "box-chosen", PackPlate(step.order, step.tote, step.number, box.code), box=box.code)


def _plate(view: View, session: Session, step: PackBox | PackPlate, event: Input) -> Decision | None:
    lpn = other_lpn(event)
    if lpn == step.tote:
        return refuse(session, "pack-box-is-tote" if isinstance(step, PackBox) else "pack-tote-in-hand", lpn=lpn)
    if (no := unfit_box(view, session, step.order, lpn)) is not None:
        return no
    box_type, number = step.box_type if isinstance(step, PackPlate) else "", step.number
    if is_packed(view, step.order, lpn) and view.content(handling_unit(lpn)):
        if not is_confirmed(session, event):
            return warn(session, event, "pack-more-into", lpn=lpn)
        number -= 1  # it was counted already
    following = PackItems(step.order, step.tote, number, lpn, box_type)
    return say(session, "ok", "box-begun", following, box=lpn)


def _no_box(_view: View, session: Session, step: PackBox, _event: Input) -> Decision:
    """The tote itself becomes the package."""
    following = PackItems(step.order, step.tote, step.number, step.tote)
    return say(session, "ok", "pack-as-it-is", following, lpn=step.tote)


def _on_scale(_view: View, session: Session, step: Step, event: Input) -> Decision:
    """Something stands on the scale while nobody asks, and disarms nothing.

    It is kept for later where a box is filled on the scale: from when it was empty, not on what lay there before.
    """
    assert isinstance(event.what, Weighed)
    following, before = step, event.what.before
    if isinstance(step, PackItems) and (before == "empty" or (before == "load" and step.weighed_mg)):
        following = changed(step, weighed_mg=event.what.mg)
    told = say(session, "info", "pack-on-scale", following, grams=event.what.mg // 1000)
    assert told.session is not None
    return changed(told, session=changed(told.session, armed=session.armed))


def _back(_view: View, session: Session, step: Step, _event: Input) -> Decision:
    following: Step = PackWhat()
    if isinstance(step, PackPlate | PackItems):
        following = PackBox(step.order, step.tote, step.number)
    return say(session, "info", "cancelled", following)


def _still_wanted(
    view: View, session: Session, step: PackTote | PackBox | PackPlate | PackItems | PackWeigh, event: Input
) -> Decision | None:
    """The order was cancelled meanwhile: nothing more is packed, what lies in its units is put before a person."""
    document = view.document("order", step.order)
    if document is None or not document.cancelled:
        return None
    told = say(changed(session, undoable=()), "refuse", "order-cancelled", PackWhat(), document=step.order)
    if isinstance(step, PackTote):
        return told
    finding = Finding(f"{event.id}/off", "opened", "goods-left", {"order": step.order, "lpn": step.tote})
    return changed(told, drafts=(draft(session, finding),))


def _after_undo(_view: View, step: Step, undone: Sequence[Movement]) -> Step:
    """Back to the order's totes: they have their goods again."""
    orders = [one.doc.id for one in undone if one.doc is not None and one.doc.type == "order"]
    return PackTote(orders[0]) if orders else step


def _undone(view: View, session: Session, undone: Sequence[Movement]) -> Message | None:
    """Of a finished package a label is printed, which is about nothing now."""
    pack = next((one for one in undone if one.type == "pack" and isinstance(one.what, Goods)), None)
    if pack is None or pack.doc is None or not station_of(view, session).printer:
        return None
    order, box = pack.doc.id, pack.target.code
    if not is_packed(view, order, box) or getattr(session.step, "box", "") == box:  # it is not finished yet
        return None
    return msg("pack-undone", number=_packed(view, order), box=box)


WORKFLOW = Workflow(
    "pack",
    lambda _view, _session: PackWhat(),
    {
        PackWhat: Rules(
            _ask_what,
            (
                On("lpn", _tote, to=(PackBox,)),
                On("document", _order, to=(PackBox, PackTote)),
                On("number", _order, to=(PackBox, PackTote)),
                On("unknown", _box_too_early),
                On("weight", _on_scale, fixed=True),
            ),
        ),
        PackTote: Rules(
            _ask_tote,
            (
                On("lpn", _tote, to=(PackBox,)),
                On("unknown", _box_too_early),
                On("cancel", _back, to=(PackWhat,)),
                On("weight", _on_scale, fixed=True),
            ),
            guard=_still_wanted,
        ),
        PackBox: Rules(
            _ask_box,
            (
                On("unknown", _box_type, to=(PackPlate,)),
                On("lpn", _plate, to=(PackItems,)),
                On("skip", _no_box, to=(PackItems,)),
                On("cancel", _back, to=(PackWhat,)),
                On("weight", _on_scale, fixed=True),
            ),
            guard=_still_wanted,
        ),
        PackPlate: Rules(
            _ask_plate,
            (
                On("lpn", _plate, to=(PackItems,)),
                On("unknown", _box_type),
                On("cancel", _back, to=(PackBox,)),
                On("weight", _on_scale, fixed=True),
            ),
            guard=_still_wanted,
        ),
        PackItems: Rules(
            _ask_items,
            (
                On("lpn", lpn_scanned, to=(PackWeigh, PackWhat)),
                On("item", one_more),
                On("number", counted),
                On("done", closed, to=(PackWeigh, PackWhat)),
                On("full", full, to=(PackWeigh, PackBox, PackWhat)),
                On("cancel", _back, to=(PackBox,)),
                On("weight", _on_scale, fixed=True),
            ),
            guard=_still_wanted,
            type_ahead=True,
        ),
        PackWeigh: Rules(
            _ask_weight,
            (
                On("weight", weighed, to=(PackWhat, PackBox), fixed=True),
                On("done", use_weight, to=(PackWhat, PackBox)),
                On("skip", without_weight, to=(PackWhat, PackBox)),
            ),
            guard=_still_wanted,
        ),
    },
    offers=orders_to_pack,
    resume=_resumed,
    after_undo=_after_undo,
    undone=_undone,
)
