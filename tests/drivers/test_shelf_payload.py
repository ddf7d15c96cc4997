"""What the shelf driver takes for a weight, and what it refuses."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.shelf_scale import GRAMS_MAX, PAYLOAD_BYTES_MAX, ShelfOptions, Topics, weight_of
from edge.core.read import WeightSeen


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b'{"g": 1234.5, "stable": true, "n": 17}', WeightSeen("a", 1_234_500, stable=True, sample=17)),
        (b'{"g": 1234.5}', WeightSeen("a", 1_234_500)),
        (b'{"g": 1, "battery": {"v": 3}}', WeightSeen("a", 1_000)),
        (b"1234.5", WeightSeen("a", 1_234_500)),
        (b" -0.25\n", WeightSeen("a", -250)),
        (b"0.1", WeightSeen("a", 100)),
        (b"8.2045", WeightSeen("a", 8_204)),  # half a milligram: to the even one
        (b"8.2055", WeightSeen("a", 8_206)),
        (b"8.0005", WeightSeen("a", 8_000)),  # which no binary float is exactly
        (b"1e3", WeightSeen("a", 1_000_000)),
        (b"1e-400", WeightSeen("a", 0)),
        (b"33554432.033", WeightSeen("a", 33_554_432_033)),  # more than a float of 32 bits holds
    ],
)
def test_a_weight_is_whole_milligrams_exactly(payload, expected):
    assert weight_of("a", payload) == expected


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"heavy",
        b"\xff\xfe",
        b"null",
        b"true",
        b'"12.5"',
        b"[12.5]",
        b"{}",
        b'{"g": true}',
        b'{"g": "12"}',
        b'{"g": null}',
        b'{"g": 1, "stable": 1}',
        b'{"g": 1, "n": -1}',
        b'{"g": 1, "n": 1.5}',
        b'{"g": 1, "n": 1e99}',
        b'{"kg": 1}',
        b"NaN",
        b"Infinity",
        b"1e999999999999999999999",
        b"1e999999",
        str(GRAMS_MAX + 1).encode(),
        b"[" * PAYLOAD_BYTES_MAX,
        b"1" + b" " * PAYLOAD_BYTES_MAX,
    ],
)
def test_what_states_no_weight_is_none(payload):
    assert weight_of("a", payload) is None


@pytest.mark.parametrize("point", ["a b", "a\x1b[31m", "x" * 65, "[b]"])
def test_a_platform_with_a_name_nobody_gives_is_refused(point):
    assert weight_of(point, b"1") is None


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(payload):
    weight_of("a", payload)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_no_json_makes_it_raise(value):
    weight_of("a", json.dumps({"g": value, "stable": value, "n": value}).encode())


@given(st.integers(-(10**12), 10**12))
def test_milligrams_come_through_as_they_were(weight_mg):
    sign, mg = "-" if weight_mg < 0 else "", abs(weight_mg)
    seen = weight_of("a", f'{{"g": {sign}{mg // 1000}.{mg % 1000:03}}}'.encode())
    assert seen == WeightSeen("a", weight_mg)


def test_the_plus_of_the_pattern_names_the_platform():
    assert Topics("shelf/+/weight").point("shelf/a/weight") == "a"
    assert Topics("shelf/+/weight").point("shelf/a/b/weight") is None
    assert Topics("shelf/+/weight").point("rack/a/weight") is None
    assert Topics("site/scale").point("site/scale") == ""


@pytest.mark.parametrize(
    "options",
    [
        {"topic": "shelf/#"},
        {"topic": "+/+/weight"},
        {"topic": "shelf/a+/weight"},
        {"topic": ""},
        {"port": 0},
        {"tls_cert": "/a", "tls_key": "/b"},
        {"tls_ca": "/ca", "tls_cert": "/a"},
        {"silence_s": 0},
        {"hosts": "x"},
    ],
)
def test_options_that_cannot_work_are_refused(options):
    with pytest.raises(ValueError):
        ShelfOptions(**options)
