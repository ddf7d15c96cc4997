"""What a command says of text from outside does nothing to the terminal it is said on."""

import json
import sqlite3
from contextlib import closing

import pytest

from edge.cli import app
from edge.core.canonical import canonical
from edge.core.entry_json import chain
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
    status, said = wedge("import", "stock", file, "--config", Box(tmp_path).config)
    assert status == 1
    assert "<1B>]0;PWN<07>" in said
    assert said.isprintable() or set(said) - {"\n"} == {one for one in said if one.isprintable()}
    file.write_text(f"place,item,{STEERS}\nA-01,TEA,1\n")
    assert "\x1b" not in wedge("import", "stock", file, "--config", Box(tmp_path).config)[1]


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
