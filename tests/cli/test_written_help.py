"""The documents that integrators write by: they say what the code does."""

import json
import re
import subprocess
import sys
from pathlib import Path

from argon2 import PasswordHasher

from edge import main
from edge.cli.options import lines
from edge.shell.ledger.datasets import DESCRIBED
from edge.shell.loop.pins import hash_pin, peppered

DOCS = Path(__file__).parents[2] / "docs"
WEDGE = Path(sys.executable).with_name("wedge")


def test_the_config_reference_is_what_wedge_options_prints():
    assert (DOCS / "config.md").read_text() == "\n".join(lines()) + "\n"


def test_the_reference_example_is_taken_whole(tmp_path):
    text = (DOCS / "reference.md").read_text()
    example = re.search(r"```json\n(.*?)```", text, re.DOTALL).group(1)
    data = json.loads(example.replace("$argon2id$v=19$...", hash_pin("1234", b"")))
    (tmp_path / "reference.json").write_text(json.dumps(data))
    config = tmp_path / "box.toml"
    config.write_text(
        f'site = "S1"\nbox = "B1"\n[store]\npath = "{tmp_path}/ledger.db"\n'
        f'[reference]\nfile = "{tmp_path}/reference.json"\n'
    )
    assert main.check_reference(main.read_config(config)) == []


def test_every_dataset_of_records_is_in_the_reference_example():
    text = (DOCS / "reference.md").read_text()
    for dataset in DESCRIBED:
        assert f'"{dataset}": [' in text


def test_the_hash_of_a_pin_is_one_that_the_daemon_takes():
    printed = subprocess.run(
        [WEDGE, "pin"], input="482913\n", capture_output=True, text=True, check=True
    ).stdout.strip()
    assert PasswordHasher().verify(printed, peppered("482913", b""))


def test_a_pin_that_cannot_be_typed_is_refused():
    refused = subprocess.run([WEDGE, "pin"], input="12ab\n", capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr) == (1, "a PIN has 4 to 12 digits\n")
