"""What `backup`, `restore` and `open-provisional` say to a person, and how they end."""

import json
import os
from contextlib import closing

import pytest
from typer.testing import CliRunner

from edge.cli import app
from edge.shell.copies.past import Past
from tests.cli.at_once import at_once
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post, with_reference
from tests.shell.floor import PIN


@pytest.fixture(autouse=True)
def as_ever(monkeypatch):
    """The command lowers its own priority; here it runs in the tests' process."""
    monkeypatch.setattr(os, "nice", lambda _: 0)


@pytest.fixture
def config(tmp_path):
    (tmp_path / "backups").mkdir()
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        post(store, goods(5, SUPPLIER, loc("A-01")))
    path = tmp_path / "wedge.toml"
    path.write_text(
        f'site = "S1"\nbox = "B1"\nstore = {{ path = "{tmp_path}/ledger.db", second_copy = "{tmp_path}/stick" }}\n'
        f'control = {{ socket = "{tmp_path}/control.sock" }}\n'
    )
    return path


@pytest.fixture
def backup(config, tmp_path):
    assert at_once("backup", "--config", config, "--to", tmp_path / "backups").exit_code == 0
    (made,) = (tmp_path / "backups").iterdir()
    return made


def provisional(config, operator, pin):
    words = ["open-provisional", "--config", str(config), "--operator", operator, "--reason", "the truck waits"]
    return CliRunner().invoke(app, words, input=f"{pin}\n")


def test_a_backup_says_what_was_saved_and_its_head(config, tmp_path):
    done = at_once("backup", "--config", config, "--to", tmp_path / "backups")
    with closing(open_store(tmp_path)) as store:
        assert f"up to entry 1\n  hash {store.hash_of(1)}\n" in done.stdout


def test_a_backup_needs_a_folder(config, tmp_path):
    unnamed = at_once("backup", "--config", config)
    assert (unnamed.exit_code, "--to DIR" in unnamed.stderr) == (2, True)
    nowhere = at_once("backup", "--config", config, "--to", tmp_path / "nowhere")
    assert (nowhere.exit_code, "is the folder there" in nowhere.stderr) == (74, True)


def test_a_restore_says_what_became_of_everything_and_what_to_do_now(config, backup, tmp_path):
    done = at_once("restore", backup, "--config", config, "--yes")
    assert done.exit_code == 0, done.stderr
    assert "(1 from the backup, 0 beyond it)" in done.stdout
    assert "the old files are in" in done.stdout
    assert "No central is configured" in done.stdout
    assert "open-provisional" in done.stdout
    assert "The second copy is not there" in done.stderr


def test_a_restore_that_cannot_be_is_one_sentence(config, backup, tmp_path):
    unnamed = at_once("restore", "--config", config)
    assert (unnamed.exit_code, "name the backup" in unnamed.stderr) == (2, True)
    unasked = at_once("restore", backup, "--config", config)
    assert (unasked.exit_code, "--yes" in unasked.stderr) == (2, True)
    foreign = at_once("restore", config, "--config", config, "--yes")
    assert (foreign.exit_code, "cannot be read as a backup" in foreign.stderr) == (1, True)
    folder = at_once("restore", backup, "--config", config, "--yes", "--second-copy", tmp_path / "nowhere")
    assert (folder.exit_code, "no such folder" in folder.stderr) == (2, True)
    with closing(open_store(tmp_path)) as store:
        running = at_once("restore", backup, "--config", config, "--yes")
        assert (running.exit_code, "another wedge" in running.stderr) == (75, True)
        assert Past(store.cursor).epochs() == []


def test_the_supervisor_is_asked_for_the_pin(config, backup, tmp_path):
    at_once("restore", backup, "--config", config, "--yes")
    wrong = provisional(config, "op-3", "0000")
    assert (wrong.exit_code, "PIN is wrong" in wrong.stderr) == (1, True)
    other = provisional(config, "op-1", PIN)
    assert (other.exit_code, "no supervisor" in other.stderr) == (1, True)
    right = provisional(config, "op-3", PIN)
    assert (right.exit_code, "Mira answers for it" in right.stdout) == (0, True)
    with closing(open_store(tmp_path)) as store:
        assert not Past(store.cursor).is_waiting()
        said = [json.loads(row.body).get("act") for row in store.rows(0, 10)]
        assert said == ["restored", "open-provisional-refused", "opened-provisional", None]
