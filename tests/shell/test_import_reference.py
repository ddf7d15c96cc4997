"""Reference data from files: every fault with its line, all or nothing, at once, by one owner."""

import itertools
import json
import re
from contextlib import closing

import pytest

from edge.core.reference import Item, Size
from edge.shell.imports import staging
from edge.shell.imports.file import ImportFileError
from edge.shell.imports.plan import loose_links, plan
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.records import RecordError
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.loop.work import CommandError
from edge.wire import RefOp
from tests.shell.book_builder import SUPPLIER, goods, loc, post
from tests.shell.floor import item, operator
from tests.shell.importing import commander, open_unowned, planned

HASH = f'"{operator(1, "Anna")["pin_hash"]}"'
ITEMS = "code,name,packs,gtins,aliases\n"
TEA = "TEA,Green tea,CASE=12,4006381333955;14006381333952=CASE,BOX=12\n"
DOCS = "id,partner,priority,line,item,qty,lot,expiry,lpn,epcs\n"
PEOPLE = "id,name,badge,pin_hash,role,active\n"
PLACES = "code,kind,walk,blocked\n"
OTHER = "TEA,Tea,,4006381333955,\n"


@pytest.fixture
def store(tmp_path):
    """A store of its own, with items, locations and people that nobody owns."""
    with closing(open_unowned(tmp_path)) as one:
        yield one


def run(store, made, upto=None):
    commands = commander(store)
    told = list(staging.commands(made, "0" * 16, "list.csv", "op-1"))
    return [commands.run(name, args) for name, args in told[:upto]]


def taken(store, folder, dataset, text, **more):
    made = planned(store, folder, dataset, text, **more)
    assert made.wrong == []
    run(store, made)
    return made


def held(store, dataset):
    return ReferenceStore(store.cursor).held(dataset)


def codes(store):
    return [code for (code,) in store.cursor.execute("SELECT code FROM item ORDER BY code")]


FAULTS = [
    ("items", ITEMS + ",Tea,,,\n", [(2, "code", "is missing")]),
    ("items", ITEMS + "TEA,Tea,,4006381333956,\n", [
        (2, "gtins", "4006381333956: 4006381333956 is not an item number (GTIN): its last digit should be 5")]),
    ("items", ITEMS + "TEA,Tea,,12345,\n", [
        (2, "gtins", "12345: an item number (GTIN) has 8, 12, 13 or 14 digits, not 5")]),
    ("items", ITEMS + "TEA,Tea,CASE=12,,X=BAG\n", [
        (2, "aliases", "X: BAG is no pack of this item; it comes in EA, CASE")]),
    ("items", ITEMS + "TEA,Tea,,4006381333955;04006381333955,\n", [(2, "gtins", "04006381333955 is there twice")]),
    ("items", ITEMS + "TEA,Tea,CASE,,\n", [
        (2, "packs", "CASE is not NAME=UNITS or NAME=UNITS/LxWxH/WEIGHT, whole numbers in mm and mg")]),
    ("items", ITEMS + "TEA,Tea,EA=2,,\n", [(2, "packs", "EA is the unit itself: it holds 1, not 2")]),
    ("items", ITEMS + "TEA,Tea,CASE=0,,\n", [
        (2, "packs", "a pack holds 1 base unit or more, and is not called EA")]),
    ("items", "code,name,abc,scale,tracking\nTEA,Tea,X,7.5,colour\n", [
        (2, "abc", "is one of '', 'A', 'B' or 'C'"),
        (2, "scale", "7.5 is no whole number"),
        (2, "tracking", "is one of 'lot', 'expiry', 'serial' or 'catch_weight'")]),
    ("items", ITEMS + "A,a,,,\nB,b,,,\nA,again,,,\n", [
        (2, "code", "A is on line 4 too"), (4, "code", "A is on line 2 already")]),
    ("items", ITEMS + "A,a,,,X=1\nB,b,,,X=1\n", [
        (2, "aliases", "X is held by B on line 3 too"), (3, "aliases", "X is held by A on line 2 too")]),
    ("items", ITEMS + "A,a,,4006381333931,\n", [(2, "gtins", "04006381333931 is held by BEANS too")]),
    ("items", ITEMS + f"A,{'x' * 201},,,\n", [(2, "name", "is longer than 200 characters")]),
    ("items", "code,colour\nA,red\n", [(1, "colour", re.compile("is no column; allowed are code, name")),
                                       (1, "name", "the column is missing")]),
    ("locations", PLACES + "A 01,shelf,-1,maybe\n", [
        (2, "blocked", "is yes or no, not maybe"), (2, "code", "is 1 to 40 ASCII characters without blanks"),
        (2, "kind", "is one of 'bin', 'dock', 'stage' or 'carrier'"),
        (2, "walk", "-1 is no whole number")]),
    ("locations", PLACES + "A 01,bin,1,no\n", [(2, "code", "is 1 to 40 ASCII characters without blanks")]),
    ("receipts", DOCS + "R1,Nord,,1,TEA,5,,,,\nR1,Sued,,2,TEA,5,,,,\n", [
        (3, "partner", "Sued contradicts line 2, which says Nord")]),
    ("receipts", DOCS + "R1,,,1,TEA,5,,,,\nR1,,,1,TEA,6,,,,\n", [(3, "line", "1 of R1 is on line 2 already")]),
    ("receipts", DOCS + "R1,,,1,TEA,0,,2026-02-30,a b,xyz\n", [
        (2, "epcs", "at most 1000, in upper-case hex, two digits a byte"),
        (2, "expiry", "is a day of the calendar, written like 2026-11-30"),
        (2, "lpn", "is 1 to 40 ASCII characters without blanks"), (2, "qty", "is above zero")]),
    ("receipts", DOCS + "R1,,,,TEA,,,,,\n", [(2, "line", "is missing"), (2, "qty", "is missing")]),
    ("receipts", DOCS + "R1,,high,1,TEA,1,,,,\n", [(2, "priority", "high is no whole number")]),
    ("receipts", DOCS + "R1,,,1,TEA,1,,,,\nR1,,,,,,,,,\n", [(3, "line", "is missing; R1 has other lines")]),
    ("orders", "id,place\nS1,A B\n", [(2, "place", "is 1 to 40 ASCII characters without blanks")]),
    ("operators", PEOPLE + "op-9,Zoe,B-9,,,\n", [(2, "pin_hash", "is missing; make one with `wedge pin`")]),
    ("operators", PEOPLE + "op-9,Zoe,B-9,2580,,\n", [(2, "pin_hash", re.compile("is an argon2id hash"))]),
    ("operators", PEOPLE + f"op-9,Zoe,BADGE-0001,{HASH},boss,\n", [
        (2, "role", "is one of 'operator', 'supervisor' or 'maintenance'")]),
    ("operators", PEOPLE + f"op-9,Zoe,BADGE-0001,{HASH},,\n", [(2, "badge", "BADGE-0001 is held by op-1 too")]),
    ("operators", "id,name,badge,pin\nop-1,Anna,BADGE-0001,2580\n", [(2, "pin", re.compile("`wedge pin`"))]),
    ("items", ITEMS, [(1, "", "the file holds no lines; with --replace that means that there are none")]),
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "text", "faults"), FAULTS)
def test_every_fault_is_told_with_its_line_and_column(store, tmp_path, dataset, text, faults):
    wrong = planned(store, tmp_path, dataset, text).wrong
    assert [(one.line, one.column) for one in wrong] == [fault[:2] for fault in faults]
    for one, (_, _, why) in zip(wrong, faults, strict=True):
        assert re.search(why, one.why) if isinstance(why, re.Pattern) else one.why == why


def test_a_pin_in_a_file_is_not_repeated(store, tmp_path):
    text = "id,name,badge,pin\nop-1,Anna,BADGE-0001,74213\n"
    assert "74213" not in str(planned(store, tmp_path, "operators", text).wrong)


def test_all_the_faults_of_all_the_lines_are_told(store, tmp_path):
    lines = "".join(f"I{number},x,,1,{'' if number % 2 else 'Y=Z'}\n" for number in range(40))
    assert len(planned(store, tmp_path, "items", ITEMS + lines).wrong) == 60


def test_an_item_is_taken_as_it_is_written(store, tmp_path):
    text = ("code,name,owner,uom,scale,packs,gtins,aliases,tracking,unit_mg,unit_tolerance_mg,shelf_life_days,"
            "receipt_days_min,storage_class,abc\n"
            "TEA,Green tea,ACME,EA,,EA=1/90x60x60/250000;CASE=12/400x300x200/3200000;PALLET=480,"
            "4006381333955;14006381333952=CASE,TEA-BOX=CASE;X=7,lot;expiry,240000,2000,540,90,dry,A\n")  # fmt: skip
    taken(store, tmp_path, "items", text)
    assert store.view.item("TEA") == Item(
        "TEA", "Green tea", "ACME", "EA", {"04006381333955": 1, "14006381333952": 12, "TEA-BOX": 12, "X": 7},
        frozenset(("lot", "expiry")), 240_000, 2_000, 0, {"CASE": 12, "PALLET": 480},
        {"04006381333955": "EA", "14006381333952": "CASE", "TEA-BOX": "CASE"},
        {"EA": Size(90, 60, 60, 250_000), "CASE": Size(400, 300, 200, 3_200_000)}, 540, 90, "dry", "A",
    )  # fmt: skip
    assert store.view.item_by_code("14006381333952") == (store.view.item("TEA"), 12)
    assert store.view.item_by_code("TEA") == (store.view.item("TEA"), 1)


def test_items_are_added_and_changed_by_code_and_others_stay(store, tmp_path):
    made = taken(store, tmp_path, "items", ITEMS + TEA + "NUT,Nuts,,,\n")
    assert (made.added, made.changed, made.unchanged, made.gone) == (1, 1, 0, [])
    assert codes(store) == ["BEANS", "MUG", "NUT", "TEA"]
    assert held(store, "items").owner == "import"
    again = planned(store, tmp_path, "items", ITEMS + TEA + "NUT,Nuts,,,\n")
    assert (again.added, again.changed, again.unchanged, again.puts) == (0, 0, 2, {})


def test_a_file_that_is_all_there_is_removes_the_others(store, tmp_path):
    made = taken(store, tmp_path, "items", ITEMS + TEA, replaces=True)
    assert (made.gone, codes(store)) == (["BEANS", "MUG"], ["TEA"])
    assert store.view.item_by_code("04006381333931") is None


def test_what_stands_in_the_house_is_not_removed(store, tmp_path):
    post(store, goods(5, SUPPLIER, loc("A-01"), item="MUG"))
    made = planned(store, tmp_path, "items", ITEMS + TEA, replaces=True)
    assert [one.why for one in made.wrong] == [
        "MUG is not in the file, and goods of it stand in the house: it cannot be removed"
    ]
    assert made.broken
    places = planned(store, tmp_path, "locations", PLACES + "A-02,bin,1,no\n", replaces=True)
    assert [one.why for one in places.wrong] == ["A-01 is not in the file, and goods stand there: it cannot be removed"]


def test_two_items_may_swap_their_codes_in_one_file(store, tmp_path):
    text = ITEMS + "BEANS,Beans,,4006381333948,\nMUG,Mug,,4006381333931,\n"
    taken(store, tmp_path, "items", text)
    assert store.view.item_by_code("04006381333948")[0].code == "BEANS"
    people = PEOPLE + "op-1,Anna,BADGE-0002,,,\nop-2,Jamal,BADGE-0001,,,\n"
    taken(store, tmp_path, "operators", people)
    assert store.view.operator_by_badge("BADGE-0001").id == "op-2"


def test_an_operator_without_a_hash_keeps_the_pin(store, tmp_path):
    before = store.view.operator("op-1").pin_hash
    taken(store, tmp_path, "operators", PEOPLE + "op-1,Anna Lee,BADGE-0001,,supervisor,no\n")
    one = store.view.operator("op-1")
    assert (one.name, one.role, one.active, one.pin_hash) == ("Anna Lee", "supervisor", False, before)


def test_documents_are_gathered_from_their_rows(store, tmp_path):
    text = DOCS + (
        "R1,Nord,2,1,TEA,5,,,00340123450000000014,3034257BF7194E4000001A85;3034257BF7194E4000001A86\n"
        "R2,,,,,,,,,\n"
        "R1,,,2,MUG,7,,2026-11-30,,\n"
    )
    taken(store, tmp_path, "receipts", text)
    one, other = store.view.document("receipt", "R1"), store.view.document("receipt", "R2")
    assert (one.partner, one.priority, [line.qty for line in one.lines]) == ("Nord", 2, [5, 7])
    assert (other.lines, other.priority) == ((), 5)
    assert store.view.announced("00340123450000000014").document == one
    assert [found.lpn for found in store.view.announced_by_epcs(["3034257BF7194E4000001A86"])] == [one.lines[0].lpn]
    taken(store, tmp_path, "receipts", DOCS + "R1,Nord,2,1,TEA,5,,,,\n")
    assert store.view.announced("00340123450000000014") is None
    assert planned(store, tmp_path, "orders", DOCS + "R1,,,1,TEA,1,,,,\n").added == 1, "an order is no receipt"


def test_a_document_of_any_length_goes_through_the_socket_in_pieces(store, tmp_path):
    rows = "".join(f"R1,,,{n},TEA,{n},L{n:019},,,{'AB' * 12};{n:04}\n" for n in range(1, 2_001))
    made = planned(store, tmp_path, "receipts", DOCS + rows)
    told = list(staging.commands(made, "0" * 16, "x", "op-1"))
    assert len(told) > 10
    assert max(len(json.dumps(args)) for _, args in told) < 60_000
    run(store, made)
    assert len(store.view.document("receipt", "R1").lines) == 2_000


def test_json_says_the_same_as_csv(store, tmp_path):
    rows = [{"code": "TEA", "name": "Green tea", "packs": ["CASE=12"], "aliases": ["BOX=12"],
             "gtins": ["4006381333955", "14006381333952=CASE"]}]  # fmt: skip
    one = planned(store, tmp_path, "items", json.dumps(rows), name="list.json")
    assert one.puts == planned(store, tmp_path, "items", ITEMS + TEA).puts != {}
    place = planned(store, tmp_path, "locations", '[{"code": "Z-1", "walk": 4, "blocked": true}]', name="list.json")
    assert place.puts == planned(store, tmp_path, "locations", PLACES + "Z-1,,4,yes\n").puts


def test_good_lines_are_taken_and_bad_ones_listed(store, tmp_path):
    made = planned(store, tmp_path, "items", ITEMS + "A,a,,,\nB,b,,1,\n,c,,,\n")
    assert ([one.line for one in made.wrong], made.skipped, made.broken) == ([3, 4], 2, False)
    run(store, made)
    assert [code in codes(store) for code in "AB"] == [True, False]


def test_what_leans_on_a_line_that_is_not_taken_is_not_taken(store, tmp_path):
    """MUG would get the code of BEANS, whose own line is wrong: BEANS keeps what it has."""
    text = ITEMS + "BEANS,Beans,,1,\nMUG,Mug,,4006381333931,\nTEA,Tea,,4006381333948,\n"
    made = planned(store, tmp_path, "items", text)
    assert [(one.line, one.column, one.why) for one in made.wrong[1:]] == [
        (3, "gtins", "04006381333931 is held by BEANS, which is not taken, too"),
        (4, "gtins", "04006381333948 is held by MUG, which is not taken, too"),
    ]
    assert (made.puts, made.skipped) == ({}, 3)


@pytest.mark.parametrize(
    "text",
    ["code;name\nA;a\n", ITEMS + 'A,"a"x,,,\nB,b,,,\n', ITEMS + "A,a,,,\n" + "B,b,,1,\n" * 1_001],
)
def test_a_file_that_was_not_read_to_its_end_is_taken_in_no_case(store, tmp_path, text):
    assert planned(store, tmp_path, "items", text).broken


def test_nothing_is_seen_before_the_switch_and_all_of_it_after(store, tmp_path):
    text = ITEMS + "".join(f"I{number},x,,,\n" for number in range(250))
    made = planned(store, tmp_path, "items", text)
    parts = len(list(staging.commands(made, "0" * 16, "x", "op-1"))) - 1
    assert parts > 2
    run(store, made, upto=parts)
    with closing(open_reader(tmp_path / "ledger.db")) as reader:
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (3,)
    assert (store.view.item("I0"), held(store, "items").owner) == (None, "")
    run(store, made)
    assert (store.view.item("I0").name, held(store, "items").owner) == ("x", "import")
    assert [store.cursor.execute(f"SELECT count(*) FROM {one}").fetchone() for one in ("staged", "staging")] == [
        (0,)
    ] * 2


def test_a_part_told_twice_is_staged_once(store, tmp_path):
    made = planned(store, tmp_path, "items", ITEMS + TEA)
    commands = commander(store)
    (name, first), (switch, last) = staging.commands(made, "0" * 16, "x", "op-1")
    assert commands.run(name, first) == commands.run(name, first) == {"done": 1}
    assert commands.run(switch, last) == {"removed": 0}
    with pytest.raises(CommandError, match="changed since the file was checked"):
        commands.run(switch, last)


def test_what_changed_since_the_check_stops_the_switch(store, tmp_path):
    mine = planned(store, tmp_path, "items", ITEMS + TEA)
    taken(store, tmp_path, "items", ITEMS + "A,a,,,\n")
    with pytest.raises(CommandError, match="items changed since the file was checked: give the command again"):
        run(store, mine)
    assert store.view.item("TEA").name == "Green tea"


def test_a_switch_that_fails_changes_nothing(store, tmp_path):
    """Somebody took a code behind the plan's back: the tables themselves refuse it."""
    made = planned(store, tmp_path, "items", ITEMS + "A,a,,,X=1\nB,b,,,Y=1\n")
    store.begin()
    store.cursor.execute("INSERT INTO item_code VALUES ('Y', 'MUG', 1)")
    store.commit()
    with pytest.raises(CommandError, match="two records hold one code or badge, nothing was imported"):
        run(store, made)
    assert codes(store) == ["BEANS", "MUG", "TEA"]


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        (staging.STAGE, {"id": "x"}, "import-stage: id: "),
        (staging.STAGE, {"ops": [{"key": "B", "op": "put", "text": "{}"}]}, "items B: items B: code: Field required"),
        (staging.STAGE, {"ops": [{"key": "B", "op": "put", "text": "[1"}]}, "items B: "),
        (staging.STAGE, {"dataset": "settings"}, "settings"),
        (staging.SWITCH, {"of": 7}, "1 of 7 parts have come"),
    ],
)
def test_what_comes_over_the_socket_is_not_believed(store, tmp_path, name, change, says):
    made = planned(store, tmp_path, "items", ITEMS + TEA)
    commands = commander(store)
    told = [
        (one, args | (change if one == name else {})) for one, args in staging.commands(made, "0" * 16, "x", "op-1")
    ]
    with pytest.raises(CommandError, match=re.escape(says)):
        list(itertools.starmap(commands.run, told))


def test_who_imported_what_stands_in_the_book(store, tmp_path):
    made = taken(store, tmp_path, "items", ITEMS + TEA)
    (body,) = store.cursor.execute("SELECT body FROM ledger WHERE kind = 'audit'").fetchone()
    said = json.loads(body)
    assert (said["act"], said["op"]) == ("imported", "op-1")
    assert said["args"] == {
        "what": "items", "file": "list.csv", "sha256": made.sha256,
        "added": 0, "changed": 1, "unchanged": 0, "removed": 0, "skipped": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("owner", "says"), [("central", "comes from central: change it"), ("file", "reference file")])
def test_a_dataset_of_central_or_of_the_file_is_not_imported(store, tmp_path, owner, says):
    store.begin()
    ReferenceStore(store.cursor).change("items", 0, 2, [RefOp(op="put", key="A", doc=item("A", "a", "1"))], owner)
    store.commit()
    with pytest.raises(CommandError, match=f"items {'comes from'} .*{says.split()[-1]}"):
        run(store, planned(store, tmp_path, "items", ITEMS + TEA))
    assert codes(store) == ["A"]


def test_central_and_the_file_leave_an_imported_dataset_alone_until_it_is_released(store, tmp_path):
    taken(store, tmp_path, "items", ITEMS + TEA)
    reference = ReferenceStore(store.cursor)
    ops = [RefOp(op="put", key="A", doc=item("A", "a", "1"))]
    for owner in ("central", "file"):
        with pytest.raises(RecordError, match=f"owned by import; {owner} cannot .*`wedge import release items` gives"):
            reference.change("items", 0, 9, ops, owner)
    commands = commander(store)
    commands.run(staging.RELEASE, {"dataset": "items", "op": "op-1"})
    assert (held(store, "items").owner, held(store, "items").rev, codes(store)) == ("", 0, ["BEANS", "MUG", "TEA"])
    with pytest.raises(CommandError, match="items is not an imported dataset: nobody owns it"):
        commands.run(staging.RELEASE, {"dataset": "items", "op": "op-1"})
    store.begin()
    reference.change("items", 0, 9, ops)
    store.commit()
    assert codes(store) == ["A"], "what was imported is replaced whole"


def test_a_change_of_central_that_is_on_its_way_ends_when_the_dataset_is_imported(store, tmp_path):
    reference = ReferenceStore(store.cursor)
    ops = [RefOp(op="put", key=f"C{n}", doc=item(f"C{n}", "c", str(n))) for n in range(60)]
    store.begin()
    change = reference.begin("items", 0, 5, ops)
    assert not change.apply(0)
    store.commit()
    taken(store, tmp_path, "items", ITEMS + TEA)
    store.begin()
    with pytest.raises(RecordError, match="items has another owner since this change began"):
        change.apply(1)
    store.rollback()


def test_items_that_nobody_knows_yet_are_noted(store, tmp_path):
    made = planned(store, tmp_path, "receipts", DOCS + "R1,,,1,NOPE,1,,,,\nR1,,,2,TEA,1,,,,\n")
    told = [str(one) for one in loose_links(made, store.cursor)]
    assert (made.wrong, told) == ([], ["receipts R1: line 1: item: NOPE is no item that is known here"])


def test_a_file_that_cannot_be_read_is_one_sentence(store, tmp_path):
    with pytest.raises(ImportFileError, match=r"none.csv: cannot be read: No such file"):
        plan(tmp_path / "none.csv", "items", store.cursor)
