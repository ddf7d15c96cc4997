"""docs/identify.md: its examples print what they show, its tables are those of the program, its config is taken."""

import csv
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from edge.cli import app
from edge.core.identity import REFUSALS
from edge.main import read_config

HERE = Path(__file__).parent
DOC = (HERE.parent / "docs" / "identify.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\$ wedge (.+)\n(.+)$", DOC, re.MULTILINE)


@pytest.mark.parametrize(("command", "printed"), EXAMPLES)
def test_an_example_prints_what_it_shows(command: str, printed: str) -> None:
    assert CliRunner().invoke(app, shlex.split(command)).stdout.strip() == printed


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) >= 5


def test_every_refusal_stands_there_with_its_sentence() -> None:
    section = DOC.partition("## Refusals")[2].partition("\n## ")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)) == dict(REFUSALS)


def test_every_difference_stands_there_with_its_reason() -> None:
    with (HERE / "core" / "data" / "gs1_differences.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    told = re.findall(r"^\| (\d+) \| `(\w+)` \| (.+) \|$", DOC, re.MULTILINE)
    counted = Counter((row["ours"], row["reason"]) for row in rows)
    assert {(ours, reason): int(many) for many, ours, reason in told} == counted


def test_the_config_that_it_shows_is_taken(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.+?)```", DOC, re.DOTALL)
    file = tmp_path / "box.toml"
    head = f'site = "S1"\nbox = "B1"\n[store]\npath = "{tmp_path}/ledger.db"\n[stations.DOCK-1]\nlocation = "DOCK-1"\n'
    file.write_text(head + shown, encoding="utf-8")
    config = read_config(file)
    assert config.devices["gun1"].gs_aliases == ("<GS>", "|")
    assert [one.prefix for one in config.policy.variable_codes] == ["28"]
