"""Policy: the rules of a site, from its config. Plain values; what each one does is said at the step that asks it."""

from dataclasses import field
from typing import Literal, TypeAlias

from edge.core.site_codes import SiteCode
from edge.core.value import value
from edge.core.variable_codes import VariableCode

ConfirmPick: TypeAlias = Literal["location", "item"]
OlderStock: TypeAlias = Literal["allow", "warn", "refuse"]


@value
class Box:
    """A box that orders are packed into: its code on the shelf, what it weighs empty, what it may hold (0: no limit).

    `carriers` are those that take it; none named: all.
    """

    code: str
    tare_mg: int = 0
    max_mg: int = 0
    carriers: tuple[str, ...] = ()


@value
class Policy:
    """Site rules (config)."""

    count_tolerance: int = 0
    unclaimed_ms: int = 120_000
    lpn_pattern: str = r"(?:LPN|PAL|T|P)-[0-9A-Za-z]{1,16}"
    codes: tuple[SiteCode, ...] = ()
    variable: tuple[VariableCode, ...] = ()
    over_receipt_pct: int = 0
    """Above the expected quantity, up to this share, goods come in unasked."""
    over_receipt_limit_pct: int = 0
    """Up to this share after a warning; above it a supervisor allows it."""
    blind_receipt: bool = False
    """Whether the one who receives is not told what is expected."""
    older_stock: OlderStock = "warn"
    """What comes in with an earlier expiry than what stands here already."""
    confirm_pick: ConfirmPick = "location"
    """What proves the goods at a bin: its label alone, or at least one scan of the item too."""
    zero_check: bool = True
    """Whether a picker is asked if a bin that the book now calls empty is so."""
    count_again_by_other: bool = True
    """Whether a second count is another operator's, where there is one."""
    abc_days: tuple[int, int, int] = (30, 90, 365)
    """After how many days a place is counted again, by the class of its items: A, B, C; 0 for never."""
    cluster_max: int = 8
    """Orders picked on one walk, at most."""
    pack_tolerance_pct: int = 5
    """How far a packed box may be off what its content should weigh."""
    boxes: tuple[Box, ...] = ()
    ask_reasons: frozenset[str] = field(default_factory=frozenset)
    """Rules for which an operator who is allowed to break them alone must still say why (edge/core/leave.py)."""
    zone: str = "UTC"
    """The site's time zone, by its IANA name: its days begin and end there."""
    tote_mg: int = 0
    """What a tote weighs empty; 0: not known."""
