"""The steps of shipping; stored with the session."""

from dataclasses import dataclass

from edge.core.session import Step


@dataclass(frozen=True, slots=True)
class ShipWhat(Step):
    """Which shipment? Its document, its number, or the dock that it leaves from."""


@dataclass(frozen=True, slots=True)
class ShipLoad(Step):
    """Unit after unit goes onto the truck."""

    shipment: str


@dataclass(frozen=True, slots=True)
class ShipLeave(Step):
    """The truck leaves, and more is on it than one booking holds: the rest follows under the same group."""

    shipment: str
    group: str
    missing: int = 0
