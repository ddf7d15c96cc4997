"""What is staged, put in the place of what was there: the statements, over whole tables.

What they leave in the tables is what `edge/shell/ledger/reference_store.py` leaves there of the same records.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from edge.shell.ledger.datasets import DESCRIBED, EVER, Beside, Described
from edge.wire import Dataset

_KEYS: Final = "(SELECT key FROM staged WHERE dataset = :dataset)"
_FROM: Final = "FROM staged WHERE dataset = :dataset AND op = 'put' ORDER BY key"
_ROWS_BESIDE: Final = "staged s, json_each(s.beside, '$.{}') b WHERE s.dataset = :dataset AND s.op = 'put'"


def _statements(one: Described) -> Iterator[str]:
    table = one.table.name
    yield from _freed(one)
    for beside in one.beside:
        yield f"DELETE FROM {beside.table.name} WHERE {beside.owner} IN {_KEYS}"  # noqa: S608  # our own words
    yield f"DELETE FROM {table} WHERE {one.key} IN {_KEYS}{one.of_type()}"  # noqa: S608
    taken = {one.key: "key"} | {name: f"json_extract(body, '$.{name}')" for name in one.columns}
    taken |= {"body": "body", "snapshot": ":snapshot"} | ({"type": f"'{one.type}'"} if one.type else {})
    yield f"INSERT INTO {table} ({', '.join(taken)}) SELECT {', '.join(taken.values())} {_FROM}"
    yield from map(_inserted, one.beside)


def _freed(one: Described) -> Iterator[str]:
    """What a kept item holds is free for the one that it turns out to be."""
    unique = one.unique
    if unique is None or unique.code.table is one.table:
        return
    kept = f"SELECT {one.key} FROM {one.table.name} WHERE snapshot = {EVER}"  # noqa: S608
    codes = f"SELECT json_extract(b.value, '$[0]') FROM {_ROWS_BESIDE.format(unique.code.table.name)}"  # noqa: S608
    yield (
        f"DELETE FROM {unique.code.table.name} WHERE {unique.holder.name} IN ({kept})"  # noqa: S608
        f" AND {unique.code.name} IN ({codes})"
    )


def _inserted(beside: Beside) -> str:
    names = ", ".join((*beside.columns, beside.owner))
    values = "".join(f"json_extract(b.value, '$[{at}]'), " for at in range(len(beside.columns)))
    rows = _ROWS_BESIDE.format(beside.table.name)
    return f"INSERT INTO {beside.table.name} ({names}) SELECT {values}s.key FROM {rows}"  # noqa: S608


SWITCH_TO: Final[Mapping[Dataset, tuple[str, ...]]] = {name: tuple(_statements(one)) for name, one in DESCRIBED.items()}
