"""`wedge tui --replay`: a recording in the very same screen, at any moment at once, and nothing is sent."""

import asyncio
import contextlib
import gzip
import os
import pty
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from edge import control
from edge.cli.ends import Ended
from edge.cli.tui import _replay
from tests.shell.daemon_process import WEDGE
from tests.tui.screens import drawn, screen, until
from tests.tui.script_daemon import MENU, PICK, ScriptDaemon, text
from tests.tui.test_recording import BEGAN_MS, answer, findings, made, view, written
from tui.replay.player import Player
from tui.replay.screen import ReplayFloor, span
from tui.replay.tape import opened
from tui.setup import Setup

HOUR_MS = 3_600_000


def devices(*names: str) -> control.Feed:
    row = control.DeviceRow(
        device="", kind="serial", up=True, what="w", reads=1, per_min=60, last_read_ms=BEGAN_MS, place="PICK-1"
    )
    return control.Feed(topic="devices", items=[row.model_copy(update={"device": name}) for name in names])


def asks(turn: int, station: str = "PICK-1", prompt: control.Prompt = PICK) -> control.View:
    return view(turn).model_copy(update={"station": station, "prompt": prompt})


def said(turn: int, code: str, level: str = "ok") -> control.Result:
    return answer(level, turn).model_copy(update={"text": text("unknown-code", code=code)})


def shift(path: Path) -> Path:
    """Two hours at two stations: a refusal in the first, a finding in the second, the daemon gone for a while."""
    return made(
        path,
        (0, "PICK-1", asks(1)), (1, "PICK-2", asks(1, "PICK-2", MENU)),
        (2, "", findings("old")), (3, "", devices("gun1")),
        (60_000, "PICK-1", said(2, "RIGHT-1")), (60_001, "PICK-1", asks(2)),
        (HOUR_MS, "PICK-1", said(3, "WRONG-2", "refuse")), (HOUR_MS + 1, "PICK-1", asks(3)),
        (HOUR_MS + 60_000, "", devices("gun1", "gun2")),
        (HOUR_MS + 120_000, "", findings("old", "new")),
        (HOUR_MS + 180_000, "PICK-1", None), (HOUR_MS + 190_000, "PICK-1", asks(4)),
        (2 * HOUR_MS, "PICK-1", said(5, "LAST-3")), (2 * HOUR_MS + 1, "PICK-1", asks(5)),
    )  # fmt: skip


@contextlib.asynccontextmanager
async def playing(
    file: Path, size: tuple[int, int] = (120, 40), station: str | None = None, *, lang: str = "en"
) -> AsyncIterator[tuple[ReplayFloor, Pilot[None]]]:
    """The screen before a recording, stopped near its begin."""
    app = ReplayFloor(Setup(socket=Path("none"), terminal="test", station=station, lang=lang), opened(file))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.player.is_playing)
        await pilot.press("space")
        app.player.jump(10)
        await pilot.pause()
        yield app, pilot


async def test_a_shift_is_played_in_order_and_stops_at_its_end(tmp_path: Path) -> None:
    async with playing(shift(tmp_path / "shift.jsonl")) as (app, pilot):
        heard = []
        hear = app.player._hear
        app.player._hear = lambda one: (heard.append(one), hear(one))
        app.player.set_speed(1_000_000)
        await pilot.press("space")
        await until(pilot, lambda: not app.player.is_playing)
        assert [one.text.args["code"] for one in heard if isinstance(one, control.Result)] == [
            "RIGHT-1", "WRONG-2", "LAST-3",
        ]  # fmt: skip
        assert app.state.view.turn == 5
        assert app.state.up
        assert set(app.board.findings) == {"old", "new"}
        assert "LAST-3" in drawn(app)


async def test_a_jump_shows_at_once_what_stood_there_with_the_shifts_own_time(tmp_path: Path) -> None:
    async with playing(shift(tmp_path / "shift.jsonl")) as (app, pilot):
        assert app.state.view.turn == 1
        assert app.state.last is None
        app.player.jump(HOUR_MS + 130_000)
        await pilot.pause()
        assert (app.state.view.turn, set(app.board.findings)) == (3, {"old", "new"})
        assert set(app.board.devices) == {"gun1", "gun2"}
        assert "WRONG-2" in drawn(app)
        assert [past.text.args["code"] for past in app.state.past] == ["WRONG-2", "RIGHT-1"]
        assert len({past.at_ms for past in app.state.past}) == 2
        assert "1:02:10/2:00:00" in drawn(app).splitlines()[-1]
        app.player.jump(5)
        await pilot.pause()
        assert (app.state.view.turn, app.state.last, set(app.board.findings)) == (1, None, {"old"})
        assert "WRONG-2" not in drawn(app)


async def test_while_the_daemon_was_gone_the_screen_waits_as_it_did(tmp_path: Path) -> None:
    async with playing(shift(tmp_path / "shift.jsonl")) as (app, pilot):
        app.player.jump(HOUR_MS + 185_000)
        await pilot.pause()
        assert not app.state.up
        assert "WAIT" in drawn(app)
        app.player.jump(HOUR_MS + 195_000)
        await pilot.pause()
        assert app.state.up


async def test_the_keys_turn_the_tape(tmp_path: Path) -> None:
    async with playing(shift(tmp_path / "shift.jsonl")) as (app, pilot):
        player = app.player
        app.player.jump(100_000)
        for key, there in (("full_stop", 110_000), ("comma", 100_000), ("greater_than_sign", 160_000),
                           ("less_than_sign", 100_000), ("right", 110_000), ("left", 100_000)):  # fmt: skip
            await pilot.press(key)
            assert player.position_ms == there, key
        await pilot.press("n")
        assert player.position_ms == HOUR_MS, "the refusal"
        await pilot.press("n")
        assert player.position_ms == HOUR_MS + 120_000, "the finding"
        await pilot.press("n")
        assert app.state.last.text.key == "ui-replay-no-more"
        speeds = []
        for key in ("plus", "plus", "plus", "plus", "minus"):
            await pilot.press(key)
            speeds.append(player.speed)
        assert speeds == [2, 5, 20, 20, 5]
        await pilot.press("s")
        assert app.state.view.station == "PICK-2"
        assert app.prompt.kind == "choice"
        assert player.position_ms == HOUR_MS + 120_000
        await pilot.press("space")
        assert player.is_playing


async def test_nothing_that_is_typed_goes_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio, "open_unix_connection", None)
    async with playing(shift(tmp_path / "shift.jsonl"), station="PICK-2") as (app, pilot):
        app.player.submit = lambda *_: pytest.fail("an input was handed over")
        await pilot.press(*"1ABC4006381333931", "enter", "f2", "f3", "f4", "escape")
        assert app.buffer.text == ""
        app.state.last = None
        await pilot.click("#key-f3")
        assert app.state.last.text.key == "ui-replay-nothing-sent"
        app.choose("finding/new")
        await pilot.press("f8", "enter")


async def test_what_a_recording_is_called_steers_no_terminal(tmp_path: Path) -> None:
    hostile = "\x1b[2J\u202e[red]x"
    file = made(tmp_path / "t.jsonl", (0, hostile, asks(1, hostile)), (9_000, hostile, said(2, hostile)), name=hostile)
    async with playing(file) as (app, pilot):
        app.player.jump(9_000)
        await pilot.pause()
        shown = drawn(app)
        assert shown.splitlines()[-1].count("<1B>[2J<202E>[red]x") == 2, "its name, and its station's"
        assert not {"\x1b", "\u202e"} & set(shown)
        assert [one for one in app.get_system_commands(app.screen) if "<1B>[2J<202E>[red]x" in one.title]


async def test_lists_that_have_to_be_asked_for_say_that_a_recording_has_none(tmp_path: Path) -> None:
    async with playing(shift(tmp_path / "shift.jsonl")) as (app, pilot):
        told = []
        monitored = app.hearing.heard
        app.hearing.heard = lambda one: (told.append(one), monitored(one))
        app.ask(control.Ask(id="stock-1", of="stock"))
        await until(pilot, lambda: told)
        assert told[0].fault == app.voice.say("ui-replay-no-list")


@pytest.mark.parametrize(("size", "lang"), [((20, 8), "de"), ((40, 16), "en"), ((80, 24), "de")])
async def test_the_row_of_the_tape_stands_under_every_screen(tmp_path: Path, size: tuple[int, int], lang: str) -> None:
    async with playing(shift(tmp_path / "shift.jsonl"), size, lang=lang) as (app, pilot):
        app.player.jump(HOUR_MS + 2)
        await pilot.pause()
        rows = drawn(app).splitlines()
        assert len(rows) == size[1]
        assert "1:00:00/2:00:00" in rows[-1]
        await pilot.press("f1")
        assert app.voice.say("help-replay-play")[:18] in drawn(app)


async def test_what_a_recorder_heard_of_a_screen_at_work_is_shown_again(tmp_path: Path) -> None:
    """The round: a screen's work, recorded from the same daemon, and played."""
    from tui.replay.recorder import Recorder
    from tui.replay.recording import Header, Writer

    file = tmp_path / "shift.jsonl.gz"
    async with ScriptDaemon(tmp_path / "control.sock") as daemon:
        recorder = Recorder(daemon.path, Writer(file, Header(began_ms=BEGAN_MS), 1 << 20), ["dock-1"])
        task = asyncio.create_task(recorder.run())
        async with asyncio.timeout(20):
            await written(file, '"dock-1","line":', 1)
            daemon.tell(said(2, "WRONG", "refuse"))
            daemon.show(MENU)
            await written(file, "menu-title", 1)
        recorder.stop()
        await task
    async with playing(file) as (app, pilot):
        app.player.jump(0)
        await pilot.press("n")
        assert app.state.last.level == "refuse"
        app.player.jump(app.player.tape.length_ms)
        assert app.prompt.kind == "choice"


async def test_a_desk_records_from_its_palette_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    async with ScriptDaemon(tmp_path / "control.sock") as daemon, screen(daemon, (120, 40)) as (app, pilot):
        (begin,) = [one for one in app.menu.commands() if one.title == app.voice.say("ui-record")]
        begin.callback()
        (file,) = (tmp_path / "state" / "wedge" / "recordings").iterdir()
        assert app.state.last.text.args["path"] == str(file)
        await until(pilot, lambda: len(daemon.hellos) > 1)
        (end,) = [one for one in app.menu.commands() if one.title == app.voice.say("ui-record-end")]
        end.callback()
        await until(pilot, lambda: app.state.last.text.key == "ui-recorded")
        assert str(file) in app.voice.past(app.state.last)
        assert [one.title for one in app.menu.commands()].count(begin.title) == 1
    assert len(opened(file))


async def test_where_no_file_can_be_made_the_desk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "taken"))
    (tmp_path / "taken").write_text("")
    async with ScriptDaemon(tmp_path / "control.sock") as daemon, screen(daemon, (120, 40)) as (app, _):
        app.menu.taping.begin()
        assert app.state.last.text.key == "ui-record-failed"


def test_a_long_shift_is_indexed_and_any_moment_of_it_costs_the_same(tmp_path: Path) -> None:
    """Read calls are counted, not time: a jump reads what it shows and no more."""
    file = tmp_path / "long.jsonl"
    begin, *lines = (
        made(tmp_path / "a.jsonl", (0, "PICK-1", asks(1)), (1, "", devices("gun1"))).read_bytes().splitlines()
    )
    with file.open("wb") as long:
        long.write(begin + b"\n")
        for number in range(20_000):
            long.write(lines[number % 2].replace(b'"t_ms":%d' % (number % 2), b'"t_ms":%d' % (number * 500)) + b"\n")
    tape, reads = opened(file), []
    player = Player(tape, "PICK-1", lambda _: None, lambda _: None, lambda: None)
    read = tape.read
    tape.__class__.read, before = (lambda _, number: (reads.append(number), read(number))[1]), tape.__class__.read
    try:
        for at in (10, tape.length_ms // 2, tape.length_ms):
            reads.clear()
            player.jump(at)
            assert 0 < len(reads) < 50
    finally:
        tape.__class__.read = before


def test_a_foreign_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "foreign.gz"
    file.write_bytes(gzip.compress(b"%PDF-1.7\n" * 1000))
    status, shown = on_a_terminal("tui", "--replay", str(file))
    assert (status, shown.strip()) == (74, f"{file} is no recording: `wedge record` makes them")


def test_a_station_that_is_not_in_it_is_refused_with_those_that_are(tmp_path: Path) -> None:
    setup = Setup(socket=Path("none"), terminal="test", station="DOCK-9")
    with pytest.raises(Ended, match=r"no station DOCK-9; it has PICK-1, PICK-2"):
        _replay(setup, shift(tmp_path / "shift.jsonl"))


def on_a_terminal(*words: str) -> tuple[int, str]:
    """What a command ends with whose input and output are a terminal, and what it showed."""
    pid, terminal = pty.fork()
    if not pid:
        os.execv(WEDGE, ["wedge", *words])
    shown = b""
    with contextlib.suppress(OSError):  # a terminal whose last process has gone cannot be read
        while chunk := os.read(terminal, 65536):
            shown += chunk
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


@pytest.mark.parametrize(("ms", "shown"), [(0, "00:00"), (61_000, "01:01"), (HOUR_MS + 1000, "1:00:01")])
def test_a_position_is_short(ms: int, shown: str) -> None:
    assert span(ms) == shown
