"""Before a camera: what belongs to one label is told together, and what needs others waits for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.frame_labels import WAIT_MS, Waiting, gather
from edge.core.read import Symbol

SSCC = Symbol(b"00106141412345678908", "]C1")
OTHER_SSCC = Symbol(b"00106141412345678915", "]C1")
CONTENT = Symbol(b"02095212345432133724", "]C1")
LOT = Symbol(b"10LOT-7", "]C1")
ITEM = Symbol(b"0109521234543213", "]C1")
EAN = Symbol(b"9521234543213", "]E0")
PLAIN = Symbol(b"A-01-1", "]C0")
ALL = (SSCC, OTHER_SSCC, CONTENT, LOT, ITEM, EAN, PLAIN)


def told(*appeared: Symbol, view: tuple[Symbol, ...] = ()) -> list[tuple[Symbol, ...]]:
    return gather(Waiting(), appeared, (*view, *appeared), 0)[1]


def test_symbols_that_appear_together_are_one_label():
    assert told(SSCC, CONTENT, LOT) == [(SSCC, CONTENT, LOT)]


def test_a_symbol_that_stands_alone_is_told_at_once():
    assert told(SSCC) == [(SSCC,)]
    assert told(PLAIN) == [(PLAIN,)]
    assert told(EAN) == [(EAN,)]


def test_a_part_is_told_with_what_is_in_view_and_completes_it():
    assert told(CONTENT, view=(SSCC,)) == [(CONTENT, SSCC)]


def test_what_stands_alone_does_not_tell_what_was_told_again():
    assert told(ITEM, view=(LOT,)) == [(ITEM,)]


def test_a_part_waits_for_the_rest_of_its_label():
    waiting, labels = gather(Waiting(), [LOT], [LOT], 1_000)
    assert labels == []
    waiting, labels = gather(waiting, [ITEM], [LOT, ITEM], 1_000 + WAIT_MS - 1)
    assert labels == [(LOT, ITEM)]
    assert waiting == Waiting()


def test_a_part_whose_label_never_comes_is_told_as_the_part_it_is():
    waiting, _ = gather(Waiting(), [LOT], [LOT], 1_000)
    waiting, labels = gather(waiting, [], [LOT], 1_000 + WAIT_MS)
    assert labels == [(LOT,)]
    assert waiting == Waiting()


def test_of_two_pallets_in_one_picture_nobody_knows_whose_content_it_is():
    assert told(SSCC, OTHER_SSCC, CONTENT) == [(SSCC,), (OTHER_SSCC,), (CONTENT,)]


def test_plain_codes_never_wait_and_join_nothing():
    assert told(PLAIN, SSCC, LOT) == [(PLAIN,), (SSCC, LOT)]


@given(st.lists(st.lists(st.sampled_from(ALL), unique=True, max_size=4), max_size=8))
def test_every_symbol_that_appears_is_told_exactly_once_as_a_first(frames):
    waiting, view, at = Waiting(), list[Symbol](), 0
    appeared, first = list[Symbol](), list[Symbol]()
    for frame in [*frames, [], []]:
        fresh = [symbol for symbol in frame if symbol not in view]
        appeared += fresh
        view += fresh
        leaning = set(view) - set(fresh) - set(waiting.since)
        waiting, labels = gather(waiting, fresh, view, at)
        first += [symbol for label in labels for symbol in label if symbol not in leaning]
        at += WAIT_MS
    assert sorted(map(repr, first)) == sorted(map(repr, appeared))


@pytest.mark.parametrize("many", [8, 40])
def test_more_symbols_than_a_label_has_are_told_one_by_one(many):
    lots = [Symbol(f"9{n % 10}X{n}".encode(), "]C1") for n in range(many)]
    assert sum(len(label) for label in told(*dict.fromkeys(lots))) == len(set(lots))
