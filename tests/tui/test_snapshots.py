"""The work screen looks as it was accepted: five sizes, four states, two languages."""

import pytest

from tests.tui import snapshots
from tests.tui.snapshots import ACCEPT, FOLDER, NEW, SCENES, SEATS, Seat, changed, taken


@pytest.mark.parametrize("seat", SEATS, ids=lambda seat: f"{seat.size[0]}x{seat.size[1]}-{seat.lang}")
async def test_the_screen_looks_as_it_was_accepted(seat: Seat) -> None:
    differ = changed(await taken(seat))
    assert not differ, f"look at {[str((NEW / name).with_suffix('.html')) for name in differ]}; if right: {ACCEPT}"


def test_forty_pictures_are_held_and_no_other() -> None:
    named = {seat.file(scene) for seat in SEATS for scene in SCENES}
    assert len(named) == 40
    assert {path.name for path in FOLDER.iterdir()} == named


def test_a_picture_that_differs_is_shown_beside_the_accepted_one(tmp_path, monkeypatch) -> None:
    name = SEATS[0].file("idle")
    monkeypatch.setattr(snapshots, "NEW", tmp_path)
    other = snapshots.accepted(name).replace("</svg>", "<!-- other --></svg>")
    assert changed({name: other}) == [name]
    shown = (tmp_path / name).with_suffix(".html").read_text(encoding="utf-8")
    assert ACCEPT in shown
    assert shown.count("<svg") == 2
    assert changed({name: snapshots.accepted(name)}) == []
