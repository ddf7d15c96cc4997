"""What a page sends over its websocket: `["stdin", TEXT]`, `["resize", {width, height}]`; all else is passed over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = (16, 400), (6, 200)
"""The least and the most columns and rows: a page does not say what a screen costs."""
LEFT, SIGNED_OUT, MADE_ROOM = 4000, 4001, 4002
"""Why a websocket is closed, for the page: the screen was left, the visit is over, a newer page took its place."""


@dataclass(frozen=True, slots=True)
class Size:
    """Columns and rows, within limits."""

    width: int
    height: int

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> "Size":
        """What is missing or no number is 80x24's."""
        return cls(_within(fields.get("width"), 80, *WIDTH), _within(fields.get("height"), 24, *HEIGHT))


def heard(data: str) -> str | Size | None:
    """What was typed, or the terminal's new size; None for what is nothing of the kind."""
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return None
    match message:
        case ["stdin", str() as typed]:
            return typed
        case ["resize", {**fields}]:
            return Size.of({str(name): value for name, value in fields.items()})
        case _:
            return None


def _within(value: object, usual: int, least: int, most: int) -> int:
    try:
        number = int(value) if isinstance(value, str | int) else usual
    except ValueError:
        number = usual
    return max(least, min(number, most))
