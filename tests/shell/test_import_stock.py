"""Opening stock from a file: read, checked whole, posted in parts, gone on with after a kill at any instant."""

import json
import re
import signal
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from edge.shell.clock import Clock
from edge.shell.copies.backup import save
from edge.shell.copies.past import Past
from edge.shell.copies.restore import check_backup, restore
from edge.shell.copies.restore_build import Origin
from edge.shell.imports import stock as import_stock
from edge.shell.imports.file import FILE_BYTES_MAX, ImportFileError, read_import
from edge.shell.imports.stock import COLUMNS, COMMAND, parts, plan, totals
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.loop.commands import Commands
from edge.shell.loop.work import CommandError
from edge.wire import RefOp
from tests.shell.book_builder import open_store, with_reference
from tests.shell.daemon_process import WEDGE, Box, running, wait_until, wedge

TODAY = "2026-11-23"
DOCS = Path(__file__).parents[2] / "docs"
HEAD = "place,lpn,item,lot,qty\n"


@pytest.fixture
def store(tmp_path):
    with closing(with_reference(open_store(tmp_path), tmp_path)) as one:
        yield one


def planned(store, path):
    return plan(read_import(path, COLUMNS), store.view, store.cursor, TODAY)


def told(store, path, text):
    path.write_text(text)
    return [(one.line, one.column, one.why) for one in planned(store, path).wrong]


def stock_list(path, lines=250):
    rows = [f"A-0{1 + number % 2},,TEA,,{number}" for number in range(1, lines + 1)]
    path.write_text(HEAD + "\n".join(rows) + "\n")
    return path


def run(store, path, upto=None):
    """Post a file in parts, all or the first few."""
    commands = Commands({COMMAND: import_stock.import_stock}, store, Clock("UTC"))
    ready = planned(store, path)
    assert not ready.wrong
    for part in list(parts(ready, path.name, "op-1", TODAY, 1_790_000_000_000))[:upto]:
        commands.run(COMMAND, part)
    return ready


def tea(store):
    return sum(qty for (qty,) in store.cursor.execute("SELECT qty FROM balance WHERE item = 'TEA' AND qty > 0"))


def test_csv_and_json_say_the_same(store, tmp_path):
    (tmp_path / "one.csv").write_bytes(
        b'\xef\xbb\xbfqty,item,place,lpn,lot\r\n5,TEA,A-01,,\r\n\r\n"7","BEANS","A-02",T-1,"L,1"\r\n'
    )
    rows = [{"place": "A-01", "item": "TEA", "qty": 5},
            {"place": "A-02", "lpn": "T-1", "item": "BEANS", "qty": "7", "lot": "L,1", "serials": None}]  # fmt: skip
    (tmp_path / "one.json").write_text(json.dumps(rows))
    one, other = planned(store, tmp_path / "one.csv"), planned(store, tmp_path / "one.json")
    assert (one.wrong, other.wrong) == ([], [])
    said = [(p.row.place, p.row.lpn, p.row.item, p.row.lot, p.row.qty) for p in one.pieces]
    assert said == [(p.row.place, p.row.lpn, p.row.item, p.row.lot, p.row.qty) for p in other.pieces]
    assert [piece.row.line for piece in one.pieces] == [2, 4, 4]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("place;item;qty\nA-01;TEA;1\n", 1, "", "commas"),
        ("place,item,colour\nA-01,TEA,red\n", 1, "colour", "is no column; allowed are place, lpn"),
        ("place,qty\nA-01,1\n", 1, "item", "the column is missing"),
        ("place,item,item\nA-01,TEA,TEA\n", 1, "item", "twice"),
        ("place,item,qty\nA-01,TEA\n", 2, "", "has 2 columns, the first line names 3"),
        ('place,item,qty\nA-01,"TEA"x,1\n', 2, "", "is not CSV"),
        ("place,item,qty\nA-01,TEA,1.5\n", 2, "qty", "1.5 EA of TEA is no whole number of EA"),
        ("place,item,qty\nA-01,TEA,-1\n", 2, "qty", "'-1' is no quantity"),
        ("place,item,qty\nA-01,,5\n", 2, "item", "is missing"),
        ("place,item,qty\n", 1, "", "holds no lines"),
        ("\n , ,\nplace,item,qty\nA-01,NOPE,1\n", 4, "item", "no item"),
        ("\n\nplace,item,colour\nA-01,TEA,1\n", 3, "colour", "is no column"),
        ("place,item,qty\nA-01,TEA\0,1\n", 2, "item", "control characters"),
        ("place,item,qty\nA-01,TEA,1\nA-01,NOPE,1\n", 3, "item", "no item"),
    ],
)
def test_a_csv_file_that_is_wrong_is_told_by_line_and_column(store, tmp_path, text, line, column, says):
    found = told(store, tmp_path / "list.csv", text)
    assert [one[:2] for one in found] == [(line, column)]
    assert says in found[0][2]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ('{"place": "A-01"}', 1, "", "is not a JSON list"),
        ('[\n{"place": "A-01", "item": "TEA", "qty": 1},\n{"place": "A-01" "item"}]', 3, "", "is not JSON"),
        ('[{"place": "A-01", "item": "TEA", "qty": 1}', 1, "", "ends with ]"),
        ('[{"place": "A-01", "item": "TEA", "qty": 1},]', 2, "", "is not JSON"),
        ('[{"place": "A-01", "item": "TEA", "qty": 1}] []', 1, "", "the file with it"),
        ('[\n\n{"place": "A-01", "item": "TEA", "qty": 1.5}]', 3, "qty", "1.5 EA of TEA is no whole number"),
        ('[\n\n{"place": "A-01", "item": "TEA", "qty": 1, "lot": 1.5}]', 3, "lot", "a text or a whole number"),
        ('[\n{"place": "A\\u0000", "item": "TEA", "qty": 1}]', 2, "place", "control characters"),
        ('[{"place": "A-01", "item": "TEA", "qty": 1}, {"place": "A-01", "item": "TEA\\ud800"}]', 2, "item", "control"),
        (
            '[{"place": "A-01", "item": "TEA", "qty": 1}, {"place": "A-01", "item": "NOPE", "qty": 1}]',
            2,
            "item",
            "no item",
        ),
        ('[{"place": "A-01", "item": "TEA", "qty": true}]', 1, "qty", "a text or a whole number"),
        ('[{"place": "A-01", "item": "TEA", "qty": 1, "qty": 2}]', 1, "qty", "twice"),
        ('[{"place": "A-01", "item": "TEA", "color": 1}]', 1, "color", "is no field"),
        ('[{"place": "A-01", "qty": 1}]', 1, "item", "is missing"),
        ('[{"place": "A-01", "item": "TEA", "qty": 1, "serials": "S1"}]', 1, "serials", "a list"),
        ("[5]", 1, "", "is not an object"),
        ("[" * 100_000, 1, "", "is not JSON"),
        ('[{"place": "A-01", "item": "TEA", "qty": ' + "9" * 5_000 + "}]", 1, "qty", "is no quantity"),
    ],
)
def test_a_json_file_that_is_wrong_is_told_by_line_and_field(store, tmp_path, text, line, column, says):
    found = told(store, tmp_path / "list.json", text)
    assert [one[:2] for one in found] == [(line, column)]
    assert says in found[0][2]


def test_a_file_that_is_no_text_names_the_line(store, tmp_path):
    (tmp_path / "list.csv").write_bytes(b"place,item,qty\nA-01,K\xe4se,1\n")
    assert [(one.line, one.why) for one in planned(store, tmp_path / "list.csv").wrong] == [
        (2, "is not UTF-8 text; save the file as UTF-8")
    ]


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(ImportFileError, match=r"list.csv: cannot be read: No such file"):
        read_import(tmp_path / "list.csv", COLUMNS)
    with pytest.raises(ImportFileError, match=r"neither .csv nor .json"):
        read_import(tmp_path / "list.xlsx", COLUMNS)
    with (tmp_path / "huge.csv").open("wb") as huge:
        huge.truncate(FILE_BYTES_MAX + 1)
    with pytest.raises(ImportFileError, match="in several files"):
        read_import(tmp_path / "huge.csv", COLUMNS)


def test_quantities_may_be_counted_in_the_packs_of_the_item(store, tmp_path):
    record = {"code": "NUTS", "name": "Nuts", "uom": "KG", "scale": 3, "units": {"BAG": 2_500}}
    store.begin()
    ReferenceStore(store.cursor).change("items", store_rev(store), store_rev(store) + 1, [put("NUTS", record)], "file")
    store.commit()
    text = "place,item,qty,uom\nA-01,NUTS,0.75,\nA-01,NUTS,1.5,BAG\nA-02,NUTS,0.0001,KG\nA-02,NUTS,1,CS\n"
    (tmp_path / "list.csv").write_text(text)
    found = planned(store, tmp_path / "list.csv")
    assert [piece.row.qty for piece in found.pieces][:2] == [750, 3_750]
    assert [(one.line, one.column) for one in found.wrong] == [(4, "qty"), (5, "uom")]
    assert found.wrong[1].why == "NUTS is counted in KG, BAG, not in CS"


def put(key, record):
    return RefOp(op="put", key=key, doc=record)


def store_rev(store):
    return ReferenceStore(store.cursor).revisions()["items"]


def test_totals_say_what_the_file_comes_to(store, tmp_path):
    (tmp_path / "list.csv").write_text(HEAD + "A-01,,TEA,,40\nA-02,T-1,BEANS,L1,7\nA-02,T-1,BEANS,L2,3\n")
    sums = totals(store.view, planned(store, tmp_path / "list.csv"))
    assert (sums.lines, sums.items, sums.lpns, sums.locations, sums.serials) == (3, 2, 1, 2, 0)
    assert sums.units == {"untracked": 40, "lot": 10}


def test_all_of_a_file_is_posted_once_however_often_it_is_started(store, tmp_path):
    path = stock_list(tmp_path / "list.csv")
    for upto in (1, 1, None, None):
        run(store, path, upto)
    assert tea(store) == sum(range(1, 251))
    assert store.last_seq == 251
    assert planned(store, path).done == 250


def test_a_part_told_twice_is_posted_once(store, tmp_path):
    path = stock_list(tmp_path / "list.csv", 3)
    commands = Commands({COMMAND: import_stock.import_stock}, store, Clock("UTC"))
    (part,) = parts(planned(store, path), path.name, "op-1", TODAY, 0)
    assert commands.run(COMMAND, part) == {"done": 3}
    assert commands.run(COMMAND, part) == {"done": 3}
    assert tea(store) == 6


def test_the_last_part_leaves_the_files_name_and_hash_in_the_book(store, tmp_path):
    ready = run(store, stock_list(tmp_path / "list.csv", 2))
    (body,) = store.cursor.execute("SELECT body FROM ledger WHERE kind = 'audit'").fetchone()
    said = json.loads(body)
    assert (said["op"], said["args"]["sha256"], said["args"]["file"]) == ("op-1", ready.sha256, "list.csv")


def test_what_the_book_says_meanwhile_stops_the_part_and_nothing_of_it_is_posted(store, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "A-01,,TEA,,1\nA-01,T-1,TEA,,5\n")
    (part,) = parts(planned(store, path), path.name, "", TODAY, 0)
    other = tmp_path / "other.csv"
    other.write_text(HEAD + "A-02,T-1,TEA,,2\n")
    run(store, other)
    commands = Commands({COMMAND: import_stock.import_stock}, store, Clock("UTC"))
    with pytest.raises(CommandError, match="line 3, lpn: T-1 stands in A-02 already"):
        commands.run(COMMAND, part)
    assert (tea(store), planned(store, path).done) == (2, 0)


def test_goods_of_a_unit_that_was_moved_between_two_runs_still_go_into_it(store, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "".join(f"A-01,T-1,TEA,,{number}\n" for number in range(1, 151)))
    run(store, path, upto=1)
    store.begin()
    store.cursor.execute("UPDATE lpn SET parent = 'loc:S1/A-02', location = 'loc:S1/A-02'")
    store.commit()
    run(store, path)
    assert tea(store) == sum(range(1, 151))


def test_arguments_from_elsewhere_are_refused_with_the_field(store):
    with pytest.raises(CommandError, match=r"import-stock: file: .*"):
        Commands({COMMAND: import_stock.import_stock}, store, Clock("UTC")).run(COMMAND, {"file": "x"})


def test_every_part_fits_one_line_of_the_control_protocol(store, tmp_path):
    serials = [f"{number:020}" for number in range(2_500)]
    rows = [{"place": "A-01", "item": "TEA", "qty": 2_500, "serials": serials}] + [
        {"place": "A-01", "lpn": f"T-{number}", "item": "BEANS", "lot": "L" * 20, "qty": 5} for number in range(300)
    ]
    (tmp_path / "list.json").write_text(json.dumps(rows))
    ready = planned(store, tmp_path / "list.json")
    told = list(parts(ready, "list.json", "op-1", TODAY, 0))
    assert sum(len(part["pieces"]) for part in told) == len(ready.pieces) == 3 + 600
    assert max(len(json.dumps(part)) for part in told) < 60_000


@pytest.mark.parametrize("name", ["stock.csv", "stock.json"])
def test_the_documented_example_is_good(store, tmp_path, name):
    text = (DOCS / "import.md").read_text()
    block = text.split(f"`{name}`", 1)[1].split("```")[1].partition("\n")[2]
    assert told(store, tmp_path / name, block) == []
    run(store, tmp_path / name)
    assert store.cursor.execute("SELECT count(*) FROM lpn").fetchone()[0] == 1


@pytest.fixture
def box(tmp_path):
    """A box whose daemon is down."""
    with closing(with_reference(open_store(tmp_path), tmp_path)):
        return Box(tmp_path)


def test_wrong_lines_are_all_told_and_nothing_is_written(box, tmp_path):
    (tmp_path / "list.csv").write_text(HEAD + "A-01,,TEA,,1\nZ-9,,TEA,,0\n")
    before = len(box.entries())
    said = wedge("import", "stock", tmp_path / "list.csv", "--config", box.config, "--operator", "op-1")
    assert said.returncode == 1
    assert f"{tmp_path}/list.csv:3: place: Z-9 is no location of this site" in said.stderr
    assert f"{tmp_path}/list.csv:3: qty: " in said.stderr
    assert "1 line is wrong: nothing was imported" in said.stderr
    assert len(box.entries()) == before


def test_a_check_writes_nothing_and_says_what_would_be(box, tmp_path):
    before = len(box.entries())
    said = wedge("import", "stock", stock_list(tmp_path / "list.csv", 4), "--config", box.config, "--check")
    assert (said.returncode, said.stderr) == (0, "")
    assert "4 of 4 movements would be posted" in said.stdout
    assert len(box.entries()) == before


def test_an_unknown_operator_is_refused(box, tmp_path):
    args = ("--config", box.config, "--operator", "op-99")
    said = wedge("import", "stock", stock_list(tmp_path / "list.csv", 4), *args)
    assert (said.returncode, said.stderr) == (1, "--operator op-99: no such operator works here\n")


def test_a_json_file_of_one_line_is_told_by_object(box, tmp_path):
    rows = [{"place": "A-01", "item": item, "qty": 1} for item in ("TEA", "TEA", "NOPE")]
    (tmp_path / "list.json").write_text(json.dumps(rows))
    said = wedge("import", "stock", tmp_path / "list.json", "--config", box.config, "--check")
    assert f"{tmp_path}/list.json: object 3: item: NOPE is no item" in said.stderr
    assert "1 object is wrong" in said.stderr


def test_goods_in_a_blocked_location_are_taken_and_named(store, tmp_path):
    record = {"code": "B-1", "blocked": True}
    store.begin()
    rev = ReferenceStore(store.cursor).revisions()["locations"]
    ReferenceStore(store.cursor).change("locations", rev, rev + 1, [put("B-1", record)], "file")
    store.commit()
    (tmp_path / "list.csv").write_text(HEAD + "B-1,,TEA,,1\n")
    ready = planned(store, tmp_path / "list.csv")
    assert (list(ready.wrong), totals(store.view, ready).blocked) == ([], ["B-1"])


def test_somebody_answers_for_an_import(box, tmp_path):
    before = len(box.entries())
    said = wedge("import", "stock", stock_list(tmp_path / "list.csv", 4), "--config", box.config)
    told = "say who answers for it with --operator ID, or only --check the file\n"
    assert (said.returncode, said.stdout, said.stderr) == (2, "", told)
    assert len(box.entries()) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_how_far_it_is(box, tmp_path, number):
    path = stock_list(tmp_path / "list.csv", 5_000)
    words = [WEDGE, "import", "stock", path, "--config", box.config, "--operator", "op-1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        wait_until(lambda: len(box.entries()) > 150, "some parts")
        child.send_signal(number)
        said = child.communicate(timeout=30)[1]
    assert child.returncode == 128 + number
    assert re.fullmatch(rf"{path}: stopped after \d+ of 5000 movements; the same command goes on\n", said)
    assert "goes on after" in wedge(*words[1:]).stdout


def test_killed_at_any_instant_it_goes_on_and_posts_nothing_twice(tmp_path):
    path = stock_list(tmp_path / "list.csv", 1_200)
    box = Box(tmp_path)
    words = [str(WEDGE), "import", "stock", str(path), "--config", str(box.config), "--operator", "op-1"]
    with running(box):
        for kill in ("command", "daemon"):
            began = len(box.entries())
            child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_until(lambda: len(box.entries()) > began + 150, "some parts")  # noqa: B023 - awaited here
            if kill == "command":
                child.kill()
            else:
                box.kill()
            said = child.communicate()[1]
            assert kill == "command" or "does not answer any more" in said
        box.start()
        last = wedge(*words[1:])
        assert (last.returncode, last.stderr) == (0, "")
        assert "goes on after" in last.stdout
        again = wedge(*words[1:])
        assert "was imported before, all of it: nothing to do" in again.stdout
    moved = [one["qty"] for one in box.entries() if one["kind"] == "movement"]
    assert moved == list(range(1, 1_201))
    assert box.verdict().ok


@pytest.mark.parametrize("began_before", [True, False])
@pytest.mark.parametrize("parts_done", [2, None])
def test_what_a_restore_brought_back_of_an_import_is_not_posted_again(tmp_path, began_before, parts_done):
    """The backup knows less of the file than the entries that come back: those say how far it is."""
    rows = [f"A-01,{f'T-{number // 2}' if number % 3 else ''},TEA,,{number}" for number in range(1, 251)]
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n")
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        run(store, path, int(began_before))
        (tmp_path / "backups").mkdir()
        backup = save(tmp_path / "ledger.db", tmp_path / "backups", 3, 1_790_000_000_000).path
        run(store, path, parts_done)
        before = tea(store)
    checked = check_backup(backup, "S1", "B1", tmp_path / "scratch")
    restore(Origin("S1", "B1", tmp_path / "ledger.db", checked, None), Clock("UTC"))  # the lost file tells the rest
    with closing(open_store(tmp_path)) as store:
        assert tea(store) == before
        store.begin()
        Past(store.cursor).complete(Past(store.cursor).epochs()[0])
        store.commit()
        run(store, path)
        assert tea(store) == sum(range(1, 251))
        assert planned(store, path).done == len(planned(store, path).pieces)
