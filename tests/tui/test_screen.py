"""The screen beside a scripted daemon: what is asked is drawn, what is scanned arrives once."""

import asyncio
import re
from pathlib import Path

import pytest
from textual.events import Key

from edge.control import Feed, Prompt, Refused, Result, State
from tests.tui.screens import SIZES, drawn, scan, screen, until
from tests.tui.script_daemon import (
    BADGE,
    CONFIRM,
    MENU,
    PICK,
    PIN,
    RECEIVE,
    Act,
    ScriptDaemon,
    always,
    devices,
    findings,
    movements,
    prompt,
    reads,
    text,
)
from tui.capture import Line
from tui.themes import THEMES


@pytest.fixture
def socket(tmp_path: Path) -> Path:
    return tmp_path / "s"


def values(daemon: ScriptDaemon) -> list[tuple[str, str]]:
    return [(one.via, one.value) for one in daemon.applied]


async def test_a_scan_is_submitted_once(socket: Path) -> None:
    async with ScriptDaemon(socket) as daemon, screen(daemon) as (_, pilot):
        await scan(pilot, "4006381333931")
        await pilot.press("ctrl+j")  # the LF of a scanner that sends CR LF
        await until(pilot, lambda: daemon.applied)
        await pilot.pause(0.1)
        assert [value for _, value in values(daemon)] == ["4006381333931"]


async def test_control_keys_of_a_barcode_neither_quit_nor_open_anything(socket: Path) -> None:
    async with ScriptDaemon(socket) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        controls = [f"ctrl+{letter}" for letter in "abcdefghklnopqrstuvwxyz"]
        await pilot.press("A", *controls, "ctrl+backslash", "shift+tab", "B", "enter")
        await until(pilot, lambda: daemon.applied)
        assert [value for _, value in values(daemon)] == ["AB"]
        assert app.is_running
        assert len(app.screen_stack) == 1


async def test_group_separators_reach_the_daemon(socket: Path) -> None:
    async with ScriptDaemon(socket) as daemon, screen(daemon, (20, 8)) as (_, pilot):
        await scan(pilot, "]d20104006381333931\x1d10LOT")
        await until(pilot, lambda: daemon.applied)
        assert daemon.applied[0].value == "]d20104006381333931\x1d10LOT"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("asked", [BADGE, PIN, MENU, PICK, CONFIRM, RECEIVE], ids=lambda one: one.ask.key)
async def test_every_prompt_is_drawn_at_every_size(socket: Path, size: tuple[int, int], asked: Prompt) -> None:
    async with ScriptDaemon(socket, asked) as daemon, screen(daemon, size) as (app, pilot):
        daemon.show(unsent=37, devices_down=2)
        await until(pilot, lambda: "37" in drawn(app))
        picture = drawn(app)
        assert len(picture.splitlines()) == size[1]
        words = app.state.words.text(asked.ask, short=size[0] < 32).split()
        assert words[0] in picture
        assert any("F1" in row for row in picture.splitlines()[-3:])


async def test_a_screen_that_is_turned_or_resized_is_that_of_its_new_size(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        await until(pilot, lambda: "F1?" in drawn(app))
        gun = drawn(app)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "F9 Menu" in drawn(app) and "Last answers" in drawn(app))
        await until(pilot, lambda: "sync" in daemon.subscribed[-1])
        await pilot.resize_terminal(20, 8)
        await until(pilot, lambda: drawn(app) == gun)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("level", "word", "glyph"), [("ok", "OK", "✓"), ("warn", "CHECK", "!"), ("refuse", "NO", "✗")])
async def test_an_answer_has_a_word_and_a_glyph_at_every_size(
    socket: Path, size: tuple[int, int], level: str, word: str, glyph: str
) -> None:
    async with ScriptDaemon(socket, PICK, always(level)) as daemon, screen(daemon, size) as (app, pilot):
        await scan(pilot, "1234567")
        await until(pilot, lambda: app.state.last is not None)
        assert f"{glyph} {word}" in drawn(app)
        coloured = app.screen if size[0] < 32 else app.query_one("#feedback")
        assert coloured.styles.background.hex.lower() == app.theme_variables[level]


@pytest.mark.parametrize(("level", "beeps"), [("ok", 1), ("info", 1), ("warn", 2), ("refuse", 3)])
async def test_the_level_is_heard(socket: Path, level: str, beeps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ScriptDaemon(socket, PICK, always(level)) as daemon, screen(daemon) as (app, pilot):
        rung: list[int] = []
        monkeypatch.setattr(app, "bell", lambda: rung.append(1))
        await scan(pilot, "1234567")
        await until(pilot, lambda: len(rung) >= beeps)
        await pilot.pause(0.4)
        assert len(rung) == beeps


async def test_a_pin_is_never_shown(socket: Path) -> None:
    async with ScriptDaemon(socket, PIN) as daemon, screen(daemon, (40, 16)) as (app, pilot):
        daemon.gate.clear()
        await pilot.press(*"4711")
        await until(pilot, lambda: "••••" in drawn(app))
        assert "4711" not in drawn(app)
        await pilot.press("enter")
        await until(pilot, lambda: daemon.heard)
        assert "4711" not in drawn(app)
        assert daemon.heard[0].value == "4711"


async def test_a_typed_quantity_is_shown_and_can_be_mended(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (40, 16)) as (app, pilot):
        await pilot.press("1", "2", "5")
        await until(pilot, lambda: "125▏" in drawn(app))
        await pilot.pause(0.05)
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: daemon.applied)
        assert values(daemon) == [("typed", "12")]


async def test_a_lone_digit_chooses(socket: Path) -> None:
    async with ScriptDaemon(socket, MENU) as daemon, screen(daemon, (20, 8)) as (_, pilot):
        await pilot.press("2")
        await until(pilot, lambda: daemon.applied)
        assert values(daemon) == [("typed", "2")]


@pytest.mark.parametrize("size", [(20, 8), (120, 40)])
async def test_a_digit_that_is_no_choice_is_refused_at_once_and_the_next_one_chooses(
    socket: Path, size: tuple[int, int]
) -> None:
    async with ScriptDaemon(socket, MENU) as daemon, screen(daemon, size) as (app, pilot):
        await pilot.press("9")
        await until(pilot, lambda: app.state.last is not None)
        assert app.state.last is not None
        assert (app.state.last.level, app.buffer.text) == ("refuse", "")
        await until(pilot, lambda: "Not listed: 9" in drawn(app) or "9 is not on the list" in drawn(app))
        await pilot.press("2")
        await until(pilot, lambda: daemon.applied)
        assert values(daemon) == [("typed", "2")]


async def test_a_digit_that_is_on_no_list_of_the_screens_own_is_refused_beside_it(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        await pilot.press("f2", "9")
        await until(pilot, lambda: "Not listed: 9" in drawn(app))
        assert app.local is not None
        assert not daemon.heard


async def test_a_digit_goes_with_the_turn_of_the_list_on_which_it_was_seen(socket: Path) -> None:
    async with ScriptDaemon(socket, MENU) as daemon, screen(daemon) as (app, pilot):
        await pilot.press("2")
        daemon.turn = 5
        daemon.show(RECEIVE)  # another screen of the station was quicker
        await until(pilot, lambda: daemon.applied)
        assert [(one.value, one.turn) for one in daemon.applied] == [("2", 1)]
        assert app.state.view is not None


async def test_a_list_of_the_screens_own_closes_when_something_else_is_asked(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "1 Short" in drawn(app))
        daemon.turn = 3
        daemon.show(PICK.model_copy(update={"done": 4}))
        await until(pilot, lambda: app.client.inputs.turn == 3)
        assert app.local is not None, "the same is asked, further on"
        await pilot.press("1")
        await until(pilot, lambda: daemon.applied)
        assert [(one.value, one.turn) for one in daemon.applied] == [("short", 3)]
        for key in ("f2", "f1"):
            await pilot.press(key)
            await until(pilot, lambda: app.local is not None)
            daemon.show(RECEIVE if daemon.prompt == PICK.model_copy(update={"done": 4}) else MENU)
            await until(pilot, lambda: app.local is None)
        assert "Receive" in drawn(app)


async def test_leaving_is_asked_whatever_the_work_does(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        await pilot.press("f10")
        daemon.show(RECEIVE)
        await until(pilot, lambda: app.state.view is not None and app.state.view.prompt == RECEIVE)
        assert "Close this screen?" in drawn(app)


async def test_what_lay_on_the_line_before_a_scan_is_told(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        app.hands.scanned(Line("4006381333931", "wedge", left="1"))
        await until(pilot, lambda: daemon.applied)
        await until(pilot, lambda: "Left out: 1" in drawn(app))
        await pilot.press("1")
        await until(pilot, lambda: "Left out" not in drawn(app))


async def test_a_code_that_begins_with_a_digit_is_no_choice(socket: Path) -> None:
    async with ScriptDaemon(socket, MENU) as daemon, screen(daemon, (20, 8)) as (_, pilot):
        await scan(pilot, "2006381333931")
        await until(pilot, lambda: daemon.applied)
        await pilot.pause(0.4)
        assert [value for _, value in values(daemon)] == ["2006381333931"]


async def test_ten_choices_wait_for_enter(socket: Path) -> None:
    many = MENU.model_copy(update={"options": [
        MENU.options[0].model_copy(update={"key": str(n)}) for n in range(1, 13)]})  # fmt: skip
    async with ScriptDaemon(socket, many) as daemon, screen(daemon) as (_, pilot):
        await pilot.press("1")
        await pilot.pause(0.4)
        assert not daemon.heard
        await pilot.press("2", "enter")
        await until(pilot, lambda: daemon.applied)
        assert values(daemon) == [("typed", "12")]


async def test_function_keys_send_the_commands_of_the_prompt_only(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        await pilot.press("f3")
        await until(pilot, lambda: len(daemon.applied) == 1)
        await pilot.press("f4")
        await until(pilot, lambda: len(daemon.applied) == 2)
        daemon.show(BADGE)
        await until(pilot, lambda: "badge" in drawn(app))
        await pilot.press("f2", "f3", "f4")
        await pilot.pause(0.1)
        assert values(daemon) == [("key", "undo"), ("key", "done")]
        assert "F4" not in drawn(app).splitlines()[-1]


async def test_f2_lists_the_other_commands(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "1 Short" in drawn(app))
        await pilot.press("1")
        await until(pilot, lambda: daemon.applied)
        assert values(daemon) == [("key", "short")]


async def test_a_scan_closes_the_screens_own_question_and_counts(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        for key in ("f1", "f2", "f10"):
            await pilot.press(key)
            await scan(pilot, "4006381333931")
            await until(pilot, lambda: app.local is None)
        await until(pilot, lambda: len(daemon.applied) == 3)
        assert {value for _, value in values(daemon)} == {"4006381333931"}


async def test_leaving_is_asked_and_a_kiosk_has_no_way_out(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon:
        async with screen(daemon) as (app, pilot):
            await pilot.press("f10", "f3")
            assert app.is_running
            await pilot.press("f10", "f4")
            await until(pilot, lambda: not app.is_running)
        async with screen(daemon, kiosk=True) as (app, pilot):
            await pilot.press("f10", "f4", "ctrl+q", "ctrl+c")
            await pilot.pause(0.1)
            assert app.is_running
            assert "F10" not in drawn(app)


async def test_scans_made_while_one_is_on_its_way_are_sent_in_order(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        daemon.gate.clear()
        for code in ("CODE-A", "CODE-B", "CODE-C"):
            await scan(pilot, code)
        await until(pilot, lambda: "2 scans wait" in drawn(app))
        assert len(daemon.heard) == 1
        daemon.gate.set()
        await until(pilot, lambda: len(daemon.applied) == 3)
        assert [one.value for one in daemon.applied] == ["CODE-A", "CODE-B", "CODE-C"]
        assert [one.turn for one in daemon.applied] == [1, 2, 3]


async def test_scans_behind_a_refusal_go_to_the_daemon_in_order_with_their_age(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK, always("refuse", "wrong-pin")) as daemon, screen(daemon) as (_, pilot):
        daemon.gate.clear()
        for code in ("CODE-A", "CODE-B", "CODE-C"):
            await scan(pilot, code)
        daemon.gate.set()
        await until(pilot, lambda: len(daemon.applied) == 3)
        assert [one.value for one in daemon.applied] == ["CODE-A", "CODE-B", "CODE-C"]
        assert daemon.applied[0].age_ms == 0
        assert all(one.age_ms > 0 for one in daemon.applied[1:])


async def test_scans_behind_an_answer_that_was_lost_wait_for_the_operator(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        daemon.mute = True
        for code in ("CODE-A", "CODE-B", "CODE-C"):
            await scan(pilot, code)
        await until(pilot, lambda: daemon.applied)
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        daemon.mute = False
        await until(pilot, lambda: "2 scans held" in drawn(app))
        await pilot.press("f4")
        assert "✗ NO" in drawn(app), "nobody is there to take them"
        await daemon.start()
        await until(pilot, lambda: app.state.up and app.client.inputs.unanswered is None)
        assert "2 scans held" in drawn(app)
        assert len(daemon.applied) == 1
        await pilot.press("f4")
        await until(pilot, lambda: len(daemon.applied) == 3)
        assert [one.via for one in daemon.applied] != ["key"]


async def test_a_resend_after_the_daemon_came_back_has_the_same_id_and_is_done_once(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        daemon.mute = True
        await scan(pilot, "CODE-A")
        await until(pilot, lambda: daemon.applied)
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        assert "WAIT" in drawn(app)
        assert app.query_one("#title").has_class("-wait")
        assert "Espresso" in drawn(app)
        daemon.mute = False
        await daemon.start()
        await until(pilot, lambda: app.state.last is not None)
        assert len(daemon.applied) == 1
        assert len(daemon.heard) == 2
        assert daemon.heard[0].id == daemon.heard[1].id
        assert "WAIT" not in drawn(app)


async def test_a_scan_while_the_daemon_is_away_is_refused_aloud_and_never_sent(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        await scan(pilot, "CODE-A")
        await until(pilot, lambda: "✗ NO" in drawn(app))
        await daemon.start()
        await until(pilot, lambda: app.state.up)
        await pilot.pause(0.1)
        assert not daemon.heard


async def test_a_screen_started_before_the_daemon_finds_it(socket: Path) -> None:
    daemon = ScriptDaemon(socket, PICK)
    from tui.app import Floor
    from tui.setup import Setup

    app = Floor(Setup(socket=socket, terminal="early", station="dock-1"))
    async with app.run_test(size=(20, 8)) as pilot:
        await until(pilot, lambda: "WAIT" in drawn(app))
        await daemon.start()
        await until(pilot, lambda: app.state.view is not None)
    await daemon.stop()


async def test_a_scan_before_the_first_view_is_refused_aloud(socket: Path) -> None:
    from tui.app import Floor
    from tui.setup import Setup

    async with ScriptDaemon(socket, PICK) as daemon:
        daemon.view = lambda: Refused(message="there is no station dock-1")
        app = Floor(Setup(socket=socket, terminal="early", station="dock-1"))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "no station dock-1" in drawn(app))
            await scan(pilot, "CODE-A")
            await until(pilot, lambda: "✗ NO" in drawn(app))
            await pilot.pause(0.1)
        assert not daemon.heard


@pytest.mark.parametrize(("size", "lang", "said"), [
    ((20, 8), "en", ("No dock-9 here", "Here: DOCK-1")),
    ((80, 24), "de", ("Einen Platz dock-9 gibt es hier nicht", "Diese Box hat: DOCK-1, DOCK-2")),
])  # fmt: skip
async def test_a_screen_of_a_station_that_is_not_here_says_so_and_which_there_are(
    socket: Path, size: tuple[int, int], lang: str, said: tuple[str, ...]
) -> None:
    from tui.app import Floor
    from tui.setup import Setup

    why = prompt(
        title=text("ui-title"),
        ask=text("no-such-station", station="dock-9"),
        lines=[text("there-are-stations", stations="DOCK-1, DOCK-2")],
    )
    async with ScriptDaemon(socket, PICK) as daemon:
        view, daemon.view = daemon.view, lambda: Refused(message="there is no station dock-9", prompt=why)
        app = Floor(Setup(socket=socket, terminal="wrong", station="dock-9", lang=lang))
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: all(one in drawn(app) for one in said))
            await scan(pilot, "CODE-A")
            await until(pilot, lambda: app.state.last is not None)
            assert app.state.last is not None
            assert app.state.last.text.key == "ui-no-such-station"
            assert not daemon.heard
            daemon.view = view
            daemon.show()
            await until(pilot, lambda: app.prompt == PICK)


async def test_times_are_the_sites_wherever_the_screen_stands(socket: Path) -> None:
    noon = [one.model_copy(update={"at_ms": 1_790_000_000_000}) for one in findings()]  # 14:13:20 UTC
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.show(timezone="Asia/Kolkata")
        await pilot.press("f8")
        daemon.tell(Feed(topic="findings", items=noon))
        await until(pilot, lambda: "19:43:20" in drawn(app))
        daemon.tell(Feed(topic="devices", items=devices(), timezone="Pacific/Auckland"))  # what a bare desk hears
        await until(pilot, lambda: "02:13:20" in drawn(app))
        app.state.now_ms = lambda: 1_790_000_000_000
        await pilot.press("f5")
        await scan(pilot, "4006381333931")
        await until(pilot, lambda: "19:43:20 ✓" in drawn(app))  # the view says it again
        daemon.show(timezone="Not/There")
        await until(pilot, lambda: app.state.zone is None)


async def test_lines_that_are_no_messages_do_not_end_the_screen(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        daemon.raw(b'{"type":"dance"}\nnonsense\n\xff\xfe\n[]\n')
        await until(pilot, lambda: "different versions" in drawn(app))
        daemon.raw(b"x" * 200_000 + b"\n")
        await until(pilot, lambda: len(daemon.hellos) == 2)
        assert app.is_running


async def test_a_refused_line_is_told(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon) as (app, pilot):
        daemon.tell(Refused(message="no station is called dock-9 \x1b[2J"))
        await until(pilot, lambda: "dock-9 <1B>[2J" in drawn(app))


HOSTILE = "[red]x[/] \x1b[31m\x07\u202e[@click=app.exit]y"


async def test_hostile_texts_are_shown_and_not_obeyed(socket: Path) -> None:
    nasty = prompt(
        "choice",
        title=text("lot-line", lot=HOSTILE),
        ask=text("nobody-" + HOSTILE[:30]),
        lines=[text("lot-line", lot=HOSTILE)],
        options=[MENU.options[0].model_copy(update={"text": text("lot-line", lot=HOSTILE)})],
        commands=["done", "[b]bold\x1b"],
    )
    said = Act("ok", text("lot-line", lot=HOSTILE))
    async with ScriptDaemon(socket, nasty, lambda _: said) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.operator = HOSTILE
        daemon.state = State(online=True, unsent=0, devices_down=0, alarm=text("lot-line", lot=HOSTILE))
        daemon.tell(daemon.view())
        await scan(pilot, "[red]abc")
        await until(pilot, lambda: app.state.last is not None)
        await pilot.press("f2")
        await until(pilot, lambda: "[b]bold" in drawn(app))
        picture = drawn(app)
        assert "[red]x[/] <1B>[31m<07><202E>" in picture
        assert not set(picture) & {"\x1b", "\x07", "\u202e"}


async def test_hostile_rows_of_the_feeds_are_shown_and_not_obeyed(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        bad = [row.model_copy(update={"what": HOSTILE, "device": HOSTILE[:20], "last_read_ms": 10**18})
               for row in devices()[:1]]  # fmt: skip
        await pilot.press("f6")
        await until(pilot, lambda: daemon.subscribed)
        daemon.tell(Feed(topic="devices", items=bad))
        await until(pilot, lambda: "<1B>[31m<07>" in drawn(app))
        assert not set(drawn(app)) & {"\x1b", "\x07", "\u202e"}


async def test_the_desk_shows_devices_reads_movements_and_findings(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await until(pilot, lambda: daemon.subscribed)
        daemon.tell(Feed(topic="devices", items=devices()))
        daemon.tell(Feed(topic="reads", items=reads(0, 5)))
        daemon.tell(Feed(topic="movements", items=movements(0, 5)))
        daemon.tell(Feed(topic="findings", items=findings()))
        for key, word in (("f6", "camera-2"), ("f7", "TOTE-17"), ("f8", "A-01-2: the shelf says 3")):
            await pilot.press(key)
            await until(pilot, lambda word=word: word in drawn(app))
            assert key != "f6" or "L2607A" in drawn(app)
        await until(pilot, lambda: "F8 Findings 2" in drawn(app))
        daemon.tell(Feed(topic="devices", items=devices()[:2]))
        await pilot.press("f6")
        await until(pilot, lambda: "2 devices" in drawn(app))


async def test_a_scan_on_the_desk_is_taken_and_shows_its_answer(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f7")
        await scan(pilot, "4006381333931")
        await until(pilot, lambda: "✓ OK" in drawn(app))
        assert len(daemon.applied) == 1


async def test_the_palette_opens_on_the_desk_only_and_feeds_go_on_behind_it(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon:
        async with screen(daemon, (40, 16)) as (app, pilot):
            await pilot.press("f9")
            await pilot.pause(0.1)
            assert len(app.screen_stack) == 1
        async with screen(daemon, (120, 40)) as (app, pilot):
            await pilot.press("f9")
            await until(pilot, lambda: len(app.screen_stack) == 2)
            daemon.tell(Feed(topic="reads", items=reads(0, 5)))
            daemon.show(unsent=44)
            await until(pilot, lambda: app.state.view is not None and app.state.view.state.unsent == 44)
            await pilot.press("ctrl+q", "ctrl+c", "escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)
            assert "44 unsent" in drawn(app)


@pytest.mark.parametrize("code", ["F8 Findings", "4006381333931", "A-02-5"])
@pytest.mark.parametrize("end", ["enter", "tab"])
async def test_a_scan_with_the_palette_open_closes_it_and_is_an_input_as_everywhere(
    socket: Path, code: str, end: str
) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f9")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        for key, char in (*((char, char) for char in code), (end, None)):
            app.post_message(Key(key, char))  # as fast as a scanner
        await until(pilot, lambda: daemon.applied)
        assert values(daemon) == [("wedge", code)]
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.pane == "work", "no command is run by a label that is called like it"


async def test_the_palette_begins_with_the_panes_and_tells_each_command_apart(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        await pilot.press("f9")
        await until(pilot, lambda: "F5 Work" in drawn(app))
        rows = drawn(app)
        assert rows.index("F5 Work") < rows.index("F6 Live") < rows.index("F7 Movements")
        assert "Search a command" in rows
        helps = [command.help for command in app.menu.commands()]
        assert len(set(helps)) == len(helps)


async def test_feeds_that_come_while_the_screen_ends_are_harmless(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon:
        for _ in range(5):
            async with screen(daemon, (120, 40)) as (_, pilot):
                await until(pilot, lambda: daemon.subscribed)
                for number in range(50):
                    daemon.tell(Feed(topic="reads", items=reads(number, 50)))
                    daemon.show(unsent=number)


async def test_a_small_screen_lists_the_devices_and_asks_for_nothing_else(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (40, 16)) as (app, pilot):
        assert daemon.subscribed == []
        await pilot.press("f6")
        await until(pilot, lambda: daemon.subscribed == [["devices"]])
        daemon.tell(Feed(topic="devices", items=devices()))
        await until(pilot, lambda: "camera-2" in drawn(app))


async def test_a_screen_without_a_station_uses_no_scan(socket: Path) -> None:
    from tui.app import Floor
    from tui.setup import Setup

    async with ScriptDaemon(socket, PICK) as daemon:
        daemon.view = lambda: Refused(message="desk")
        app = Floor(Setup(socket=socket, terminal="desk"))
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.state.up)
            await scan(pilot, "4006381333931")
            await until(pilot, lambda: app.state.last is not None)
            assert not daemon.heard
            assert app.pane == "live"


async def test_the_language_is_the_operators_until_another_is_chosen(socket: Path) -> None:
    async with ScriptDaemon(socket, MENU, lang="de") as daemon, screen(daemon, lang="en") as (app, pilot):
        assert daemon.hellos[0].lang == "en"
        await until(pilot, lambda: "Wareneingang" in drawn(app))
        app.menu.use_lang("en")
        daemon.show(unsent=9)
        await until(pilot, lambda: "Receive" in drawn(app))


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_starts(socket: Path, theme: str) -> None:
    async with ScriptDaemon(socket, PICK) as daemon, screen(daemon, (40, 16), theme=theme) as (app, _):
        assert app.theme == theme


@pytest.mark.parametrize("size", SIZES)
async def test_ascii_screens_send_ascii_only(socket: Path, size: tuple[int, int]) -> None:
    async with ScriptDaemon(socket, RECEIVE, lang="de") as daemon, screen(daemon, size, ascii=True) as (app, pilot):
        for code in ("Größe-箱", "CODE-B"):
            await scan(pilot, code)
        await until(pilot, lambda: app.state.last is not None)
        daemon.tell(Result(id="scanner-1", level="warn", text=text("unknown-code", code="Ω≈ç√"), turn=9, source="gün"))
        await until(pilot, lambda: app.state.last is not None and app.state.last.source)
        for key in ("f5", "f2", "f1", "f6", "f7", "f8"):
            await pilot.press(key)
            await pilot.pause(0.02)
            assert drawn(app).isascii()


async def test_a_screen_that_came_back_shows_the_last_answer_without_a_beep(
    socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ScriptDaemon(socket, PICK) as daemon:
        plain = daemon.view
        last = Result(id="earlier-one", level="warn", text=text("wrong-pin"), turn=1)
        daemon.view = lambda: plain().model_copy(update={"last": last})
        rung: list[int] = []
        monkeypatch.setattr("tui.app.Floor.bell", lambda _: rung.append(1))
        async with screen(daemon) as (app, pilot):
            await until(pilot, lambda: "Wrong PIN" in drawn(app))
            await asyncio.sleep(0.2)
        assert not rung


async def test_an_answer_from_before_the_screen_came_has_no_time(socket: Path) -> None:
    async with ScriptDaemon(socket, PICK) as daemon:
        daemon.last = Result(id="earlier-one", level="warn", text=text("wrong-pin"), turn=1)
        async with screen(daemon, (120, 40)) as (app, pilot):
            await until(pilot, lambda: "! Wrong PIN" in drawn(app))
            (row,) = [row for row in drawn(app).splitlines() if "! Wrong PIN" in row]
            assert re.search(r"\d\d:\d\d", row) is None


async def test_a_gun_says_a_refusal_whole_beside_a_list(socket: Path) -> None:
    no = always("refuse", "several-shipments-here", location="DOCK-1", shipments=2)
    async with ScriptDaemon(socket, MENU, no) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        await scan(pilot, "DOCK-1")
        await until(pilot, lambda: app.state.last is not None)
        assert "2 here: scan one" in drawn(app)
        assert "1 Receive" in drawn(app)


async def test_an_answer_on_a_gun_takes_the_rows_that_are_free_and_gives_them_back(socket: Path) -> None:
    acts = iter([
        Act("info", text("signed-out-by", name="Mira Nowakowska"), BADGE),
        Act("info", text("fixed-only-seen", code="4006381333931"), MENU),
        Act("refuse", text("wrong-pin"), RECEIVE),
    ])  # fmt: skip
    async with ScriptDaemon(socket, PICK, lambda _: next(acts)) as daemon, screen(daemon, (20, 8)) as (app, pilot):
        await scan(pilot, "4006381333931")
        await until(pilot, lambda: "Nowakowska" in drawn(app))
        assert "badge" in drawn(app)
        await scan(pilot, "4006381333931")
        await until(pilot, lambda: "Scan it by hand" in drawn(app))
        assert "4 Count" in drawn(app)
        await scan(pilot, "4006381333931")
        await until(pilot, lambda: "Wrong PIN" in drawn(app))
        assert app.screen.query_one("#feedback").region.height == 2


async def test_a_question_that_has_no_room_shows_that_it_goes_on(socket: Path) -> None:
    long = prompt("quantity", ask=text("pick-ask-item", item="Arbeitshandschuhe Leder Größe 9, verstärkt"), done=0)
    async with ScriptDaemon(socket, long) as daemon, screen(daemon, (20, 8)) as (app, _pilot):
        assert drawn(app).splitlines()[2].rstrip().endswith("…")
