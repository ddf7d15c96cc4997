"""What a command says of text from outside does nothing to the terminal it is said on."""

import io
import json
import sqlite3
import threading
from contextlib import closing, nullcontext

import pytest

from edge.cli import app
from edge.cli.ends import End, tell
from edge.cli.listen import _Printer
from edge.core.canonical import canonical
from edge.core.entry_json import chain
from edge.core.read import CodeSeen
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post, with_reference
from tests.shell.daemon_process import Box

STEERS = "\x1b]0;PWN\x07"


@pytest.fixture
def wedge(capsys, monkeypatch):
    monkeypatch.setattr("os.nice", lambda _by: 0)

    def run(*words):
        with pytest.raises(SystemExit) as ended:
            app([str(word) for word in words])
        said = capsys.readouterr()
        return ended.value.code or 0, said.out + said.err

    return run


def test_a_stock_list_with_control_characters_is_refused_visibly(tmp_path, wedge):
    with_reference(open_store(tmp_path), tmp_path).close()
    file = tmp_path / "stock.csv"
    file.write_text(f"place,lpn,item,qty\n{STEERS}X,,TEA,1\nA-01,,{STEERS},1\nA-01,{STEERS},TEA,{STEERS}\n")
    status, said = wedge("import", "stock", file, "--check", "--config", Box(tmp_path).config)
    assert status == 1
    assert "<1B>]0;PWN<07>" in said
    assert said.isprintable() or set(said) - {"\n"} == {one for one in said if one.isprintable()}
    file.write_text(f"place,item,{STEERS}\nA-01,TEA,1\n")
    assert "\x1b" not in wedge("import", "stock", file, "--check", "--config", Box(tmp_path).config)[1]


def test_an_entry_that_somebody_forged_is_named_visibly(tmp_path, wedge):
    with closing(open_store(tmp_path)) as store:
        post(store, goods(3, SUPPLIER, loc("A-01")))
        before = store.hash_of(0)
        body = json.loads(store.rows(0, 1)[0].body)
    path = tmp_path / "ledger.db"
    for change in ({"kind": STEERS}, {"item": STEERS, "src": f"loc:S1/{STEERS}"}, {"type": STEERS, "tz": STEERS}):
        data = canonical(body | change)
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("DROP TRIGGER IF EXISTS ledger_keeps_update")
            row = (json.loads(data)["kind"], data.decode(), chain(before, data))
            db.execute("UPDATE ledger SET kind = ?, body = ?, hash = ?", row)
        for words in (["ledger", "verify"], ["ledger", "show"], ["history", "location", "A-01"]):
            assert "\x1b" not in wedge(*words, "--store", path)[1], (words, change)


def test_an_export_is_json_whatever_somebody_has_put_into_the_book(tmp_path, wedge):
    with closing(open_store(tmp_path)) as store:
        for _ in range(3):
            post(store, goods(3, SUPPLIER, loc("A-01")))
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER ledger_keeps_update")
        db.execute("UPDATE ledger SET body = ? WHERE seq = 2", ("rub\nbish",))
    _status, said = wedge("ledger", "export", "--format", "jsonl", "--store", path)
    lines = [json.loads(line) for line in said.splitlines()]
    assert [one["seq"] for one in lines] == [1, 2, 3]
    assert lines[1]["not_an_entry"] == "rub\nbish"


def test_a_list_of_outputs_as_json_has_all_of_them(tmp_path, wedge, monkeypatch):
    row = {"key": "k", "device": "d", "state": "done", "attempts": 1, "error": "", "made_ms": 0, "body": '[0, "c", []]'}
    monkeypatch.setattr("edge.cli.output._rows", lambda _box, *, everything: [dict(row) for _ in range(501)])
    _status, said = wedge("output", "list", "--all", "--json", "--config", Box(tmp_path).config)
    assert len(said.splitlines()) == 501


@pytest.mark.parametrize(
    "rubbish",
    [
        *({name: value} for name in ("t", "rec", "tz", "boot", "item", "src", "status") for value in (5, [1], None)),
        *({"qty": value} for value in ("x", None, 0)),
        {"mono_ms": "x"},
        {"t": "2026-13-45T00:00:00.000Z"},
        {"doc": []},
        {"doc": {}},
        {"kind": "count", "place": "loc:S1/A-01", "outcome": "agreed", "lines": [{}]},
        {"dev": None},
        {"serials": [5]},
        {"kind": "count"},
        {"kind": "clock", "offset_ms": "x"},
        {"kind": "audit", "act": "looked", "args": 5},
    ],
)
def test_reading_goes_on_past_a_row_that_is_no_entry(tmp_path, wedge, rubbish):
    with closing(open_store(tmp_path)) as store:
        for _ in range(3):
            post(store, goods(3, SUPPLIER, loc("A-01")))
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER ledger_keeps_update")
        (body,) = db.execute("SELECT body FROM ledger WHERE seq = 2").fetchone()
        db.execute("UPDATE ledger SET body = ? WHERE seq = 2", (json.dumps(json.loads(body) | rubbish),))
    for words in (
        ["ledger", "show"],
        ["ledger", "show", "--from", "2020-01-01"],
        ["ledger", "export"],
        ["history", "item", "TEA"],
        ["history", "location", "A-01"],
        ["stock", "--as-of-seq", "1"],
    ):
        status, said = wedge(*words, "--store", path)
        assert (status, words[0] == "history" and said == "") == (0, False), (words, said)
    assert "2 is not an entry" in wedge("ledger", "show", "--store", path)[1]


def test_why_a_command_ends_is_said_visibly_and_in_its_rows(capsys):
    tell(f"two rows:\n  {STEERS}", End.BAD, as_json=False)
    assert capsys.readouterr().err == "two rows:\n  <1B>]0;PWN<07>\n"


def test_a_device_that_is_listened_to_is_named_visibly(capsys):
    printer = _Printer(threading.Event(), as_json=False)
    printer.up(STEERS)
    printer.emit(CodeSeen(STEERS.encode(), "]C0"))
    said = capsys.readouterr()
    assert said.err == "up: <1B>]0;PWN<07>\n"
    assert "\x1b" not in said.out
    assert "PWN" in said.out


def test_who_opens_a_box_is_named_visibly(wedge, tmp_path, monkeypatch):
    monkeypatch.setattr("edge.main.commander", lambda _box: nullcontext(lambda _name, _args: {"name": STEERS}))
    monkeypatch.setattr("sys.stdin", io.StringIO("2580\n"))
    words = ("open-provisional", "--config", Box(tmp_path).config, "--operator", "op-3", "--reason", "no line")
    assert "open: <1B>]0;PWN<07> answers for it" in wedge(*words)[1]
