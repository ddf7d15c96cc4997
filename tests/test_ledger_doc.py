"""docs/ledger.md: its worked example is recomputed, and its program for auditors is run on a real book."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from edge.core.canonical import canonical
from edge.core.checkpoint import Head, read_notes, verifier_key, write_note
from edge.core.entry import Audit, Checkpoint, Draft
from edge.core.entry_json import chain, genesis
from edge.shell.audit.signing import BoxKey, is_signed
from tests.cli.at_once import at_once
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post

DOC = (Path(__file__).parents[1] / "docs" / "ledger.md").read_text(encoding="utf-8")
KEY = BoxKey(bytes(range(32)))
EPOCH = "1f0c9e77aa31b2d4"


def block(name: str) -> str:
    found = re.search(rf"```{name}\n(.*?)```", DOC, re.DOTALL)
    assert found, name
    return found[1]


def test_the_worked_example_is_what_the_rules_in_words_lead_to() -> None:
    """Recomputed with hashlib alone, and with the program's own functions."""
    before = hashlib.sha256(f'{{"box":"B1","epoch":"{EPOCH}","site":"S1","v":1}}'.encode()).digest()
    assert block("hash0").strip() == before.hex() == genesis("S1", "B1", EPOCH)
    entry = block("entry1").strip()
    assert canonical(json.loads(entry)).decode() == entry
    assert block("hash1").strip() == hashlib.sha256(before + entry.encode()).hexdigest()
    assert block("hash1").strip() == chain(before.hex(), entry.encode())


def test_the_note_and_the_verifier_key_are_those_of_the_example() -> None:
    head = Head("S1", "B1", EPOCH, 1, block("hash1").strip())
    assert block("note") == write_note(head, KEY.public, KEY.sign(head.text))
    (note,) = read_notes(block("note").encode())
    assert is_signed(note.head.text, KEY.public, note.signatures[0][1])
    assert block("verifier").strip() == verifier_key(head.origin, KEY.public)
    assert base64.b64decode(block("verifier").strip().split("+", 2)[2])[1:].hex() == KEY.public


def book(folder: Path) -> None:
    """Twelve entries, a checkpoint of them, one more; exported, and noted."""
    store = open_store(folder)
    for number in range(6):
        post(store, goods(number + 1, SUPPLIER, loc("A-01"), item="Grüner Tee"))
        post(store, Draft(Audit("did", {"text": '"\\\b\n\u2028\u20ac'})))
    size, digest = store.head
    head = Head("S1", "B1", store.epoch, size, digest)
    post(store, Draft(Checkpoint(size, digest, KEY.public, KEY.sign(head.text))))
    post(store, Draft(Audit("end")))
    store.close()
    out = folder / "entries.jsonl"
    done = at_once("ledger", "export", "--store", folder / "ledger.db", "--format", "jsonl", "--out", out)
    assert done.exit_code == 0, done.stderr
    (folder / "note").write_text(write_note(head, KEY.public, KEY.sign(head.text)), encoding="utf-8")
    (folder / "audit.py").write_text(block("python"), encoding="utf-8")


def test_every_field_of_a_verdict_in_json_is_told(folder: Path) -> None:
    done = at_once("ledger", "verify", "--store", folder / "ledger.db", "--witness", folder / "note", "--json")
    said = json.loads(done.stdout)
    witnesses = {f"witnesses[].{name}" for name in said.pop("witnesses")[0]} & {
        "witnesses[].own",
        "witnesses[].outside",
    }
    assert witnesses == {"witnesses[].own", "witnesses[].outside"}
    verdict = DOC.partition("With `--json` the same")[2].partition("## What it does not prove")[0]
    assert [name for name in (*said, *witnesses) if f"`{name}`" not in verdict] == []


def audit(folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "audit.py", "entries.jsonl", "note", KEY.public]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    book(tmp_path)
    return tmp_path


def test_the_program_for_auditors_verifies_an_export(folder: Path) -> None:
    done = audit(folder)
    assert (done.returncode, done.stdout) == (0, "14 entries; nothing outside vouches for those from 13 on\n"), done


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: [line.replace('"qty":3', '"qty":4') for line in lines], "entry 5 is not what was written"),
        (lambda lines: [*lines[:7], *lines[8:]], "entry 8 is not what was written"),
        (lambda lines: lines[:10], "entry 11 is missing: the note vouches for 12"),
    ],
    ids=["changed", "deleted", "cut"],
)
def test_the_program_for_auditors_finds_what_was_changed(folder: Path, change, why: str) -> None:
    path = folder / "entries.jsonl"
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    path.write_text("".join(f"{line}\n" for line in change(lines)), encoding="utf-8")
    done = audit(folder)
    assert done.returncode == 1
    assert why in done.stderr


def test_the_program_is_short() -> None:
    assert len([line for line in block("python").splitlines() if line.strip()]) <= 38
