"""The control server: screens on a Unix socket, on one supervised thread with its own asyncio loop.

In: lines are parsed, bounded and put into the inbox; while it is full a screen is simply not read. Questions go to the
desk's own thread, past the loop; who asks on and on without hearing is read more slowly. Out: per client a bounded
queue of results, the latest view, and feeds that are dropped and counted when a screen is slow.
"""

import asyncio
import contextlib
import errno
import os
import queue
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from edge import control
from edge.shell.loop.inbox import Inbox, Item, ScreenGone, ScreenLine

CLIENTS_MAX: Final = 64
RESULTS_MAX: Final = 200
RETRY_S: Final = 0.05
UNHEARD_MAX: Final = 16
"""So many questions without an answer between them are read at once."""
ASK_S: Final = 0.02
"""How long the next one then waits to be read."""
NOBODY_ANSWERS: Final = "nobody answers questions here"
GOODBYE_S: Final = 0.5
"""How long a screen that is being left may take for its last lines."""


@dataclass(slots=True, eq=False)
class _Client:
    """What one screen still has to be sent."""

    writer: asyncio.StreamWriter
    results: deque[bytes] = field(default_factory=deque)
    view: bytes | None = None
    feeds: dict[str, control.Feed] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    closing: bool = False
    unheard: int = 0
    """Questions since the last answer to one."""


class ControlServer:
    """Serves screens. `view`, `result`, `feed` and `close` are called from the loop's thread, `told` from the desk's.

    `asks`, set before `run`, takes a client's question; `desk_came` hears of one that may ask. Neither waits.
    """

    def __init__(self, path: Path, inbox: Inbox) -> None:
        self._path = path
        self._inbox = inbox
        self._clients: dict[int, _Client] = {}
        self._numbers = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self.asks: Callable[[int, control.Ask], None] | None = None
        self.desk_came: Callable[[], None] | None = None
        self.ready = threading.Event()
        self.failed = ""
        """Why nobody can connect; set before `ready`."""

    def run(self, stop: threading.Event) -> None:
        """The service's thread body; returns after `close`, or at once where the socket cannot be made."""
        if stop.is_set():
            return
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self.failed = f"{self._path}: {error.strerror or error}"
            self.ready.set()

    def view(self, client: int, view: control.View) -> None:
        self._post(client, control.line(view), None)

    def result(
        self, client: int, result: control.Result | control.Refused | control.Commanded | control.SignedIn
    ) -> None:
        self._post(client, None, control.line(result))

    def told(self, client: int, told: control.Told) -> None:
        """The answer to a question."""
        line = control.line(told)
        self._call(lambda: self._tell(client, line))

    def feed(self, client: int, feed: control.Feed) -> None:
        self._call(lambda: self._feed(client, feed))

    def close(self) -> None:
        """End the service; screens see the connection close and retry."""
        if self._ended is not None:
            self._call(self._ended.set)

    def _post(self, client: int, view: bytes | None, result: bytes | None) -> None:
        self._call(lambda: self._queue(client, view, result))

    def _call(self, what: Callable[[], None]) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody listens
                self._loop.call_soon_threadsafe(what)

    def _queue(self, number: int, view: bytes | None, result: bytes | None) -> None:
        client = self._clients.get(number)
        if client is None:
            return
        if view is not None:
            client.view = view
        if result is not None:
            client.results.append(result)
        if len(client.results) > RESULTS_MAX:  # it does not read its answers: it is gone, or will come again
            client.closing = True
            client.results.clear()
            client.writer.transport.abort()
        client.wake.set()

    def _tell(self, number: int, line: bytes) -> None:
        if (client := self._clients.get(number)) is not None:
            client.unheard = 0
            self._queue(number, None, line)

    def _feed(self, number: int, feed: control.Feed) -> None:
        client = self._clients.get(number)
        if client is None:
            return
        held = client.feeds.get(feed.topic)
        lost = _told(held) if held and feed.topic not in control.WHOLE_TOPICS else 0
        dropped = feed.dropped + lost + (held.dropped if held else 0)
        client.feeds[feed.topic] = feed.model_copy(update={"dropped": dropped})
        client.wake.set()

    async def _serve(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        listener = _listener(self._path)
        mine = self._path.stat().st_ino
        server = await asyncio.start_unix_server(self._client, sock=listener, limit=control.LINE_BYTES_MAX)
        self.ready.set()
        async with server:
            await self._ended.wait()
            server.close()
            await asyncio.gather(*(self._leave(client) for client in self._clients.values()))
        if self._path.exists() and self._path.stat().st_ino == mine:
            self._path.unlink()

    @staticmethod
    async def _leave(client: _Client) -> None:
        """Send what is left, then hang up; on a screen that does not read, without its last lines."""
        client.closing = True
        client.wake.set()
        with contextlib.suppress(TimeoutError, OSError):
            await asyncio.wait_for(client.writer.wait_closed(), GOODBYE_S)
        client.writer.transport.abort()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._clients) >= CLIENTS_MAX:
            writer.write(control.line(control.Refused(message="too many screens are connected")))
            writer.close()
            return
        self._numbers += 1
        number, client = self._numbers, _Client(writer)
        self._clients[number] = client
        sending = asyncio.create_task(self._send(client))
        with contextlib.suppress(asyncio.CancelledError):  # the process ends
            with contextlib.suppress(ConnectionError):
                await self._receive(number, client, reader)
            await self._leave(client)
            await sending
            del self._clients[number]
            await self._put(ScreenGone(number))

    async def _receive(self, number: int, client: _Client, reader: asyncio.StreamReader) -> None:
        while not client.closing:
            try:
                line = await reader.readline()
            except ValueError:  # longer than a line may be: nothing after it can be trusted
                self._refuse(client, f"a line is at most {control.LINE_BYTES_MAX} bytes")
                return
            if not line:
                return
            try:
                message = control.to_daemon.validate_json(line)
            except ValidationError as error:
                fault = error.errors(include_url=False, include_input=False)[0]
                self._refuse(client, f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
                continue
            if isinstance(message, control.Ask):
                await self._asked(number, client, message)
            else:
                if isinstance(message, control.Hello) and message.station is None and self.desk_came is not None:
                    self.desk_came()
                await self._put(ScreenLine(number, message))

    async def _asked(self, number: int, client: _Client, ask: control.Ask) -> None:
        if self.asks is None:
            self.told(number, control.Told(id=ask.id, of=ask.of, fault=NOBODY_ANSWERS))
        else:
            self.asks(number, ask)
        client.unheard += 1
        if client.unheard > UNHEARD_MAX:
            await asyncio.sleep(ASK_S)

    def _refuse(self, client: _Client, message: str) -> None:
        client.results.append(control.line(control.Refused(message=message[:500])))
        client.wake.set()

    async def _put(self, item: Item) -> None:
        """Wait for room without holding up the other screens."""
        while True:
            try:
                self._inbox.put_nowait(item)
            except queue.Full:
                await asyncio.sleep(RETRY_S)
            else:
                return

    @staticmethod
    async def _send(client: _Client) -> None:
        writer = client.writer
        with contextlib.suppress(OSError):
            while True:
                await client.wake.wait()
                client.wake.clear()
                lines = list(client.results)
                client.results.clear()
                if client.view is not None:
                    lines.append(client.view)
                    client.view = None
                lines += [control.line(feed) for feed in client.feeds.values()]
                client.feeds.clear()
                writer.writelines(lines)
                await writer.drain()
                if client.closing:
                    break
        writer.close()


def _told(feed: control.Feed) -> int:
    """How many rows are lost with a feed; what it says must be forgotten, the next one says, too."""
    return sum(1 for row in feed.items if not isinstance(row, control.WithheldRow))


def _listener(path: Path) -> socket.socket:
    """The socket at `path`, never open to more than owner and group. Raises `OSError` where another wedge serves it."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o750)  # screens of the group come through it, whatever the umask
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except FileNotFoundError:
            pass
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)  # left by one that was killed
        else:
            raise OSError(errno.EADDRINUSE, "another wedge serves screens there; give each box a socket of its own")
    listener = socket.socket(socket.AF_UNIX)
    try:
        os.fchmod(listener.fileno(), 0o660)  # the file is made with this, less the umask; only then may it widen
        listener.bind(str(path))
        path.chmod(0o660)
    except OSError:
        listener.close()
        raise
    return listener
