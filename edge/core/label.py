"""Labels: what is to stand on one, as data. How a printer is told is the printer's driver's."""

from typing import Final, Literal, TypeAlias

from edge.core.value import value

LabelKind: TypeAlias = Literal["lpn", "location", "item"]
LINES_MAX: Final = 6
LINE_CHARS_MAX: Final = 60


@value
class Label:
    """One label: a code as bars and in large, lines of text below it. Raises `ValueError` for one without a code."""

    kind: LabelKind
    code: str
    lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.code:
            raise ValueError("a label has a code")
        if len(self.lines) > LINES_MAX or any(len(line) > LINE_CHARS_MAX for line in self.lines):
            raise ValueError(f"a label has at most {LINES_MAX} lines of {LINE_CHARS_MAX} characters")
