"""What the panes of the desk show: portal, map, sync, an entry with its evidence, colours, the menu."""

from pathlib import Path

import pytest

from edge.control import DeviceRow, Feed, MovementRow, PictureRow, PortalRow, ReadRow, SyncRow
from tests.tui.screens import drawn, screen, until
from tests.tui.script_daemon import PICK, ScriptDaemon, greeting, movements, portals
from tui.trend import KEPT, Trends, spark

STEPS = "▁▂▃▄▅▆▇█"


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "s"


def desk(socket: Path) -> ScriptDaemon:
    daemon = ScriptDaemon(socket, PICK)
    daemon.greeting = greeting()
    return daemon


def moved(source: str, target: str) -> Feed:
    row = MovementRow(seq=9, kind="move", what="TEA", qty=1, source=source, target=target, operator="op", at_ms=1)
    return Feed(topic="movements", items=[row])


async def test_a_passage_is_seen_live_expected_beside_seen(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f6", "f6")
        await until(pilot, lambda: "Missing 1" in drawn(app) and "ASN-4711" in drawn(app))
        assert "! 00340063810000000013" in drawn(app)
        assert "✗ 3034257BF400B7800004CB2F" in drawn(app)
        row = portals()[0].model_copy(update={"state": "passing", "seen": 14, "missing": [], "extra": []})
        daemon.tell(Feed(topic="portals", items=[row]))
        await until(pilot, lambda: "PASSING" in drawn(app) and "Missing 0" in drawn(app))


async def test_the_portal_that_something_passes_comes_to_the_front_until_another_is_chosen(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        rows = [PortalRow(zone=f"door-{n}", location=f"DOCK-{n}", at_ms=n) for n in (1, 2, 3)]
        rows[0] = rows[0].model_copy(update={"state": "passing"})
        await pilot.press("f6", "f6")
        daemon.tell(Feed(topic="portals", items=rows))
        await until(pilot, lambda: "DOCK-1" in drawn(app))
        await pilot.press("down")
        await until(pilot, lambda: "DOCK-2" in drawn(app))
        daemon.tell(Feed(topic="portals", items=rows))
        await pilot.pause(0.4)
        assert "DOCK-2" in drawn(app)


@pytest.mark.parametrize("size", [(40, 16), (80, 24), (120, 40)])
async def test_every_pane_that_is_offered_keeps_within_its_screen(socket: Path, size: tuple[int, int]) -> None:
    async with desk(socket) as daemon, screen(daemon, size) as (app, pilot):
        for pane in app.panes.offered:
            app.go(pane.name)
            await pilot.pause(0.05)
            rows = drawn(app).splitlines()
            assert len(rows) == size[1]
            assert any("F1" in row for row in rows[-3:]), pane.name


async def test_the_map_shows_bins_by_letters_and_what_stands_in_the_one_under_the_cursor(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.lists.racks, daemon.lists.bins = 1000, 50
        await pilot.press("f7", "f7", "f7", "f7")
        await until(pilot, lambda: "PICK A-000-" in drawn(app) and ".FFMFFB" in drawn(app))
        assert ". empty  F filled  B blocked" in drawn(app)
        await pilot.press("down", "right", "right")
        await until(pilot, lambda: "B-001-02" in drawn(app) and "TEA-0000001" in drawn(app))
        assert any(ask.about == "loc:B-001-02" for ask in daemon.lists.asked if ask.of == "stock")
        await pilot.press("end")
        await until(pilot, lambda: "BULK H-999-" in drawn(app))
        assert sum(ask.of == "map" for ask in daemon.lists.asked) < 10


async def test_a_rack_that_is_wider_than_the_screen_shows_on_which_side_it_goes_on(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        daemon.lists.racks, daemon.lists.bins = 3, 120

        def first() -> str:
            return next((row for row in drawn(app).splitlines() if "PICK A-000-" in row), "").strip()

        await pilot.press("f7", "f7", "f7", "f7")
        await until(pilot, lambda: first().endswith("…"))
        assert first().count("…") == 1
        await pilot.press(*["right"] * 70)
        await until(pilot, lambda: first().count("…") == 2)
        await pilot.press(*["right"] * 50)
        await until(pilot, lambda: first().count("…") == 1 and not first().endswith("…"))


async def test_the_ways_out_stand_in_one_place_where_that_has_room(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        for key in ("f5", "f6", "f7", "f8"):
            await pilot.press(key)
            await until(pilot, lambda: "F10 Leave" in drawn(app).splitlines()[1])
            assert drawn(app).count("F10 Leave") == 1


async def test_a_long_code_in_a_narrow_column_keeps_its_end(socket: Path) -> None:
    units = [one.model_copy(update={"target": "395212342974000017"}) for one in movements(0, 2)]
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        await pilot.press("f7")
        await until(pilot, lambda: app.pane == "movements")
        daemon.tell(Feed(topic="movements", items=units))
        await until(pilot, lambda: "4000017" in drawn(app))
        assert "395212342974000017" not in drawn(app)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "395212342974000017" in drawn(app))


async def test_where_something_was_moved_lights_up_for_some_seconds(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7", "f7", "f7", "f7")
        pane = app.panes.front
        await until(pilot, lambda: "PICK A-000-" in drawn(app))
        now = [1000.0]
        pane._now_s = lambda: now[0]
        daemon.tell(moved("DOCK-1", "A-000-00"))
        await until(pilot, lambda: "PICK A-000-        *FFM" in drawn(app))
        now[0] += 60
        await until(pilot, lambda: "PICK A-000-        .FFM" in drawn(app))
        assert pane._lights is None, "nothing is left to look at"


async def test_the_way_to_central_is_told_with_what_waited(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        await pilot.press("f6", "f6", "f6")
        await until(pilot, lambda: "3 entries wait" in drawn(app))
        daemon.tell(Feed(topic="sync", items=[SyncRow(connected=False, last_seq=50, acked_seq=10, resends=7)]))
        await until(pilot, lambda: "Central is not there" in drawn(app) and "40 entries wait" in drawn(app))
        assert "Sent again  7" in drawn(app)


async def test_an_entry_is_told_whole_with_what_speaks_for_it_and_against_it(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        await pilot.press("f7", "f7", "f7")
        await until(pilot, lambda: "1/500" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "the shelf says 3" in drawn(app))
        for said in ("Entry 500", "PO-4711", "op-17", "gun-1", "damaged-in-transit", "a code was read", "✗ evidence"):
            assert said in drawn(app)
        await pilot.press("escape")
        await until(pilot, lambda: "1/500" in drawn(app))
        assert app.pane == "history"


async def test_a_movement_opens_as_its_entry(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7")
        daemon.tell(moved("DOCK-1", "A-01"))
        await until(pilot, lambda: "DOCK-1" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Entry 9" in drawn(app))
        assert any(ask.about == "entry:9" for ask in daemon.lists.asked)


async def test_the_history_is_of_the_row_from_which_it_is_asked(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7", "f7")
        await until(pilot, lambda: "TEA-0000001" in drawn(app))
        await pilot.press("down", "f4")
        await until(pilot, lambda: "History · item:TEA-0000001" in drawn(app))
        await pilot.press("slash", *"lpn:P-1 tea", "enter")
        await until(pilot, lambda: "History · lpn:P-1" in drawn(app))
        asked = daemon.lists.asked[-1]
        assert (asked.about, asked.search) == ("lpn:P-1", "tea")


async def test_the_picture_of_an_entry_is_drawn_and_its_path_is_told(socket: Path, tmp_path: Path) -> None:
    import cv2
    import numpy as np

    image = np.zeros((480, 640, 3), np.uint8)
    image[:, 320:] = (0, 0, 255)
    path = tmp_path / "picture.jpg"
    cv2.imwrite(str(path), image)
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.lists.pictures = [PictureRow(path=str(path), device="cam1", at_ms=1, width=640, height=480)]
        await pilot.press("f7", "f7", "f7")
        await until(pilot, lambda: "1/500" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "▀▀▀▀▀▀▀▀" in drawn(app))
        assert "Picture of cam1" in drawn(app)
        assert "picture.jpg" in drawn(app)


async def test_a_picture_that_cannot_be_read_is_said_so_with_its_path(socket: Path, tmp_path: Path) -> None:
    path = tmp_path / "none.jpg"
    path.write_bytes(b"\xff\xd8 no picture")
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.lists.pictures = [PictureRow(path=str(path), device="cam1", at_ms=1, width=640, height=480)]
        await pilot.press("f7", "f7", "f7")
        await until(pilot, lambda: "1/500" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: "cannot be read from here" in drawn(app))
        assert "none.jpg" in drawn(app)


async def test_ascii_is_chosen_and_unchosen_while_the_screen_runs(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40), lang="de") as (app, pilot):
        app.menu.use_lang("de")
        app.menu.turn_ascii()
        for pane in app.panes.offered:
            app.go(pane.name)
            await pilot.pause(0.05)
            assert drawn(app).isascii(), pane.name
        app.menu.turn_ascii()
        await until(pilot, lambda: not drawn(app).isascii())


async def test_a_picture_of_the_screen_says_where_it_lies(
    socket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "Mug, blue missing" in drawn(app))
        app.menu.save_picture()
        await until(pilot, lambda: "is in /" in drawn(app))
        (picture,) = tmp_path.glob("wedge-*.svg")
        assert picture.name in drawn(app), "the name is whole, however long the way to it"
        assert "missing" in picture.read_text()
        assert "url(http" not in picture.read_text(), "a picture asks no network for its letters"


async def test_the_palette_leads_to_every_pane(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        said = [command.title for command in app.menu.commands()]
        for name in ("F5 Work", "F6 Live", "F6 Portal", "F6 Sync", "F7 Movements", "F7 Stock", "F7 History", "F7 Map"):
            assert name in said
        assert {"F8 Findings", "F8 Sessions"} <= set(said)
        await pilot.press("f9")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press(*"map", "enter")
        await until(pilot, lambda: app.pane == "map" and len(app.screen_stack) == 1)
        assert daemon.heard == []


async def test_no_color_draws_greys(socket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "Mug" in drawn(app))
        colours = {
            tuple(colour.triplet)
            for row in app.screen._compositor.render_strips()
            for segment in row.apply_filter(app.get_line_filters()[0], app.background_colors[0])
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None and colour.triplet is not None
        }
        assert colours
        assert all(max(one) - min(one) <= 2 for one in colours)


def test_a_trend_is_as_high_as_its_values_and_no_longer_than_its_room() -> None:
    assert spark([0, 7], 9, STEPS) == "▁█"
    assert spark([5, 5, 5], 9, STEPS) == "▁▁▁"
    assert spark(range(100), 3, STEPS) == "▁▅█"
    assert spark([80, 100], 9, STEPS, from_zero=True) == "▇█"
    assert spark([], 9, STEPS) == ""


def test_trends_are_sampled_and_bounded() -> None:
    now = [0.0]
    trends = Trends(lambda: now[0])
    for number in range(1000):
        now[0] += 0.25
        trends.device(DeviceRow(device="d", kind="llrp", up=True, what="", reads=1, per_min=number, place=""))
        trends.read(ReadRow(device="shelf", point="1", kind="weight", text="", at_ms=1, value=float(number)))
        trends.read(ReadRow(device="other", point="1", kind="weight", text="", at_ms=1, value=1.0))
    assert len(trends.rates["d"].values) == KEPT
    assert trends.rates["d"].values[-1] == 999
    assert set(trends.points) == {("shelf", "1"), ("other", "1")}
