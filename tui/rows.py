"""The rows of a list as a table wants them: so many from a position on, searched and ordered.

`FeedRows` are those of a feed, which the screen has whole and arranges itself; `tui/window.py` are those of a list that
only the daemon has whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from edge.control import Text

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Key: TypeAlias = tuple[int, float | str]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is looked for, and what the rows are ordered by: a field's name, '' for the list's own order."""

    search: str = ""
    by: str = ""
    is_turned: bool = False

    @property
    def order(self) -> str:
        """As the control protocol has it."""
        return f"-{self.by}" if self.is_turned and self.by else self.by


class Rows(Protocol[R_co]):
    """A list."""

    @property
    def total(self) -> int:
        """How many rows there are."""

    @property
    def is_more(self) -> bool:
        """Whether there are more than `total`."""

    @property
    def is_old(self) -> bool:
        """Whether nobody is there to say what there is now."""

    @property
    def fault(self) -> str:
        """Why there are none, where that is known; from outside."""

    def arrange(self, arrangement: Arrangement) -> None:
        """Search and order them in this way from now on."""

    def at(self, top: int, count: int) -> Sequence[R_co | None]:
        """Rows from `top` on, to be drawn; None for one that is not here yet."""

    def peek(self, number: int) -> R_co | None:
        """One row, if it is here."""


class FeedRows(Generic[R]):
    """The rows of a feed. `said` is all that is shown of one; `is_up` tells whether the daemon is there."""

    is_more = False
    fault = ""

    def __init__(self, rows: Callable[[], Iterable[R]], said: Callable[[R], str], is_up: Callable[[], bool]) -> None:
        self._rows, self._said, self._is_up = rows, said, is_up
        self._arrangement = Arrangement()
        self._kept: list[R] | None = None

    @property
    def total(self) -> int:
        return len(self._all())

    @property
    def is_old(self) -> bool:
        return not self._is_up()

    def arrange(self, arrangement: Arrangement) -> None:
        self._arrangement, self._kept = arrangement, None

    def changed(self) -> None:
        """The feed brought something, or the words are others."""
        self._kept = None

    def at(self, top: int, count: int) -> Sequence[R]:
        return self._all()[top : top + count]

    def peek(self, number: int) -> R | None:
        return next(iter(self.at(number, 1)), None)

    def _all(self) -> list[R]:
        if self._kept is None:
            words = self._arrangement.search.casefold().split()
            found = [row for row in self._rows() if not words or _has(self._said(row), words)]
            if self._arrangement.by:
                found.sort(key=self._key, reverse=self._arrangement.is_turned)
            elif self._arrangement.is_turned:
                found.reverse()
            self._kept = found
        return self._kept

    def _key(self, row: R) -> Key:
        value = getattr(row, self._arrangement.by)
        if isinstance(value, Text):
            return 1, self._said(row).casefold()
        if isinstance(value, int | float):
            return 1, float(value)
        return (0, 0.0) if value is None else (2, str(value).casefold())


def _has(text: str, words: list[str]) -> bool:
    text = text.casefold()
    return all(word in text for word in words)
