"""Reference data: revision by revision, by one owner, in small parts; a bad record is refused and names its field."""

import json
import re

import pytest

from edge.core.reference import Item, Size
from edge.shell.ledger.records import RecordError, examine, load_item, parse
from edge.shell.ledger.reference_store import GapError, ReferenceStore, read_file
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


def test_what_the_file_does_not_name_any_more_central_may_replace(store, reference, tmp_path):
    path = tmp_path / "reference.json"
    path.write_text(json.dumps({"items": [item("A", "a", "1")], "counts": []}))
    reference.load_file(path)
    path.write_text(json.dumps({"counts": []}))
    reference.load_file(path)
    assert (reference.owner("items"), reference.owner("counts")) == ("", "file")
    assert reference.revisions()["items"] == 0, "central is asked for all of it"
    assert held(store, "A") == ["A"], "what was known stays known until then"
    reference.change("items", 0, 1, items("B"))
    assert held(store, "A", "B") == ["B"]
    path.write_text(json.dumps({"items": [item("A", "a", "1")]}))
    reference.load_file(path)
    assert (reference.owner("items"), held(store, "A", "B")) == ("file", ["A"]), "a file that names it takes it back"
    reference.release("file")
    assert reference.owner("items") == ""


def test_a_snapshot_older_than_what_is_held_is_refused(store, reference):
    reference.change("items", 0, 9, items("A"))
    with pytest.raises(RecordError, match="items: revision 3 is older than 9, which this box holds"):
        reference.change("items", 0, 3, items("B"))
    with pytest.raises(RecordError, match="older"):
        reference.begin("items", 9, 8, items("B"), may_go_back=True)
    applied(reference.begin("items", 0, 3, items("B"), may_go_back=True))
    assert (held(store, "A", "B"), reference.revisions()["items"]) == (["B"], 3)


def test_a_bad_record_is_refused_alone_and_its_old_form_stays(store, reference):
    reference.change("items", 0, 1, items("A", "C"))
    refused = reference.change("items", 0, 2, [put({"code": "A"}), put(item("B", "b", "77"))])
    assert [(one.key, one.why) for one in refused] == [("A", "items A: name: Field required")]
    assert held(store, "A", "B", "C") == ["A", "B"]
    assert reference.revisions()["items"] == 2


def applied(change):
    """Apply a change in its parts; how many there were."""
    number = 0
    while not change.apply(number):
        number += 1
    return number


def many(count, first=0):
    names = [f"I{number:04}" for number in range(first, first + count)]
    return [put(item(name, name, f"4{number:012}")) for number, name in enumerate(names, first)]


def test_a_large_change_is_applied_in_small_parts_and_its_revision_stands_with_the_last(store, reference):
    change = reference.begin("items", 0, 7, many(120))
    assert [change.apply(number) for number in range(3)] == [False] * 3
    assert held(store, "I0000", "I0119") == ["I0000", "I0119"]
    assert reference.revisions()["items"] == 0, "broken off here it is asked for again"
    assert change.apply(3)
    assert reference.revisions()["items"] == 7
    assert applied(reference.begin("items", 0, 8, many(1))) >= 3, "119 go in parts too"
    assert store.cursor.execute("SELECT count(*) FROM item").fetchone() == (1,)


def test_a_document_of_many_lines_is_a_part_of_its_own(reference):
    long = [put(receipt(f"R{n}", *[("TEA", 1)] * 400)) for n in range(3)]
    assert applied(reference.begin("receipts", 0, 1, long)) == 3


def test_a_part_that_was_rolled_back_is_applied_again(store, reference):
    change = reference.begin("items", 0, 7, [*many(60), put({"code": "I0001"})])
    change.apply(0)
    store.rollback()
    store.begin()
    while_refused = [change.apply(number) for number in (0, 1, 2)]
    assert while_refused == [False, False, True]
    assert store.cursor.execute("SELECT count(*) FROM item").fetchone() == (59,)
    assert [one.key for one in change.refused] == ["I0001"]


def test_a_snapshot_broken_off_leaves_nothing_that_the_next_one_does_not_have(store, reference):
    reference.change("items", 0, 1, items("OLD"))
    reference.begin("items", 0, 5, many(60)).apply(0)
    reference.change("items", 1, 6, [put(item("NEW", "new", "77"))])
    assert held(store, "OLD", "NEW", "I0001") == ["OLD", "NEW", "I0001"], "a delta takes nothing away"
    reference.change("items", 0, 7, items("LAST"))
    assert store.cursor.execute("SELECT code FROM item").fetchall() == [("LAST",)]


def test_a_snapshot_in_several_messages_takes_away_only_with_the_last(store, reference):
    reference.change("items", 0, 3, items("A", "B", "C"))
    applied(reference.begin("items", 0, 5, items("A"), more=True))
    assert held(store, "A", "B", "C") == ["A", "B", "C"]
    applied(reference.begin("items", 5, 6, [put(item("B", "b", "4000000000001"))], more=True))
    applied(reference.begin("items", 6, 7, [], more=False))
    assert held(store, "A", "B", "C") == ["A", "B"]
    reference.change("items", 7, 8, [put(item("D", "d", "4000000000009"))])
    assert held(store, "A", "B", "D") == ["A", "B", "D"]


def test_a_code_names_one_item(store, reference):
    reference.change("items", 0, 1, [put(item("A", "a", "4000000000001"))])
    refused = reference.change("items", 1, 2, [put(item("B", "b", "4000000000001"))])
    assert [one.why for one in refused] == ["items B: codes: 04000000000001 is a code of A too"]
    assert store.view.item_by_code("4000000000001")[0].code == "A"
    both = [put(item("C", "c", "4000000000005")), put(item("D", "d", "4000000000005"))]
    assert [one.key for one in reference.change("items", 2, 3, both)] == ["D"]


def test_a_code_may_go_from_one_item_to_another_in_one_change(store, reference):
    one, two = item("A", "a", "4000000000001"), item("B", "b", "4000000000002")
    reference.change("items", 0, 1, [put(one), put(two)])
    assert reference.change("items", 1, 2, [put(item("B", "b", "4000000000001")), put(item("A", "a", "3"))]) == []
    assert store.view.item_by_code("4000000000001")[0].code == "B"
    assert reference.change("items", 0, 3, [put(item("C", "c", "4000000000001"))]) == [], "B goes with this snapshot"
    assert store.view.item_by_code("4000000000001")[0].code == "C"


def test_documents_of_two_types_may_have_one_number(store, reference):
    doc = receipt("1001", ("TEA", 3))
    reference.change("receipts", 0, 1, [put(doc)])
    reference.change("orders", 0, 1, [put(doc | {"type": "order"})])
    assert store.view.document("receipt", "1001").type == "receipt"
    assert store.view.document("order", "1001").type == "order"
    assert store.view.document("count", "1001") is None
    reference.change("orders", 0, 2, [])
    assert store.view.document("receipt", "1001") is not None
    assert store.view.document("order", "1001") is None


LINE = {"line": 1, "item": "TEA", "qty": 3}


@pytest.mark.parametrize(
    ("dataset", "doc", "said"),
    [
        ("items", {"code": "A"}, "items A: name: Field required"),
        ("items", item("A", "a", "1") | {"codes": {"x": 0}}, "items A: codes: x: a scan stands for 1 unit or more"),
        ("items", item("A", "bell\x07", "1"), "items A: name: has control characters"),
        ("items", item("A", "e\u0301", "1"), "items A: name: has control characters, or is not in Unicode"),
        ("items", item("A", "x" * 201, "1"), "items A: name: is longer than 200 characters"),
        ("items", item("A", "a", "1", unit_mg=2**60), "items A: unit_mg: is from 0 to"),
        ("locations", {"code": "A 1"}, "locations A 1: code: is 1 to 40 ASCII characters without blanks"),
        ("locations", {"code": "A", "kind": "attic"}, "locations A: kind: Input should be 'bin'"),
        ("receipts", receipt("R") | {"type": "order"}, "receipts R: type: an order does not belong here"),
        ("receipts", receipt("R", ("TEA", 0)), "receipts R: line 1: qty: is above zero"),
        ("receipts", receipt("R") | {"lines": [LINE, LINE]}, "receipts R: lines: two lines have the same number"),
        ("receipts", receipt("R") | {"lines": [LINE | {"lpn": "no good"}]}, "receipts R: line 1: lpn: is 1 to 40"),
        ("receipts", receipt("R") | {"lines": [LINE | {"expiry": "30.11.26"}]}, "line 1: expiry: is a day of the"),
        ("receipts", receipt("R") | {"lines": [LINE | {"expiry": "2026-02-30"}]}, "line 1: expiry: is a day of the"),
        ("receipts", receipt("R") | {"lines": [LINE | {"epcs": ["30ab"]}]}, "line 1: epcs: .* upper-case hex"),
        ("operators", operator(1, "A", pin_hash="$argon2id$v=19$\u00fc"), "operators op-1: pin_hash: is an argon2id"),
        ("operators", operator(1, "A", pin_hash="2580"), "operators op-1: pin_hash: is an argon2id"),
        ("settings", {"id": "x"}, "dataset settings holds no records"),
    ],
)
def test_a_bad_record_is_refused_with_its_key_its_field_and_what_is_wrong(reference, dataset, doc, said):
    if dataset == "settings":
        with pytest.raises(RecordError, match=said):
            reference.change(dataset, 0, 1, [put(doc)])
    else:
        assert re.search(said, reference.change(dataset, 0, 1, [put(doc)])[0].why)


def test_a_record_under_another_key_is_refused(reference):
    refused = reference.change("items", 0, 1, [RefOp(op="put", key="B", doc=item("A", "a", "1"))])
    assert [one.why for one in refused] == ["items B: the record calls itself A"]


def test_a_badge_names_one_operator(store, reference):
    anna, jamal = operator(1, "Anna"), operator(2, "Jamal")
    reference.change("operators", 0, 1, [put(anna), put(jamal)])
    refused = reference.change("operators", 1, 2, [put(operator(3, "Eve", badge="BADGE-0001"))])
    assert [one.why for one in refused] == ["operators op-3: badge: BADGE-0001 is the badge of op-1 too"]
    refused = reference.change("operators", 0, 3, [put(anna), put(jamal | {"badge": "BADGE-0001"})])
    assert [one.key for one in refused] == ["op-2"]
    assert store.view.operator_by_badge("BADGE-0001").name == "Anna"
    assert store.view.operator("op-2").badge == "BADGE-0002", "refused, he keeps the one he had"


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
    reference.change("receipts", 1, 2, [put(receipt("S") | {"lines": [line]})])
    assert store.view.announced("P-1").document.id == "R"
    reference.change("receipts", 2, 3, [gone("R")])
    assert store.view.announced("P-1").document.id == "S", "a unit may be announced twice"
    assert [one.document.id for one in store.view.announced_by_epcs(["30AB"])] == ["S"]
    reference.change("receipts", 3, 4, [gone("S")])
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


PACKED = {
    "code": "TEA",
    "name": "Green tea",
    "codes": {"04006381333931": 1, "14006381333938": 12, "TEA-BOX": 12},
    "units": {"CASE": 12, "PALLET": 480},
    "code_packs": {"04006381333931": "EA", "14006381333938": "CASE"},
    "sizes": {"EA": {"length_mm": 90}, "CASE": {"length_mm": 400, "width_mm": 300, "height_mm": 200, "weight_mg": 7}},
    "shelf_life_days": 540,
    "receipt_days_min": 90,
    "storage_class": "dry",
    "abc": "A",
}


def test_an_item_is_read_back_with_its_packs(store, reference):
    assert reference.change("items", 0, 1, [put(PACKED)]) == []
    held = store.view.item("TEA")
    assert held == parse("items", "TEA", PACKED)
    assert (held.sizes["CASE"], held.sizes["EA"]) == (Size(400, 300, 200, 7), Size(90))
    assert [held.pack_units(pack) for pack in ("EA", "CASE", "PALLET", "BAG")] == [1, 12, 480, 0]


def test_an_item_of_an_older_store_is_read(store):
    body = '{"code":"OLD","name":"o","owner":"","uom":"EA","codes":{"1":1},"tracking":[],"unit_mg":0,"scale":0}'
    assert load_item(body) == Item("OLD", "o", codes={"1": 1})


@pytest.mark.parametrize(
    ("code", "held_as"),
    [
        ("40063813", "40063813"),  # no GTIN-8, its last digit should be 2: an alias
        ("96385074", "00000096385074"),
        ("614141999996", "00614141999996"),
        ("4006381333931", "04006381333931"),
        ("04006381333931", "04006381333931"),
        ("4006381333930", "4006381333930"),
        ("A-1", "A-1"),
    ],
)
def test_a_gtin_is_held_with_14_digits_and_an_alias_as_it_is(code, held_as):
    record = {"code": "X", "name": "x", "codes": {code: 6}, "units": {"BOX": 6}, "code_packs": {code: "BOX"}}
    item = parse("items", "X", record)
    assert (item.codes, item.code_packs) == ({held_as: 6}, {held_as: "BOX"})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"code_packs": {"4711": "CASE"}}, "code_packs: 4711 is no code of this item"),
        ({"code_packs": {"TEA-BOX": "BAG"}}, "code_packs: TEA-BOX: BAG is no pack of this item; it comes in EA, CASE"),
        ({"code_packs": {"TEA-BOX": "PALLET"}}, "code_packs: TEA-BOX stands for 12, but a PALLET holds 480"),
        ({"sizes": {"BAG": {}}}, "sizes: BAG is no pack of this item"),
        ({"codes": {"4006381333931": 1, "04006381333931": 6}, "code_packs": {}}, "codes: 04006381333931 and 4006381"),
        ({"sizes": {"EA": {"length_mm": -1}}}, "sizes.EA.length_mm: is from 0 to"),
        ({"abc": "D"}, "abc: Input should be '', 'A', 'B' or 'C'"),
        ({"scale": 10**15}, "scale: is from 0 to 6"),
    ],
)
def test_packs_that_contradict_are_refused(more, says):
    with pytest.raises(RecordError, match=re.escape(f"items TEA: {says}")):
        parse("items", "TEA", PACKED | more)


def test_all_that_is_wrong_with_a_record_is_told():
    doc = {"id": "R", "type": "order", "lines": [{"line": 1, "item": "A", "qty": 0, "lpn": "a b"}]}
    record, faults = examine("receipts", "R", doc)
    assert record is not None
    assert [str(one) for one in faults] == [
        "type: an order does not belong here",
        "line 1: qty: is above zero",
        "line 1: lpn: is 1 to 40 ASCII characters without blanks",
    ]
