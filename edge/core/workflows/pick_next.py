"""What comes next in an order: the next line on the way, the stage, or nothing; and the lines that end short."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge.core.decision import draft
from edge.core.entry import DocLine, Draft, Finding, Outcome
from edge.core.event import Input
from edge.core.message import Arg
from edge.core.place import handling_unit
from edge.core.reference import Document
from edge.core.session import Session, Step
from edge.core.view import View
from edge.core.workflows.allocation import Avoided, Choice, Lacking, allocate
from edge.core.workflows.contract import KeyTuple, key_tuple
from edge.core.workflows.pick_steps import PickGo, PickItem, PickOrder, PickStage


@dataclass(frozen=True, slots=True)
class Act:
    """What an input does for an order before the next line is chosen: the view does not show it yet.

    `took` is the place and stock key that `qty` units come from, `missing` where the picker stood in vain.
    """

    order: str
    tote: str
    drafts: tuple[Draft, ...]
    line: int = 0
    qty: int = 0
    took: tuple[str, KeyTuple] = ("", ())
    missing: Avoided = ()


def next_step(view: View, session: Session, event: Input, act: Act) -> tuple[Step, tuple[Draft, ...]]:
    """The step after the act, and all that is posted with it. `PickOrder` when nothing was ever picked for the order.

    Lines end short when nothing else is left to pick, or at once where a picker stood before them in vain.
    """
    document = view.document("order", act.order)
    choice, lacking = _allocated(view, session, event, document, act) if document else (None, [])
    ended = [one for one in lacking if choice is None or one.was_missing]
    drafts = (*act.drafts, *(one for each in ended for one in _ends_short(session, act.order, each, event)))
    if choice is not None:
        place, key = choice.balance.place, key_tuple(choice.balance.key)
        return PickGo(act.order, act.tote, choice.line, choice.bin.code, place, key, choice.want, act.missing), drafts
    if act.qty or view.content(handling_unit(act.tote)) or any(view.progress("order", act.order).values()):
        stage = document.place if document is not None and view.location(document.place) is not None else ""
        return PickStage(act.order, act.tote, stage), drafts
    return PickOrder(), (*drafts, draft(session, Outcome(DocLine("order", act.order), "closed")))


def _allocated(
    view: View, session: Session, event: Input, document: Document, act: Act
) -> tuple[Choice | None, list[Lacking]]:
    claims = {**_claims(view, session)}
    claims[act.took] = claims.get(act.took, 0) + act.qty
    return allocate(view, document, event.today, {act.line: act.qty}, claims, act.missing)


def _claims(view: View, session: Session) -> Mapping[tuple[str, KeyTuple], int]:
    """What other stations were sent for and have not taken yet."""
    claims: dict[tuple[str, KeyTuple], int] = {}
    for other in view.sessions():
        if other.station != session.station and isinstance(other.step, PickGo | PickItem):
            at = (other.step.source, other.step.key)
            claims[at] = claims.get(at, 0) + other.step.want
    return claims


def _ends_short(session: Session, order: str, lacking: Lacking, event: Input) -> list[Draft]:
    doc = DocLine("order", order, lacking.line.line)
    if lacking.was_missing:
        return [draft(session, Outcome(doc, "short", lacking.left), "short-pick")]
    args: dict[str, Arg] = {"missing": lacking.left, "order": order, "item": lacking.line.item}
    finding = Finding(f"{event.id}/no-stock-{doc.line}", "opened", "no-stock", args, item=lacking.line.item)
    return [draft(session, Outcome(doc, "short", lacking.left), "no-stock"), draft(session, finding)]
