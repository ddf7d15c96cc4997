"""Presence: reads of tags in a zone become arrivals, departures and passages."""

import pytest

from edge.core import presence
from edge.core.presence import Arrived, Departed, Passed, Rules, Zone
from edge.core.read import Moment

A, B, C = b"\x0a" * 12, b"\x0b" * 12, b"\x0c" * 12


def at(ms: int) -> Moment:
    return Moment(1_000_000 + ms, ms)


def test_a_tag_arrives_with_enough_reads_and_only_once() -> None:
    zone = Zone(Rules(min_reads=2))
    assert zone.see(A, 1, at(0)) is None
    assert zone.see(A, 1, at(10)) == Arrived(A, at(10))
    assert zone.see(A, 5, at(20)) is None
    assert zone.see(B, 3, at(30)) == Arrived(B, at(30))
    assert zone.present == 2


def test_a_tag_departs_when_it_was_not_read_for_long_enough() -> None:
    zone = Zone(Rules(min_reads=1, departed_ms=1_000))
    zone.see(A, 1, at(0))
    zone.see(B, 1, at(100))
    zone.see(A, 1, at(600))
    assert zone.due_ms() == 1_000
    assert zone.tick(at(1_099)) == []
    assert zone.tick(at(1_100)) == [Departed(B, at(100))]
    assert zone.due_ms() == 1_600
    assert zone.tick(at(1_600)) == [Departed(A, at(600))]
    assert (zone.due_ms(), zone.present) == (None, 0)
    assert zone.see(A, 1, at(2_000)) == Arrived(A, at(2_000))


def test_a_tag_read_too_seldom_leaves_without_a_word() -> None:
    zone = Zone(Rules(min_reads=3, departed_ms=1_000))
    zone.see(A, 1, at(0))
    assert zone.tick(at(5_000)) == []
    assert zone.due_ms() is None


def test_a_passage_is_all_that_came_in_together() -> None:
    zone = Zone(Rules(min_reads=2, passage_ms=1_000, is_portal=True))
    zone.see(B, 2, at(0))
    zone.see(A, 1, at(400))
    zone.see(A, 1, at(900))
    zone.see(C, 1, at(950))  # read too seldom
    assert zone.tick(at(1_899)) == []
    assert zone.due_ms() == 1_900
    zone.see(A, 3, at(1_000))
    assert zone.tick(at(1_900)) == [Passed(((A, 5, None), (B, 2, None)), at(0))]
    assert zone.tick(at(3_000)) == []


def test_a_zone_that_is_no_portal_has_no_passages() -> None:
    zone = Zone(Rules(min_reads=1, passage_ms=10))
    zone.see(A, 1, at(0))
    assert zone.tick(at(500)) == []


def test_a_passage_outlives_tags_that_were_forgotten_before_it_ended() -> None:
    zone = Zone(Rules(min_reads=1, departed_ms=100, passage_ms=1_000, is_portal=True))
    zone.see(A, 1, at(0))
    zone.see(B, 1, at(500))
    assert zone.tick(at(700)) == [Departed(A, at(0)), Departed(B, at(500))]
    assert zone.tick(at(1_500)) == [Passed(((A, 1, None), (B, 1, None)), at(0))]


def test_a_report_that_comes_late_does_not_turn_time_back() -> None:
    zone = Zone(Rules(min_reads=1, departed_ms=1_000))
    zone.see(A, 1, at(900))
    zone.see(A, 1, at(100))
    assert zone.tick(at(1_500)) == []


def test_a_flood_of_tags_is_bounded_and_the_longest_unseen_goes_first(monkeypatch) -> None:
    monkeypatch.setattr(presence, "TAGS_MAX", 3)
    zone = Zone(Rules(min_reads=1))
    for number, epc in enumerate((A, B, C, A, b"\x0d" * 12)):
        zone.see(epc, 1, at(number))
    assert zone.present == 3
    assert zone.see(A, 1, at(10)) is None  # read lately: still known
    assert zone.see(B, 1, at(11)) is not None


def test_a_portal_that_is_never_still_is_cut_into_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "PASSAGE_MS_MAX", 2_000)
    zone = Zone(Rules(min_reads=1, passage_ms=1_000, is_portal=True))
    for number, epc in enumerate((A, B, C)):
        zone.see(epc, 1, at(900 * number))
    assert zone.due_ms() == 2_000
    assert zone.tick(at(2_000)) == [Passed(((A, 1, None), (B, 1, None), (C, 1, None)), at(0))]
    zone.see(b"\x0d" * 12, 1, at(2_100))
    assert zone.due_ms() == 3_100


def test_a_passage_with_very_many_tags_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "PASSAGE_TAGS_MAX", 2)
    zone = Zone(Rules(min_reads=1, passage_ms=1_000, is_portal=True))
    zone.see(A, 1, at(0))
    assert zone.tick(at(20)) == []
    zone.see(B, 1, at(20))
    assert zone.due_ms() == 0
    assert zone.tick(at(20)) == [Passed(((A, 1, None), (B, 1, None)), at(0))]


def test_a_tags_control_word_is_kept_though_some_reads_come_without_it():
    zone = Zone(Rules(min_reads=1, is_portal=True))
    zone.see(A, 1, at(0), 0x31A1)
    zone.see(A, 1, at(10))
    assert zone.tick(at(2_000)) == [Passed(((A, 2, 0x31A1),), at(0))]
