"""What was answered while a screen was away is shown when it is back, once, and in the order of the answers."""

from pathlib import Path

from tests.tui.screens import drawn, scan, screen, until
from tests.tui.script_daemon import BADGE, PICK, Act, ScriptDaemon, text


def told(app) -> list[str]:
    """The answers that were shown, the oldest first."""
    return [one.text.key for one in reversed(app.state.past)]


async def test_an_answer_to_a_scale_that_was_given_while_the_screen_was_away_is_shown_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with ScriptDaemon(tmp_path / "s", PICK) as daemon, screen(daemon) as (app, pilot):
        await until(pilot, lambda: app.state.view is not None)
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        daemon.weighed(BADGE)
        await daemon.start()
        await until(pilot, lambda: told(app) == ["packed"])
        assert "P-1" in drawn(app)


async def test_an_answer_that_was_shown_is_not_shown_again(tmp_path: Path) -> None:
    async with ScriptDaemon(tmp_path / "s", PICK) as daemon, screen(daemon) as (app, pilot):
        await until(pilot, lambda: app.state.view is not None)
        daemon.weighed(BADGE)
        await until(pilot, lambda: told(app) == ["packed"])
        for turn in (2, 3):
            await daemon.stop()
            await until(pilot, lambda: not app.state.up)
            daemon.turn = turn
            await daemon.start()
            await until(pilot, lambda: app.state.up and app.client.inputs.turn == turn)  # noqa: B023 - awaited here
        assert told(app) == ["packed"]


async def test_the_answer_that_a_screen_begins_with_is_no_news_after_a_reconnect(tmp_path: Path) -> None:
    async with ScriptDaemon(tmp_path / "s", PICK) as daemon:
        daemon.weighed(PICK)
        async with screen(daemon) as (app, pilot):
            await until(pilot, lambda: told(app) == ["packed"])
            await daemon.stop()
            await until(pilot, lambda: not app.state.up)
            daemon.turn = 9
            await daemon.start()
            await until(pilot, lambda: app.state.up and app.client.inputs.turn == 9)
            assert told(app) == ["packed"]


async def test_what_was_sent_again_is_answered_before_what_came_after_it(tmp_path: Path) -> None:
    story = lambda _: Act("ok", text("pack-weigh-now", box="P-1"))  # noqa: E731
    async with ScriptDaemon(tmp_path / "s", PICK, story) as daemon, screen(daemon) as (app, pilot):
        daemon.mute = True
        await scan(pilot, "WE-DONE")
        await until(pilot, lambda: daemon.applied)
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        asked = daemon.applied[0].id
        last = daemon.weighed(BADGE)
        daemon._answers[asked] = daemon._answers[asked].model_copy(update={"turn": last.turn})
        daemon.mute = False
        await daemon.start()
        await until(pilot, lambda: told(app) == ["pack-weigh-now", "packed"])


async def test_what_was_sent_again_and_not_used_is_said_last(tmp_path: Path) -> None:
    story = lambda _: Act("warn", text("screen-was-old"))  # noqa: E731
    async with ScriptDaemon(tmp_path / "s", PICK, story) as daemon, screen(daemon) as (app, pilot):
        await until(pilot, lambda: app.state.view is not None)
        daemon.gate.clear()
        await scan(pilot, "WE-DONE")
        await until(pilot, lambda: daemon.heard)
        await daemon.stop()
        await until(pilot, lambda: not app.state.up)
        daemon.weighed(BADGE)
        daemon.heard.clear()
        await daemon.start()
        await until(pilot, lambda: daemon.heard)
        daemon.gate.set()
        await until(pilot, lambda: told(app) == ["packed", "screen-was-old"])
