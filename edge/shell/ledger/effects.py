"""Durable effects: what a decision wants kept beside its entries, as rows of the same transaction."""

import json
from typing import Final, assert_never

import orjson
from sqlalchemy import Table, bindparam, delete
from sqlalchemy.dialects.sqlite import insert

from edge.core.decision import (
    CheckPin,
    DropStep,
    Effect,
    HoldStep,
    KeepItem,
    MoveDevice,
    Park,
    PrintLabel,
    Unpark,
    WithdrawLabels,
)
from edge.core.parked import stored_step
from edge.shell.ledger import kept_items
from edge.shell.ledger import tables as t
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import sql
from edge.shell.ledger.shelf_steps import dump_shelf_step
from edge.shell.outputs.rows import WITHDRAW_LABELS, label_row


def _add(table: Table) -> str:
    put = insert(table).values({column.name: bindparam(column.name) for column in table.columns})
    return sql(put.on_conflict_do_nothing())


def _put(table: Table, *keys: str) -> str:
    put = insert(table).values({column.name: bindparam(column.name) for column in table.columns})
    others = {column.name: put.excluded[column.name] for column in table.columns if column.name not in keys}
    return sql(put.on_conflict_do_update(index_elements=list(keys), set_=others))


_HOLD: Final = _add(t.effect)
_DROP: Final = sql(delete(t.effect).where(t.effect.c.key == bindparam("key")))
_PRINT: Final = _add(t.output)
_MOVE: Final = _put(t.device_at, "device")
_PARK: Final = _put(t.parked, "operator", "doc_type", "doc")
_UNPARK: Final = sql(
    delete(t.parked).where(t.parked.c.doc_type == bindparam("doc_type"), t.parked.c.doc == bindparam("doc"))
)


def keep(cursor: Cursor, effect: Effect, now_ms: int) -> None:
    """Write what must outlive the process. Transient effects leave no row."""
    match effect:
        case HoldStep(step=step, due_ms=due_ms):
            row = {"key": step.id, "kind": "shelf-step", "place": step.location, "body": dump_shelf_step(step)}
            cursor.execute(_HOLD, row | {"due_ms": due_ms})
        case DropStep(step_id=key):
            cursor.execute(_DROP, {"key": key})
        case PrintLabel():
            cursor.execute(_PRINT, label_row(effect, now_ms))
        case WithdrawLabels(entries=entries, packages=packages):
            about = {"entries": json.dumps(entries), "packages": json.dumps(packages)}
            cursor.execute(WITHDRAW_LABELS, about | {"now_ms": now_ms})
        case MoveDevice():
            cursor.execute(_MOVE, {"device": effect.device, "station": effect.station})
        case Park(work=work):
            left_at = orjson.dumps(stored_step(work)).decode()
            whose = {"operator": work.operator, "doc_type": work.doc_type, "doc": work.doc}
            cursor.execute(_PARK, whose | {"step": left_at, "at_ms": work.wall_ms})
        case Unpark():
            cursor.execute(_UNPARK, {"doc_type": effect.doc_type, "doc": effect.doc})
        case KeepItem(item=item):
            kept_items.keep(cursor, item)
        case CheckPin():
            pass
        case _:
            assert_never(effect)
