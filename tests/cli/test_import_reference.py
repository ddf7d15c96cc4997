"""`wedge import` and `wedge export` of reference data, on a box whose daemon is down and on one that works."""

import contextlib
import json
import os
import signal
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from edge.main import read_config
from edge.shell.imports.staging import DROP, STAGE
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.loop.commands import Connection
from tests.cli.at_once import at_once
from tests.shell.book_builder import open_store, with_reference
from tests.shell.daemon_process import WEDGE, Box, running, wait_until, wedge
from tests.shell.floor import REFERENCE

DOCS = Path(__file__).parents[2] / "docs"
ITEMS = "code,name,gtins\nTEA,Green tea,4006381333955\nNUT,Nuts,\n"
KINDS = ("items", "locations", "receipts", "orders", "operators")


@pytest.fixture
def box(tmp_path):
    """A box whose daemon is down, and whose datasets nobody owns."""
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        store.begin()
        ReferenceStore(store.cursor).release("file")
        store.commit()
    return without_file(Box(tmp_path))


def without_file(box):
    """The box with a config that names no reference file."""
    lines = [line for line in box.config.read_text().splitlines() if not line.startswith("reference")]
    box.config.write_text("\n".join(lines))
    return box


def take(box, dataset, path, *more):
    return at_once("import", dataset, path, "--config", box.config, "--operator", "op-1", *more)


def written(folder, text, name="list.csv"):
    (folder / name).write_text(text)
    return folder / name


def held(box, table="item"):
    with closing(open_reader(box.store)) as reader:
        return [code for (code,) in reader.execute(f"SELECT code FROM {table} ORDER BY 1")]


def test_it_says_what_was_added_and_changed(box, tmp_path):
    path = written(tmp_path, ITEMS)
    done = take(box, "items", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "items: 1 added, 1 changed, 0 unchanged, 0 removed\n"
    assert held(box) == ["BEANS", "MUG", "NUT", "TEA"]
    again = take(box, "items", path)
    assert again.stdout == "items: 0 added, 0 changed, 2 unchanged, 0 removed; nothing to do\n"
    replaced = take(box, "items", path, "--replace")
    assert replaced.stdout == "items: 0 added, 0 changed, 2 unchanged, 2 removed\n"
    assert held(box) == ["NUT", "TEA"]
    audits = [one["args"] for one in box.entries() if one["kind"] == "audit" and one["act"] == "imported"]
    assert [(one["added"], one["removed"]) for one in audits] == [(1, 0), (0, 2)]
    assert box.verdict().ok


def test_wrong_lines_are_told_and_nothing_is_imported(box, tmp_path):
    path = written(tmp_path, "code,name,gtins\nA,a,\nB,b,1\n,c,\n")
    done = take(box, "items", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        f"{path}:3: gtins: 1: an item number (GTIN) has 8, 12, 13 or 14 digits, not 1\n"
        f"{path}:4: code: is missing\n"
        "2 lines are wrong: nothing was imported\n"
    )
    assert held(box) == ["BEANS", "MUG", "TEA"]


def test_with_skip_bad_the_good_ones_are_imported_and_the_status_says_so(box, tmp_path):
    path = written(tmp_path, "code,name,gtins\nA,a,\nB,b,1\n")
    done = take(box, "items", path, "--skip-bad")
    assert (done.exit_code, done.stdout) == (1, "items: 1 added, 0 changed, 0 unchanged, 0 removed, 1 skipped\n")
    assert done.stderr.splitlines()[-1] == "1 line is wrong: 1 of items were not imported"
    assert held(box) == ["A", "BEANS", "MUG", "TEA"]


def test_a_check_writes_nothing(box, tmp_path):
    before = len(box.entries())
    done = at_once("import", "items", written(tmp_path, ITEMS), "--config", box.config, "--check")
    assert (done.exit_code, done.stdout) == (
        0, "items: 1 added, 1 changed, 0 unchanged, 0 removed; nothing was written\n",
    )  # fmt: skip
    assert (len(box.entries()), held(box)) == (before, ["BEANS", "MUG", "TEA"])


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("--operator", "op-1", "--replace", "--skip-bad"), 2, "--replace and --skip-bad together would remove"),
        ((), 2, "say who answers for it with --operator ID"),
        (("--operator", "op-99"), 1, "--operator op-99: no such operator works here"),
    ],
)
def test_what_cannot_be_asked_for(box, tmp_path, words, status, says):
    done = at_once("import", "items", written(tmp_path, ITEMS), "--config", box.config, *words)
    assert (done.exit_code, done.stderr.startswith(says)) == (status, True)
    assert held(box) == ["BEANS", "MUG", "TEA"]


def test_a_dataset_of_the_reference_file_is_refused_and_it_says_what_to_do(tmp_path):
    with closing(with_reference(open_store(tmp_path), tmp_path)):
        owned = Box(tmp_path)
    path = written(tmp_path, ITEMS)
    done = take(owned, "items", path)
    assert done.exit_code == 1
    assert done.stderr == (
        f"{path}: nothing was imported: items comes from the reference file that the config names: change it there, or"
        " take it out of that file and start the daemon again\n"
    )


def test_the_first_operators_of_a_box_answer_for_themselves(tmp_path):
    with closing(open_store(tmp_path)):
        new = without_file(Box(tmp_path))
    people = [{name: one[name] for name in ("id", "name", "badge", "pin_hash")} for one in REFERENCE["operators"]]
    path = written(tmp_path, json.dumps(people), "people.json")
    assert take(new, "operators", path).stdout == "operators: 3 added, 0 changed, 0 unchanged, 0 removed\n"


def test_the_daemon_and_its_screens_see_it_at_once(box, tmp_path):
    with running(box):
        desk = box.screen()
        for text in ("BADGE-0001", "2580"):
            desk.send(text)
        before = desk.send("RX")
        receipt = "id,line,item,qty\nRX,1,NUT,5\n"
        for dataset, text in (("items", ITEMS), ("receipts", receipt)):
            path = written(tmp_path, text, f"{dataset}.csv")
            done = wedge("import", dataset, path, "--config", box.config, "--operator", "op-1")
            assert (done.returncode, done.stderr) == (0, "")
        opened = desk.send("RX")
        if opened.text.key == "screen-was-old":  # the import drew the view anew while the code was on its way
            opened = desk.send("RX")
        assert before.text.key != opened.text.key == "is-document"
        assert box.stop() == 0
        box.start()
        assert held(box) == ["BEANS", "MUG", "NUT", "TEA"], "a start leaves it"


def test_killed_half_way_the_old_dataset_stands(box, tmp_path):
    text = "code,name\n" + "".join(f"I{number:05},x\n" for number in range(8_000))
    words = ["import", "items", written(tmp_path, text), "--config", box.config, "--operator", "op-1"]
    with running(box):
        for kill in ("command", "daemon"):
            began = answered(box)
            child = subprocess.Popen([WEDGE, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            wait_until(lambda: answered(box) > began + 8, "some parts")  # noqa: B023 - awaited here
            if kill == "command":
                child.send_signal(signal.SIGKILL)
            else:
                box.kill()
            said = child.communicate()[1]
            assert kill == "command" or "the daemon does not answer any more" in said
            assert held(box) == ["BEANS", "MUG", "TEA"]
        box.start()
        assert wedge(*words).stdout == "items: 8000 added, 0 changed, 0 unchanged, 0 removed\n"
    assert len(held(box)) == 8_003
    assert box.verdict().ok


def answered(box):
    """Commands that the daemon has done."""
    with closing(open_reader(box.store)) as reader:
        return reader.execute("SELECT ifnull(max(number), 0) FROM answered").fetchone()[0]


def test_while_another_import_is_under_way_the_status_says_to_try_again(box, tmp_path):
    part = {"id": "a" * 48, "dataset": "items", "first": 0, "ops": [{"key": "MUG", "op": "del"}]}
    path = written(tmp_path, ITEMS)
    with running(box):
        with closing(Connection(read_config(box.config).control.socket)) as other:
            other.run(STAGE, part)
            words = [WEDGE, "import", "items", path, "--config", box.config, "--operator", "op-1"]
            refused = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            while refused.poll() is None:  # the other goes on for as long as this one takes to start
                other.run(STAGE, part)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    refused.wait(1)
            other.run(DROP, {"id": part["id"], "dataset": "items"})
        assert refused.returncode == 75
        assert refused.communicate()[1] == (
            f"{path}: nothing was imported: another import of items is under way, or was broken off a moment ago:"
            " in 10 seconds, give the command again\n"
        )
        done = wedge("import", "items", path, "--config", box.config, "--operator", "op-1")
        assert done.returncode == 0


@pytest.mark.parametrize("words", [(), ("--check",)])
def test_the_location_of_a_station_is_not_removed(box, tmp_path, words):
    path = written(tmp_path, "code\nDOCK-2\nS-01\nA-01\nA-02\nSTAGE-1\n")
    done = take(box, "locations", path, "--replace", *words)
    assert done.exit_code == 1
    assert "DOCK-1 is not in the file, and the config names it: it is station" in done.stderr
    assert "DOCK-1" in held(box, "location")


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_imported_again_changes_nothing(box, tmp_path, kind, form):
    out = tmp_path / f"out.{form}"
    assert at_once("export", kind, "--config", box.config, "--format", form, "--out", out).exit_code == 0
    done = take(box, kind, out, "--replace")
    assert (done.exit_code, done.stderr) == (0, "")
    assert ": 0 added, 0 changed, " in done.stdout
    assert ", 0 removed" in done.stdout
    assert take(box, kind, out).stdout.endswith("; nothing to do\n")


def test_a_csv_for_excel_begins_with_a_byte_order_mark_and_is_imported_as_it_is(box, tmp_path):
    out = tmp_path / "out.csv"
    assert at_once("export", "items", "--config", box.config, "--bom", "--out", out).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfcode,")
    assert take(box, "items", out, "--replace").stdout == "items: 0 added, 0 changed, 3 unchanged, 0 removed\n"
    refused = at_once("export", "items", "--config", box.config, "--bom", "--format", "json")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_hashes_of_pins_are_exported_only_when_asked_for(box):
    assert "argon2" not in at_once("export", "operators", "--config", box.config).stdout
    assert at_once("export", "operators", "--config", box.config, "--pin-hashes").stdout.count("$argon2id$") == 3


def test_an_export_is_for_its_owner_alone(box, tmp_path):
    at_once("export", "operators", "--config", box.config, "--pin-hashes", "--out", tmp_path / "o.csv")
    assert os.stat(tmp_path / "o.csv").st_mode & 0o077 == 0


def test_the_reference_file_takes_an_imported_dataset_only_when_it_was_released(box, tmp_path):
    take(box, "items", written(tmp_path, ITEMS))
    named = f'reference = {{ file = "{tmp_path}/reference.json" }}\n'
    box.config.write_text(named + box.config.read_text())
    refused = wedge("run", "--config", box.config)
    assert refused.returncode == 78
    assert "items is owned by import; file cannot change it; `wedge import release items` gives it up" in refused.stderr
    assert "NUT" in held(box)
    done = at_once("import", "release", "items", "--config", box.config, "--operator", "op-1")
    assert done.stdout == "items: released; central or the reference file may replace it from now on\n"
    with running(box):
        assert held(box) == ["BEANS", "MUG", "TEA"]


@pytest.mark.parametrize(
    ("dataset", "status", "says"),
    [
        ("items", 1, "items: nothing was released: items is not an imported dataset: nobody owns it"),
        ("shoes", 2, "it is one of items, locations, receipts, orders, counts, returns, shipments, kits, operators\n"),
        ("settings", 2, "settings is no dataset of files"),
    ],
)
def test_only_an_imported_dataset_is_released(box, dataset, status, says):
    done = at_once("import", "release", dataset, "--config", box.config, "--operator", "op-1")
    assert (done.exit_code, says in done.stderr) == (status, True)


def test_somebody_who_works_here_answers_for_a_release(box, tmp_path):
    take(box, "items", written(tmp_path, ITEMS))
    done = at_once("import", "release", "items", "--config", box.config, "--operator", "nobody")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "items: nothing was released: operator nobody: no such operator works here\n"


@pytest.mark.parametrize("name", ["items.csv", "items.json", "locations.csv", "receipts.csv", "operators.csv"])
def test_the_documented_examples_are_good(box, tmp_path, name):
    text = (DOCS / "import.md").read_text()
    block = text.split(f"`{name}`", 1)[1].split("```")[1].partition("\n")[2]
    hashed = block.replace("$argon2id$v=19$...", f'"{REFERENCE["operators"][0]["pin_hash"]}"')
    done = take(box, name.partition(".")[0], written(tmp_path, hashed, name))
    assert (done.exit_code, done.stderr) == (0, "")
