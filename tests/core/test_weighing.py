"""Noise is no step, a clean step is exactly one, a gap is a hint, and a quantity is exact or not confident."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.read import Moment
from edge.core.weighing import LoadHint, LoadStep, Platform, Rules, Weighed, quantity_of, round_div, weigh

RULES = Rules(noise_mg=5_000, settle_ms=800, gap_ms=15_000, min_step_mg=20_000, drift_mg_per_min=500)
HZ5 = 200
WALL_0 = 1_700_000_000_000


def at(ms: int) -> Moment:
    return Moment(WALL_0 + ms, ms)


def told(readings, rules=RULES):
    """Everything the fold says to `(ms, mg)` readings."""
    platform, said = Platform(), []
    for ms, mg in readings:
        platform, observations = weigh(platform, mg, at(ms), rules)
        said += observations
    return said


def held(mg: int, since_ms: int, for_ms: int, every_ms: int = HZ5):
    """A load at rest."""
    return [(ms, mg) for ms in range(since_ms, since_ms + for_ms, every_ms)]


def test_a_clean_pick_is_one_step_from_where_it_began():
    said = told(held(500_000, 0, 2_000) + held(400_000, 2_000, 2_000))
    assert said == [LoadHint(500_000, at(800)), LoadStep(500_000, 400_000, at(2_000))]
    assert said[1].delta_mg == -100_000
    assert said[1].id("shelf/a") == f"shelf/a/{WALL_0 + 2_000}/400000"


def test_a_step_is_told_once_and_not_before_the_load_rests():
    swing = [(2_000 + i * HZ5, 400_000 + (30_000 if i % 2 else -30_000)) for i in range(20)]
    readings = held(500_000, 0, 2_000) + swing + held(400_000, 6_000, 10_000)
    steps = [one for one in told(readings) if isinstance(one, LoadStep)]
    assert steps == [LoadStep(500_000, 400_000, at(2_000))]
    assert [one for one in told(readings[:30]) if isinstance(one, LoadStep)] == []


def test_a_knock_that_comes_back_is_nothing():
    knock = [(2_000, 900_000), (2_200, 100_000)]
    assert told(held(500_000, 0, 2_000) + knock + held(500_000, 2_400, 5_000)) == [LoadHint(500_000, at(800))]


def test_a_knock_does_not_date_the_step_that_follows_it():
    readings = [*held(0, 0, 2_000), (2_000, 900_000), *held(0, 2_200, 4_000), *held(100_000, 6_200, 2_000)]
    assert told(readings)[-1] == LoadStep(0, 100_000, at(6_200))


def test_two_acts_without_rest_between_them_are_one_step():
    readings = held(500_000, 0, 2_000) + held(400_000, 2_000, 400) + held(300_000, 2_400, 2_000)
    assert told(readings)[1:] == [LoadStep(500_000, 300_000, at(2_000))]


def test_a_change_in_a_gap_is_a_hint_and_no_step():
    readings = held(500_000, 0, 2_000) + held(100_000, 1_800 + RULES.gap_ms + 1, 2_000)
    assert told(readings) == [LoadHint(500_000, at(800)), LoadHint(100_000, at(1_800 + RULES.gap_ms + 801))]


def test_a_pause_up_to_the_gap_is_still_one_signal():
    readings = held(500_000, 0, 2_000) + held(100_000, 1_800 + RULES.gap_ms, 2_000)
    assert told(readings)[1:] == [LoadStep(500_000, 100_000, at(1_800 + RULES.gap_ms))]


def test_a_clock_that_is_set_right_makes_no_gap():
    platform, said = Platform(), []
    for ms, mg in held(500_000, 0, 2_000) + held(400_000, 2_000, 2_000):
        platform, observations = weigh(platform, mg, Moment(WALL_0 + ms + (86_400_000 if ms > 1_000 else 0), ms), RULES)
        said += observations
    assert [type(one) for one in said] == [LoadHint, LoadStep]


def test_a_device_that_reports_on_change_only_is_understood():
    readings = held(500_000, 0, 12_000, every_ms=3_000) + held(400_000, 12_000, 12_000, every_ms=3_000)
    assert told(readings) == [LoadHint(500_000, at(3_000)), LoadStep(500_000, 400_000, at(12_000))]


def test_slow_drift_is_followed_silently():
    hour = [(ms, 500_000 + ms * 400 // 60_000) for ms in range(0, 7_200_000, 3_000)]
    assert told(hour) == [LoadHint(500_010, at(3_000))]


def test_allowances_of_less_than_a_milligram_add_up():
    rules = Rules(drift_mg_per_min=30)  # 0.9 mg from one settled window to the next
    hours = [(ms, 500_000 + ms * 25 // 60_000) for ms in range(0, 16 * 3_600_000, 900)]
    assert told(hours, rules) == [LoadHint(500_000, at(900))]


def test_a_load_taken_away_slowly_is_seen_all_the_same():
    pour = [(ms, max(400_000, 500_000 - ms)) for ms in range(0, 110_000, HZ5)]  # a gram a second
    steps = [one for one in told(pour) if isinstance(one, LoadStep)]
    assert sum(step.delta_mg for step in steps) == pytest.approx(-100_000, abs=RULES.min_step_mg)
    assert len(steps) >= 4


def test_a_change_below_the_smallest_step_is_no_step():
    small = RULES.min_step_mg - 1
    assert told(held(0, 0, 2_000) + held(small, 2_000, 5_000)) == [LoadHint(0, at(800))]
    assert LoadStep(0, small + 1, at(2_000)) in told(held(0, 0, 2_000) + held(small + 1, 2_000, 5_000))


@pytest.mark.parametrize(
    "wrong",
    [
        {"noise_mg": 10_000, "min_step_mg": 20_000},
        {"noise_mg": -1},
        {"settle_ms": 0},
        {"settle_ms": 15_000, "gap_ms": 15_000},
        {"drift_mg_per_min": -1},
    ],
)
def test_rules_that_cannot_work_are_refused(wrong):
    with pytest.raises(ValueError):
        Rules(**wrong)


pauses = st.integers(10, RULES.gap_ms)
noise = st.integers(-RULES.noise_mg, RULES.noise_mg)


@given(st.integers(-(10**9), 10**9), st.lists(st.tuples(pauses, noise), max_size=200))
def test_noise_within_its_bounds_is_never_a_step(load, readings):
    times = itertools.accumulate(pause for pause, _ in readings)
    said = told((ms, load + off) for ms, (_, off) in zip(times, readings, strict=True))
    assert not any(isinstance(one, LoadStep) for one in said)
    assert len(said) <= 1
    assert all(abs(hint.level_mg - load) <= RULES.noise_mg for hint in said)


loads = st.lists(st.integers(0, 100).map(lambda n: n * 3 * RULES.min_step_mg), min_size=1, max_size=10)


@settings(max_examples=50)
@given(loads, st.randoms(use_true_random=False))
def test_any_sequence_of_clean_steps_gives_exactly_those_steps(levels, dice):
    levels = [level for level, _ in itertools.groupby(levels)]
    readings = [
        (i * 4_000 + ms, level + dice.randint(-RULES.noise_mg, RULES.noise_mg))
        for i, level in enumerate(levels)
        for ms in range(0, 4_000, HZ5)
    ]
    said = told(readings)
    assert isinstance(said[0], LoadHint)
    truth = list(itertools.pairwise(levels))
    assert len(said) - 1 == len(truth)
    for i, (step, (before, after)) in enumerate(zip(said[1:], truth, strict=True), start=1):
        assert abs(step.before_mg - before) <= RULES.noise_mg
        assert abs(step.after_mg - after) <= RULES.noise_mg
        assert step.at == at(i * 4_000)
    assert len({step.id("a") for step in said[1:]}) == len(truth)


@given(st.lists(st.tuples(st.integers(0, 30_000), st.integers(-(10**12), 10**12)), max_size=200))
def test_steps_join_up_whatever_the_readings_are(readings):
    times = list(itertools.accumulate(pause for pause, _ in readings))
    level = None
    for one in told(zip(times, (mg for _, mg in readings), strict=True)):
        if isinstance(one, LoadStep):
            assert abs(one.delta_mg) >= RULES.min_step_mg
            assert level is not None
            drift = RULES.drift_mg_per_min * times[-1] // 60_000
            assert abs(one.before_mg - level) <= drift
        level = one.level_mg if isinstance(one, LoadHint) else one.after_mg


@pytest.mark.parametrize(
    ("delta", "unit", "tolerance", "noise_mg", "expected"),
    [
        (-300_000, 100_000, 1_000, 0, Weighed(-3, 0, True)),
        (302_000, 100_000, 1_000, 0, Weighed(3, 2_000, True)),
        (-302_000, 100_000, 1_000, 0, Weighed(-3, -2_000, True)),
        (304_000, 100_000, 1_000, 0, Weighed(3, 4_000, False)),  # more than three tolerances off
        (304_000, 100_000, 1_000, 1_000, Weighed(3, 4_000, True)),  # but the shelf is noisy
        (3_000_000, 100_000, 4_000, 0, Weighed(30, 0, False)),  # 29 heavy ones and 31 light ones weigh that too
        (225_000, 100_000, 25_000, 0, Weighed(2, 25_000, False)),  # or three that are all light
        (1_000_000, 100_000, 4_000, 0, Weighed(10, 0, True)),
        (40_000, 100_000, 1_000, 0, Weighed(0, 40_000, False)),
        (0, 100_000, 1_000, 0, Weighed(0, 0, False)),
        (10_000, 10_000, 0, 10_000, Weighed(1, 0, False)),  # the noise alone could be one unit
    ],
)
def test_a_weight_is_a_quantity_when_only_one_quantity_fits(delta, unit, tolerance, noise_mg, expected):
    assert quantity_of(delta, unit, tolerance, noise_mg) == expected


def test_a_unit_without_weight_has_no_quantity():
    with pytest.raises(ValueError, match="weigh something"):
        quantity_of(1, 0, 0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**6))
def test_quantity_and_residual_make_the_weight_again_and_signs_mirror(delta, unit, tolerance, noise_mg):
    one = quantity_of(delta, unit, tolerance, noise_mg)
    assert one.quantity * unit + one.residual_mg == delta
    assert 2 * abs(one.residual_mg) <= unit
    mirror = quantity_of(-delta, unit, tolerance, noise_mg)
    assert (mirror.quantity, mirror.residual_mg, mirror.confident) == (-one.quantity, -one.residual_mg, one.confident)


@given(st.integers(1, 40), st.integers(1_000, 10**7), st.data())
def test_units_within_their_tolerance_are_counted_right_or_not_confidently(count, unit, data):
    tolerance = data.draw(st.integers(0, unit // 4))
    weight = sum(unit + data.draw(st.integers(-tolerance, tolerance)) for _ in range(count))
    one = quantity_of(weight, unit, tolerance)
    assert one.quantity == count or not one.confident


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**10))
def test_rounding_is_to_the_nearest(dividend, divisor):
    assert 2 * abs(round_div(dividend, divisor) * divisor - dividend) <= divisor
