"""Kit: components become kits, and kits components again.

    KitOrder -kit order-> KitParts -item-> KitTake -all of it: booked-> KitParts -done: so many kits-> KitTarget
    KitParts -done, kits have lots or numbers-> KitDetail -the last of them-> KitTarget -place: booked-> KitParts
    KitOrder -cancelled order with components in it-> KitBack -components with lots, then a place: booked-> KitOrder
    KitOrder -a kit itself-> UnkitQuantity -done-> UnkitParts -components with lots, then a place: booked-> KitOrder
    KitBack, UnkitParts -component whose label does not say all-> KitBackDetail, UnkitDetail -the last of it-> back

Movements: components -> KITTING as they go in; KITTING -> place for the kits that come of them. KITTING is no place of
the world: a kit is another item than its components, so it keeps plus the components and minus the kits, and the sum
over all places is zero for each item. Taken apart, both come back. Kits are booked only where what went in is a whole
number of them for every component: nothing is left over in KITTING that belongs to no kit.

All movements of a kit order have one group, so that a kit's lot leads to the lots of its components.
"""

from itertools import islice

from edge.core.changed import changed
from edge.core.decision import Decision, draft, refuse, say
from edge.core.entry import Finding
from edge.core.event import Input
from edge.core.message import Arg, Message, Prompt, msg
from edge.core.place import Place
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.contract import chosen, item_name, offered, open_of, stock_key
from edge.core.workflows.kit import apart, said
from edge.core.workflows.kit import back as back_out
from edge.core.workflows.kit.make import back as back_to_parts
from edge.core.workflows.kit.make import detail, leave_here, make, missing, put_in
from edge.core.workflows.kit.recipe import left_of, left_over, made, needs
from edge.core.workflows.kit.steps import (
    KitBack,
    KitBackDetail,
    KitDetail,
    KitOrder,
    KitParts,
    KitTake,
    KitTarget,
    UnkitDetail,
    UnkitParts,
    UnkitQuantity,
)
from edge.core.workflows.kit.take import again, back, book, first_part, from_place, typed
from edge.core.workflows.rules import Kind, On, Rules, Workflow

LINES_SHOWN = 6


def start(_view: View, _session: Session) -> Step:
    return KitOrder()


def _ask_order(view: View, session: Session, step: KitOrder) -> Prompt:
    options, lines = offered(view, session, "kit"), _from_line(step.source)
    ask = msg("kit-ask-order")
    return Prompt(msg("kit-title"), "choice", ask, lines, options=options, commands=("undo", "menu"))


def _ask_part(view: View, _session: Session, step: KitParts) -> Prompt:
    document = view.document("kit", step.doc)
    lines: tuple[Message, ...] = ()
    if document is not None:
        open_ = ((line, left) for line in needs(view, document) if (left := left_of(view, document, line)) > 0)
        lines = tuple(
            msg("kit-line", item=item_name(view, line.item), left=left) for line, left in islice(open_, LINES_SHOWN)
        )
    ask = msg("kit-ask-part" if lines or document is None else "kit-ask-complete", document=step.doc)
    lines = (*_from_line(step.source), *lines)
    return Prompt(msg("kit-title"), "scan", ask, lines, commands=("done", "undo", "cancel", "menu"))


def _ask_how_many(view: View, _session: Session, step: KitTake) -> Prompt:
    document = view.document("kit", step.doc)
    line = next((one for one in needs(view, document) if one.line == step.line), None) if document else None
    want = left_of(view, document, line) if document is not None and line is not None else None
    lines = _goods_lines(view, step.key)
    return Prompt(
        msg("kit-title"), "quantity", msg("kit-ask-quantity"), lines, step.qty, want, commands=("done", "cancel")
    )


def _ask_detail(view: View, _session: Session, step: KitDetail) -> Prompt:
    document = view.document("kit", step.doc)
    item = view.item(document.item) if document is not None else None
    wants = missing(item, step) if item is not None else ""
    code = item.code if item is not None else step.doc
    done = len(step.serials)
    return Prompt(msg("kit-title"), "scan", _detail_asked(wants, code), (), done, step.qty, commands=("cancel",))


def _detail_asked(wants: str, item: str) -> Message:
    if wants == "lot":
        return msg("ask-lot", item=item)
    return msg("kit-ask-expiry", item=item) if wants == "expiry" else msg("kit-ask-serial", item=item)


def _ask_target(view: View, _session: Session, step: KitTarget) -> Prompt:
    document = view.document("kit", step.doc)
    name = item_name(view, document.item) if document is not None else step.doc
    lines = (msg("kit-made-line", quantity=step.qty, item=name),)
    return Prompt(msg("kit-title"), "scan", msg("kit-ask-target"), lines, commands=("done", "cancel"))


def _ask_apart(view: View, _session: Session, step: UnkitQuantity) -> Prompt:
    lines = _goods_lines(view, step.key)
    return Prompt(
        msg("kit-apart-title"), "quantity", msg("kit-ask-apart"), lines, step.qty, commands=("done", "cancel")
    )


def _ask_back(view: View, _session: Session, step: UnkitParts) -> Prompt:
    left = apart.owed(view, step)
    owed = [msg("kit-line", item=item_name(view, code), left=qty) for code, qty in left.items()]
    lines = tuple(owed[:LINES_SHOWN])
    ask = msg("kit-ask-back") if left else msg("kit-ask-back-target")
    commands = ("cancel",) if left else ("done", "cancel")
    return Prompt(msg("kit-apart-title"), "scan", ask, lines, commands=commands)


def _ask_out(view: View, _session: Session, step: KitBack) -> Prompt:
    left = back_out.owed(view, step)
    shown = islice(left.items(), LINES_SHOWN)
    lines = tuple(msg("kit-line", item=item_name(view, code), left=qty) for code, qty in shown)
    lines = lines or tuple(
        msg("kit-made-line", quantity=qty, item=item_name(view, code)) for code, _, _, qty, _ in step.back[:LINES_SHOWN]
    )
    ask = msg("kit-ask-back") if left else msg("kit-ask-back-target")
    commands = ("cancel",) if left else ("done", "cancel")
    return Prompt(msg("kit-title"), "scan", ask, lines, commands=commands)


def _ask_out_detail(view: View, _session: Session, step: KitBackDetail) -> Prompt:
    ask, lines = said.ask(view, step)
    return Prompt(msg("kit-title"), "scan", ask, lines, commands=("cancel",))


def _ask_back_detail(view: View, _session: Session, step: UnkitDetail) -> Prompt:
    ask, lines = said.ask(view, step)
    return Prompt(msg("kit-apart-title"), "scan", ask, lines, commands=("cancel",))


def _goods_lines(view: View, values: tuple[str, ...]) -> tuple[Message, ...]:
    key = stock_key(values)
    lot = (msg("lot-line", lot=key.lot),) if key.lot else ()
    return (msg("item-line", item=key.item, name=item_name(view, key.item)), *lot)


def _from_line(source: str) -> tuple[Message, ...]:
    return (msg("kit-from", place=Place(source).code),) if source else ()


def _order(view: View, session: Session, _step: KitOrder, event: Input) -> Decision | None:
    document = chosen(view, session, event, "kit")
    return resume(view, session, document, event) if document is not None else None


def resume(view: View, session: Session, document: Document, _event: Input) -> Decision:
    """Open a kit order."""
    if document.type != "kit":
        return refuse(session, "kit-not-one", document=document.id)
    if document.cancelled and not view.is_closed("kit", document.id) and left_over(view, document):
        return back_out.begun(view, session, document)
    if document.cancelled or view.is_closed("kit", document.id):
        return refuse(session, "document-closed", document=document.id)
    if document.qty <= 0 or not needs(view, document):
        return refuse(session, "kit-no-recipe", document=document.id)
    return say(session, "ok", "document-opened", KitParts(document.id), document=document.id)


def _still_open(view: View, session: Session, step: KitParts, _event: Input) -> Decision | None:
    """Off to the beginning when the order was cancelled or closed elsewhere; what it took is put before a person."""
    document = view.document("kit", step.doc)
    if document is not None and not document.cancelled and not view.is_closed("kit", step.doc):
        return None
    off = say(session, "refuse", "document-closed", KitOrder(), document=step.doc)
    if document is None or not document.cancelled or not left_over(view, document):
        return off
    args: dict[str, Arg] = {"document": step.doc, "made": made(view, document)}
    finding = Finding(back_out.left_finding(step.doc), "opened", "kit-left", args, item=document.item)
    return changed(off, drafts=(draft(session, finding),))


def _not_ended(view: View, session: Session, step: KitBack | KitBackDetail, _event: Input) -> Decision | None:
    if view.document("kit", step.doc) is not None and not view.is_closed("kit", step.doc):
        return None
    return say(session, "refuse", "document-closed", KitOrder(), document=step.doc)


def _leave(_view: View, session: Session, _step: KitParts, _event: Input) -> Decision | None:
    return say(session, "info", "cancelled", KitOrder())


def _said(parts: type[Step]) -> tuple[On, ...]:
    """What is taken where a component's lot, date or number is asked for."""
    kinds: tuple[Kind, ...] = ("item", "detail", "unknown", "text")
    whole = tuple(On(kind, said.detail, (parts,)) for kind in kinds)
    return (*whole, On("lpn", said.unit_as_written, (parts,)), On("cancel", said.back_to_parts, (parts,)))


WORKFLOW = Workflow(
    "kit",
    start,
    {
        KitOrder: Rules(
            _ask_order,
            (
                On("document", _order, (KitParts, KitBack)),
                On("number", _order, (KitParts,)),
                On("lpn", from_place),
                On("location", from_place),
                On("item", apart.take_apart, (UnkitQuantity,)),
            ),
        ),
        KitParts: Rules(
            _ask_part,
            (
                On("item", first_part, (KitTake,)),
                On("lpn", from_place),
                On("location", from_place),
                On("done", make, (KitDetail, KitTarget, KitOrder)),
                On("cancel", _leave, (KitOrder,)),
            ),
            guard=_still_open,
        ),
        KitTake: Rules(
            _ask_how_many,
            (
                On("number", typed, (KitParts,)),
                On("item", again, (KitParts,)),
                On("done", book, (KitParts,)),
                On("cancel", back, (KitParts,)),
            ),
            guard=_still_open,
        ),
        KitDetail: Rules(
            _ask_detail,
            (
                On("item", detail, (KitTarget,)),
                On("detail", detail, (KitTarget,)),
                On("unknown", detail, (KitTarget,)),
                On("number", detail, (KitTarget,)),
                On("text", detail, (KitTarget,)),
                On("cancel", back_to_parts, (KitParts,)),
            ),
            guard=_still_open,
        ),
        KitTarget: Rules(
            _ask_target,
            (
                On("lpn", put_in, (KitOrder, KitParts)),
                On("location", put_in, (KitOrder, KitParts)),
                On("done", leave_here, (KitOrder, KitParts)),
                On("cancel", back_to_parts, (KitParts,)),
            ),
            guard=_still_open,
        ),
        KitBack: Rules(
            _ask_out,
            (
                On("item", back_out.part, (KitBackDetail,)),
                On("lpn", back_out.put_in, (KitOrder,)),
                On("location", back_out.put_in, (KitOrder,)),
                On("done", back_out.leave_here, (KitOrder,)),
                On("cancel", back_out.leave, (KitOrder,)),
            ),
            guard=_not_ended,
        ),
        KitBackDetail: Rules(_ask_out_detail, _said(KitBack), guard=_not_ended),
        UnkitDetail: Rules(_ask_back_detail, _said(UnkitParts)),
        UnkitQuantity: Rules(
            _ask_apart,
            (
                On("number", apart.typed),
                On("item", apart.again),
                On("done", apart.enough, (UnkitParts,)),
                On("cancel", apart.back, (KitOrder,)),
            ),
        ),
        UnkitParts: Rules(
            _ask_back,
            (
                On("item", apart.part, (UnkitDetail,)),
                On("lpn", apart.put_in, (KitOrder,)),
                On("location", apart.put_in, (KitOrder,)),
                On("done", apart.leave_here, (KitOrder,)),
                On("cancel", apart.back, (KitOrder,)),
            ),
        ),
    },
    offers=open_of("kit"),
    resume=resume,
)
