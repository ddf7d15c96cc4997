"""Answers on the box's own speaker: what a player gets, and that a newer answer ends an older one's sound."""

import asyncio
import io
import itertools
import sys
import wave
from pathlib import Path

import pytest

from edge.core.message import Level
from tests.tui.screens import screen, until
from tests.tui.script_daemon import PICK, ScriptDaemon, always
from tui.sound import TONE_S, TONES, Speaker, wav

KEEPS = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())"
HANGS = "import sys, time; open(sys.argv[1], 'a').close(); time.sleep(600)"


@pytest.mark.parametrize("level", list(TONES))
def test_a_level_is_so_many_tones_of_its_own_height(level: Level) -> None:
    hertz, times = TONES[level]
    with wave.open(io.BytesIO(wav(level))) as file:
        rate, samples = file.getframerate(), memoryview(file.readframes(file.getnframes())).cast("h")
    loud = [abs(one) > 1000 for one in samples]
    crossings = sum(1 for one, other in itertools.pairwise(samples) if (one < 0) != (other < 0))
    assert max(map(abs, samples)) < 32_767, "nothing is cut off"
    assert crossings / 2 == pytest.approx(hertz * TONE_S * times, rel=0.1)
    starts = [at for at in range(len(loud)) if loud[at] and not any(loud[max(0, at - rate // 25) : at])]
    assert len(starts) == times


async def test_an_answer_at_the_screen_is_played_by_the_program_that_was_named(tmp_path: Path) -> None:
    heard = tmp_path / "heard.wav"
    async with ScriptDaemon(tmp_path / "s", PICK, always("refuse")) as daemon, screen(daemon) as (app, pilot):
        app.speaker = Speaker((sys.executable, "-c", KEEPS, str(heard)))
        await pilot.press(*"4006381", "enter")
        await until(pilot, lambda: heard.exists() and heard.read_bytes() == wav("refuse"))


async def test_a_newer_answer_ends_the_sound_before_it_and_no_player_is_silence(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    hanging = Speaker((sys.executable, "-c", HANGS, str(begun)))
    hanging.say("ok")
    async with asyncio.timeout(30):
        while not begun.exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.02)
    first = hanging._playing
    hanging.say("refuse")
    assert first is not None
    with pytest.raises(asyncio.CancelledError):
        await first
    absent = Speaker((str(tmp_path / "no-such-player"),))
    absent.say("ok")
    assert absent._playing is not None
    await absent._playing
    assert hanging._playing is not None
    hanging._playing.cancel()
