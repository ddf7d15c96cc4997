"""UUIDv7 from a moment and a seed: well-formed, the same again, in order of time."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.uuid7 import MS_MAX, uuid7

moments = st.integers(min_value=0, max_value=MS_MAX)


@given(moments, st.binary(max_size=40))
def test_is_a_version_7_uuid_that_holds_its_moment(ms, seed):
    text = uuid7(ms, seed)
    parsed = uuid.UUID(text)
    assert str(parsed) == text
    assert parsed.version == 7
    assert parsed.variant == uuid.RFC_4122
    assert parsed.int >> 80 == ms


@given(moments, moments, st.binary(max_size=8), st.binary(max_size=8))
def test_text_sorts_by_moment_whatever_the_seed(one, other, seed, another):
    if one < other:
        assert uuid7(one, seed) < uuid7(other, another)


def test_the_same_moment_and_seed_give_the_same_id_and_another_seed_another():
    assert uuid7(1_700_000_000_000, b"scan-1") == uuid7(1_700_000_000_000, b"scan-1")
    assert uuid7(1_700_000_000_000, b"scan-1") != uuid7(1_700_000_000_000, b"scan-2")


def test_all_74_random_bits_come_from_the_seed():
    seen_or = seen_and = uuid.UUID(uuid7(0, b"0")).int
    for n in range(200):
        value = uuid.UUID(uuid7(0, str(n).encode())).int
        seen_or, seen_and = seen_or | value, seen_and & value
    assert (seen_or & ~seen_and).bit_count() == 74


@pytest.mark.parametrize("ms", [-1, MS_MAX + 1])
def test_a_moment_outside_48_bits_is_refused(ms):
    with pytest.raises(ValueError, match="ms since 1970"):
        uuid7(ms, b"")
