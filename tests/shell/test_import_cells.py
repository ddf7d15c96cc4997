"""No cell of an export is a formula, whichever sign a spreadsheet parts cells by; and each is read back as it was."""

import csv
import io
from contextlib import closing

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edge.core.reference import Item, LocationInfo
from edge.shell.imports import cells
from edge.shell.imports.plan import plan
from edge.shell.imports.written import csv_lines
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.records import dump
from tests.shell.book_builder import open_store

FULL_WIDTH = "\uff1d\uff0b\uff0d\uff20"
BEGINS = ("=", "+", "-", "@", *FULL_WIDTH, "\t", "\r")
TEXTS = st.text(st.sampled_from(FULL_WIDTH + "=+-@'\";\\, aZ1"), max_size=10)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    with closing(open_store(folder)):
        pass
    return folder


def shown(text, parted_by):
    """The cells of a file as a spreadsheet has them, without blanks, which some leave out."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=parted_by)
    return [cell.strip(" ") for row in rows for cell in row]


@given(st.lists(TEXTS.map(str.strip), min_size=1, max_size=4))
@example(["a;=1+1"])
@example(["a; =1"])
@example(['a;"=1"'])
@example(["a;'=1"])
@example(["a;''+1", "\uff1d1", "b;\uff0d2"])
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cell_is_a_formula_and_all_are_read_back(store, texts):
    records = {f"L{number}": LocationInfo(f"L{number}", zone=text) for number, text in enumerate(texts)}
    path = store / "out.csv"
    written = "".join(csv_lines("locations", records.values()))
    for parted_by in ",;":
        assert not [cell for cell in shown(written, parted_by) if cell.startswith(BEGINS)]
    path.write_text(written, newline="", encoding="utf-8-sig")
    with closing(open_reader(store / "ledger.db")) as empty:
        made = plan(path, "locations", empty.cursor())
    assert (made.wrong, made.puts) == ([], {key: dump(one) for key, one in records.items()})


@given(st.lists(TEXTS.map(str.strip).filter(bool), min_size=1, max_size=4, unique=True))
@settings(max_examples=300, deadline=None)
def test_no_part_of_a_list_is_a_formula(texts):
    item = Item("I", "name", codes=dict.fromkeys(texts, 1))
    written = "".join(csv_lines("items", [item]))
    for parted_by in ",;":
        assert not [cell for cell in shown(written, parted_by) if cell.startswith(BEGINS)]


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "=1", "\uff20x", "-", "x ", " x"])
def test_what_a_spreadsheet_would_reckon_begins_with_a_quote(text):
    assert cells.cell(text).startswith("'")
    assert cells.uncelled(cells.cell(text)[1:]) == text
