"""The tables of one box, as SQLAlchemy Core. STRICT, with the checks that the database itself can hold.

`ledger` is the truth; the `DERIVED` tables are what its entries sum to, written in the same transaction. Verifying
folds all entries again with the same code and compares. The rest is reference data and the shell's own state. A change
here is a new number and a file in `migrations/`.
Empty text stands for "not tracked" in keys, so that a key never holds NULL.
"""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, Table, Text, text

from edge.core.stock import KEY_FIELDS

SCHEMA_VERSION: Final = 3

metadata: Final = MetaData()


def _table(name: str, *columns: Column[int] | Column[str] | CheckConstraint | Index, rowid: bool = False) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=rowid)


def _text(name: str, *, key: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=False, server_default=default)


def _int(name: str, *, key: bool = False, nullable: bool = False, default: int | None = None) -> Column[int]:
    otherwise = None if default is None else text(str(default))
    return Column(name, Integer, primary_key=key, nullable=nullable, server_default=otherwise)


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

# `catch_qty` is the second quantity of catch-weight items (milligrams of what was weighed), 0 for all others.
balance = _table("balance", _text("place", key=True), *_stock_key(), _int("qty"), _int("catch_qty", default=0))
stock = _table(
    "stock",
    _text("item", key=True),
    _text("location", key=True),
    *_stock_key()[1:],
    _int("qty"),
    _int("catch_qty", default=0),
)
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
# When a place was last counted with an end that stands: the entry's own time, as it is written there.
counted = _table("counted", _text("place", key=True), _text("t"))
DERIVED: Final = (balance, stock, lpn, serial, progress, outcome, finding, counted)

session = _table("session", _text("station", key=True), _text("body"))
# Work that an operator left unfinished, by document, with the step it was left at.
parked = _table("parked", _text("operator", key=True), *_doc_key(), _text("step"), _int("at_ms"))
# Devices that were moved to another station than the config's, by scanning that station's code.
device_at = _table("device_at", _text("device", key=True), _text("station"))
effect = _table("effect", _text("key", key=True), _text("kind"), _text("place"), _text("body"), _int("due_ms"))
cursor = _table("cursor", _text("consumer", key=True), _text("epoch"), _int("upto"), CheckConstraint("upto >= 0"))

# What a device must do for an entry and has not answered for yet; done and failed ones stay, to be listed and repeated.
output = _table(
    "output",
    _text("key", key=True),
    _text("device"),
    _text("kind"),
    _text("body"),
    _text("entry"),
    _int("made_ms"),
    _text("state"),
    _int("attempts"),
    _text("error"),
    _int("ended_ms", nullable=True),
    CheckConstraint("state IN ('waiting', 'done', 'failed', 'cancelled')"),
)

# Earlier epochs of this box, from before a restore, oldest first. `upto` is the last entry held here; `complete`: no
# later one is missing. `posted_after`: the entry of the present epoch after which it was posted; up to 0: before all of
# them. Posted in the order of (posted_after, number, seq). `posted` 0: it contradicted the book when it came.
past_epoch = _table(
    "past_epoch",
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("epoch"),
    _int("upto"),
    _text("hash"),
    _int("complete"),
    rowid=True,
)
past = _table(
    "past",
    _int("number", key=True),
    _int("seq", key=True),
    _text("id"),
    _text("kind"),
    _text("body"),
    _text("hash"),
    _int("posted_after"),
    _int("posted"),
)

# Runs of entries that were moved to a compressed file, oldest first. Only what stands here may leave the ledger.
# `epoch` is empty for the present one; a restore names it.
archive = _table(
    "archive",
    _text("epoch", key=True, default=""),
    _int("first", key=True),
    _int("last"),
    _text("file"),
    _text("sha256"),
    _text("prev_hash"),
    _text("hash"),
    _int("at_ms"),
    CheckConstraint("last >= first"),
)

# Commands that were done, so that one given again is answered the same and does nothing.
answered = _table(
    "answered",
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("result"),
    rowid=True,
)

# How far a file was imported: the same file goes on where it stopped.
imported = _table("imported", _text("file", key=True), _text("kind"), _int("began_ms"), _int("rows"), _int("done"))

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
    _text("assigned", default=""),
    _text("wave", default=""),
)
announced = _table("announced", _text("lpn", key=True), _text("doc", key=True))
announced_epc = _table("announced_epc", _text("epc", key=True), _text("lpn", key=True), _text("doc", key=True))
# Which receipts expect an item in no announced unit.
expected = _table("expected", _text("item", key=True), _text("doc", key=True))
operator = _table("operator", _text("id", key=True), _text("badge"), _text("body"), _int("snapshot"))

Index("lpn_in_location", lpn.c.location, sqlite_where=lpn.c.location.like("loc:%"))
Index("lpn_in_parent", lpn.c.parent)
Index("lpn_last_entry", lpn.c.last_entry)
Index("lpn_serving", lpn.c.serves_type, lpn.c.serves)
Index("item_code_item", item_code.c.item)
Index("location_on_the_way", *(location.c[name] for name in ("kind", "blocked", "fixed_item", "walk", "code")))
Index("announced_doc", announced.c.doc)
Index("announced_epc_doc", announced_epc.c.doc)
Index("expected_doc", expected.c.doc)
Index("serial_at", serial.c.item, serial.c.place)
Index("operator_badge", operator.c.badge, unique=True)
Index("item_snapshot", item.c.snapshot)
Index("location_snapshot", location.c.snapshot)
Index("document_snapshot", document.c.type, document.c.snapshot)
Index("operator_snapshot", operator.c.snapshot)
Index("document_open", document.c.type, document.c.assigned, document.c.priority, document.c.id)
Index("document_wave", document.c.wave, sqlite_where=document.c.wave != "")
Index("parked_doc", parked.c.doc_type, parked.c.doc)
Index("finding_open", finding.c.opened_ms, sqlite_where=finding.c.state == "opened")
Index("finding_at", finding.c.place, sqlite_where=finding.c.state == "opened")
Index("stock_at", stock.c.location)
Index("past_id", past.c.id)
Index("output_waiting", output.c.device, output.c.made_ms, sqlite_where=output.c.state == "waiting")
Index("effect_due", effect.c.kind, effect.c.due_ms)

# A book that can be rubbed out is no book: the database itself refuses. What an archive holds may leave the ledger, and
# that it does stands in `archive`, which nothing leaves.
_REFUSED: Final = {
    "ledger": "the ledger is append-only",
    "past": "the entries of an earlier epoch stay as they are",
    "archive": "the marks of the archive stay as they are",
}
_ARCHIVED: Final = "WHEN OLD.seq > (SELECT ifnull(max(last), 0) FROM archive WHERE epoch = '') "


def _trigger(table: str, act: str) -> str:
    unless = _ARCHIVED if (table, act) == ("ledger", "DELETE") else ""
    return (
        f"CREATE TRIGGER {table}_keeps_{act.lower()} BEFORE {act} ON {table} {unless}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED[table]}'); END"
    )


TRIGGERS: Final = tuple(_trigger(table, act) for table in _REFUSED for act in ("UPDATE", "DELETE"))
