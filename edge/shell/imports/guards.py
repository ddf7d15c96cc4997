"""What an import may not do to a box that works: looked at in the transaction that would do it, on what is staged.

Between the check of a file and its end goods are put away and people leave; so what counts is how it is now.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

from edge.shell.ledger.records import load_item
from edge.shell.loop.work import CommandError
from edge.wire import Dataset

_GONE: Final = "FROM staged s WHERE s.dataset = :dataset AND s.op = 'del'"
_GOODS_OF_ITEM: Final = (
    "EXISTS (SELECT 1 FROM stock WHERE stock.item = s.key AND stock.qty > 0 AND stock.location LIKE 'loc:%')"
)
_IN_USE: Final[Mapping[Dataset, tuple[str, str]]] = {
    "items": (f"SELECT s.key {_GONE} AND {_GOODS_OF_ITEM}", "goods of it stand in the house"),  # constants
    "locations": (
        (
            f"SELECT s.key {_GONE} AND EXISTS (SELECT 1 FROM stock"  # noqa: S608
            " WHERE stock.location = 'loc:' || :site || '/' || s.key AND stock.qty > 0)"
        ),
        "goods stand there",
    ),
}
_MEASURED_ANEW: Final = (
    "SELECT s.key, s.body, item.body FROM staged s JOIN item ON item.code = s.key"  # noqa: S608
    " WHERE s.dataset = 'items' AND s.op = 'put' AND (json_extract(s.body, '$.uom') <> json_extract(item.body, '$.uom')"
    " OR json_extract(s.body, '$.scale') <> json_extract(item.body, '$.scale')"
    " OR json_extract(s.body, '$.tracking') <> json_extract(item.body, '$.tracking'))"
    f" AND {_GOODS_OF_ITEM}"
)
_KEYS_GONE: Final = f"SELECT s.key {_GONE}"
_AT_WORK: Final = (
    "SELECT count(*), ifnull(sum(json_extract(body, '$.role') = 'supervisor'), 0) FROM operator"
    " WHERE json_extract(body, '$.active')"
)
_WORKS: Final = "SELECT json_extract(body, '$.active') FROM operator WHERE id = ?"
_NOBODY: Final = "SELECT NOT EXISTS (SELECT 1 FROM operator)"


def refuse_stranger(store: sqlite3.Cursor, op: str) -> None:
    """Somebody who works here answers for it, unless nobody is known yet. Raises `CommandError`."""
    if not store.execute(_NOBODY).fetchone()[0]:
        _refuse_unless_at_work(store, op)


def _refuse_unless_at_work(store: sqlite3.Cursor, op: str) -> None:
    row = store.execute(_WORKS, (op,)).fetchone()
    if row is None or not row[0]:
        raise CommandError(f"operator {op or 'without an id'}: no such operator works here")


def refuse_what_is_in_use(store: sqlite3.Cursor, dataset: Dataset, site: str, needed: Mapping[str, str]) -> None:
    """Before the switch: goods keep their item and their location, the config its locations. Raises `CommandError`.

    `needed`: the locations that the config names, and what each is there.
    """
    values = {"dataset": dataset, "site": site}
    if dataset in _IN_USE:
        query, why = _IN_USE[dataset]
        row = store.execute(f"{query} ORDER BY 1 LIMIT 1", values).fetchone()
        if row is not None:
            raise CommandError(f"{row[0]} is not in the file, and {why}: it cannot be removed")
    if dataset == "items":
        _refuse_other_measure(store)
    if dataset == "locations" and (why := still_needed((key for (key,) in store.execute(_KEYS_GONE, values)), needed)):
        raise CommandError(why)


def still_needed(gone: Iterable[str], needed: Mapping[str, str]) -> str:
    """Why locations may not be removed that the config names; '' where they may."""
    for code in gone:
        if code in needed:
            return f"{code} is not in the file, and the config names it: it is {needed[code]}. It cannot be removed"
    return ""


def _refuse_other_measure(store: sqlite3.Cursor) -> None:
    """The book counts goods by these: what stands in the house would become another quantity, or lack its lot."""
    for code, becomes, was in store.execute(_MEASURED_ANEW):
        new, old = load_item(becomes), load_item(was)
        for name in ("uom", "scale", "tracking"):
            if getattr(new, name) != getattr(old, name):
                raise CommandError(f"{code}: its {name} cannot change while goods of it stand in the house")


class Crew:
    """Those who can sign in, before the operators change; afterwards some must be left."""

    def __init__(self, store: sqlite3.Cursor) -> None:
        self._store = store
        self._were_known = not store.execute(_NOBODY).fetchone()[0]
        self._supervisors = self._at_work()[1]

    def refuse_lock_out(self, op: str) -> None:
        """After the change: somebody can sign in, a supervisor if there was one. Raises `CommandError`."""
        people, supervisors = self._at_work()
        if not people:
            raise CommandError("no active operator would be left, nobody could work here: leave one active in the file")
        if self._supervisors and not supervisors:
            raise CommandError("no active supervisor would be left: leave one active in the file")
        if not self._were_known:
            _refuse_unless_at_work(self._store, op)

    def _at_work(self) -> tuple[int, int]:
        people, supervisors = self._store.execute(_AT_WORK).fetchone()
        return int(people), int(supervisors)
