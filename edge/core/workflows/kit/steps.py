"""The steps of making kits and of taking them apart; stored with the session. Places are written as in the ledger."""

from typing import TypeAlias

from edge.core.session import Step
from edge.core.value import value
from edge.core.workflows.contract import KeyTuple
from edge.core.workflows.transfer.steps import Lent

Part: TypeAlias = tuple[str, str, str, int, tuple[str, ...]]
"""Components that come back: item, lot, expiry, how many, their serial numbers."""
InHand: TypeAlias = tuple[str, str, str, int, str]
"""Components whose label did not say all: item, lot, expiry, how many, a serial number; '' for what is not known."""


@value
class KitOrder(Step):
    """Which kit order, or which kit is taken apart? `source` is where such a kit stands, '' for the station's place."""

    source: str = ""


@value
class KitParts(Step):
    """Which component goes in next? `source` is where it is taken from, '' for the station's place."""

    doc: str
    source: str = ""


@value
class KitTake(Step):
    """How many of this component? `net_mg` is what the labels of `labelled` units weigh together."""

    doc: str
    source: str
    line: int
    key: KeyTuple
    qty: int
    serials: tuple[str, ...] = ()
    lent: Lent = ()
    net_mg: int = 0
    labelled: int = 0


@value
class KitDetail(Step):
    """Which lot, date, serial numbers have the kits that were made?"""

    doc: str
    qty: int
    lot: str = ""
    expiry: str = ""
    serials: tuple[str, ...] = ()


@value
class KitTarget(Step):
    """Where do the kits go?"""

    doc: str
    qty: int
    lot: str = ""
    expiry: str = ""
    serials: tuple[str, ...] = ()


@value
class KitBack(Step):
    """The order is cancelled: which lots and numbers have the components that come out of it, and where do they go?"""

    doc: str
    back: tuple[Part, ...] = ()


@value
class KitBackDetail(Step):
    """Which lot, date or serial number has the component in hand that comes out of a cancelled order?"""

    doc: str
    back: tuple[Part, ...]
    hand: InHand


@value
class UnkitQuantity(Step):
    """How many kits are taken apart? `name` is what this work is kept under when it is left."""

    source: str
    key: KeyTuple
    qty: int
    serials: tuple[str, ...] = ()
    lent: Lent = ()
    name: str = ""


@value
class UnkitParts(Step):
    """Which lots and numbers have the components, and where do they go? `back` is what is known of them."""

    source: str
    key: KeyTuple
    qty: int
    serials: tuple[str, ...] = ()
    lent: Lent = ()
    back: tuple[Part, ...] = ()
    name: str = ""


@value
class UnkitDetail(Step):
    """Which lot, date or serial number has the component in hand of a kit that is taken apart?"""

    source: str
    key: KeyTuple
    qty: int
    serials: tuple[str, ...]
    lent: Lent
    back: tuple[Part, ...]
    name: str
    hand: InHand
