"""Codes whose meaning is known beforehand: each is what the table says, from its bytes to its keys or its refusal.

How a row is written: edge/bench/golden.py.
"""

from dataclasses import fields
from typing import Final, get_args

import pytest

from edge.bench.golden import LABEL, Golden, read_golden
from edge.core.gs1_label import read_label
from edge.core.identify import identify
from edge.core.identity import REFUSALS, Keys, Names, Refused, Scanned
from edge.core.symbologies import _LETTERS, GS1_CARRIERS

ROWS: Final = read_golden()
LABELS: Final = tuple(row for row in ROWS if row.aim == LABEL)
CODES: Final = tuple(row for row in ROWS if row.aim != LABEL)


def told(outcome: Scanned | Refused, text: bytes = b"") -> str:
    """What a code was read as, as the table writes it."""
    if isinstance(outcome, Refused):
        assert outcome.message.endswith(".")
        return f"refused {outcome.code} {'-' if outcome.position is None else outcome.position}"
    if outcome.kind == "site":
        assert outcome.keys == Keys()
        return "site" if outcome.text.encode() == text else f"site {outcome.text}"
    keys = outcome.keys
    named = [
        (field.name, getattr(keys, field.name)) for field in fields(keys) if field.name not in ("measures", "rest")
    ]
    parts = [f"{name}={value}" for name, value in named if value is not None]
    parts += [f"{one.what}={one.text.replace(' ', '_')}" for one in keys.measures]
    parts += [f"({ai}){value}" for ai, value in keys.rest]
    return " ".join((outcome.names, *parts, *(f"~{warning}" for warning in outcome.warnings)))


@pytest.mark.parametrize("row", CODES, ids=lambda row: row.name)
def test_a_code_is_what_the_table_says(row: Golden) -> None:
    outcome = identify(row.data, row.aim, row.rules)
    assert told(outcome, row.data) == row.expected


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row.name)
def test_a_label_is_what_the_table_says(row: Golden) -> None:
    assert told(read_label(row.symbols, row.rules)) == row.expected


def test_the_table_is_large_and_its_rows_have_names() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names)
    assert len(CODES) >= 250
    assert len(LABELS) >= 30


def test_the_table_has_every_refusal_every_kind_of_thing_and_every_symbology() -> None:
    first = {row.expected.split()[0] for row in ROWS}
    assert {row.expected.split()[1] for row in ROWS if row.is_refused} == set(REFUSALS)
    assert first - {"refused"} == set(get_args(Names)) - {"raw"}  # raw is a tag's
    aims = {row.aim for row in CODES}
    assert aims >= GS1_CARRIERS
    assert {aim[1:2] for aim in aims} >= set(_LETTERS)
