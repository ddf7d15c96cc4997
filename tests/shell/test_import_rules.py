"""What a reference file may say of a record: every fault is told, with the column and the code it is about."""

from contextlib import closing

import pytest

from edge.shell.imports.plan import plan
from edge.shell.ledger.records import examine
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post, with_reference
from tests.shell.floor import operator

HASH = f'"{operator(1, "Anna")["pin_hash"]}"'
ITEMS = "code,name,gtins,aliases\n"


@pytest.fixture
def store(tmp_path):
    """A store with items, locations and people."""
    with closing(open_store(tmp_path)) as one:
        yield with_reference(one, tmp_path)


@pytest.fixture
def planned(store, tmp_path):
    """What a file comes to."""

    def read(dataset, text):
        (tmp_path / "list.csv").write_text(text)
        return plan(tmp_path / "list.csv", dataset, store.cursor)

    return read


def told(made):
    return [(one.line, one.column, one.why) for one in made.wrong]


@pytest.mark.parametrize(
    ("dataset", "text", "columns"),
    [
        ("items", "code,name\nA,\n", ["name"]),
        ("operators", f"id,name,badge,pin_hash\nop-9,,,{HASH}\n", ["badge", "name"]),
    ],
)
def test_a_column_that_must_be_there_is_not_empty(planned, dataset, text, columns):
    assert told(planned(dataset, text)) == [(2, column, "is missing") for column in columns]


def test_goods_are_not_asked_to_keep_longer_than_they_can(planned):
    text = "code,name,shelf_life_days,receipt_days_min\nA,a,90,91\nB,b,90,90\nC,c,,91\n"
    made = planned("items", text)
    why = "is more than the 90 days of shelf_life_days: no goods could be received"
    assert (told(made), list(made.puts)) == ([(2, "receipt_days_min", why)], ["B", "C"])


def test_faults_that_the_types_do_not_show_are_told_beside_those_they_do(planned):
    text = f"code,name,abc,storage_class,aliases\nA,a,X,{'x' * 201},B=0\n"
    assert [one[1] for one in told(planned("items", text))] == ["abc", "aliases", "storage_class"]


def test_a_scale_that_is_too_large_hides_no_other_fault(planned):
    text = "code,name,scale,packs,gtins,aliases\nA,a,7,CASE=12,,Y=0;Z\n"
    assert told(planned("items", text)) == [
        (2, "aliases", "Y: a scan stands for 1 unit or more"),
        (2, "scale", "is from 0 to 6"),
    ]


def test_all_lines_of_a_document_are_examined_where_one_lacks_a_type():
    lines = [{"line": "one", "item": "A", "qty": 0}, {"line": 2, "qty": 0, "lpn": "a b"}, {"line": 2, "item": 3}]
    record, faults = examine("receipts", "R", {"id": "R", "type": "order", "lines": lines, "place": "A B"})
    assert record is None
    assert {one.path for one in faults} == {
        ("lines", 0, "line"), ("lines", 0, "qty"), ("lines", 1, "item"), ("lines", 1, "qty"), ("lines", 1, "lpn"),
        ("lines", 2, "item"), ("lines", 2, "qty"), ("lines",), ("type",), ("place",),
    }  # fmt: skip


@pytest.mark.parametrize("doc", [{"lines": 7}, {"lines": [7]}, {"lines": None, "id": []}, {}, {"lines": [[], {}]}])
def test_a_document_of_any_form_is_examined(doc):
    record, faults = examine("orders", "R", doc)
    assert record is None
    assert faults


@pytest.mark.parametrize(
    ("aliases", "why"),
    [
        ("X=0", "X: a scan stands for 1 unit or more"),
        ("name=9999999999999999", "name: is from 0 to 9007199254740991"),
        ("y" * 201, f"{'y' * 40}: is longer than 200 characters"),
    ],
)
def test_a_fault_of_an_alias_names_its_column_and_the_code(planned, aliases, why):
    assert told(planned("items", f"{ITEMS}A,a,,{aliases}\n")) == [(2, "aliases", why)]


def test_a_fault_of_a_gtin_names_its_column(planned):
    assert told(planned("items", f"{ITEMS}A,a,4006381333955=0,\n")) == [
        (2, "gtins", "04006381333955: a scan stands for 1 unit or more")
    ]


def test_an_alias_that_another_item_holds_is_told_as_an_alias(planned):
    assert [one[1] for one in told(planned("items", f"{ITEMS}A,a,,TEA\n"))] == ["aliases"]


@pytest.mark.parametrize(
    ("column", "said", "was"), [("uom", "KG", "EA"), ("scale", "3", "0"), ("tracking", "lot;expiry", "none")]
)
def test_what_the_book_counts_by_cannot_change_while_it_has_stock(store, planned, column, said, was):
    text = f"code,name,{column}\nMUG,Mug,{said}\n"
    assert planned("items", text).wrong == []
    post(store, goods(5, SUPPLIER, loc("A-01"), item="MUG"))
    (line, where, why), = told(planned("items", text))  # fmt: skip
    assert (line, where) == (2, column)
    assert why.startswith(
        f"cannot change from {was} to {said.replace('lot;expiry', 'expiry, lot')}: the book has stock"
    )
    assert planned("items", "code,name\nMUG,Large mug\n").wrong == []
    post(store, goods(5, loc("A-01"), SUPPLIER, item="MUG"))
    assert planned("items", text).wrong == []


def test_a_column_that_is_not_there_does_not_change_what_stock_is_counted_by(store, planned):
    (item,) = store.cursor.execute("SELECT body FROM item WHERE code = 'MUG'").fetchone()
    store.begin()
    store.cursor.execute("UPDATE item SET body = ? WHERE code = 'MUG'", (item.replace('"EA"', '"KG"'),))
    store.commit()
    post(store, goods(5, SUPPLIER, loc("A-01"), item="MUG"))
    why = "cannot change from KG to EA: the book has stock of MUG, counted as KG; a column that is not there says EA"
    assert told(planned("items", "code,name\nMUG,Large mug\n")) == [(2, "uom", why)]


@pytest.mark.parametrize(("lpn", "is_right"), [("395212340000000014", True), ("395212340000000017", False)])
def test_the_check_digit_of_an_announced_pallet_is_checked(planned, lpn, is_right):
    made = planned("receipts", f"id,line,item,qty,lpn\nR1,1,TEA,5,{lpn}\n")
    why = f"{lpn} is not a pallet number (SSCC): its last digit should be 4"
    assert told(made) == ([] if is_right else [(2, "lpn", why)])


def test_an_announced_plate_of_another_length_is_no_pallet_number(planned):
    assert planned("receipts", "id,line,item,qty,lpn\nR1,1,TEA,5,39521234000000001\n").wrong == []
