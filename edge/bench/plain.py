"""What a movement of goods takes in plain SQL: the statements a program would write that has no trigger for it.

The same rows come of them as of `posted_goods` (edge/shell/ledger/goods_sql.py): two accounts, the stock of a
location, the document's progress. They are the first of the two baselines of `wedge bench store`.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from edge.core.stock import KEY_FIELDS

Statement: TypeAlias = tuple[str, Any]

_KEY: Final = ", ".join(KEY_FIELDS)
_ADDED: Final = (
    "DO UPDATE SET qty = qty + excluded.qty, catch_qty = catch_qty + excluded.catch_qty RETURNING qty, catch_qty"
)


def _summed(table: str, place: str) -> str:
    columns = f"{place}, {_KEY}"
    into = f"INSERT INTO {table} ({columns}, qty, catch_qty) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # own names
    return f"{into} ON CONFLICT ({columns}) {_ADDED}"


_BALANCE: Final = _summed("balance", "place")
_STOCK: Final = _summed("stock", "location")
_PROGRESS: Final = (
    "INSERT INTO progress (doc_type, doc, line, qty) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (doc_type, doc, line) DO UPDATE SET qty = qty + excluded.qty RETURNING qty"
)


def plain(row: tuple[Any, ...]) -> Iterator[Statement]:
    """The statements of one row of `posted_goods`."""
    src, src_at, dst, dst_at, *rest = row
    keys = len(KEY_FIELDS)
    key, to_key, (qty, catch_qty, *line, _guarded) = rest[:keys], rest[keys : 2 * keys], rest[2 * keys :]
    yield _BALANCE, (src, *key, -qty, -catch_qty)
    yield _BALANCE, (dst, *to_key, qty, catch_qty)
    if src_at:
        yield _STOCK, (src_at, *key, -qty, -catch_qty)
    if dst_at:
        yield _STOCK, (dst_at, *to_key, qty, catch_qty)
    if line[0]:
        yield _PROGRESS, (*line,)
