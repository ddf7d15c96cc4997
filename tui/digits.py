"""Numbers that are read from two metres away."""

_GLYPHS = {
    "0": ("╭─╮", "│ │", "╰─╯"), "1": ("╶╮ ", " │ ", "╶┴╴"), "2": ("╶─╮", "┌─┘", "╰─╴"), "3": ("╶─╮", " ─┤", "╶─╯"),
    "4": ("╷ ╷", "╰─┤", "  ╵"), "5": ("╭─╴", "╰─╮", "╶─╯"), "6": ("╭─╴", "├─╮", "╰─╯"), "7": ("╶─╮", "  │", "  ╵"),
    "8": ("╭─╮", "├─┤", "╰─╯"), "9": ("╭─╮", "╰─┤", "╶─╯"), "/": ("  ╱", " ╱ ", "╱  "), " ": ("  ", "  ", "  "),  # noqa: RUF001
}  # fmt: skip
HIGH = 3
"""Rows of a big number."""


def big(text: str, *, ascii_only: bool) -> list[str]:
    """Digits and `/` three rows high; where only ASCII is drawn, one row as they are."""
    if ascii_only:
        return [text]
    return [" ".join(_GLYPHS.get(char, ("", char, ""))[row] for char in text) for row in range(HIGH)]
