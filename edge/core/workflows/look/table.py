"""Look: an item, a place, a unit, a document or a serial number is scanned, and what stands where is told.

    LookWhat -item, lpn, location, document-> LookWhat, with what is known of it

For everybody. Nothing is booked here, and nobody is told what stands in a place under count.
"""

from typing import Final

from edge.core.decision import Decision, refuse, say
from edge.core.event import Input
from edge.core.message import Message, Prompt, msg
from edge.core.names import DocumentScan, LocationScan, LpnScan
from edge.core.session import Session, Step
from edge.core.value import value
from edge.core.view import View
from edge.core.workflows.contract import goods_named, named
from edge.core.workflows.look import stands
from edge.core.workflows.rules import On, Rules, Workflow

LINES_SHOWN: Final = 20


@value
class LookWhat(Step):
    """What stands where? `of` is the kind of what was scanned last, `code` the thing itself, `more` a lot, a serial
    number or the type of a document."""

    of: str = ""
    code: str = ""
    more: str = ""


def start(_view: View, _session: Session) -> Step:
    return LookWhat()


def _prompt(view: View, _session: Session, step: LookWhat) -> Prompt:
    lines, more = _told(view, step)
    rest = (msg("look-more", lines=more),) if more > 0 else ()
    commands = ("cancel", "menu") if step.of else ("menu",)
    return Prompt(msg("look-title"), "scan", _ask(step), (*lines, *rest), commands=commands)


def _ask(step: LookWhat) -> Message:
    if not step.of:
        return msg("look-ask")
    if step.of == "serial":
        return msg("look-ask-serial", serial=step.more)
    return msg("look-ask-more", code=step.code)


def _told(view: View, step: LookWhat) -> stands.Told:
    match step.of:
        case "item":
            return stands.of_item(view, step.code, step.more, LINES_SHOWN)
        case "serial":
            return stands.of_serial(view, step.code, step.more)
        case "lpn":
            return stands.of_unit(view, step.code, LINES_SHOWN)
        case "location":
            return stands.of_location(view, step.code, LINES_SHOWN)
        case "document":
            return stands.of_document(view, step.more, step.code, LINES_SHOWN)
        case _:
            return [], 0


def _item(_view: View, session: Session, _step: LookWhat, event: Input) -> Decision | None:
    scan = goods_named(event)
    if scan is None:
        return None
    if scan.serial:
        return _looked(session, LookWhat("serial", scan.item.code, scan.serial))
    return _looked(session, LookWhat("item", scan.item.code, scan.lot))


def _unit(_view: View, session: Session, _step: LookWhat, event: Input) -> Decision | None:
    scan = named(event, LpnScan)
    assert scan is not None
    return _looked(session, LookWhat("lpn", scan.lpn)) if scan.known else refuse(session, "lpn-unknown", code=scan.lpn)


def _location(_view: View, session: Session, _step: LookWhat, event: Input) -> Decision | None:
    scan = named(event, LocationScan)
    assert scan is not None
    return _looked(session, LookWhat("location", scan.info.code))


def _document(_view: View, session: Session, _step: LookWhat, event: Input) -> Decision | None:
    scan = named(event, DocumentScan)
    assert scan is not None
    return _looked(session, LookWhat("document", scan.document.id, scan.document.type))


def _looked(session: Session, step: LookWhat) -> Decision:
    return say(session, "ok", "looked", step, code=step.more if step.of == "serial" else step.code)


def _cancel(_view: View, session: Session, step: LookWhat, _event: Input) -> Decision | None:
    return say(session, "info", "cancelled", LookWhat()) if step.of else None


WORKFLOW: Final[Workflow] = Workflow(
    "look",
    start,
    {
        LookWhat: Rules(
            _prompt,
            (
                On("lpn", _unit),
                On("location", _location),
                On("document", _document),
                On("item", _item),
                On("cancel", _cancel),
            ),
            type_ahead=True,
        ),
    },
)
