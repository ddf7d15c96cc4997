"""How a site's codes are declared: its own codes, its numbers with a value in them, what its scanners type for GS."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, Field, model_validator

from edge.config.patterns import compiles
from edge.config.section import STRICT, like
from edge.core.separators import may_be_alias
from edge.core.site_codes import GROUP, SiteKind
from edge.core.symbologies import carrier_of
from edge.core.variable_codes import ValueKind, VariableCode


def _parts_nothing_else(alias: str) -> str:
    if not may_be_alias(alias):
        raise ValueError(
            f"{alias!r} can stand in a lot or a serial, which would be cut in two there; "
            "set what no field can hold, as |, ~, ^], {GS} or <GS>"
        )
    return alias


Pattern: TypeAlias = Annotated[str, Field(max_length=200), AfterValidator(compiles)]
GsAliases: TypeAlias = Annotated[
    tuple[Annotated[str, like(r"(?s).{1,8}", "1 to 8 characters"), AfterValidator(_parts_nothing_else)], ...],
    Field(max_length=8),
]


def _says_something(pattern: str) -> str:
    if not pattern:
        raise ValueError("an empty pattern fits no code; write what the codes look like, or leave the entry out")
    if others := sorted(re.compile(pattern).groupindex.keys() - {GROUP}):
        raise ValueError(f"the only name of a group is {GROUP!r}, not {others[0]!r}; groups without name are (?:...)")
    return pattern


def _may_be_site(aim: str) -> str:
    if carrier_of(aim) in ("gs1", "ean", "add_on"):
        raise ValueError(f"{aim} is read as a GS1 code always, so no site code is ever in it; leave it out")
    return aim


class _Section(BaseModel):
    model_config = STRICT


class CodeConfig(_Section):
    """What one kind of the site's own codes looks like; a text that fits is looked up as this and as nothing else."""

    kind: SiteKind
    """What such a code names."""
    pattern: Annotated[Pattern, AfterValidator(_says_something)]
    """Regular expression of the whole text; its group `code`, as in `LOC-(?P<code>.+)`, is what the tables know."""
    aims: tuple[
        Annotated[
            str,
            like(r"\][A-Za-z][0-9A-Za-z]?", "the beginning of an AIM identifier, as ]C or ]A0"),
            AfterValidator(_may_be_site),
        ],
        ...,
    ] = ()
    """Only in symbols whose AIM identifier begins so (`]A`: any Code 39); empty for any."""


class VariableCodeConfig(_Section):
    """How EAN-13 with a weight, price or count in them are made here: prefix, item, value; 12 digits in all."""

    prefix: Annotated[str, like(r"02\d{0,4}|2\d{1,5}", "digits that begin with 02 or 20 to 29")]
    """The first digits; the longest prefix that fits counts."""
    item_digits: Annotated[int, Field(ge=1, le=9)]
    """Digits of the item's number, behind the prefix."""
    value_digits: Annotated[int, Field(ge=1, le=6)]
    """Digits of the value, before the last check digit."""
    value: ValueKind
    """What the value is. The item is known by its base number: value 0 and the check digit of that."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Decimals of the value: of kilograms, or of the money's main unit."""
    value_check: bool = False
    """Whether a check digit of the value stands before it."""

    @model_validator(mode="after")
    def _adds_up(self) -> "VariableCodeConfig":
        if self.value == "count" and self.decimals:
            raise ValueError("a count has no decimals; leave them out")
        VariableCode(**self.model_dump())
        return self
