"""The commands an integrator meets first: run and check refuse with one line, drivers tells what may be set."""

import json

import pytest

from tests.cli.at_once import at_once
from tests.shell.daemon_process import wedge
from tests.shell.floor import REFERENCE

GOOD = 'site = "S1"\nbox = "B1"\nstore = { path = "FOLDER/ledger.db" }\ncontrol = { socket = "FOLDER/c.sock" }\n'


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "box.toml"

    def write(extra="", **changes):
        text = GOOD.replace("FOLDER", str(tmp_path)) + extra
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize("command", [("check",), ("run", "--config")])
def test_a_bad_config_is_one_line_on_standard_error_and_exit_78(config, command):
    path = config("colour = 3\n")
    done = wedge(*command, path)
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith(f"{path}:5: colour: unknown key; allowed here: site, box, ")
    assert len(done.stderr.splitlines()) == 1


def test_a_bad_reference_file_is_one_line_with_record_and_field_and_exit_78(config, tmp_path):
    reference = tmp_path / "reference.json"
    reference.write_text(json.dumps({"items": [{"code": "A"}]}))
    path = config(f'reference = {{ file = "{reference}" }}\n')
    said = f"{reference}: items A: name: Field required\n"
    checked, run = at_once("check", path), wedge("run", "--config", path)
    assert (checked.exit_code, checked.stdout, checked.stderr) == (78, "", said)
    assert (run.returncode, run.stdout, run.stderr) == (78, "", said)


def test_a_good_config_is_said_to_be_good_with_what_the_box_would_be(config, tmp_path):
    reference = tmp_path / "reference.json"
    reference.write_text(json.dumps(REFERENCE))
    path = config(f'reference = {{ file = "{reference}" }}\n[stations.D]\nlocation = "D"\n')
    done = at_once("check", path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{path}: good. Site S1, box B1: 1 stations, 0 zones, 0 devices.\n"
    assert not (tmp_path / "ledger.db").exists(), "nothing is started or made"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("[upstream]\nhost = 'x'\nusername = 'u'\npassword_file = '/nope'\n", "/nope"),
        ("[upstream]\nhost = 'x'\ntls_ca = '/nope'\n", "upstream"),
    ],
)
def test_a_file_the_config_names_and_nobody_can_read_is_one_line(config, extra, said):
    done = wedge("run", "--config", config(extra))
    assert done.returncode == 78
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_pepper_file_that_is_not_there_is_one_line(config):
    path = config(**{'c.sock"': 'c.sock", pepper_file = "/nope"'})
    done = wedge("run", "--config", path)
    assert (done.returncode, len(done.stderr.splitlines())) == (78, 1)
    assert "control.pepper_file: /nope cannot be read: No such file or directory" in done.stderr


def test_a_store_that_cannot_be_made_is_one_line(config):
    done = wedge("run", "--config", config(**{"/ledger.db": "/nowhere/ledger.db"}))
    assert done.returncode == 74
    assert "the store refuses: " in done.stderr
    assert "No such file or directory. Is the folder there" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_log_level_that_is_none_is_refused_with_those_that_are(config):
    done = wedge("run", "--config", config(), "--log-level", "LOUD")
    assert done.returncode == 2
    assert done.stderr == "--log-level 'LOUD': allowed are DEBUG, INFO, WARNING, ERROR\n"


def test_drivers_lists_the_kinds_and_explains_each_option():
    kinds = at_once("drivers").stdout.splitlines()
    assert [line.split()[0] for line in kinds] == ["serial", "camera", "llrp", "shelf", "zpl", "sics"]
    shown = at_once("drivers", "serial").stdout
    assert "device (must be set)\n    The port." in shown
    assert "baud (default 9600)" in shown
    done = at_once("drivers", "radar")
    assert done.exit_code == 2
    assert done.stderr == "'radar' is no device kind; there are: serial, camera, llrp, shelf, zpl, sics\n"


@pytest.mark.parametrize("command", [("stock",), ("ledger", "verify"), ("ledger", "show")])
def test_reading_a_book_that_is_not_there_makes_none_and_says_so(tmp_path, command):
    done = at_once(*command, "--store", tmp_path / "ledger.db")
    assert done.exit_code == 74
    remedy = "`wedge run` makes one, `wedge restore` brings one back"
    assert done.stderr == f"{tmp_path}/ledger.db: there is no store here; {remedy}\n"
    assert list(tmp_path.iterdir()) == []
    assert at_once(*command).exit_code == 2
