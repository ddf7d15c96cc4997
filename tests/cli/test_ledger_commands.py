"""`wedge ledger show|export|index`, `wedge history`, `wedge stock`: what people and programs get to see."""

import contextlib
import csv
import io
import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.decision import Decision
from edge.core.entry import ClockStated, Count, CountLine, DocLine, Draft, Evidence, Finding, Movement, Stamp
from edge.core.read import Moment
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.undo import reversed_
from edge.shell.history.index import history_path
from edge.shell.history.spreadsheet import COLUMNS, harmless
from tests.cli.at_once import at_once
from tests.shell.book_builder import CUSTOMER, SUPPLIER, loc, lpn, open_store
from tests.shell.daemon_process import WEDGE, Box

BEGIN_MS = 1_790_000_100_000
"""2026-09-21 16:15 in Berlin."""
RECEIPT, ORDER = DocLine("receipt", "R/1", 1), DocLine("order", "SO-1", 2)
HOSTILE = '=cmd|"/c calc"!A1,;+x\x1b[31m\u202e'
PICK = Movement("pick", Goods(StockKey("TEA", lot="L1"), 2), lpn("P-1"), loc("A-02"), ORDER, ("code",))


@pytest.fixture
def box(tmp_path):
    """A short day: an entry every ten minutes."""
    store = open_store(tmp_path)
    ids = []

    def put(*drafts, dev="gun1"):
        number = len(ids)
        at = Stamp(Moment(BEGIN_MS + number * 600_000, number * 600_000), "b", "synced", "Europe/Berlin", "D", (dev,))
        store.begin()
        entries = store.write(Decision(drafts=drafts), f"put-{number}", at, BEGIN_MS + number * 600_000)
        store.commit()
        ids.append(entries[0].id)

    put(Draft(ClockStated(0, "synced")))
    put(Draft(Movement("receive", WholeLpn("P-1"), SUPPLIER, loc("DOCK-1"), RECEIPT, ("tag", "code")), op="op-1"))
    put(Draft(Movement("receive", Goods(StockKey("TEA", lot="L1"), 12), SUPPLIER, lpn("P-1"), RECEIPT), op="op-1"))
    put(Draft(Movement("putaway", WholeLpn("P-1"), loc("DOCK-1"), loc("A-01")), op="op-1"))
    put(Draft(Evidence(ids[3], "camera", "conflicts", {"seen": "A-09"})), dev="cam")
    put(Draft(PICK, op="op-2"))
    put(Draft(reversed_(PICK), op="op-2", corrects=ids[5], approver="op-9", reason=HOSTILE))
    drill = Goods(StockKey("DRILL", owner=HOSTILE), 1, serials=("=S1",))
    put(Draft(Movement("receive", drill, SUPPLIER, lpn("P-1")), op="op-1"))
    put(Draft(Movement("ship", Goods(StockKey("TEA", lot="L1"), 12), lpn("P-1"), CUSTOMER, ORDER), op="op-1"))
    drill = Goods(StockKey("DRILL", owner=HOSTILE), 1, serials=("=S1",))
    put(Draft(Movement("putaway", drill, lpn("P-1"), loc("A-01")), op="op-1"))
    put(Draft(Movement("ship", WholeLpn("P-1"), loc("A-01"), CUSTOMER), op="op-1"))
    put(Draft(Movement("receive", WholeLpn("P-1"), CUSTOMER, loc("DOCK-1")), op="op-1"))
    put(Draft(Movement("receive", Goods(StockKey("HAM"), 3, catch_qty=4_250_000), SUPPLIER, loc("A-02")), op="op-1"))
    put(Draft(Count(loc("A-02"), {"B1": 13}, (CountLine(StockKey("HAM"), 3, 3),), "agreed"), op="op-1"))
    put(Draft(Finding("f1", "opened", "odd", {"note": HOSTILE}, loc("A-02"), "HAM")))
    store.close()
    return tmp_path


def said(box, *words):
    done = at_once(*words, "--store", box / "ledger.db")
    assert done.exit_code == 0, done.stderr or done.exception
    return done.stdout


def exactly(box, *words):
    """The output with its line ends as they are."""
    return at_once(*words, "--store", box / "ledger.db").stdout_bytes.decode()


def seqs(box, *words):
    return [int(line.split()[0]) for line in said(box, "ledger", "show", *words).splitlines()]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), range(1, 16)),
        (("--item", "TEA"), [3, 6, 7, 9]),
        (("--location", "A-02"), [6, 7, 13, 14, 15]),
        (("--location", "loc:S1/A-02"), [6, 7, 13, 14, 15]),
        (("--location", "CUSTOMER"), [9, 11, 12]),
        (("--lpn", "P-1"), [2, 3, 4, 6, 7, 8, 9, 10, 11, 12]),
        (("--serial", "=S1"), [8, 10]),
        (("--document", "SO-1"), [6, 7, 9]),
        (("--document", "order/SO-1"), [6, 7, 9]),
        (("--document", "receipt/SO-1"), []),
        (("--document", "R/1"), [2, 3]),
        (("--document", "receipt/R/1"), [2, 3]),
        (("--operator", "op-2"), [6, 7]),
        (("--operator", "op-9"), [7]),
        (("--kind", "finding"), [15]),
        (("--kind", "evidence"), [5]),
        (("--from", "2026-09-21 16:35", "--to", "2026-09-21 16:55"), [3, 4]),
        (("--from", "2026-09-21T14:35:00Z", "--to", "2026-09-21T14:55:00+00:00"), [3, 4]),
        (("--to", "2026-09-21"), range(1, 16)),
        (("--from", "2026-09-22"), []),
        (("--item", "TEA", "--after", "3", "--upto", "8"), [6, 7]),
        (("--item", "TEA", "--limit", "2"), [3, 6]),
        (("--item", "TEA", "--location", "A-02", "--operator", "op-2"), [6, 7]),
    ],
)
def test_entries_are_found_by_what_they_are_about(box, filters, found):
    assert seqs(box, *filters) == list(found)
    at_once("ledger", "index", "--store", box / "ledger.db")
    assert seqs(box, *filters) == list(found)


def test_entries_stand_at_the_time_they_are_found_by(box):
    """A device told late: captured at 18:00, recorded at 19:00."""
    at = Stamp(Moment(BEGIN_MS + 6_300_000, 6_300_000), "b", "synced", "Europe/Berlin", "D", ("gun1",))
    with contextlib.closing(open_store(box)) as store:
        store.begin()
        draft = Draft(Movement("receive", Goods(StockKey("HAM"), 1, catch_qty=9), SUPPLIER, loc("A-02")), op="op-1")
        store.write(Decision(drafts=(draft,)), "late", at, BEGIN_MS + 9_900_000)
        store.commit()
    assert seqs(box, "--from", "2026-09-21 18:36") == [16]
    prompt, late = said(box, "ledger", "show", "--from", "2026-09-21 18:35").splitlines()
    assert prompt.split()[1:3] == ["2026-09-21", "18:35:00"]
    assert "captured" not in prompt
    assert late.split()[1:3] == ["2026-09-21", "19:00:00"]
    assert late.endswith("(captured 2026-09-21 18:00:00)")


def test_the_help_of_the_index_names_its_file(box):
    assert at_once("ledger", "index", "--store", box / "ledger.db").exit_code == 0
    assert history_path(box / "ledger.db").name in " ".join(at_once("ledger", "index", "--help").stdout.split())


def test_json_lines_are_the_entries_as_they_travel(box):
    lines = said(box, "ledger", "export", "--format", "jsonl").splitlines()
    assert lines == said(box, "ledger", "show", "--json").splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry["seq"] for entry in entries] == list(range(1, 16))
    assert all(len(entry["hash"]) == 64 for entry in entries)
    assert entries[6]["reason"] == HOSTILE


def test_a_sheet_has_a_column_for_each_field_and_nothing_that_runs(box):
    text = exactly(box, "ledger", "export")
    assert text.count("\r\n") == 16
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[2]["item"], rows[2]["lot"], rows[2]["qty"], rows[2]["target"]) == ("TEA", "L1", "12", "lpn:P-1")
    assert (rows[2]["doc_type"], rows[2]["doc"], rows[2]["doc_line"]) == ("receipt", "R/1", "1")
    assert rows[1]["captured"] == rows[1]["recorded"] == "2026-09-21T16:25:00.000+02:00"
    assert rows[1]["agree"] == "tag code"
    assert json.loads(rows[4]["rest"])["source"] == "camera"
    assert rows[4]["source"] == ""
    assert rows[6]["reason"] == """'=cmd|"/c calc"!A1,;'+x<1B>[31m<202E>"""
    assert rows[7]["serials"] == "'=S1"
    assert rows[12]["catch_qty"] == "4250000"


@given(st.text(max_size=60))
def test_no_cell_begins_as_a_formula_whatever_parts_the_cells(text):
    cell = str(harmless(text))
    assert cell.isprintable()
    for separator in ",;|":
        assert not any(part.lstrip(" ")[:1] in set("=+-@＝＋－＠−") and part.strip() for part in cell.split(separator))


def test_numbers_stay_numbers_in_a_sheet():
    assert harmless(-5) == -5


def test_a_file_is_there_whole_or_not_at_all(box):
    out = box / "out.csv"
    assert said(box, "ledger", "export", "--out", out) == ""
    whole = out.read_bytes()
    assert whole.decode() == exactly(box, "ledger", "export")
    done = at_once("ledger", "export", "--out", out, "--store", box / "ledger.db", "--kind", "nothing")
    assert done.exit_code == 2
    assert out.read_bytes() == whole
    done = at_once("ledger", "export", "--out", box / "no" / "out.csv", "--store", box / "ledger.db")
    assert (done.exit_code, done.stderr) == (74, f"{box}/no/out.csv: No such file or directory\n")
    assert [path.name for path in box.iterdir() if path.suffix == ".part"] == []


def test_whoever_reads_may_stop(box):
    with subprocess.Popen(
        [WEDGE, "ledger", "show", "--store", box / "ledger.db"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as showing:
        showing.stdout.close()
        _, errors = showing.communicate(timeout=60)
    assert b"Traceback" not in errors


def test_the_history_of_a_unit_says_where_it_was_who_touched_it_and_what_was_seen(box):
    told = said(box, "history", "lpn", "P-1").splitlines()
    assert told == [
        "2026-09-21 Europe/Berlin",
        " 16:25:00       2  receive SUPPLIER -> DOCK-1        op-1 gun1     tag+code",
        " 16:35:00       3  +12 TEA from SUPPLIER (L1)        op-1 gun1",
        " 16:45:00       4  putaway DOCK-1 -> A-01",
        "                   op-1 gun1     camera CONFLICT",
        "                   camera conflicts seen=A-09 (entry 5)",
        " 17:05:00       6  -2 TEA to A-02 (L1)               op-2 gun1     code",
        "                   taken back by entry 7",
        " 17:15:00       7  +2 TEA from A-02 (L1)",
        "                   op-2 (by leave of op-9) gun1",
        '                   reason: =cmd|"/c calc"!A1,;+x<1B>[31m<202E>',
        "                   takes back entry 6",
        ' 17:25:00       8  +1 DRILL from SUPPLIER (=cmd|"/c calc"!A1,;+x<1B>[31m<202E>)',
        "                   op-1 gun1",
        " 17:35:00       9  -12 TEA to CUSTOMER (L1)          op-1 gun1",
        ' 17:45:00      10  -1 DRILL to A-01 (=cmd|"/c calc"!A1,;+x<1B>[31m<202E>)',
        "                   op-1 gun1",
        " 17:55:00      11  ship A-01 -> CUSTOMER             op-1 gun1",
        "-- life 2: it had left, and comes in anew --",
        " 18:05:00      12  receive CUSTOMER -> DOCK-1        op-1 gun1",
    ]


def test_a_history_for_programs_has_the_entries_and_what_others_say_of_them(box):
    steps = [json.loads(line) for line in said(box, "history", "lpn", "P-1", "--json").splitlines()]
    assert [step["seq"] for step in steps] == [2, 3, 4, 6, 7, 8, 9, 10, 11, 12]
    assert [step["seq"] for step in steps if step["new_life"]] == [12]
    assert steps[2]["words"] == [
        {"source": "camera", "verdict": "conflicts", "seq": 5, "epoch": steps[2]["epoch"], "args": {"seen": "A-09"}}
    ]
    assert steps[4]["takes_back"]["seq"] == 6
    assert steps[0]["entry"]["hash"]
    assert steps[0]["captured"] == "2026-09-21T16:25:00.000+02:00"


def test_a_serial_went_where_its_unit_went(box):
    store = open_store(box)
    for number, draft in enumerate(
        (
            Draft(
                Movement("pick", Goods(StockKey("DRILL", owner=HOSTILE), 1, serials=("=S1",)), loc("A-01"), lpn("P-1"))
            ),
            Draft(Movement("transfer", WholeLpn("P-1"), loc("DOCK-1"), loc("A-02"))),
        )
    ):
        store.begin()
        store.write(
            Decision(drafts=(draft,)), f"more-{number}", Stamp(Moment(BEGIN_MS, 0), "b", "synced", "UTC"), BEGIN_MS
        )
        store.commit()
    store.close()
    steps = [json.loads(line) for line in said(box, "history", "serial", "=S1", "--json").splitlines()]
    assert [(step["seq"], step.get("carrier")) for step in steps] == [(8, None), (10, None), (16, None), (17, "P-1")]
    assert "in P-1: DOCK-1 -> A-02" in said(box, "history", "serial", "=S1", "--item", "DRILL")


def test_a_history_of_nothing_says_so(box):
    done = at_once("history", "lpn", "NONE", "--store", box / "ledger.db")
    assert (done.exit_code, done.stderr) == (1, "NONE: nothing in the book is about it\n")


def test_a_place_and_an_item_tell_what_came_and_went(box):
    place = said(box, "history", "location", "A-02")
    assert "+3 HAM from SUPPLIER (4.25 kg)" in place
    assert "count A-02 agreed: HAM 3 of 3" in place
    assert "finding opened: odd" in place
    assert "ship 12 P-1 -> CUSTOMER (L1)" in said(box, "history", "item", "TEA")


def stock(box, *words):
    told = json.loads(said(box, "stock", "--json", *words))
    return {(row["place"], row["item"]): row["qty"] for row in told["stock"]}, {unit["lpn"] for unit in told["units"]}


def test_stock_now_and_as_it_was(box):
    now = {("loc:S1/A-01", "DRILL"): 1, ("loc:S1/A-02", "HAM"): 3}
    assert stock(box) == (now, {"P-1"})
    assert stock(box, "--location", "DOCK-1") == ({}, {"P-1"})
    assert stock(box, "--item", "HAM")[0] == {("loc:S1/A-02", "HAM"): 3}
    assert stock(box, "--owner", "nobody")[0] == {}
    assert stock(box, "--as-of-seq", "6")[0] == {("lpn:P-1", "TEA"): 10, ("loc:S1/A-02", "TEA"): 2}
    assert stock(box, "--as-of-seq", "6", "--location", "A-01") == ({("lpn:P-1", "TEA"): 10}, {"P-1"})
    assert stock(box, "--as-of-seq", "11") == ({("loc:S1/A-01", "DRILL"): 1}, set())
    assert stock(box, "--as-of", "2026-09-21 17:05", "--lpn", "P-1")[0] == {("lpn:P-1", "TEA"): 10}
    assert stock(box, "--as-of", "2026-09-20") == ({}, set())
    assert stock(box, "--as-of", "2026-09-21")[0] == now
    assert stock(box, "--virtual", "--item", "TEA")[0] == {
        ("virt:S1/CUSTOMER", "TEA"): 12,
        ("virt:S1/SUPPLIER", "TEA"): -12,
    }
    assert stock(box, "--location", "CUSTOMER")[0] == {("virt:S1/CUSTOMER", "TEA"): 12}


def test_the_stock_table_says_of_which_moment_it_is(box):
    told = said(box, "stock").splitlines()
    assert told[-1] == "2 balances at entry 15"
    assert told[-2].split() == ["A-02", "HAM", "3", "4.25", "kg"]
    assert said(box, "stock", "--as-of-seq", "3").splitlines()[-1] == "1 balance as of entry 3 (2026-09-21 16:35:00)"
    assert "\x1b" not in "".join(told)


def test_a_report_has_all_balances_of_one_moment_with_the_position(box):
    out = box / "report.json"
    assert said(box, "stock", "--report", out) == f"{out}: all balances at entry 15\n"
    report = json.loads(out.read_text())
    assert report["position"] == {"B1": 15}
    assert len(report["epoch"]) == 16
    by_item = {}
    for row in report["balances"]:
        by_item[row["item"]] = by_item.get(row["item"], 0) + row["qty"]
    assert by_item == {"TEA": 0, "DRILL": 0, "HAM": 0}
    assert [row["catch_qty"] for row in report["balances"] if row["item"] == "HAM"] == [4_250_000, -4_250_000]
    assert report["units"] == [{"lpn": "P-1", "parent": "loc:S1/DOCK-1", "location": "loc:S1/DOCK-1"}]
    assert report["serials"] == [{"item": "DRILL", "serial": "=S1", "place": "loc:S1/A-01"}]


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("stock", "--as-of-seq", "99"), 1, "--as-of-seq 99: the book ends at entry 15"),
        (("stock", "--as-of", "soon"), 2, "--as-of 'soon' is no time: 2026-11-23, '2026-11-23 10:00' or "),
        (("stock", "--status", "gone"), 2, "--status 'gone': there are sellable, hold, "),
        (("stock", "--as-of", "2026-09-21", "--as-of-seq", "1"), 2, "give one"),
        (("stock", "--location", "a b"), 2, "not a place"),
        (("stock", "--report", "/nowhere/x", "--item", "TEA"), 2, "--report is of all stock"),
        (("stock", "--report", "/nowhere/x", "--virtual"), 2, "--report is of all stock"),
        (("ledger", "show", "--document", "foo/SO-1"), 2, "there are receipt, order, count, task"),
        (("history", "lpn", "(00)395201111111111116"), 2, "its last digit should be 1"),
        (("ledger", "show", "--kind", "x"), 2, "--kind 'x': there are movement, "),
        (("ledger", "show", "--from", "2026-13-01"), 2, "--from '2026-13-01' is no time"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(box, words, status, why):
    done = at_once(*words, "--store", box / "ledger.db")
    assert done.exit_code == status
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_index_is_made_quietly_and_anew(box):
    assert said(box, "ledger", "index") == ""
    with contextlib.closing(sqlite3.connect(history_path(box / "ledger.db"))) as db, db:
        db.execute("INSERT INTO touch VALUES (7, 7)")
    for words, kept in (((), 1), (("--rebuild",), 0)):
        assert said(box, "ledger", "index", *words) == ""
        with contextlib.closing(sqlite3.connect(history_path(box / "ledger.db"))) as db:
            assert db.execute("SELECT count(*) FROM touch WHERE subject = 7").fetchone() == (kept,)


def test_what_lies_in_the_archive_is_said_to_be_missing(box):
    with contextlib.closing(sqlite3.connect(box / "ledger.db")) as db, db:
        db.execute("INSERT INTO archive VALUES ('', 1, 6, 'old.gz', '', '', '', 0)")
        db.execute("DELETE FROM ledger WHERE seq <= 6")
    lacking = "entries 1 to 6 are in the archive, and old.gz is not at hand or not as it was written"
    note = f"note: {lacking}; the answer may lack some of them\n"
    asked = ("ledger", "show", "--item", "TEA", "--store", box / "ledger.db")
    done = at_once(*asked)
    assert ([line.split()[0] for line in done.stdout.splitlines()], done.stderr) == (["7", "9"], note)
    assert at_once(*asked, "--after", "6").stderr == ""
    assert stock(box, "--as-of-seq", "6")[0] == {("lpn:P-1", "TEA"): 10, ("loc:S1/A-02", "TEA"): 2}
    done = at_once("stock", "--as-of-seq", "5", "--store", box / "ledger.db")
    assert (done.exit_code, done.stderr) == (
        74, f"{lacking}: this cannot be told without them\n",
    )  # fmt: skip


def test_of_a_store_in_a_folder_that_is_not_ones_own_everything_is_read_and_nothing_made(box, monkeypatch):
    from edge.shell.history import index as history

    monkeypatch.setattr(history.os, "geteuid", lambda: os.getuid() + 1)
    assert seqs(box, "--item", "TEA") == [3, 6, 7, 9]
    done = at_once("ledger", "index", "--store", box / "ledger.db")
    assert done.exit_code == 74
    assert "only the owner of the store makes its index" in done.stderr
    assert not history_path(box / "ledger.db").exists()


@pytest.mark.parametrize("words", [("ledger", "export", "--out"), ("stock", "--report")])
def test_no_file_of_the_box_is_written_over(box, words):
    store, config = box / "ledger.db", Box(box).config
    (box / "link.csv").symlink_to(store)
    os.link(store, box / "hard.csv")
    (box / "back").mkdir()
    (box / "ledger.db.key").touch()
    os.link(box / "ledger.db.key", box / "key.txt")
    sides = ("", "-wal", "-shm", ".lock", ".key", ".head", ".ballast", ".history", ".nightly", ".damaged", ".restore-1")
    own = [*(f"ledger.db{side}" for side in sides), "link.csv", "hard.csv", "key.txt", "back/../ledger.db"]
    kept = store.read_bytes()
    for name in own:
        for where in (("--store", store), ("--config", config)):
            done = at_once(*words, box / name, *where)
            assert (done.exit_code, done.stdout) == (2, ""), name
            assert done.stderr == f"{box / name} is the box's own store: name another file\n"
    done = at_once(*words, config, "--config", config)
    assert (done.exit_code, done.stderr) == (2, f"{config} is a file that the box needs: name another file\n")
    assert store.read_bytes() == kept


@pytest.mark.parametrize("words", [("ledger", "export", "--out"), ("stock", "--report")])
def test_what_is_no_plain_file_is_not_replaced(box, words):
    (box / "folder").mkdir()
    done = at_once(*words, box / "folder", "--store", box / "ledger.db")
    assert (done.exit_code, done.stderr) == (2, f"{box}/folder is a folder: name a file\n")
    assert at_once(*words, "/dev/null", "--store", box / "ledger.db").exit_code == 0
    assert Path("/dev/null").is_char_device()
    full = at_once(*words, "/dev/full", "--store", box / "ledger.db")
    assert (full.exit_code, full.stderr) == (74, "/dev/full: No space left on device\n")
    os.mkfifo(box / "pipe")
    with subprocess.Popen(["cat", box / "pipe"], stdout=subprocess.PIPE) as reader:
        assert at_once(*words, box / "pipe", "--store", box / "ledger.db").exit_code == 0
        assert reader.communicate(timeout=30)[0]
    assert (box / "pipe").is_fifo()
    (box / "link").symlink_to(box / "true.csv")
    assert at_once(*words, box / "link", "--store", box / "ledger.db").exit_code == 0
    assert (box / "link").is_symlink()
    assert (box / "true.csv").stat().st_size


def test_an_output_that_takes_no_more_is_named_and_the_store_is_not(box):
    for words in (("ledger", "verify"), ("ledger", "export"), ("history", "item", "TEA")):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [WEDGE, *words, "--store", box / "ledger.db"],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (done.returncode, done.stderr) == (74, "the output cannot be written: No space left on device\n"), words
        reads, writes = os.pipe()
        os.close(reads)
        done = subprocess.run(
            [WEDGE, *words, "--store", box / "ledger.db"], stdout=writes, stderr=subprocess.PIPE, text=True, check=False
        )
        os.close(writes)
        assert (done.returncode, done.stderr) == (74, ""), words


def test_a_licence_plate_is_understood_as_on_its_label(box):
    for code in ("(00)340123450000000000", "(00) 3 4012345 000000000 0", "340123450000000000"):
        for words in (("history", "lpn", code), ("ledger", "show", "--lpn", code), ("stock", "--lpn", code)):
            done = at_once(*words, "--store", box / "ledger.db")
            assert done.exit_code == (words[0] == "history"), (words, done.stderr)
            assert words[0] != "history" or done.stderr == "340123450000000000: nothing in the book is about it\n"


@pytest.mark.parametrize(
    "words",
    [
        ("import", "stock", "x.csv"),
        ("backup",),
        ("restore",),
        ("archive",),
        ("output", "list"),
        ("ledger", "check"),
        ("ledger", "show"),
        ("stock",),
    ],
)
def test_without_a_config_each_command_says_so(words):
    done = at_once(*words)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith("name the box with --config FILE")


def test_outputs_of_an_unknown_device_are_not_nothing(box):
    done = at_once("output", "list", "--device", "nope", "--config", Box(box).config)
    assert done.exit_code == 2
    assert "--device nope: there is no such device; there are" in done.stderr
