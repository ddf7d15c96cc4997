"""What is exported and imported again is what it was, whatever the texts hold; and no cell of it is a formula."""

import csv
import io
import json
import string
from contextlib import closing

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from edge.core.reference import Document, Item, Line, LocationInfo, Operator, Size
from edge.shell.imports import cells
from edge.shell.imports.held import held_records
from edge.shell.imports.plan import plan
from edge.shell.imports.written import csv_lines, json_lines
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.records import RecordError, dump, parse
from tests.shell.book_builder import open_store

SIGNS = "=+-@'\"\\;,/| \t"
WORDS = st.text(st.sampled_from(string.ascii_letters + string.digits + SIGNS.strip() + " äß漢"), max_size=12)
NAMED = WORDS.filter(bool)
CODES = st.text(st.sampled_from(string.ascii_uppercase + string.digits + SIGNS.strip()), min_size=1, max_size=12)
GTINS = st.sampled_from(["04006381333931", "14006381333938", "00000096385074", "96385074", "4006381333948", "40063812"])
NUMBERS = st.integers(0, 2**53 - 1) | st.integers(0, 20)
UNITS = st.integers(1, 10_000)
SIZES = st.builds(Size, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
DATES = st.dates().map(str) | st.just("")
HASH = "$argon2id$v=19$m=1024,t=1,p=1$" + "a" * 22 + "$" + "b" * 43


@st.composite
def items(draw):
    shelf_life = draw(st.just(0) | NUMBERS)
    item = Item(
        draw(NAMED),
        draw(NAMED),
        draw(WORDS),
        draw(st.sampled_from(["EA", "KG"]) | NAMED),
        draw(st.dictionaries(NAMED | GTINS, UNITS, max_size=4)),
        draw(st.frozensets(st.sampled_from(["lot", "expiry", "serial", "catch_weight"]))),
        draw(NUMBERS),
        draw(NUMBERS),
        draw(st.integers(0, 6)),
        draw(st.dictionaries(NAMED, UNITS, max_size=3)),
        shelf_life_days=shelf_life,
        receipt_days_min=draw(st.integers(0, shelf_life) if shelf_life else NUMBERS),
        storage_class=draw(WORDS),
        abc=draw(st.sampled_from(["", "A", "B", "C"])),
        recalled=tuple(draw(st.lists(NAMED, max_size=3, unique=True))),
        components=draw(st.dictionaries(NAMED, UNITS, max_size=3)),
        rotation=draw(st.sampled_from(["fefo", "fifo"])),
    )
    assume(item.uom not in item.units)
    packs = [item.uom, *item.units]
    on = draw(st.dictionaries(NAMED | GTINS, st.sampled_from(packs), max_size=3))
    item.codes.update({code: item.pack_units(pack) for code, pack in on.items()})
    item.code_packs.update(on)
    item.sizes.update(draw(st.dictionaries(st.sampled_from(packs), SIZES, max_size=3)))
    return item


LINES = st.builds(
    Line, NUMBERS, NAMED, st.integers(1, 2**53 - 1), st.just("") | CODES, WORDS, DATES,
    st.lists(st.sampled_from(["3034257BF7194E4000001A85", "AB", "CD"]), max_size=3).map(tuple),
)  # fmt: skip


def unique(texts):
    return st.lists(texts, max_size=3, unique=True).map(tuple)


def documents(type_, **more):
    lines = st.lists(LINES, max_size=4, unique_by=lambda line: line.line).map(tuple) if type_ != "kit" else st.just(())
    own = (WORDS, lines, st.just("") | CODES, NUMBERS, st.booleans(), WORDS)
    return st.builds(Document, NAMED, st.just(type_), *own, **more)


@st.composite
def locations(draw):
    """Places, some of them faces."""
    item, most = draw(WORDS), draw(NUMBERS)
    face = {"face_min": draw(st.integers(0, most)), "face_max": most} if item else {}
    return LocationInfo(
        draw(CODES),
        draw(st.sampled_from(["bin", "dock", "stage", "carrier"])),
        draw(WORDS),
        draw(NUMBERS),
        item,
        draw(st.booleans()),
        max_weight_mg=draw(NUMBERS),
        max_volume_ml=draw(NUMBERS),
        max_units=draw(st.just(0) | st.integers(most or 0, 2**53 - 1)),
        mixing=draw(st.sampled_from(["any", "item", "lot"])),
        classes=draw(unique(NAMED)),
        **face,
    )


KINDS = {
    "items": items(),
    "locations": locations(),
    "receipts": documents("receipt"),
    "orders": documents("order", wave=WORDS, carrier=WORDS),
    "counts": documents("count"),
    "returns": documents("return"),
    "shipments": documents("shipment", carrier=WORDS, units=unique(CODES), orders=unique(NAMED)),
    "kits": documents("kit", item=NAMED, qty=st.integers(1, 2**53 - 1)),
    "operators": st.builds(
        Operator, NAMED, NAMED, NAMED, st.just(HASH), st.sampled_from(["operator", "supervisor"]), NAMED, st.booleans()
    ),
}
_TEXT = {"items": "code", "locations": "code"}


def normal(dataset, record):
    """The record as it is held; None for one that the box refuses in the first place."""
    try:
        return parse(dataset, getattr(record, _TEXT.get(dataset, "id")), json.loads(dump(record)))
    except RecordError:
        return None


@pytest.fixture
def folder(tmp_path):
    """A folder with the statements of an empty store."""
    with closing(open_store(tmp_path)):
        return tmp_path


@pytest.mark.parametrize("suffix", ["csv", "json"])
@pytest.mark.parametrize("dataset", KINDS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_export_is_read_back_as_the_same_records(dataset, suffix, folder, data):
    key, met = _TEXT.get(dataset, "id"), {}
    for one in data.draw(st.lists(KINDS[dataset], min_size=1, max_size=4)):
        record = normal(dataset, one)
        if record is not None:
            met[getattr(record, key)] = record
    assume(met)
    if dataset in ("items", "operators"):
        names = [n for one in met.values() for n in ({one.code, *one.codes} if dataset == "items" else {one.badge})]
        assume(len(names) == len(set(names)))
    write = csv_lines if suffix == "csv" else json_lines
    path = folder / f"out.{suffix}"
    path.write_text("".join(write(dataset, met.values(), hashes=True)), newline="")
    with closing(open_reader(folder / "ledger.db")) as empty:
        made = plan(path, dataset, empty.cursor())
    assert made.wrong == []
    assert {name: normal(dataset, met[name]) for name in met} == {
        name: parse(dataset, name, json.loads(text)) for name, text in made.puts.items()
    }


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_importing_what_was_exported_changes_nothing(folder, suffix):
    with closing(open_store(folder)) as store:
        store.begin()
        item = Item("=1+1", "-2", codes={"@A": 3, "04006381333931": 1}, units={"12": 3}, code_packs={"@A": "12"})
        store.cursor.execute("INSERT INTO item VALUES (?, ?, 0)", (item.code, dump(item)))
        store.commit()
        path = folder / f"out.{suffix}"
        write = csv_lines if suffix == "csv" else json_lines
        path.write_text("".join(write("items", held_records(store.cursor, "items"))), newline="")
        made = plan(path, "items", store.cursor, replaces=True)
    assert (made.wrong, made.unchanged, made.puts, made.gone) == ([], 1, {}, [])


@given(st.lists(NAMED, min_size=1, max_size=5))
def test_no_cell_is_a_formula_and_a_list_keeps_its_parts(texts):
    listed = cells.listed(cells.escaped(text) for text in texts)
    assert not listed.startswith(("=", "+", "-", "@"))
    whole = cells.uncelled(listed[1:]) if listed.startswith("'") else listed
    assert [cells.bare(part) for part in cells.split(whole)] == texts
    assert not any(cells.cell(text).startswith(("=", "+", "-", "@")) for text in texts)
    for one, other in zip(texts, reversed(texts), strict=True):
        name, value = cells.pair(f"{cells.escaped(one)}={cells.escaped_word(other)}")
        assert (cells.bare(name), cells.bare(value)) == (one, other)
        assert not value.isdigit()


def test_a_csv_file_is_rfc_4180():
    lines = "".join(csv_lines("locations", [LocationInfo("A-1", zone='cold, "b"'), LocationInfo("B", blocked=True)]))
    header = (
        "code,kind,zone,walk,fixed_item,blocked,max_units,max_weight_mg,max_volume_ml,mixing,classes,face_min,face_max"
    )
    none = "0,0,0,any,,0,0"
    assert lines == f'{header}\r\nA-1,bin,"cold, ""b""",0,,no,{none}\r\nB,bin,,0,,yes,{none}\r\n'
    assert len(list(csv.reader(io.StringIO(lines, newline="")))) == 3


def test_hashes_of_pins_are_written_only_when_asked_for():
    one = Operator("op-1", "Anna", "B", HASH)
    for write in (csv_lines, json_lines):
        assert HASH not in "".join(write("operators", [one]))
        assert "pin" not in "".join(write("operators", [one]))
        assert HASH in "".join(write("operators", [one], hashes=True))
