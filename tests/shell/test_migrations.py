"""Stores of every older schema, real files, come up to date whole and keep what they hold."""

import contextlib
import gzip
import json
import re
import sqlite3
from pathlib import Path

import pytest

from edge.core import floor
from edge.core.view import Station
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import StoreError, open_reader, open_writer
from edge.shell.ledger.store import Store
from edge.shell.ledger.tables import SCHEMA_VERSION

STORES = Path(__file__).parent / "stores"
STATIONS = {
    name: Station(name, name, ("receive", "putaway", "pick", "count")) for name in ("DOCK-1", "DOCK-2", "PICK-1")
}
OLD = sorted(STORES.glob("schema-*.db.gz"))


def unpacked(packed: Path, folder: Path) -> Path:
    path = folder / "ledger.db"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


def migrated(packed: Path, folder: Path) -> Path:
    path = unpacked(packed, folder)
    open_writer(path, "S1", "B1").close()
    return path


def schema(path: Path) -> dict[str, object]:
    """What the database is made of, however its text was laid out."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {name: db.execute(f"PRAGMA table_xinfo({name})").fetchall() for name in tables}
        others = db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''")
        checks = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return {
            "columns": columns,
            "others": {name: "".join(text.split()) for name, text in others},
            "kinds": {name: re.findall(r"STRICT|WITHOUT ROWID|CHECK", text) for name, text in checks},
        }


def test_there_is_an_old_store_of_every_schema_before_this():
    assert [int(path.name.split("-")[1].split(".")[0]) for path in OLD] == list(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("packed", OLD, ids=lambda path: path.name)
def test_an_old_store_becomes_what_a_new_one_is(packed, tmp_path):
    new = tmp_path / "new.db"
    open_writer(new, "S1", "B1").close()
    assert schema(migrated(packed, tmp_path)) == schema(new)


@pytest.mark.parametrize("packed", OLD, ids=lambda path: path.name)
def test_an_old_store_keeps_its_stock_and_its_book_verifies(packed, tmp_path):
    book = Book(migrated(packed, tmp_path))
    told = json.loads((STORES / packed.name.replace(".db.gz", ".stock.json")).read_text())
    verdict = book.verify(archive=[STORES])
    assert (verdict.ok, verdict.folded, verdict.reason) == (True, True, "")
    assert book.last_seq() == told["seq"] > 0
    held = {(one.place, one.key.item, one.key.lot, one.key.expiry, one.qty) for one in book.stock()}
    assert held == {(one["place"], one["item"], one["lot"], one["expiry"], one["qty"]) for one in told["stock"]}


@pytest.mark.parametrize("packed", OLD, ids=lambda path: path.name)
def test_work_under_way_in_an_old_store_goes_on(packed, tmp_path):
    path = unpacked(packed, tmp_path)
    with contextlib.closing(Store(path, "S1", "B1", STATIONS)) as store:
        for session in store.view.sessions():
            assert floor.prompt(store.view, session).ask.key


def test_places_that_were_counted_are_known_and_what_the_archive_holds_may_be_missing(tmp_path):
    """A migration reads no archive: a place whose last count is in it is one that has not been counted for long."""
    path = migrated(STORES / "schema-2.db.gz", tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT * FROM counted").fetchall() == [("loc:S1/A-04", "2026-11-23T08:06:15.190Z")]
        for statement, is_right in (
            ("UPDATE counted SET t = '2026-11-23T08:06:15.191Z'", False),
            ("DELETE FROM counted", False),
            ("INSERT INTO counted VALUES ('loc:S1/A-04', '2026-11-23T08:06:15.190Z')", True),
            ("INSERT INTO counted VALUES ('loc:S1/A-03', '2026-11-23T08:05:00.080Z')", True),
            ("INSERT INTO counted VALUES ('loc:S1/A-02', '2026-11-23T08:05:10.080Z')", False),
        ):
            db.execute(statement)
            db.commit()
            verdict = Book(path).verify(archive=[STORES])
            assert verdict.ok is is_right
            assert is_right or "when the places were last counted is not" in verdict.reason


def test_a_migration_that_breaks_off_leaves_the_old_store_as_it_was(tmp_path):
    path = unpacked(OLD[0], tmp_path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE archive (first INTEGER)")  # stands in the way of schema 2
        before = schema(path)
    with pytest.raises(StoreError, match="archive"):
        open_writer(path, "S1", "B1")
    assert schema(path) == before
    with pytest.raises(StoreError, match="wedge run"):
        open_reader(path)


def test_a_store_of_a_newer_program_is_refused_untouched(tmp_path):
    path = tmp_path / "ledger.db"
    open_writer(path, "S1", "B1").close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="a newer one made it"):
        open_writer(path, "S1", "B1")
