"""Weighing: the readings of one shelf platform become stable steps, and steps become quantities.

    mg │        ┌──calm──   before, after: settled levels
       │calm ~~~            a step is their difference, once
       │─────┘              the new level has been calm for `settle_ms`
       └─────┼──┼───────►   and it began where the readings left the old level

  - Readings within `noise_mg` of the load are calm; while anything moves, nothing is said.
  - A level creeps after its readings by `drift_mg_per_min` at most: warmth and creep of the cell are absorbed,
    a load taken away slowly is a step all the same.
  - After a start or a gap in the signal nobody knows what happened: the level is then a hint for a count, no step.

The device's own word that it is stable is not used: makers mean different things by it.
Everything is whole milligrams; time is `Moment.mono_ms`, so that a clock set right makes no gap.
"""

from typing import TypeAlias

from edge.core.changed import changed
from edge.core.read import Moment
from edge.core.value import value


@value
class Rules:
    """How one platform behaves. `min_step_mg` must exceed twice the noise, so that noise alone can make no step."""

    noise_mg: int = 5_000
    settle_ms: int = 800
    gap_ms: int = 15_000
    min_step_mg: int = 20_000
    drift_mg_per_min: int = 500

    def __post_init__(self) -> None:
        if not 0 <= 2 * self.noise_mg < self.min_step_mg:
            raise ValueError("the smallest step must be more than twice the noise")
        if not 0 < self.settle_ms < self.gap_ms:
            raise ValueError("a level must be able to settle between two gaps")
        if self.drift_mg_per_min < 0:
            raise ValueError("a drift is an amount, without a sign")


@value
class LoadStep:
    """The load changed from one settled level to another; `at` is when it began to change."""

    before_mg: int
    after_mg: int
    at: Moment

    @property
    def delta_mg(self) -> int:
        return self.after_mg - self.before_mg

    def id(self, point: str) -> str:
        """Names this step of this platform; the same whenever the same step is told again."""
        return f"{point}/{self.at.wall_ms}/{self.after_mg}"


@value
class LoadHint:
    """The load now, after a time in which nobody watched it: a reason to count, nothing to book."""

    level_mg: int
    at: Moment


Observation: TypeAlias = LoadStep | LoadHint


@value
class Calm:
    """Readings in a row that differ by noise only."""

    since: Moment
    low_mg: int
    high_mg: int
    sum_mg: int
    count: int

    @property
    def mean_mg(self) -> int:
        return round_div(self.sum_mg, self.count)


@value
class Platform:
    """What is known of one platform: its level and since when it holds (None: unknown), and what its readings do."""

    level_mg: int | None = None
    level_at: Moment | None = None
    left_at: Moment | None = None
    calm: Calm | None = None
    last: Moment | None = None


def weigh(platform: Platform, weight_mg: int, at: Moment, rules: Rules) -> tuple[Platform, tuple[Observation, ...]]:
    """Fold one reading in. Gives the platform as it is then, and what that says: mostly nothing, at most one thing."""
    if platform.last is not None and at.mono_ms - platform.last.mono_ms > rules.gap_ms:
        platform = Platform()
    calm = _extended(platform.calm, weight_mg, at, rules)
    platform = changed(platform, calm=calm, last=at, left_at=_left_at(platform, weight_mg, at, rules))
    if at.mono_ms - calm.since.mono_ms < rules.settle_ms:
        return platform, ()
    return _settled(platform, calm, at, rules)


def _extended(calm: Calm | None, weight_mg: int, at: Moment, rules: Rules) -> Calm:
    if calm is not None:
        low, high = min(calm.low_mg, weight_mg), max(calm.high_mg, weight_mg)
        if high - low <= 2 * rules.noise_mg:
            return Calm(calm.since, low, high, calm.sum_mg + weight_mg, calm.count + 1)
    return Calm(at, weight_mg, weight_mg, weight_mg, 1)


def _left_at(platform: Platform, weight_mg: int, at: Moment, rules: Rules) -> Moment | None:
    """Since when the readings have been away from the level; None while they are at it."""
    if platform.level_mg is None or abs(weight_mg - platform.level_mg) <= 2 * rules.noise_mg:
        return None
    return platform.left_at or at


def _settled(platform: Platform, calm: Calm, at: Moment, rules: Rules) -> tuple[Platform, tuple[Observation, ...]]:
    """A whole window was calm: the level is its mean. The next window begins with the next reading."""
    level, mean = platform.level_mg, calm.mean_mg
    if level is None:
        return Platform(mean, at, last=at), (LoadHint(mean, at),)
    if abs(mean - level) < rules.min_step_mg:
        return _drifted(changed(platform, calm=None), mean - level, at, rules), ()
    step = LoadStep(level, mean, platform.left_at or calm.since)
    return Platform(mean, at, last=at), (step,)


def _drifted(platform: Platform, by_mg: int, at: Moment, rules: Rules) -> Platform:
    assert platform.level_mg is not None
    assert platform.level_at is not None
    allowed = rules.drift_mg_per_min * (at.mono_ms - platform.level_at.mono_ms) // 60_000
    if not allowed:
        return platform  # `level_at` stays: small allowances add up
    return changed(platform, level_mg=platform.level_mg + max(-allowed, min(by_mg, allowed)), level_at=at)


@value
class Weighed:
    """A change of weight in units: `quantity` has its sign, `residual_mg` is what the units leave unexplained.

    `confident`: exactly this quantity fits the weight, its neighbours do not.
    """

    quantity: int
    residual_mg: int
    confident: bool


def quantity_of(delta_mg: int, unit_mg: int, tolerance_mg: int, noise_mg: int = 0) -> Weighed:
    """How many units of `unit_mg` a change is, when each may be off by `tolerance_mg` and the shelf by `noise_mg`.

    Raises `ValueError` for a unit without weight.
    """
    if unit_mg <= 0:
        raise ValueError("a unit must weigh something")
    weight = abs(delta_mg)
    count = round_div(weight, unit_mg)

    def fits(n: int) -> bool:
        return abs(weight - n * unit_mg) <= n * tolerance_mg + noise_mg

    sign = -1 if delta_mg < 0 else 1
    confident = count > 0 and fits(count) and not fits(count - 1) and not fits(count + 1)
    return Weighed(sign * count, delta_mg - sign * count * unit_mg, confident)


def round_div(dividend: int, divisor: int) -> int:
    """The nearest whole quotient, halves away from zero; `divisor` is positive. Exact for any size."""
    half_up = (2 * abs(dividend) + divisor) // (2 * divisor)
    return half_up if dividend >= 0 else -half_up
