"""Commands that write: through the running daemon or, when it is down, under the store's lock; the same either way."""

import gzip
from contextlib import closing
from pathlib import Path

import pytest

from edge.config import Config
from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.main import commander
from edge.shell.clock import Clock
from edge.shell.ledger.answered import KEPT, Answered
from edge.shell.ledger.database import StoreError
from edge.shell.loop.commands import Commands
from edge.shell.loop.work import CommandError, Ordered
from tests.shell.book_builder import open_store


def note(_store, args):
    if "text" not in args:
        raise CommandError("a note needs its text")
    return Ordered(Decision(drafts=(Draft(Audit("note", {"text": args["text"]})),)), {"noted": args["text"]})


def test_a_command_writes_and_answers_while_the_daemon_is_down(tmp_path):
    with closing(open_store(tmp_path)) as store:
        assert Commands({"note": note}, store, Clock("UTC")).run("note", {"text": "hello"}) == {"noted": "hello"}
        assert store.last_seq == 1


def test_a_refused_command_says_why_and_writes_nothing(tmp_path):
    with closing(open_store(tmp_path)) as store:
        commands = Commands({"note": note}, store, Clock("UTC"))
        with pytest.raises(CommandError, match="needs its text"):
            commands.run("note", {})
        with pytest.raises(CommandError, match="no command 'nought'"):
            commands.run("nought", {})
        assert store.last_seq == 0


def test_a_command_given_again_gets_the_first_answer_and_does_nothing(tmp_path):
    with closing(open_store(tmp_path)) as store:
        commands = Commands({"note": note}, store, Clock("UTC"))
        first = commands.run("note", {"text": "hello"}, "command-1")
        assert commands.run("note", {"text": "other"}, "command-1") == first == {"noted": "hello"}
        assert store.last_seq == 1
    with closing(open_store(tmp_path)) as store:
        assert Commands({"note": note}, store, Clock("UTC")).run("note", {"text": "late"}, "command-1") == first
        assert store.last_seq == 1


def test_a_refused_command_may_be_given_again(tmp_path):
    with closing(open_store(tmp_path)) as store:
        commands = Commands({"note": note}, store, Clock("UTC"))
        with pytest.raises(CommandError):
            commands.run("note", {}, "command-1")
        assert commands.run("note", {"text": "now"}, "command-1") == {"noted": "now"}


def test_only_the_newest_answers_are_kept(tmp_path):
    with closing(open_store(tmp_path)) as store:
        known = Answered(store.cursor)
        for number in range(KEPT + 5):
            known.put(f"c-{number}", {"number": number})
        assert known.result("c-4") is None
        assert known.result("c-5") == {"number": 5}


def test_a_command_makes_no_store_and_brings_no_old_one_up_to_date(tmp_path):
    fields = {
        "site": "S1",
        "box": "B1",
        "store": {"path": tmp_path / "ledger.db"},
        "control": {"socket": tmp_path / "s"},
    }
    config = Config.model_validate(fields)
    with pytest.raises(StoreError, match="`wedge restore` brings one back"), commander(config):
        pass
    assert not (tmp_path / "ledger.db").exists()
    old = gzip.decompress((Path(__file__).parent / "stores" / "schema-1.db.gz").read_bytes())
    (tmp_path / "ledger.db").write_bytes(old)
    with pytest.raises(StoreError, match="`wedge run` brings it up to date"), commander(config):
        pass
    assert (tmp_path / "ledger.db").read_bytes() == old
