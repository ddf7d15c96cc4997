"""The datasets of reference records: what each is made of, and where it stands in the store. Here alone.

    record -> its table: key, columns taken out of it to be looked up by, the record as JSON, the snapshot it was in
           -> rows beside it in other tables: codes, announced units; they come and go with their record

Checks and JSON are `records.py`, changes `reference_store.py`, files `edge/shell/imports`: all of them ask here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, Table

from edge.core.reference import Document, DocumentType, Item, LocationInfo, Operator, Record
from edge.core.stock import QTY_MAX
from edge.shell.ledger import tables as t
from edge.wire import Dataset

Row: TypeAlias = tuple[str | int, ...]
EVER: Final = QTY_MAX
"""The snapshot of records that are in none, kept until their owner says what they are (`kept_items.py`): no dataset is
ever replaced so often."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows in another table for each record: `owner` is the column with the record's key, the others are `columns`."""

    table: Table
    owner: str
    columns: tuple[str, ...]
    rows: Callable[[Any], Iterable[Row]]
    """Those of one record, each once."""


@dataclass(frozen=True, slots=True)
class Unique:
    """A code or a badge names one record of the dataset: the column it stands in, and the one with whose it is."""

    code: Column[Any]
    holder: Column[Any]
    field: str
    called: str
    """The record's field, and one of these, as a person knows them."""
    of: Callable[[Any], Iterable[str]]
    """Those of one record."""


@dataclass(frozen=True, slots=True)
class Described:
    """One dataset. `type` is the documents' type where it holds documents; they stand in one table together."""

    record: type[Record]
    table: Table
    key: str
    type: DocumentType | None = None
    columns: tuple[str, ...] = ()
    """Fields that are columns too."""
    beside: tuple[Beside, ...] = ()
    unique: Unique | None = None

    def of_type(self, column: str = "type") -> str:
        """A condition in SQL that holds for its own rows of the table; '' where all are."""
        return f" AND {column} = '{self.type}'" if self.type else ""


def key_of(record: Record) -> str:
    """What a record is known by in its dataset."""
    return record.id if isinstance(record, Document | Operator) else record.code


def _codes(item: Item) -> Iterable[Row]:
    return {item.code: 1, **item.codes}.items()


def _announced(receipt: Document) -> Iterable[Row]:
    return dict.fromkeys((line.lpn,) for line in receipt.lines if line.lpn)


def _announced_epcs(receipt: Document) -> Iterable[Row]:
    return dict.fromkeys((epc, line.lpn) for line in receipt.lines if line.lpn for epc in line.epcs)


def _expected(receipt: Document) -> Iterable[Row]:
    return dict.fromkeys((line.item,) for line in receipt.lines if not line.lpn)


def _documents(type_: DocumentType, *beside: Beside) -> Described:
    return Described(Document, t.document, "id", type_, ("priority", "cancelled", "assigned", "wave"), beside)


DESCRIBED: Final[Mapping[Dataset, Described]] = {
    "items": Described(
        Item,
        t.item,
        "code",
        beside=(Beside(t.item_code, "item", ("code", "units"), _codes),),
        unique=Unique(
            t.item_code.c.code,
            t.item_code.c.item,
            "codes",
            "a code",
            lambda item: dict.fromkeys((item.code, *item.codes)),
        ),
    ),
    "locations": Described(LocationInfo, t.location, "code", columns=("kind", "walk", "fixed_item", "blocked")),
    "receipts": _documents(
        "receipt",
        Beside(t.announced, "doc", ("lpn",), _announced),
        Beside(t.announced_epc, "doc", ("epc", "lpn"), _announced_epcs),
        Beside(t.expected, "doc", ("item",), _expected),
    ),
    "orders": _documents("order"),
    "counts": _documents("count"),
    "returns": _documents("return"),
    "shipments": _documents("shipment"),
    "kits": _documents("kit"),
    "operators": Described(
        Operator,
        t.operator,
        "id",
        columns=("badge",),
        unique=Unique(t.operator.c.badge, t.operator.c.id, "badge", "the badge", lambda operator: (operator.badge,)),
    ),
}
"""In the order in which they build on each other; central's other datasets hold no records this box uses."""
