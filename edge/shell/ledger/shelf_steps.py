"""Held shelf steps between their row and the core's type."""

import json

from edge.core.event import ShelfStep
from edge.core.read import Moment


def dump_shelf_step(step: ShelfStep) -> str:
    """A held shelf step as JSON text."""
    at = [step.at.wall_ms, step.at.mono_ms]
    return json.dumps([step.id, step.location, step.delta_mg, step.noise_mg, step.device, at, step.item, step.units])


def load_shelf_step(body: str) -> ShelfStep:
    """The held shelf step of `dump_shelf_step`."""
    ident, location, delta_mg, noise_mg, device, at, item, units = json.loads(body)
    return ShelfStep(ident, location, delta_mg, noise_mg, device, Moment(*at), item, units)
