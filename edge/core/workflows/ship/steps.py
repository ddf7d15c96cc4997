"""The steps of shipping; stored with the session."""

from edge.core.session import Step
from edge.core.value import value


@value
class ShipWhat(Step):
    """Which shipment? Its document, its number, or the dock that it leaves from."""


@value
class ShipLoad(Step):
    """Unit after unit goes onto the truck."""

    shipment: str


@value
class ShipLeave(Step):
    """The truck leaves, and more is on it than one booking holds: the rest follows under the same group."""

    shipment: str
    group: str
    missing: int = 0
