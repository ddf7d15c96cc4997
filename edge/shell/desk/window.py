"""What a list says to a question: some of its rows, and how many there are."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from edge import control

WORDS_MAX: Final = 8
"""Words of a search; more are not looked at."""

Pictures: TypeAlias = Callable[[Collection[str], str, int], Sequence[control.PictureRow]]
"""The pictures of an entry: those that its devices took, or others of its station, around a wall time in ms."""
Row: TypeAlias = control.ListRow


KEPT_ROWS: Final = 2_000_000
"""Numbers of rows that a list's finds keep in all, eight bytes each."""
Find = TypeVar("Find")


class Unanswerable(Exception):  # noqa: N818  # a word to whoever asked, not a fault of ours
    """A question that cannot be answered: one plain sentence."""


@dataclass(frozen=True, slots=True)
class Window:
    """Rows from `Ask.top` on. `total` is exact, or with `is_more` the least there are."""

    rows: Sequence[Row]
    total: int
    is_more: bool = False


def no_pictures(devices: Collection[str], station: str, at_ms: int) -> Sequence[control.PictureRow]:  # noqa: ARG001
    """For a box without a camera."""
    return ()


def words_of(search: str) -> list[str]:
    """The words of a search, in small letters, each once."""
    return list(dict.fromkeys(search.casefold().split()))[:WORDS_MAX]


def order_of(text: str, known: Iterable[str]) -> tuple[str, bool]:
    """By which field, and whether the largest come first. Raises `Unanswerable`."""
    name, is_down = text.removeprefix("-"), text.startswith("-")
    if name and name not in known:
        raise Unanswerable(f"this list can be sorted by {', '.join(known)}")
    return name, is_down


def cut(rows: Sequence[Row], ask: control.Ask) -> Window:
    """The window of a list that is there whole."""
    return Window(rows[ask.top : ask.top + ask.count], len(rows))


def let_go(finds: OrderedDict[Any, Find], most: int, rows: Callable[[Find], int]) -> None:
    """Forget the finds that nobody looked at for longest, until they are few and not too long; the newest stays."""
    while len(finds) > most or (len(finds) > 1 and sum(map(rows, finds.values())) > KEPT_ROWS):
        finds.popitem(last=False)
