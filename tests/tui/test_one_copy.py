"""That entries stand on one disk alone is said in the first row, at every size, and no more once it is over."""

from pathlib import Path

import pytest

from tests.tui.screens import SIZES, drawn, screen, until
from tests.tui.script_daemon import PICK, ScriptDaemon
from tui.catalogue import Catalogue


@pytest.mark.parametrize("size", SIZES)
async def test_one_copy_stands_in_the_first_row_while_it_is_so(tmp_path: Path, size: tuple[int, int]) -> None:
    word = Catalogue("en").say("ui-one-copy", short=size[0] < 32)
    async with ScriptDaemon(tmp_path / "s", PICK) as daemon, screen(daemon, size) as (app, pilot):
        await until(pilot, lambda: app.state.view is not None)
        assert word not in drawn(app).splitlines()[0]
        daemon.show(unsent=12, online=False, one_copy=True, devices_down=1)
        await until(pilot, lambda: word in drawn(app).splitlines()[0])
        assert "12" in drawn(app).splitlines()[0]
        daemon.show(unsent=0, online=True, one_copy=False)
        await until(pilot, lambda: word not in drawn(app).splitlines()[0])


@pytest.mark.parametrize("size", SIZES)
async def test_a_box_without_a_central_says_so_calmly_where_there_is_room(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    words = Catalogue("en")
    async with ScriptDaemon(tmp_path / "s", PICK) as daemon, screen(daemon, size) as (app, pilot):
        await until(pilot, lambda: app.state.view is not None)
        daemon.show(local=True, online=False, unsent=0)
        await until(pilot, lambda: app.state.view.state.local)
        await until(pilot, lambda: (words.say("ui-local") in drawn(app).splitlines()[0]) == (size[0] >= 80))
        first = drawn(app).splitlines()[0]
        assert words.say("ui-offline") not in first
        assert app.state.signs.offline not in first
        daemon.show(devices_down=1)
        await until(pilot, lambda: "1" in drawn(app).splitlines()[0])


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_word_leaves_room_on_a_gun(lang: str) -> None:
    assert len(Catalogue(lang).say("ui-one-copy", short=True)) <= 7
