"""Reference data: applied whole or not at all, revision by revision, by one owner; a bad record names its field."""

import json

import pytest

from edge.shell.records import RecordError
from edge.shell.reference_store import GapError, ReferenceStore, read_file
from edge.wire import RefOp
from tests.shell.book_builder import open_store
from tests.shell.floor import item, operator, receipt


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    one.begin()
    yield one
    one.rollback()
    one.close()


@pytest.fixture
def reference(store):
    return ReferenceStore(store.cursor)


def put(doc):
    return RefOp(op="put", key=doc.get("code") or doc["id"], doc=doc)


def gone(key):
    return RefOp(op="del", key=key)


def items(*names):
    return [put(item(name, name.lower(), f"400000000000{number}")) for number, name in enumerate(names)]


def held(store, *names):
    return [name for name in names if store.view.item(name) is not None]


def test_a_change_puts_replaces_and_deletes_by_key(store, reference):
    reference.change("items", 0, 3, items("A", "B"))
    assert reference.revisions()["items"] == 3
    reference.change("items", 3, 5, [put(item("A", "renamed", "4000000000099")), gone("B")])
    assert store.view.item("A").name == "renamed"
    assert store.view.item("B") is None
    assert store.view.item_by_code("04000000000099")[0].code == "A"
    assert store.view.item_by_code("04000000000000") is None, "the old code of A is forgotten"


def test_a_gap_applies_nothing_and_says_what_is_held(store, reference):
    reference.change("items", 0, 3, items("A"))
    with pytest.raises(GapError) as gap:
        reference.change("items", 4, 6, items("B"))
    assert gap.value.have_rev == 3
    assert held(store, "A", "B") == ["A"]


def test_from_revision_0_replaces_the_dataset(store, reference):
    reference.change("items", 0, 3, items("A", "B"))
    reference.change("items", 0, 9, items("B", "C"))
    assert held(store, "A", "B", "C") == ["B", "C"]
    assert reference.revisions()["items"] == 9


def test_each_dataset_has_one_owner(store, reference):
    reference.change("items", 0, 1, items("A"), owner="file")
    with pytest.raises(RecordError, match="items is owned by file; central cannot change it"):
        reference.change("items", 0, 2, items("B"))
    assert held(store, "A", "B") == ["A"]
    reference.change("operators", 0, 1, [put(operator(1, "Anna"))])
    with pytest.raises(RecordError, match="operators is owned by central; file cannot change it"):
        reference.change("operators", 0, 2, [], owner="file")


def test_one_bad_record_of_a_change_leaves_all_as_it_was(store, reference):
    reference.change("items", 0, 1, items("A"))
    with pytest.raises(RecordError):
        reference.change("items", 0, 2, [*items("B"), put({"code": "C"})])
    assert held(store, "A", "B", "C") == ["A"]


LINE = {"line": 1, "item": "TEA", "qty": 3}


@pytest.mark.parametrize(
    ("dataset", "doc", "said"),
    [
        ("items", {"code": "A"}, "items A: name: Field required"),
        ("items", item("A", "a", "1") | {"codes": {"x": 0}}, "items A: codes: a scan stands for 1 unit or more"),
        ("items", item("A", "bell\x07", "1"), "items A: name: has control characters"),
        ("items", item("A", "e\u0301", "1"), "items A: name: has control characters, or is not in Unicode"),
        ("items", item("A", "x" * 201, "1"), "items A: name: is longer than 200 characters"),
        ("items", item("A", "a", "1", unit_mg=2**60), "items A: unit_mg: is from 0 to"),
        ("locations", {"code": "A 1"}, "locations A 1: code: is 1 to 40 ASCII characters without blanks"),
        ("locations", {"code": "A", "kind": "attic"}, "locations A: kind: Input should be 'bin'"),
        ("receipts", receipt("R") | {"type": "order"}, "receipts R: type: a order does not belong here"),
        ("receipts", receipt("R", ("TEA", 0)), "receipts R: line 1: qty: is above zero"),
        ("receipts", receipt("R") | {"lines": [LINE, LINE]}, "receipts R: lines: two lines have the same number"),
        ("receipts", receipt("R") | {"lines": [LINE | {"lpn": "no good"}]}, "receipts R: line 1: lpn: is 1 to 40"),
        ("receipts", receipt("R") | {"lines": [LINE | {"expiry": "30.11.26"}]}, "line 1: expiry: is written like"),
        ("receipts", receipt("R") | {"lines": [LINE | {"epcs": ["30ab"]}]}, "line 1: epcs: .* upper-case hex"),
        ("settings", {"id": "x"}, "dataset settings holds no records"),
    ],
)
def test_a_bad_record_is_refused_with_its_key_its_field_and_what_is_wrong(reference, dataset, doc, said):
    with pytest.raises(RecordError, match=said):
        reference.change(dataset, 0, 1, [put(doc)])


def test_a_record_under_another_key_is_refused(reference):
    with pytest.raises(RecordError, match="items B: the record calls itself A"):
        reference.change("items", 0, 1, [RefOp(op="put", key="B", doc=item("A", "a", "1"))])


def test_a_badge_names_one_operator(store, reference):
    anna, jamal = operator(1, "Anna"), operator(2, "Jamal")
    reference.change("operators", 0, 1, [put(anna), put(jamal)])
    with pytest.raises(RecordError, match="operators op-3: badge: BADGE-0001 is the badge of op-1 too"):
        reference.change("operators", 1, 2, [put(operator(3, "Eve", badge="BADGE-0001"))])
    with pytest.raises(RecordError, match="is the badge of"):
        reference.change("operators", 0, 2, [put(anna), put(jamal | {"badge": "BADGE-0001"})])
    assert reference.revisions()["operators"] == 1


def test_two_operators_may_swap_their_badges_in_one_change(store, reference):
    anna, jamal = operator(1, "Anna"), operator(2, "Jamal")
    reference.change("operators", 0, 1, [put(anna), put(jamal)])
    swapped = [put(anna | {"badge": "BADGE-0002"}), put(jamal | {"badge": "BADGE-0001"})]
    reference.change("operators", 1, 2, swapped)
    assert store.view.operator_by_badge("BADGE-0001").name == "Jamal"


def test_an_announced_unit_is_known_until_its_receipt_goes(store, reference):
    line = LINE | {"lpn": "P-1", "epcs": ["30AB"]}
    reference.change("receipts", 0, 1, [put(receipt("R") | {"lines": [line]})])
    assert store.view.announced("P-1").document.id == "R"
    assert [one.lpn for one in store.view.announced_by_epcs(["30AB"])] == ["P-1"]
    reference.change("receipts", 1, 2, [gone("R")])
    assert store.view.announced("P-1") is None
    assert store.view.announced_by_epcs(["30AB"]) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "JSON: Input should be"),
        ("{", "JSON: Invalid JSON"),
        ('{"itmes": []}', "itmes: Input should be 'items', 'locations'"),
        (json.dumps({"items": [{"code": "A"}]}), "items A: name: Field required"),
        (json.dumps({"items": [{"name": "A"}]}), "items ?: code: Field required"),
        (json.dumps({"items": [item("x" * 65, "A", "1")]}), "its key is longer than 64"),
        (
            json.dumps({"operators": [operator(1, "A"), operator(2, "B", badge="BADGE-0001")]}),
            "is the badge of op-1 too",
        ),
    ],
)
def test_a_bad_reference_file_is_one_sentence_with_file_record_and_field(reference, tmp_path, content, said):
    path = tmp_path / "reference.json"
    path.write_text(content)
    with pytest.raises(RecordError) as refused:
        reference.load_file(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_reference_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(RecordError, match=r"nope\.json: cannot be read: No such file or directory"):
        read_file(tmp_path / "nope.json")
