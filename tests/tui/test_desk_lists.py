"""Lists at the desk: the cursor, the search, the order, what Enter does, and what a scan does there."""

from pathlib import Path

import pytest

from edge.control import Feed, FindingRow, WithheldRow
from tests.tui.screens import drawn, scan, screen, until
from tests.tui.script_daemon import PICK, ScriptDaemon, greeting, movements, sessions, text
from tui.app import Floor


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "s"


def desk(socket: Path) -> ScriptDaemon:
    daemon = ScriptDaemon(socket, PICK)
    daemon.greeting = greeting()
    return daemon


def foot(app: Floor) -> str:
    return app.parts.foot.render().plain


async def test_a_key_leads_to_its_first_pane_and_again_to_the_next(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        seen = []
        for key in ("f6", "f6", "f6", "f6", "f7", "f7", "f7", "f7", "f8", "f8", "f5"):
            await pilot.press(key)
            seen.append(app.pane)
        assert seen == [
            *("live", "portal", "sync", "live", "movements", "stock", "history", "map", "findings", "sessions", "work")
        ]


async def test_the_tabs_name_the_panes_of_the_key_in_use(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        assert "F7 Movements …" in drawn(app)
        await pilot.press("f7")
        await until(pilot, lambda: "Stock  History  Map" in drawn(app).splitlines()[1])


async def test_a_pane_that_has_no_room_is_not_offered(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        seen = set()
        for key in ("f6", "f6", "f6", "f7", "f7", "f7", "f8", "f8"):
            await pilot.press(key)
            seen.add(app.pane)
        assert seen == {"live", "movements", "findings"}


async def test_the_search_line_takes_what_is_typed_and_nothing_of_it_goes_to_the_daemon(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f6", "slash")
        await until(pilot, lambda: foot(app).startswith("/"))
        await pilot.press(*"CAM")
        await until(pilot, lambda: "/CAM" in foot(app))
        await pilot.press("enter")
        await until(pilot, lambda: "1 device" in drawn(app) and "gun-1  " not in drawn(app).split("Live reads")[0])
        await pilot.press("escape")
        await until(pilot, lambda: "5 devices" in drawn(app))
        await pilot.press("escape")
        assert app.pane == "work"
        assert daemon.heard == []


@pytest.mark.parametrize("keys", [("f6",), ("f7",), ("f8",), ("f8", "f8")])
async def test_a_subject_that_a_list_does_not_know_is_told_with_what_to_type(
    socket: Path, keys: tuple[str, ...]
) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press(*keys, "/", *"item", "colon", *"ART-1", "enter")
        await until(pilot, lambda: "type ART-1 alone" in drawn(app))


async def test_escape_closes_the_search_line_first(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f8", "slash", "x", "escape")
        await until(pilot, lambda: "/ search" in foot(app))
        assert app.pane == "findings"
        assert app.buffer.text == ""
        assert daemon.heard == []


async def test_a_scan_at_a_list_is_an_input_as_everywhere(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7", "f7")
        await scan(pilot, "4006381333931")
        await until(pilot, lambda: daemon.applied)
        assert app.pane == "work"
        assert daemon.applied[0].value == "4006381333931"


async def test_a_scan_with_the_search_line_open_is_looked_for(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7", "f7", "slash")
        await scan(pilot, "TEA-0000012")
        await until(pilot, lambda: any(ask.search == "TEA-0000012" for ask in daemon.lists.asked))
        await until(pilot, lambda: "1/1" in drawn(app))
        assert daemon.heard == []


async def test_what_is_typed_at_a_list_is_seen_before_it_is_sent(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        await pilot.press("f8", *"47")
        await until(pilot, lambda: "→ 47" in foot(app))
        await pilot.press("escape")
        await until(pilot, lambda: "→ 47" not in foot(app))
        assert app.pane == "findings"
        assert daemon.heard == []


async def test_left_and_right_choose_the_column_and_f2_turns(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.tell(Feed(topic="movements", items=movements(0, 8)))
        await pilot.press("f7")
        pane = app.panes.front
        await until(pilot, lambda: "Oat drink" in drawn(app))
        await pilot.press("right", "right", "right", "right")
        await until(pilot, lambda: "Qty▲" in drawn(app))
        order = [row.qty for row in pane.rows.at(0, 8)]
        assert order == sorted(order)
        await pilot.press("f2")
        await until(pilot, lambda: "Qty▼" in drawn(app))
        assert [row.qty for row in pane.rows.at(0, 8)] == order[::-1]
        assert daemon.heard == []


async def test_the_order_of_a_long_list_is_asked_for(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7", "f7")
        await until(pilot, lambda: "TEA-0000000" in drawn(app))
        await pilot.press("right", "f2")
        await until(pilot, lambda: "TEA-0000999" in drawn(app))
        assert daemon.lists.asked[-1].order == "-item"


async def test_a_million_rows_are_paged_through(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.lists.stock = 1_000_000
        await pilot.press("f7", "f7")
        await until(pilot, lambda: "1/1000000" in drawn(app))
        await pilot.press("end")
        await until(pilot, lambda: "TEA-0999999" in drawn(app))
        await pilot.press("pageup")
        await until(pilot, lambda: "TEA-0999950" in drawn(app) and "1000000" in drawn(app))
        await pilot.press("home", "pagedown", "down")
        await until(pilot, lambda: "TEA-0000030" in drawn(app))
        assert sum(ask.count for ask in daemon.lists.asked) < 3000


async def test_rows_of_a_daemon_that_is_away_stay_and_are_marked(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7", "f7")
        await until(pilot, lambda: "TEA-0000003" in drawn(app))
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        assert "TEA-0000003" in drawn(app)
        assert app.panes.front.table._sheet.is_old
        asked = len(daemon.lists.asked)
        await daemon.start()
        await until(pilot, lambda: len(daemon.lists.asked) > asked and not app.panes.front.table._sheet.is_old)


async def test_enter_hands_a_finding_to_the_work(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "Mug, blue missing" in drawn(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: daemon.applied)
        assert (daemon.applied[0].via, daemon.applied[0].value) == ("chosen", "finding/f1")
        assert app.pane == "work"


async def test_enter_hands_a_session_to_the_work(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f8", "f8")
        await until(pilot, lambda: "Jamal" in drawn(app))
        await pilot.press("slash", *"jamal", "enter", "f4")
        await until(pilot, lambda: daemon.applied)
        assert (daemon.applied[0].via, daemon.applied[0].value) == ("chosen", "session/pick-2")


async def test_a_screen_without_a_station_says_how_to_start_it_with_one(socket: Path) -> None:
    from edge.control import Refused
    from tui.setup import Setup

    async with desk(socket) as daemon:
        daemon.view = lambda: Refused(message="desk")
        app = Floor(Setup(socket=socket, terminal="desk"))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("f8")
            await until(pilot, lambda: "Mug, blue missing" in drawn(app))
            await pilot.press("enter")
            await until(pilot, lambda: "wedge tui --station NAME" in drawn(app))
            assert daemon.heard == []
            assert app.pane == "findings"


async def test_function_keys_at_a_list_never_answer_a_prompt_that_is_not_seen(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (_, pilot):
        await pilot.press("f8", "f2", "f3", "f6", "f2", "f5")
        await pilot.pause(0.1)
        assert daemon.heard == []


async def test_a_digit_at_a_list_chooses_nothing_from_a_menu_that_is_not_seen(socket: Path) -> None:
    from tests.tui.script_daemon import MENU

    async with desk(socket) as daemon:
        daemon.prompt = MENU
        async with screen(daemon, (120, 40)) as (_, pilot):
            await pilot.press("f8", "1")
            await pilot.pause(0.4)
            assert daemon.heard == []


async def test_help_at_a_list_tells_its_keys_and_closes_to_it(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (80, 24)) as (app, pilot):
        await pilot.press("f8", "f1")
        await until(pilot, lambda: "/ looks for something in a list" in drawn(app))
        await pilot.press("escape")
        assert app.pane == "findings"


async def test_a_reader_who_has_scrolled_stays_where_they_read(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.tell(Feed(topic="movements", items=movements(0, 60)))
        await pilot.press("f7")
        await until(pilot, lambda: app.panes.front.rows.total == 60)
        await pilot.press("pagedown", "down")
        here = app.panes.front.row()
        daemon.tell(Feed(topic="movements", items=movements(60, 5)))
        await until(pilot, lambda: app.panes.front.rows.total == 65)
        assert app.panes.front.row() == here


async def test_how_much_was_moved_is_forgotten_where_the_daemon_withholds_it(socket: Path) -> None:
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        rows = [row.model_copy(update={"qty": 7919}) for row in movements(0, 3)]
        daemon.tell(Feed(topic="movements", items=rows))
        await pilot.press("f7")
        await until(pilot, lambda: drawn(app).count("7919") == 3)
        daemon.tell(Feed(topic="movements", items=[WithheldRow(oldest=rows[1].seq, seqs=[rows[0].seq, rows[1].seq])]))
        await until(pilot, lambda: drawn(app).count("7919") == 1)
        assert "counting" in drawn(app)
        assert app.panes.front.rows.total == 2
        daemon.tell(Feed(topic="movements", items=movements(3, 1)))
        await until(pilot, lambda: app.panes.front.rows.total == 3)
        assert drawn(app).count("7919") == 1, "for good"


async def test_hostile_rows_of_lists_are_shown_and_not_obeyed(socket: Path) -> None:
    bad = "[red]x[/] \x1b[31m\x07\u202e[@click=app.exit]y"
    async with desk(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.lists.fault = bad
        found = FindingRow(id="f9", text=text("lot-line", lot=bad), at_ms=1, place=bad, item=bad)
        session = sessions()[0].model_copy(update={"name": bad[10:], "station": bad[10:]})
        daemon.tell(Feed(topic="findings", items=[found]))
        daemon.tell(Feed(topic="sessions", items=[session]))
        for keys in (("f8",), ("f8",), ("f7", "f7"), ("f7",), ("f7",)):
            await pilot.press(*keys)
            await until(pilot, lambda: "<1B>" in drawn(app))
            assert not set(drawn(app)) & {"\x1b", "\x07", "\u202e"}
