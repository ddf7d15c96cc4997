"""Many frames of one label become one code, once an appearance."""

import pytest

from edge.core.appearance import IN_VIEW_MAX, InView, Rules, Sighting, observe

RULES = Rules(votes=2, holdoff_ms=2000)


def seen(text: str, engine: str = "zxing", *, sure: bool = False, aim: str = "]C0") -> Sighting:
    return Sighting("Code128", text.encode(), "Code128", aim, engine, sure)


def fold(*frames: tuple[int, list[Sighting], list[Sighting]], rules: Rules = RULES) -> list[tuple[int, str]]:
    """Frames are (at_ms, read, still there); gives what counted, and when."""
    view, counted = InView(), []
    for at_ms, read, still in frames:
        view, appeared = observe(view, read, [s.key for s in still], at_ms, rules)
        counted += [(at_ms, sighting.data.decode()) for sighting in appeared]
    return counted


A, B = seen("A"), seen("B")
SURE = seen("S", sure=True)

CASES = {
    "once is not enough": ([(0, [A], [])], []),
    "twice counts, at the second": ([(0, [A], []), (100, [A], [])], [(100, "A")]),
    "two engines in one frame count at once": ([(0, [A, seen("A", "zbar")], [])], [(0, "A")]),
    "one engine twice in one frame is one vote": ([(0, [A, A], [])], []),
    "what proves itself counts at once": ([(0, [SURE], [])], [(0, "S")]),
    "a label that stays counts once": ([(t, [SURE], []) for t in range(0, 20_000, 100)], [(0, "S")]),
    "two labels count both": ([(0, [A, B], []), (100, [B, A], [])], [(100, "B"), (100, "A")]),
    "missed for less than the hold-off is still there": (
        [(0, [SURE], []), (100, [], []), (2000, [], []), (2050, [SURE], [])],
        [(0, "S")],
    ),
    "away for the hold-off counts again": (
        [(0, [SURE], []), (100, [], []), (2100, [], []), (2200, [SURE], [])],
        [(0, "S"), (2200, "S")],
    ),
    "a pause in the pictures is no absence": ([(0, [SURE], []), (60_000, [SURE], [])], [(0, "S")]),
    "one frame without it after a pause is no hold-off": (
        [(0, [SURE], []), (60_000, [], []), (60_100, [SURE], [])],
        [(0, "S")],
    ),
    "an unchanged picture keeps what counted": (
        [(0, [SURE], []), *((t, [], [SURE]) for t in range(100, 9000, 100)), (9000, [SURE], [])],
        [(0, "S")],
    ),
    "an unchanged picture is no vote": ([(0, [A], []), (100, [], [A]), (200, [], [A])], []),
    "a doubt that is not read again is forgotten": (
        [(0, [A], []), (100, [], [A]), (2100, [], [A]), (2200, [A], []), (2300, [A], [])],
        [(2300, "A")],
    ),
    "after an absence it must win its votes again": (
        [(0, [A], []), (100, [A], []), (200, [], []), (2200, [], []), (2300, [A], []), (2400, [A], [])],
        [(100, "A"), (2400, "A")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_appearances(name: str) -> None:
    frames, expected = CASES[name]
    assert fold(*frames) == expected


def test_more_votes_can_be_asked_for() -> None:
    frames = [(t, [A], []) for t in range(0, 500, 100)]
    assert fold(*frames, rules=Rules(votes=4)) == [(300, "A")]


def test_the_aim_identifier_is_kept_from_whichever_engine_knows_it() -> None:
    view, _ = observe(InView(), [seen("A", "zbar", aim="")], (), 0, RULES)
    _, appeared = observe(view, [seen("A", "zxing", aim="]C1")], (), 100, RULES)
    assert [sighting.aim for sighting in appeared] == ["]C1"]


def test_the_view_says_what_is_in_doubt_and_what_is_missed() -> None:
    view, _ = observe(InView(), [A, SURE], (), 0, RULES)
    assert view.doubtful == {A.key}
    view, _ = observe(view, [A], (), 100, RULES)
    assert not view.doubtful
    assert view.missed == {SURE.key}


def test_no_picture_fills_the_memory() -> None:
    view = InView()
    for wave in range(3):
        crowd = [seen(f"{wave}-{n}", sure=True) for n in range(IN_VIEW_MAX)]
        view, _ = observe(view, crowd, (), wave * 100, RULES)
    assert len(view.tracks) == IN_VIEW_MAX
