"""A movement of goods, posted by one statement: a row put into a view whose trigger moves balances, stock and progress.

    INSERT INTO posted_goods (src, src_at, dst, dst_at, item, ..., to_item, ..., qty, catch_qty, doc_type, doc, line,
                              done, guarded)

One call from Python instead of five: what a movement costs is mostly going to and fro. View and trigger are temporary,
made on every connection that posts; they are not part of the store. Their text is made of names of this program alone.

`src_at` and `dst_at` are the locations whose stock changes, '' for none; `to_*` is the key that the goods become. No
document line: `doc_type` ''. `guarded`: the source account must not end below zero; then nothing is done.
"""

import sqlite3
from typing import Final

from edge.core.stock import KEY_FIELDS

BELOW_ZERO: Final = "below zero"
_TO: Final = tuple(f"to_{name}" for name in KEY_FIELDS)
_FIELDS: Final = (
    *("src", "src_at", "dst", "dst_at", *KEY_FIELDS, *_TO, "qty", "catch_qty", "doc_type", "doc", "line", "done"),
    "guarded",
)
_VALUES: Final = ", ".join("?" * len(_FIELDS))
POST_GOODS: Final = f"INSERT INTO posted_goods ({', '.join(_FIELDS)}) VALUES ({_VALUES})"  # noqa: S608  # own names
_PROGRESS: Final = (
    "INSERT INTO progress (doc_type, doc, line, qty)"
    " SELECT NEW.doc_type, NEW.doc, NEW.line, NEW.done WHERE NEW.doc_type <> ''"
    " ON CONFLICT (doc_type, doc, line) DO UPDATE SET qty = qty + excluded.qty"
)


def prepare_goods(connection: sqlite3.Connection) -> None:
    """Make the view and its trigger on a connection that holds the derived tables; again changes nothing."""
    columns = ", ".join(f"NULL AS {name}" for name in _FIELDS)
    connection.execute(f"CREATE TEMP VIEW IF NOT EXISTS posted_goods AS SELECT {columns}")
    connection.execute(
        "CREATE TEMP TRIGGER IF NOT EXISTS post_goods INSTEAD OF INSERT ON posted_goods BEGIN "
        + "; ".join(steps())
        + "; END"
    )


def steps() -> list[str]:
    """What the trigger does, in order, with the row as `NEW`."""
    return [
        *_account("balance", "place", "src", KEY_FIELDS, "-"),
        _guard(),
        *_account("balance", "place", "dst", _TO, "+"),
        *_account("stock", "location", "src_at", KEY_FIELDS, "-"),
        *_account("stock", "location", "dst_at", _TO, "+"),
        _PROGRESS,
    ]


def _account(table: str, place: str, where: str, key: tuple[str, ...], sign: str) -> tuple[str, str]:
    """Add to one account of a table; an account that is empty then goes."""
    names = ", ".join((place, *KEY_FIELDS))
    values = ", ".join(f"NEW.{name}" for name in (where, *key))
    same = " AND ".join(f"{name} = NEW.{of}" for name, of in zip((place, *KEY_FIELDS), (where, *key), strict=True))
    add = (
        f"INSERT INTO {table} ({names}, qty, catch_qty)"
        f" SELECT {values}, {sign}NEW.qty, {sign}NEW.catch_qty WHERE NEW.{where} <> ''"
        f" ON CONFLICT ({names}) DO UPDATE SET qty = qty + excluded.qty, catch_qty = catch_qty + excluded.catch_qty"
    )
    return add, f"DELETE FROM {table} WHERE {same} AND qty = 0 AND catch_qty = 0"  # noqa: S608  # own names


def _guard() -> str:
    same = " AND ".join(f"{name} = NEW.{name}" for name in KEY_FIELDS)
    left = f"SELECT qty FROM balance WHERE place = NEW.src AND {same}"  # noqa: S608  # own names
    return f"SELECT RAISE(ABORT, '{BELOW_ZERO}') WHERE NEW.guarded AND ({left}) < 0"
