"""How commands end: one table, in the code, in the reference and in what scripts get with --json."""

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from edge.cli import app, ends
from edge.cli.ends import STATUS, End
from tests.cli.at_once import at_once
from tests.shell.book_builder import open_store, with_reference
from tests.shell.daemon_process import Box

REFERENCE = Path(__file__).parents[2] / "docs" / "reference.md"


@pytest.fixture
def box(tmp_path):
    """A box whose daemon is down."""
    with closing(with_reference(open_store(tmp_path), tmp_path)):
        return Box(tmp_path)


def test_the_reference_has_the_table_of_the_code():
    table = REFERENCE.read_text().partition("## How commands end")[2]
    rows = re.findall(r"^\| (\d*)(?: \+ N)? *\| `(\w+)` \|", table, re.MULTILINE)
    told, status = {}, ""
    for number, word in rows:
        status = number or status
        told[word] = int(status)
    assert told == {str(end): number for end, number in STATUS.items()}


def test_no_command_has_a_status_of_its_own():
    for path in sorted(Path(ends.__file__).parent.glob("*.py")):
        assert not re.search(r"(Exit|exit)\([1-9]|EXIT\b.*=", path.read_text()), path.name


@pytest.mark.parametrize(
    ("words", "error", "status"),
    [
        (("ledger", "show", "--kind", "x"), "usage", 2),
        (("ledger", "show", "--limit", "many"), "usage", 2),
        (("ledger", "verify", "--key", "x"), "usage", 2),
        (("ledger", "verify", "--witness", "/nowhere/x"), "io", 74),
        (("ledger", "key"), "io", 74),
        (("stock", "--as-of-seq", "99"), "not_found", 1),
        (("stock", "--nonsense"), "usage", 2),
        (("history", "lpn", "NONE"), "not_found", 1),
        (("history", "serial", "NONE"), "not_found", 1),
        (("history", "item", "NONE"), "not_found", 1),
        (("history", "location", "a b"), "usage", 2),
        (("output", "list", "--device", "nope"), "usage", 2),
    ],
)
def test_a_failure_is_a_json_object_where_json_was_asked_for(box, words, error, status):
    where = ("--config", box.config)
    told, plain = at_once(*words, "--json", *where), at_once(*words, *where)
    assert (told.exit_code, plain.exit_code) == (status, status)
    said = json.loads(told.stdout.splitlines()[-1])
    assert (set(said), said["error"]) == ({"error", "message"}, error)
    assert plain.stdout == ""
    assert said["message"] in plain.stderr, "the same sentence"
    assert told.stderr == plain.stderr


@pytest.mark.parametrize(
    "words", [("ledger", "check"), ("ledger", "show"), ("ledger", "verify"), ("ledger", "key"), ("stock",)]
)
def test_a_config_that_cannot_be_used_is_json_too(tmp_path, words):
    done = at_once(*words, "--json", "--config", tmp_path / "none.toml")
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (78, "config")


def test_a_device_that_is_lost_is_told_in_json():
    done = at_once("listen", "serial", "device=/nope", "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (74, "io")


def test_a_missing_config_is_told_in_json():
    done = at_once("output", "list", "--json")
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (2, "usage")
    assert done.stderr == "name the box with --config FILE\n"


def test_a_store_that_another_process_has_is_for_later(box, tmp_path):
    with closing(open_store(tmp_path)):
        done = at_once("output", "cancel", "x", "--config", box.config)
    assert (done.exit_code, "another wedge has this store open" in done.stderr) == (75, True)


def test_a_fault_of_the_program_is_no_answer(monkeypatch):
    monkeypatch.setattr("edge.shell.loop.pins.hash_pin", lambda *_: 1 // 0)
    done = CliRunner().invoke(app, ["pin"], input="1234\n")
    assert done.exit_code == STATUS[End.PROGRAM] == 70
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("the program failed: ")
