"""The steps of a return; stored with the session."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from edge.core.session import Session, Step
from edge.core.stock import Status
from edge.core.value import value
from edge.core.workflows.transfer.steps import Lent

REASONS: Final = ("damaged", "wrong-item", "not-wanted", "other")
"""Why goods come back, by number."""
GRADES: Final = ("A", "B", "C", "V")
"""Back to stock, to be refurbished, scrap, back to the vendor; by number."""
STATUS: Final[Mapping[str, Status]] = {"A": "sellable", "B": "returned", "C": "damaged", "V": "hold"}


@value
class ReturnWhat(Step):
    """Which return, which order; or goods that nobody announced."""


@value
class ReturnItem(Step):
    """What comes back for this document? `against` is its type: a return, or the order it was shipped for."""

    doc: str
    against: str = "return"


@value
class Returned(Step):
    """Goods in hand. No `doc`: nobody announced them. `lent` is what was allowed for them."""

    doc: str
    against: str
    item: str
    qty: int = 0
    lot: str = ""
    expiry: str = ""
    serials: tuple[str, ...] = ()
    net_mg: int = 0
    lent: Lent = ()


@value
class ReturnDetail(Returned):
    """Which lot, which date?"""


@value
class ReturnQuantity(Returned):
    """How many?"""


@value
class ReturnReason(Returned):
    """Why do they come back?"""


@value
class ReturnGrade(Returned):
    """How good are they?"""

    reason: str = ""


@value
class ReturnTarget(Returned):
    """Where do they go?"""

    reason: str = ""
    grade: str = ""


S = TypeVar("S", bound=Returned)


def as_step(kind: type[S], goods: Returned, **more: Any) -> S:
    """The same goods at another step."""
    return kind(**{one.name: getattr(goods, one.name) for one in fields(Returned)}, **more)


def before_goods(goods: Returned) -> Step:
    """The step that asks for the next goods of the same document."""
    return ReturnItem(goods.doc, goods.against) if goods.doc else ReturnWhat()


def doc_of(session: Session) -> tuple[str, str]:
    """The document of the session's step, and its type; empty for none."""
    step: Any = session.step
    return getattr(step, "doc", ""), getattr(step, "against", "")
