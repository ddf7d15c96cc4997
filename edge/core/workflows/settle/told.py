"""What is told of a finding: its sentence, its place and item, since when, and what it keeps from being done."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from edge.core.message import Message, msg
from edge.core.place import Place
from edge.core.view import OpenFinding, View
from edge.core.workflows.contract import item_name
from edge.core.workflows.counting import LOOKED_AT, OPEN_COUNTS, WANTS_COUNT, finding_told

VALUE_MAX: Final = 80
"""Characters of one value of a finding that a screen is shown."""
_NOT_SENT_THERE: Final = ("bin-full", "bin-blocked")


def lines_of(view: View, finding: OpenFinding) -> Iterator[Message]:
    """The whole of it, a line each."""
    code, args = finding_told(view, finding)
    short = {name: value[:VALUE_MAX] if isinstance(value, str) else value for name, value in args.items()}
    yield Message(f"finding-{code}", short)
    if finding.item and code == finding.code:
        yield msg("settle-item", item=finding.item, name=item_name(view, finding.item))
    if finding.place:
        yield msg("settle-place", place=Place(finding.place).code)
    yield msg("settle-since", at=_at(view, finding.opened_ms))
    if finding.code in _NOT_SENT_THERE:
        yield msg("settle-led-mark")
    if finding.code in OPEN_COUNTS:
        yield msg("settle-led-hidden")
    elif finding.code in (*WANTS_COUNT, *LOOKED_AT):
        yield msg("settle-led-count")


def label(finding: OpenFinding) -> Message:
    """One line of the list."""
    place = Place(finding.place).code if finding.place else ""
    return msg("settle-option", code=finding.code, place=place or finding.item or _about(finding))


def _about(finding: OpenFinding) -> str:
    """What a finding is about that names neither place nor item."""
    names = ("lpn", "document", "order", "source", "entry", "dataset", "zone")
    return next((str(finding.args[name])[:VALUE_MAX] for name in names if name in finding.args), "")


def _at(view: View, wall_ms: int) -> str:
    """A moment as the site's clocks show it."""
    return datetime.fromtimestamp(wall_ms / 1000, ZoneInfo(view.policy.zone)).strftime("%Y-%m-%d %H:%M")
