"""A screen of one station, or a desk, on the daemon's control socket: the simulated operator's eyes.

The socket speaks edge/control.py. What was heard waits in bounded queues; the newest view replaces the older ones.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from edge import control

HEARD_MAX = 500
DEADLINE_S = 20.0
OLD_TRIES = 10


class LateError(Exception):
    """Nothing that was waited for came in time; the sentence says what was seen last."""


class Screen:
    """One connection to the control socket. Use `connected` to make one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.rows: list[control.Row] = []
        """Rows of the feeds but the devices', the newest last, at most `HEARD_MAX`."""
        self.devices: dict[str, control.DeviceRow] = {}
        """The newest row of each device."""
        self._reader, self._writer = reader, writer
        self._results: list[control.Result] = []
        self._view: control.View | None = None
        self._news = asyncio.Condition()

    @property
    def view(self) -> control.View:
        assert self._view is not None, "no view yet"
        return self._view

    async def until(self, what: str, ready: Callable[[], bool], seconds: float = DEADLINE_S) -> None:
        """Wait until something that was heard makes `ready` true. Raises `LateError`."""
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(ready)
        except TimeoutError:
            raise LateError(f"{what} did not come within {seconds:g} s; {self._last()}") from None

    async def answer(self, what: str, fits: Callable[[control.Result], bool]) -> control.Result:
        """The first unread result that fits, with the view that follows it; earlier ones are passed over."""
        await self.until(what, lambda: any(fits(one) for one in self._results))
        at = next(at for at, one in enumerate(self._results) if fits(one))
        result = self._results[at]
        del self._results[: at + 1]
        await self.until("the view after " + what, lambda: self._view is not None and self._view.turn >= result.turn)
        return result

    async def send(self, via: str, value: str) -> control.Result:
        """One input of this screen and its answer; sent again when the view had changed meanwhile."""
        for _ in range(OLD_TRIES):
            message = control.Input.model_validate(
                {"id": uuid.uuid4().hex, "turn": self.view.turn, "via": via, "value": value}
            )
            self._writer.write(control.line(message))
            result = await self.answer(f"the answer to {value!r}", lambda one: one.id == message.id)  # noqa: B023 - awaited here
            if result.text.key != "screen-was-old":
                return result
        raise LateError(f"{value!r} was never taken: the view kept changing")

    def has_finding(self, code: str) -> bool:
        """Whether a finding of this code was seen in the feed."""
        return any(isinstance(row, control.FindingRow) and row.text.key == f"finding-{code}" for row in self.rows)

    def subscribe(self, *topics: control.Topic) -> None:
        self._writer.write(control.line(control.Subscribe(topics=list(topics))))

    async def listen(self) -> None:
        """Take in what the daemon says until it goes away."""
        while line := await self._reader.readline():
            message = control.to_screen.validate_json(line)
            async with self._news:
                self._take(message)
                self._news.notify_all()

    def _take(self, message: control.ForScreen) -> None:
        match message:
            case control.View():
                self._view = message
            case control.Result():
                self._results = [*self._results, message][-HEARD_MAX:]
            case control.Feed():
                self.devices |= {row.device: row for row in message.items if isinstance(row, control.DeviceRow)}
                others = [row for row in message.items if not isinstance(row, control.DeviceRow)]
                self.rows = [*self.rows, *others][-HEARD_MAX:]
            case control.Refused():
                raise ConnectionError(f"the daemon refused: {message.message}")

    def _last(self) -> str:
        if self._view is None:
            return f"{len(self.rows)} rows of feeds were seen"
        last = self._view.last.text.key if self._view.last else "nothing said yet"
        return f"{self._view.station} asks {self._view.prompt.ask.key}, said {last}"


@contextlib.asynccontextmanager
async def connected(socket: Path, terminal: str, station: str | None) -> AsyncIterator[Screen]:
    """A screen while the body runs; one of a station has its first view."""
    reader, writer = await asyncio.open_unix_connection(socket, limit=control.LINE_BYTES_MAX)
    screen = Screen(reader, writer)
    listening = asyncio.create_task(screen.listen())
    writer.write(control.line(control.Hello(terminal=terminal, station=station)))
    try:
        if station is not None:
            await screen.until("the first view", lambda: screen._view is not None)  # noqa: SLF001 - `view` asserts it
        yield screen
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        writer.close()
