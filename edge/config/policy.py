"""The site's rules in the config file: `[policy]`."""

from typing import Annotated

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from edge.config.codes import CodeConfig, Pattern, VariableCodeConfig
from edge.config.section import STRICT, like
from edge.core.leave import Rule
from edge.core.policy import ConfirmPick, OlderStock


class _Section(BaseModel):
    model_config = STRICT


class BoxConfig(_Section):
    """A box that orders are packed into."""

    code: Annotated[str, like(r"[!-~]{1,40}", "1 to 40 ASCII characters without blanks")]
    """What its label on the shelf says."""
    tare_g: Annotated[int, Field(ge=0, le=100_000)] = 0
    """What it weighs empty, in grams."""
    max_g: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """What it may weigh full, in grams; 0 for no limit."""
    carriers: list[Annotated[str, Field(min_length=1, max_length=40)]] = []
    """The carriers that take it; none named: all."""


class PolicyConfig(_Section):
    """Site rules."""

    count_tolerance: Annotated[int, Field(ge=0, le=1000)] = 0
    """A count that differs by at most this many units adjusts the book without a recount."""
    unclaimed_s: Annotated[int, Field(ge=1, le=3600)] = 120
    """A shelf step that nobody claims within this time becomes a movement to or from UNATTRIBUTED, and a finding."""
    lpn_pattern: Pattern = r"(?:LPN|PAL|T|P)-[0-9A-Za-z]{1,16}"
    """Regular expression of the plain codes that are licence plates; an SSCC always is one."""
    codes: Annotated[list[CodeConfig], Field(max_length=50)] = []
    """What the site's own codes look like."""
    variable_codes: Annotated[list[VariableCodeConfig], Field(max_length=50)] = []
    """Numbers with a weight, price or count in them."""

    over_receipt_pct: Annotated[int, Field(ge=0, le=100)] = 0
    """So many percent above the expected quantity come in unasked."""
    over_receipt_limit_pct: Annotated[int, Field(ge=0, le=1000)] = 10
    """So many percent above it come in after a warning; more than that only with a supervisor's leave."""
    blind_receipt: bool = False
    """Whether the one who receives is not told what is expected."""
    older_stock: OlderStock = "warn"
    """What is done where goods come in that expire before what stands here already."""
    confirm_pick: ConfirmPick = "location"
    """What proves the goods at a bin: its label alone, or at least one scan of the item too."""
    zero_check: bool = True
    """Whether a picker is asked if a bin that the book now calls empty is so."""
    count_again_by_other: bool = True
    """Whether a second count is another operator's, where one is signed in."""
    abc_days: Annotated[list[Annotated[int, Field(ge=0, le=3650)]], Field(min_length=3, max_length=3)] = [30, 90, 365]
    """After how many days a place is counted again, by the class of its items: A, B and C; 0 for never."""
    cluster_max: Annotated[int, Field(ge=1, le=24)] = 8
    """How many orders are picked on one walk, at most."""
    pack_tolerance_pct: Annotated[int, Field(ge=0, le=100)] = 5
    """How far a packed box may be off what its content should weigh, in percent."""
    tote_g: Annotated[int, Field(ge=0, le=100_000)] = 0
    """What a tote that goes out as it is weighs empty, in grams; 0: not known, and only too light is told."""
    boxes: Annotated[list[BoxConfig], Field(max_length=100)] = []
    """The boxes that orders are packed into."""
    ask_reasons: list[Rule] = []
    """Rules for which an operator must say why when breaking them after a warning."""

    @model_validator(mode="after")
    def _prefixes_differ(self) -> "PolicyConfig":
        prefixes = [one.prefix for one in self.variable_codes]
        for number, prefix in enumerate(prefixes):
            if prefix in prefixes[:number]:
                keys = ("variable_codes", str(number), "prefix")
                sentence = f"{prefix} stands in another of the variable_codes; each prefix says one thing"
                raise PydanticCustomError("names", "{sentence}", {"sentence": sentence, "keys": keys})
        if self.over_receipt_limit_pct < self.over_receipt_pct:
            raise ValueError("over_receipt_limit_pct is where leave begins; it is not below over_receipt_pct")
        return self
