"""Sound through the box's own speaker, where terminals are silent: `wedge tui --sound "aplay -q"`.

    ok, info    one high tone       warn    two middle ones       refuse    three low ones

A WAV file goes to the player's standard input, one at a time: a newer answer ends the sound of the one before.
"""

import asyncio
import contextlib
import functools
import io
import math
import wave
from array import array
from collections.abc import Mapping, Sequence

from edge.core.message import Level

TONES: Mapping[Level, tuple[int, int]] = {"ok": (1760, 1), "info": (1320, 1), "warn": (880, 2), "refuse": (220, 3)}
"""Hertz, and how often."""
RATE_HZ = 16_000
TONE_S, GAP_S, FADE_S = 0.09, 0.06, 0.005
LOUD = 0.5
TIME_S = 5.0


class Speaker:
    """Plays with `command`. A player that is not there, or fails, is silence: the screen says all the same."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._playing: asyncio.Task[None] | None = None

    def say(self, level: Level) -> None:
        """Let a level be heard."""
        if self._playing is not None:
            self._playing.cancel()
        self._playing = asyncio.get_running_loop().create_task(_played(self._command, wav(level)))


async def _played(command: Sequence[str], sound: bytes) -> None:
    none = asyncio.subprocess.DEVNULL
    with contextlib.suppress(OSError, TimeoutError):
        child = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=none, stderr=none)
        try:
            async with asyncio.timeout(TIME_S):
                await child.communicate(sound)
        finally:
            if child.returncode is None:
                child.kill()


@functools.cache
def wav(level: Level) -> bytes:
    """The tones of a level as a WAV file: mono, 16 bits, `RATE_HZ`."""
    hertz, times = TONES[level]
    samples = array("h", (_sample(number, hertz) for number in range(int(TONE_S * RATE_HZ))))
    gap = array("h", bytes(2 * int(GAP_S * RATE_HZ)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples + gap).tobytes() * times)
    return out.getvalue()


def _sample(number: int, hertz: int) -> int:
    """One sample of a tone that begins and ends softly: without that it clicks."""
    at_s = number / RATE_HZ
    soft = min(1.0, at_s / FADE_S, (TONE_S - at_s) / FADE_S)
    return round(32_767 * LOUD * soft * math.sin(2 * math.pi * hertz * at_s))
