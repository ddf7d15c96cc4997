"""`wedge demo --report`: refused before anything starts when it cannot be written; a failed demo reports, too."""

import json

import pytest

from edge.demo.run import DemoOptions, demo
from tests.cli.at_once import at_once


@pytest.mark.parametrize(
    ("path", "said"), [("", "is a folder"), (".", "is a folder"), ("no/report.json", "there is no folder")]
)
def test_a_report_that_cannot_be_written_is_refused_before_anything_starts(tmp_path, monkeypatch, path, said):
    monkeypatch.chdir(tmp_path)
    done = at_once("demo", "--headless", "--report", path, "--dir", tmp_path / "demo")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"--report {path or '.'!r}: {said}")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_cannot_begin_says_why_in_its_report_too(tmp_path, capsys):
    (tmp_path / "ledger.db").touch()
    assert demo(DemoOptions(headless=True, folder=tmp_path, report=tmp_path / "report.json")) == 1
    (trouble,) = json.loads((tmp_path / "report.json").read_text())["troubles"]
    assert "holds a demo already" in trouble
    assert trouble in capsys.readouterr().err
