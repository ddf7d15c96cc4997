"""Recorders: further screens that write down what they hear. One hears as a desk, and one for each station.

They ask nothing and type nothing. Like any screen they come back when the daemon does.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, get_args

from pydantic import ValidationError

from edge import control
from tui.client import RETRY_FIRST_S, RETRY_LAST_S
from tui.replay.recording import Writer

DESK: Final = ""
FLUSH_S: Final = 1.0
TERMINAL: Final = "recorder"
STATIONS_MAX: Final = 40
"""A daemon takes so many screens and more; the others are the operators'."""


class Recorder:
    """Records from the daemon at `path`. `stations`: those that were named; none: all that the daemon tells of."""

    def __init__(
        self, path: Path, writer: Writer, stations: Sequence[str] = (), said: Callable[[str], None] = lambda _: None
    ) -> None:
        self._path, self._writer, self._said = path, writer, said
        self._named = bool(stations)
        self._asked = list(stations)
        self._ears: dict[str, asyncio.Task[None]] = {}
        self._began_ns = time.monotonic_ns()
        self._over = asyncio.Event()
        self._dirty = False
        self.lines = 0
        self.refused = ""
        """What the daemon would not let us hear: a station that was named and that it does not know."""
        self.failed: OSError | None = None
        """Why nothing more can be written."""

    @property
    def stations(self) -> list[str]:
        return [station for station in self._ears if station]

    async def run(self) -> None:
        """Record until `stop`, or until nothing more can be written; then the file is whole."""
        try:
            for station in (DESK, *self._asked):
                self._listen(station)
            while not self._over.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), FLUSH_S)
                self._kept(self._flush)
        finally:
            for ear in self._ears.values():
                ear.cancel()
            ends = await asyncio.gather(*self._ears.values(), return_exceptions=True)
            self._kept(self._writer.close)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def stop(self) -> None:
        self._over.set()

    def _listen(self, station: str) -> None:
        if station not in self._ears and len(self._ears) <= STATIONS_MAX:
            self._ears[station] = asyncio.create_task(self._ear(station))
            self._ears[station].add_done_callback(lambda _: self.stop())

    async def _ear(self, station: str) -> None:
        """Stay connected for one station until cancelled."""
        wait_s = RETRY_FIRST_S
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_unix_connection(self._path, limit=control.LINE_BYTES_MAX)
                try:
                    writer.writelines(_greeting(station))
                    if await self._hear(station, reader):
                        wait_s = RETRY_FIRST_S
                        self._add(station, None)
                finally:
                    writer.close()
            if station == DESK and wait_s == RETRY_FIRST_S:
                self._said(f"nobody answers at {self._path}: waiting")
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, RETRY_LAST_S)

    async def _hear(self, station: str, reader: asyncio.StreamReader) -> bool:
        """Write down what comes until the daemon hangs up; returns whether anything came."""
        heard = False
        with contextlib.suppress(OSError, ValueError):  # ValueError: a line over the limit
            while raw := await reader.readline():
                with contextlib.suppress(ValidationError):  # of another version: no screen could read it either
                    self._line(station, raw, control.to_screen.validate_json(raw))
                    heard = True
        return heard

    def _line(self, station: str, raw: bytes, message: control.ForScreen) -> None:
        if isinstance(message, control.Refused) and station and self._named:
            self.refused = message.message
            self.stop()
        self._add(station, raw)
        if isinstance(message, control.Feed) and message.topic == "sessions" and not self._named:
            for row in message.items:
                if isinstance(row, control.SessionRow):
                    self._listen(row.station)

    def _add(self, station: str, raw: bytes | None) -> None:
        t_ms = (time.monotonic_ns() - self._began_ns) // 1_000_000
        self._kept(lambda: self._writer.add(t_ms, station, raw))
        self.lines += 1
        self._dirty = True
        if self._writer.is_full:
            self.stop()

    def _flush(self) -> None:
        if self._dirty:
            self._dirty = False
            self._writer.flush()

    def _kept(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            self.failed = self.failed or error
            self.stop()


def _greeting(station: str) -> list[bytes]:
    """A desk asks for all feeds; a station's screen for none."""
    hello = control.line(control.Hello(terminal=TERMINAL, station=station or None))
    return [hello] if station else [hello, control.line(control.Subscribe(topics=list(get_args(control.Topic))))]
