"""The feed of movements: what is moved, as it happens, and what was told of it that nobody may know now.

While a place is under count nothing is told that comes there or goes. Screens keep what they were told before; so each
feed names, of the movements that they may have (the last `KEPT_MAX`), all that are withheld now.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from edge import control
from edge.core.entry import Body, Entry, Movement
from edge.core.place import Place
from edge.core.stock import Goods, WholeLpn
from edge.core.view import View
from edge.core.workflows.counting import is_under_count, places_under_count

MOVEMENTS_MAX: Final = 50
KEPT_MAX: Final = 1000
"""So many movements are looked after: a screen keeps none that is older."""


class MovementFeed:
    """What screens know of movements, and what they must forget."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._told: deque[Entry] = deque(maxlen=KEPT_MAX)
        self._counted: frozenset[str] = frozenset()
        self._withheld: list[int] = []

    def feed(self, entries: Iterable[Entry], dropped: int) -> control.Feed | None:
        """What is to be told after something was committed; None where nothing is."""
        news = [one for one in told(self._view, entries) if isinstance(one.draft.body, Movement)][-MOVEMENTS_MAX:]
        self._told.extend(news)
        before, self._withheld = self._withheld, self._hidden()
        has_more = not set(self._withheld) <= set(before)
        if not news and not has_more:
            return None
        return self._feed(movement_rows(news), dropped)

    def again(self) -> control.Feed | None:
        """For a screen that has come back to this feed, and may have rows from before; None where all may be known."""
        self._withheld = self._hidden()
        return self._feed([], 0) if self._withheld else None

    def counts_changed(self) -> bool:
        """Whether places came under count, or are no longer, since it was asked last."""
        before, self._counted = self._counted, places_under_count(self._view)
        return before != self._counted

    def _feed(self, rows: list[control.MovementRow], dropped: int) -> control.Feed:
        items: list[control.Row] = [*rows]
        if self._withheld:
            items.append(control.WithheldRow(oldest=self._told[0].seq, seqs=self._withheld))
        return control.Feed(topic="movements", items=items, dropped=dropped)

    def _hidden(self) -> list[int]:
        if not places_under_count(self._view):
            return []
        known: dict[Place, bool] = {}
        return [one.seq for one in self._told if _is_withheld(self._view, one.draft.body, known)]


def movement_rows(entries: Iterable[Entry]) -> list[control.MovementRow]:
    """The movements among some entries, for the live feed."""
    return [_movement_row(entry, entry.draft.body) for entry in entries if isinstance(entry.draft.body, Movement)]


def told(view: View, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that everybody may see: how much comes to a place under count, or goes, is not told meanwhile."""
    entries = tuple(entries)
    went = _units_out(view, entries)  # what was in them stood there, too
    return [entry for entry in entries if not _is_hidden(view, entry.draft.body, went)]


def _units_out(view: View, entries: Sequence[Entry]) -> Collection[str]:
    """Units that left a place under count, and those that left in them: they went before."""
    went = set[str]()
    for entry in reversed(entries):
        body = entry.draft.body
        if not isinstance(body, Movement) or not isinstance(body.what, WholeLpn):
            continue
        if is_under_count(view, body.source) or (body.source.kind == "lpn" and body.source.code in went):
            went.add(body.what.lpn)
    return went


def _is_hidden(view: View, body: Body, went: Collection[str]) -> bool:
    if not isinstance(body, Movement) or not isinstance(body.what, Goods):
        return False  # that a unit went says nothing of what is in it
    places = [one for one in (body.source, body.target) if one.is_physical]
    return any(is_under_count(view, one) or (one.kind == "lpn" and one.code in went) for one in places)


def _is_withheld(view: View, body: Body, known: dict[Place, bool]) -> bool:
    """Whether how much a movement moved may not be known now; `known` keeps what was looked up."""
    if not isinstance(body, Movement) or not isinstance(body.what, Goods):
        return False
    for place in (Place(body.source), Place(body.target)):
        if place not in known:
            known[place] = place.is_physical and is_under_count(view, place)
    return known[Place(body.source)] or known[Place(body.target)]


def _movement_row(entry: Entry, body: Movement) -> control.MovementRow:
    return control.MovementRow(
        seq=entry.seq,
        kind=body.type,
        what=body.what.key.item if isinstance(body.what, Goods) else body.what.lpn,
        qty=body.what.qty if isinstance(body.what, Goods) else 1,
        source=Place(body.source).code,
        target=Place(body.target).code,
        operator=entry.draft.op,
        at_ms=entry.stamp.at.wall_ms,
    )
