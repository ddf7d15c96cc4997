r"""Golden codes: codes and labels of a table, with what each must mean.

    name    aim    text              rules      expected
    lot     ]C1    10ABC\x1d3724                attributes lot=ABC count=24

In a text `\xHH` is a byte and `\\` a backslash; it is scanned in the symbol `aim`. A `label` is several symbols, each
with its own AIM identifier, parted by ` + `. Rules say what the source was declared to be: `gs1`, `alias=|`,
`year=2051`, `variable=prefix,item digits,value digits,value,decimals` and `,check`. Expected is the thing named and its
keys, `site`, or `refused CODE POSITION`.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from edge.core.identify import SourceRules
from edge.core.read import Symbol
from edge.core.variable_codes import ValueKind, VariableCode

FILE: Final = Path(__file__).parents[2] / "tests" / "core" / "data" / "golden_codes.tsv"
LABEL: Final = "label"

_ESCAPE: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|\\)")


@dataclass(frozen=True, slots=True)
class Golden:
    """One row of the table. `aim` is `label` where there are several symbols."""

    name: str
    aim: str
    text: str
    rules: SourceRules
    expected: str

    @property
    def data(self) -> bytes:
        """The bytes that the scanner sends."""
        return _unescaped(self.text)

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols of a label."""
        return tuple(Symbol(_unescaped(text[3:]), text[:3]) for text in self.text.split(" + "))

    @property
    def is_refused(self) -> bool:
        """Whether it names nothing."""
        return self.expected.startswith("refused ")


def read_golden(file: Path = FILE) -> tuple[Golden, ...]:
    """All rows. Raises `OSError` for a file that cannot be read, `ValueError` or `KeyError` for one of another form."""
    with file.open(encoding="utf-8", newline="") as table:
        return tuple(_row(row) for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def _row(row: Mapping[str, str]) -> Golden:
    return Golden(row["name"], row["aim"], row["text"], _rules(row["rules"]), row["expected"])


def _unescaped(text: str) -> bytes:
    return _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", text.encode())


def _rules(text: str) -> SourceRules:
    rules = [rule.partition("=") for rule in text.split()]
    named = {name: value for name, _, value in rules}
    return SourceRules(
        gs1_without_aim="gs1" in named,
        gs_aliases=tuple(_unescaped(value).decode() for name, _, value in rules if name == "alias"),
        year=int(named.get("year", "2026")),
        variable=tuple(_layout(value) for name, _, value in rules if name == "variable"),
    )


def _layout(text: str) -> VariableCode:
    prefix, item, value, kind, *more = text.split(",")
    decimals = int(more[0]) if more and more[0] != "check" else 0
    return VariableCode(prefix, int(item), int(value), cast(ValueKind, kind), decimals, "check" in more)
