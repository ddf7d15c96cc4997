r"""Codes whose meaning is known beforehand: each is what the table says, from its bytes to its keys or its refusal.

Texts stand there as they are scanned; `\xHH` is a byte, `\\` a backslash. Rules: what the source was declared to be,
`gs1`, `alias=|`, `year=2051`, `variable=prefix,item digits,value digits,value,decimals` and `,check`. Rows of a `label`
are several symbols with their AIM identifiers. Expected: the thing named and its keys, `site`, or `refused CODE PLACE`.
"""

import csv
import re
from dataclasses import fields
from pathlib import Path
from typing import Final, get_args

import pytest

from edge.core.gs1_label import read_label
from edge.core.identify import SourceRules, identify
from edge.core.identity import REFUSALS, Keys, Names, Refused, Scanned
from edge.core.read import Symbol
from edge.core.symbologies import _LETTERS, GS1_CARRIERS
from edge.core.variable_codes import VariableCode

FILE: Final = Path(__file__).parent / "data" / "golden_codes.tsv"
with FILE.open(encoding="utf-8", newline="") as table:
    ROWS: Final = tuple(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
LABELS: Final = tuple(row for row in ROWS if row["aim"] == "label")
CODES: Final = tuple(row for row in ROWS if row["aim"] != "label")

_ESCAPE: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|\\)")


def unescaped(text: str) -> bytes:
    """The bytes that a text of the table stands for."""
    return _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", text.encode())


def symbols(row: dict[str, str]) -> list[Symbol]:
    """The symbols of a label."""
    return [Symbol(unescaped(text[3:]), text[:3]) for text in row["text"].split(" + ")]


def source(row: dict[str, str]) -> SourceRules:
    """What the row's source was declared to be."""
    rules = [rule.partition("=") for rule in row["rules"].split()]
    named = {name: value for name, _, value in rules}
    return SourceRules(
        gs1_without_aim="gs1" in named,
        gs_aliases=tuple(unescaped(value).decode() for name, _, value in rules if name == "alias"),
        year=int(named.get("year", "2026")),
        variable=tuple(layout(value) for name, _, value in rules if name == "variable"),
    )


def layout(text: str) -> VariableCode:
    prefix, item, value, kind, *more = text.split(",")
    check = "check" in more
    decimals = [int(part) for part in more if part.isdigit()]
    return VariableCode(prefix, int(item), int(value), kind, *decimals, value_check=check)  # type: ignore[arg-type]


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


@pytest.mark.parametrize("row", CODES, ids=lambda row: row["name"])
def test_a_code_is_what_the_table_says(row: dict[str, str]) -> None:
    data = unescaped(row["text"])
    outcome = identify(data, row["aim"], source(row))
    assert told(outcome, data) == row["expected"]


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row["name"])
def test_a_label_is_what_the_table_says(row: dict[str, str]) -> None:
    assert told(read_label(symbols(row), source(row))) == row["expected"]


def test_the_table_is_large_and_its_rows_have_names() -> None:
    names = [row["name"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert len(CODES) >= 250
    assert len(LABELS) >= 30


def test_the_table_has_every_refusal_every_kind_of_thing_and_every_symbology() -> None:
    first = {row["expected"].split()[0] for row in ROWS}
    assert {row["expected"].split()[1] for row in ROWS if row["expected"].startswith("refused")} == set(REFUSALS)
    assert first - {"refused"} == set(get_args(Names)) - {"raw"}  # raw is a tag's
    aims = {row["aim"] for row in CODES}
    assert aims >= GS1_CARRIERS
    assert {aim[1:2] for aim in aims} >= set(_LETTERS)
