"""The tables of one box, as SQLAlchemy Core. STRICT, with the checks that the database itself can hold.

`ledger` is the truth; the `DERIVED` tables are what its entries sum to, written in the same transaction. Verifying
folds all entries again with the same code and compares. The rest is reference data and the shell's own state.
Empty text stands for "not tracked" in keys, so that a key never holds NULL.
"""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, Table, Text

from edge.core.stock import KEY_FIELDS

SCHEMA_VERSION: Final = 1

metadata: Final = MetaData()


def _table(name: str, *columns: Column[int] | Column[str] | CheckConstraint | Index, rowid: bool = False) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=rowid)


def _text(name: str, *, key: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False, server_default=default)


def _int(name: str, *, key: bool = False, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=nullable)


def _stock_key() -> list[Column[str]]:
    return [_text(name, key=True) for name in KEY_FIELDS]


def _doc_key() -> list[Column[str]]:
    return [_text("doc_type", key=True), _text("doc", key=True)]


meta = _table("meta", _text("name", key=True), _text("value"))

# `body` is the entry exactly as it travels, without its hash: what is hashed is what is stored is what is sent.
ledger = _table(
    "ledger",
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _text("kind"),
    _text("body"),
    _text("hash"),
    CheckConstraint("seq > 0"),
    CheckConstraint("length(hash) = 64"),
    rowid=True,
)

balance = _table("balance", _text("place", key=True), *_stock_key(), _int("qty"))
stock = _table("stock", _text("item", key=True), _text("location", key=True), *_stock_key()[1:], _int("qty"))
lpn = _table(
    "lpn",
    _text("code", key=True),
    _text("parent"),
    _text("location"),
    _text("last_entry"),
    _text("serves_type", default=""),
    _text("serves", default=""),
    _text("tagged", default=""),
)
serial = _table("serial", _text("item", key=True), _text("serial", key=True), _text("place"))
progress = _table("progress", *_doc_key(), _int("line", key=True), _int("qty"))
outcome = _table("outcome", *_doc_key(), _int("line", key=True), _text("outcome"))
finding = _table(
    "finding",
    _text("id", key=True),
    _text("code"),
    _text("args"),
    _text("place"),
    _text("item"),
    _int("opened_ms"),
    _text("state"),
)
# Movements of goods from or to a location that no weight has witnessed yet: the few newest, for a scale to find.
unwitnessed = _table(
    "unwitnessed", _text("place", key=True), _int("seq", key=True), _text("entry"), _int("captured_ms")
)
DERIVED: Final = (balance, stock, lpn, serial, progress, outcome, finding, unwitnessed)

session = _table("session", _text("station", key=True), _text("body"))
effect = _table("effect", _text("key", key=True), _text("kind"), _text("place"), _text("body"), _int("due_ms"))
cursor = _table("cursor", _text("consumer", key=True), _text("epoch"), _int("upto"), CheckConstraint("upto >= 0"))

# `snapshot` counts how often a dataset was replaced as a whole, and each record says in which it was last. While one
# that comes in several messages is not complete, it is `replacing`: at its end, records of earlier ones go.
dataset = _table("dataset", _text("name", key=True), _int("rev"), _text("owner"), _int("snapshot"), _int("replacing"))
item = _table("item", _text("code", key=True), _text("body"), _int("snapshot"))
item_code = _table("item_code", _text("code", key=True), _text("item"), _int("units"))
location = _table(
    "location",
    _text("code", key=True),
    _text("kind"),
    _int("walk"),
    _text("fixed_item"),
    _int("blocked"),
    _text("body"),
    _int("snapshot"),
)
document = _table(
    "document",
    _text("type", key=True),
    _text("id", key=True),
    _int("priority"),
    _int("cancelled"),
    _text("body"),
    _int("snapshot"),
)
announced = _table("announced", _text("lpn", key=True), _text("doc", key=True))
announced_epc = _table("announced_epc", _text("epc", key=True), _text("lpn", key=True), _text("doc", key=True))
operator = _table("operator", _text("id", key=True), _text("badge"), _text("body"), _int("snapshot"))

Index("lpn_in_location", lpn.c.location, sqlite_where=lpn.c.location.like("loc:%"))
Index("lpn_in_parent", lpn.c.parent)
Index("lpn_last_entry", lpn.c.last_entry)
Index("lpn_serving", lpn.c.serves_type, lpn.c.serves)
Index("unwitnessed_entry", unwitnessed.c.entry)
Index("unwitnessed_captured", unwitnessed.c.captured_ms)
Index("item_code_item", item_code.c.item)
Index("location_on_the_way", *(location.c[name] for name in ("kind", "blocked", "fixed_item", "walk", "code")))
Index("announced_doc", announced.c.doc)
Index("announced_epc_doc", announced_epc.c.doc)
Index("serial_at", serial.c.item, serial.c.place)
Index("operator_badge", operator.c.badge, unique=True)
Index("item_snapshot", item.c.snapshot)
Index("location_snapshot", location.c.snapshot)
Index("document_snapshot", document.c.type, document.c.snapshot)
Index("operator_snapshot", operator.c.snapshot)
Index("document_open", document.c.type, document.c.priority, document.c.id)
Index("finding_open", finding.c.opened_ms, sqlite_where=finding.c.state == "opened")
Index("effect_due", effect.c.kind, effect.c.due_ms)

# A book that can be rubbed out is no book: the database itself refuses.
TRIGGERS: Final = tuple(
    f"CREATE TRIGGER ledger_keeps_{act.lower()} BEFORE {act} ON ledger "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for act in ("UPDATE", "DELETE")
)
