"""Printing: which label an act at a station wants, and on which printer. Pure; the label itself is a durable effect.

receive into a new unit -> its label with the movement       command `print` -> the label of the unit in hand again
a box is packed -> its label with order, partner, carrier, weight, and which of how many it is, as far as known
"""

from typing import Final

from edge.core.changed import changed
from edge.core.decision import Decision, PrintLabel, refuse, say
from edge.core.entry_id import entry_id
from edge.core.event import Input
from edge.core.label import LINE_CHARS_MAX, LINES_MAX, Label
from edge.core.place import Place
from edge.core.session import Session
from edge.core.stock import StockKey
from edge.core.value import value
from edge.core.view import View

CONTENT_LINES: Final = LINES_MAX - 1


def labelled(view: View, decision: Decision, event: Input, lpn: str, key: StockKey, qty: int) -> Decision:
    """A decision whose first entry brought a unit, with its label; as it was where the station has no printer."""
    printer = _printer(view, event.station)
    if not printer:
        return decision
    label = Label("lpn", lpn, (_content(view, key, qty),))
    effect = PrintLabel(f"{event.id}/label", printer, label, entry_id(event.at.wall_ms, event.id, 0))
    return changed(decision, effects=(*decision.effects, effect))


@value
class Package:
    """A packed box: its order, what it weighs (0: not weighed), and which of how many it is (0: not known yet)."""

    lpn: str
    order: str
    weighed_mg: int
    number: int
    of: int


def package_label(view: View, decision: Decision, event: Input, package: Package, entry: str) -> Decision:
    """A decision with the label of a packed box; as it was where the station has no printer."""
    printer = _printer(view, event.station)
    if not printer:
        return decision
    effect = PrintLabel(f"{event.id}/label", printer, _of_package(view, package), entry)
    return changed(decision, effects=(*decision.effects, effect))


def _of_package(view: View, package: Package) -> Label:
    document = view.document("order", package.order)
    partner, carrier = (document.partner, document.carrier) if document is not None else ("", "")
    kilograms = f"{package.weighed_mg // 1_000_000}.{package.weighed_mg % 1_000_000 // 1000:03} kg"
    which = f"{package.number} / {package.of}" if package.of else f"{package.number}"
    lines = (package.order, partner, carrier, kilograms if package.weighed_mg else "", which)
    return Label("lpn", package.lpn, tuple(line[:LINE_CHARS_MAX] for line in lines if line))


def _package_in_hand(view: View, session: Session) -> Package | None:
    """The box that a step of packing names."""
    step = session.step
    packed, number = str(getattr(step, "packed", "")), int(getattr(step, "number", 0))
    box = packed or str(getattr(step, "box", ""))
    if packed and hasattr(step, "tote"):  # the step asks for the next package already
        number -= 1
    state = view.lpn(box) if box and number else None
    if state is None or state.serves_type != "order":
        return None
    weighed_mg, of = int(getattr(step, "weighed_mg", 0)), int(getattr(step, "of", 0))
    return Package(box, state.serves, weighed_mg, number, of)


def print_again(view: View, session: Session, event: Input) -> Decision:
    """The command `print`: the label of the unit in hand."""
    printer = _printer(view, session.station)
    if not printer:
        return refuse(session, "no-printer", station=session.station)
    label = label_in_hand(view, session)
    if label is None:
        return refuse(session, "no-unit-in-hand")
    said = say(session, "ok", "label-prints", lpn=label.code)
    return changed(said, effects=(PrintLabel(f"{event.id}/label", printer, label),))


def label_in_hand(view: View, session: Session) -> Label | None:
    """The label of the unit that a step names, or that the session's last act put goods into; None for no unit."""
    if (package := _package_in_hand(view, session)) is not None:
        return _of_package(view, package)
    lpn = str(getattr(session.step, "lpn", "") or getattr(session.step, "tote", "")) or _last_put_into(view, session)
    if not lpn:
        return None
    from edge.core.workflows.counting import is_under_count  # the workflows import this module

    state, content = view.lpn(lpn), view.content(f"lpn:{lpn}")
    place = (Place(state.location).code,) if state is not None else ()
    counted = is_under_count(view, f"lpn:{lpn}")  # then its label has the number alone
    lines = (_content(view, one.key, one.qty) for one in (() if counted else content[:CONTENT_LINES]))
    return Label("lpn", lpn, (*place, *lines))


def _last_put_into(view: View, session: Session) -> str:
    moved = (view.movement(ident) for ident in reversed(session.undoable))
    return next((one.target.code for one in moved if one is not None and one.target.kind == "lpn"), "")


def _printer(view: View, station: str) -> str:
    known = view.station(station)
    return known.printer if known is not None else ""


def _content(view: View, key: StockKey, qty: int) -> str:
    item = view.item(key.item)
    name, uom = (item.name, item.uom) if item is not None else (key.item, "")
    parts = (f"{qty} {uom}".strip(), key.item, name, key.lot, key.expiry)
    return "  ".join(part for part in parts if part)[:LINE_CHARS_MAX]
