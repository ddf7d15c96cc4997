"""Which looks a frame gets: cheap when nothing happens, patient with a label that is hard to read."""

from collections import Counter

import numpy as np
import pytest

from drivers import camera_eye
from drivers.camera_eye import Eye
from drivers.camera_looks import LOOKS, Engines
from drivers.camera_zbar import Zbar
from drivers.symbols import Wanted
from edge.core.appearance import InView, Rules, observe
from simulators.labels import Wear, askew, render

ENGINES = Engines(Wanted(), Zbar(()))
RULES = Rules(votes=2, holdoff_ms=1000)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each look was taken."""
    taken: Counter[str] = Counter()

    def counting(name, look):
        def counted(picture, engines):
            taken[name] += 1
            return look(picture, engines)

        return counted

    monkeypatch.setattr(camera_eye, "first_look", counting("first", camera_eye.first_look))
    monkeypatch.setattr(camera_eye, "LOOKS", {name: counting(name, look) for name, look in LOOKS.items()})
    return taken


def canvas(*labels: tuple[np.ndarray, int, int], mover: int | None = None) -> np.ndarray:
    """A grey bench with labels at (left, top), and a dark box passing below at `mover`."""
    picture = np.full((480, 640), 120, np.uint8)
    for label, left, top in labels:
        picture[top : top + label.shape[0], left : left + label.shape[1]] = label
    if mover is not None:
        picture[420:470, mover : mover + 60] = 20
    return picture


def watch(pictures, share: float = 1.0, step_ms: int = 100, spent=lambda: 0.0) -> list[tuple[int, bytes]]:
    """Run frames through eye and appearances; gives what counted, and when."""
    eye, view, counted = Eye(ENGINES, share, spent), InView(), []
    for number, picture in enumerate(pictures):
        seen = eye.see(picture, number * step_ms, view)
        view, appeared = observe(view, seen.read, seen.still, number * step_ms, RULES)
        counted += [(number * step_ms, sighting.data) for sighting in appeared]
    return counted


EASY = (render("4006381333931", "EAN13", 2), 40, 40)
TILTED = (askew(render("LOC-A-01", "Code128", 2), Wear(tilt_deg=40, paper=120)), 250, 30)


def test_an_empty_bench_costs_one_look_a_second_once_it_is_known(looks: Counter[str]) -> None:
    assert watch([canvas()] * 100) == []
    assert 9 <= looks["first"] <= 11
    assert all(looks[name] <= 1 for name in LOOKS)


def test_noise_is_no_movement(looks: Counter[str]) -> None:
    rng = np.random.default_rng(2)
    noisy = [np.clip(canvas() + rng.normal(0, 8, (480, 640)), 0, 255).astype(np.uint8) for _ in range(40)]
    watch(noisy)
    assert looks["first"] <= 5


def test_a_small_label_that_is_put_down_is_a_movement() -> None:
    small = (render("A7", "DataMatrix", 3), 300, 200)
    assert watch([canvas()] * 12 + [canvas(small)]) == [(1200, b"A7")]


def test_an_easy_label_counts_in_its_second_frame(looks: Counter[str]) -> None:
    assert watch([canvas(), *[canvas(EASY)] * 3]) == [(200, b"4006381333931")]


def test_a_tilted_label_is_found_within_a_round_of_looks_and_counts_once() -> None:
    counted = watch([canvas(TILTED)] * 60)
    assert [data for _, data in counted] == [b"LOC-A-01"]
    assert counted[0][0] <= 2000


def test_a_tilted_label_beside_constant_movement_does_not_seem_to_leave_and_come_back() -> None:
    """A look costs 50 ms on this clock and 3 a second are paid for: a round of all takes longer than the hold-off."""
    pictures = [canvas(TILTED, mover=(n * 37) % 560) for n in range(150)]
    clock = iter(range(10_000))
    counted = watch(pictures, share=0.15, spent=lambda: next(clock) * 0.05)
    assert [data for _, data in counted] == [b"LOC-A-01"]


def test_a_tilted_label_that_lay_still_has_not_been_away_when_something_moves() -> None:
    pictures = [*[canvas(TILTED)] * 60, *[canvas(TILTED, mover=(n * 37) % 560) for n in range(30)]]
    assert [data for _, data in watch(pictures)] == [b"LOC-A-01"]


def test_a_label_taken_away_is_not_still_there() -> None:
    pictures = [*[canvas(EASY)] * 5, *[canvas()] * 15, *[canvas(EASY)] * 5]
    assert [data for _, data in watch(pictures)] == [b"4006381333931"] * 2


def test_looks_after_the_first_stay_within_their_share(looks: Counter[str]) -> None:
    """Every look costs 50 ms on this clock, and a quarter of one core is theirs: 5 a second."""
    clock = iter(range(10_000))
    moving = [canvas(mover=(n * 37) % 560) for n in range(100)]
    watch(moving, share=0.25, spent=lambda: next(clock) * 0.05)
    assert looks["first"] == 100
    assert 45 <= sum(looks[name] for name in LOOKS) <= 60


def test_without_a_share_there_is_only_the_first_look(looks: Counter[str]) -> None:
    watch([canvas(mover=(n * 37) % 560) for n in range(10)], share=0.0)
    assert set(looks) == {"first"}


def test_engines_that_are_missing_are_not_looked_with(looks: Counter[str]) -> None:
    watch([canvas(mover=(n * 37) % 560) for n in range(30)])
    assert looks["zbar"] == 0
