"""All stock by the names of its items: items in that order, with how many lines each has.

    line  --triggers-->  named(item, name, lines)  + an index by name

A window is found by counting items, of which there are far fewer than lines, and then in the index by item. Made when
it is first asked for; made again when reference data changes, since names may.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from typing import Final

from edge.shell.desk.lines import way
from edge.shell.desk.reader import dataset_mark

WITHIN: Final = "location COLLATE NOCASE, unit COLLATE NOCASE, id"
"""The order of the lines of an item, whichever way the names go."""
_OF_ITEM: Final = "{line}.item COLLATE NOCASE = {item} AND {line}.item = {item}"

_NAME: Final = "ifnull((SELECT json_extract(i.body, '$.name') FROM item i WHERE i.code = {item}), '')"
_TABLE: Final = (
    "CREATE TEMP TABLE named (item TEXT PRIMARY KEY, name TEXT, lines INTEGER) WITHOUT ROWID",
    "CREATE INDEX temp.named_in_order ON named (name COLLATE NOCASE, item, lines)",
)
_CAME: Final = (
    "CREATE TEMP TRIGGER line_came AFTER INSERT ON temp.line BEGIN"  # noqa: S608  # own names
    f" INSERT INTO named VALUES (NEW.item, {_NAME.format(item='NEW.item')}, 1)"
    " ON CONFLICT (item) DO UPDATE SET lines = lines + 1; END"
)
_WENT: Final = (
    "CREATE TEMP TRIGGER line_went AFTER DELETE ON temp.line BEGIN"
    " UPDATE named SET lines = lines - 1 WHERE item = OLD.item; END"
)
_GONE: Final = (
    "DROP TRIGGER IF EXISTS temp.line_came",
    "DROP TRIGGER IF EXISTS temp.line_went",
    "DROP TABLE IF EXISTS temp.named",
)
_FILL: Final = (
    f"INSERT INTO named SELECT d.item, {_NAME.format(item='d.item')},"  # noqa: S608  # own names
    f" (SELECT count(*) FROM temp.line l INDEXED BY by_item WHERE {_OF_ITEM.format(line='l', item='d.item')})"
    " FROM (SELECT DISTINCT item FROM temp.line) d"
)
_NAMES: Final = f"UPDATE named SET name = {_NAME.format(item='named.item')}"  # noqa: S608  # own names
_STRETCHES: Final = ("name COLLATE NOCASE > ''", "name COLLATE NOCASE = ''")
"""What has no name comes last, whichever way the order goes."""
_SIZE: Final = "SELECT ifnull(sum(lines), 0) FROM named INDEXED BY named_in_order WHERE {which}"
_PART: Final = (
    "SELECT item, lines, before FROM (SELECT item, lines, sum(lines) OVER (ORDER BY name COLLATE NOCASE {way},"
    " item {way} ROWS UNBOUNDED PRECEDING) - lines AS before FROM named INDEXED BY named_in_order WHERE {which})"
    " WHERE before < :end AND before + lines > :top ORDER BY before"
)
"""The items that have the lines from `top` to `end`, and how many lines come before each."""
_IDS: Final = (
    f"SELECT id FROM temp.line INDEXED BY by_item WHERE {_OF_ITEM.format(line='line', item=':item')}"  # noqa: S608
    f" ORDER BY {WITHIN} LIMIT :take OFFSET :skip"
)


class ByName:
    """The table, on the desk's connection. Raises `sqlite3.Error`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._mark: tuple[object, ...] | None = None

    def refresh(self) -> None:
        """See to it that items have the names of now; the lines must be there, and their index by item."""
        mark = dataset_mark(self._connection, "items")
        if mark == self._mark:
            return
        made = (*_GONE, *_TABLE, _FILL, _CAME, _WENT)
        for statement in (_NAMES,) if self._mark is not None else made:
            self._connection.execute(statement)
        self._mark = mark

    def forget(self) -> None:
        """Before the lines are made anew."""
        self._mark = None
        for statement in _GONE:
            self._connection.execute(statement)

    def window(self, top: int, count: int, *, is_down: bool) -> tuple["array[int]", int]:
        """The numbers of some lines, and how many lines there are."""
        ids, total = array("q"), 0
        for which in _STRETCHES:
            (size,) = self._connection.execute(_SIZE.format(which=which)).fetchone()
            first, end = max(0, top - total), min(size, top + count - total)
            if first < end:
                ids.extend(self._part(which, first, end, "DESC" if is_down else "ASC"))
            total += size
        return ids, total

    def _part(self, which: str, top: int, end: int, ways: str) -> Iterator[int]:
        text = _PART.format(which=which, way=ways)
        for item, lines, before in self._connection.execute(text, {"top": top, "end": end}).fetchall():
            skip = max(0, top - before)
            values = {"item": item, "take": min(end - before, lines) - skip, "skip": skip}
            yield from (one for (one,) in self._connection.execute(_IDS, values).fetchall())


def walked_by_name(only: str, *, is_down: bool) -> list[str]:
    """Statements that together give every line of some items, called `n`, in the order of the names."""
    order = way("n.name COLLATE NOCASE", is_down=is_down, ties="n.item")
    return [
        "SELECT line.* FROM named n INDEXED BY named_in_order CROSS JOIN temp.line line INDEXED BY by_item"  # noqa: S608
        f" ON {_OF_ITEM.format(line='line', item='n.item')} WHERE n.{which} AND {only} ORDER BY {order}"
        for which in _STRETCHES
    ]
