"""The lines of a document by what is asked of them: a scan costs the same on a receipt of five lines or five thousand.

Kept by which document it is, not by what stands in it: a view gives the same one until reference data changes.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final, Generic, TypeVar

from edge.core.reference import Document, Line

KEPT: Final = 64
"""Documents that are worked on at a time."""

T = TypeVar("T")


class _Same(Generic[T]):
    """A value that is equal to itself alone: comparing thousands of lines would cost what it shall save."""

    __slots__ = ("it",)

    def __init__(self, it: T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


class _Sorted:
    """The lines of a document by item and unit, and by unit, in their order."""

    __slots__ = ("by_item", "by_unit")

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.by_item: dict[tuple[str, str], list[Line]] = {}
        self.by_unit: dict[str, list[Line]] = {}
        for one in lines:
            self.by_item.setdefault((one.item, one.lpn), []).append(one)
            if one.lpn:
                self.by_unit.setdefault(one.lpn, []).append(one)


def of_item(document: Document, item: str, lpn: str) -> list[Line]:
    """The lines of an item: of an announced unit, or of no unit."""
    return _sorted(_Same(document)).by_item.get((item, lpn), [])


def of_unit(document: Document, lpn: str) -> list[Line]:
    """The lines that announce a unit; none for a unit that is not announced."""
    return _sorted(_Same(document)).by_unit.get(lpn, [])


def first_waiting(document: Document, progress: Mapping[int, int], limit: int, *, untouched: bool) -> list[Line]:
    """The first lines that still expect goods, in order; `untouched`: of which nothing has come.

    What is complete is looked at once: the same mapping only grows (`View.progress`).
    """
    return _ahead(_Same(document), _Same(progress), untouched).first(limit)


class _Ahead:
    """The lines found waiting so far, and those that were not looked at yet."""

    __slots__ = ("_found", "_progress", "_rest", "_untouched")

    def __init__(self, document: Document, progress: Mapping[int, int], *, untouched: bool) -> None:
        self._progress, self._untouched = progress, untouched
        self._found: list[Line] = []
        self._rest: Iterator[Line] = iter(document.lines)

    def first(self, limit: int) -> list[Line]:
        self._found = [one for one in self._found if self._waits(one)]
        if (lack := limit - len(self._found)) > 0:
            self._found += islice((one for one in self._rest if self._waits(one)), lack)
        return self._found[:limit]

    def _waits(self, line: Line) -> bool:
        came = self._progress.get(line.line, 0)
        return came < line.qty and not (self._untouched and came)


@lru_cache(KEPT)
def _sorted(document: _Same[Document]) -> _Sorted:
    return _Sorted(document.it.lines)


@lru_cache(KEPT)
def _ahead(document: _Same[Document], progress: _Same[Mapping[int, int]], untouched: bool) -> _Ahead:
    return _Ahead(document.it, progress.it, untouched=untouched)
