"""The stage: a Unix socket on which the simulated world tells one device what is physically before it.

One JSON object a line in, one `{"ok": true}` or `{"ok": false, "error": "..."}` a line out, once it has happened.
Each simulator parses its own lines; their forms stand in its module docstring. Lines are at most 64 KiB.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

LINE_BYTES_MAX = 64 * 1024

Act = Callable[[str], Awaitable[None]]
"""Takes one line, returns when it has happened. Raises `ValueError` with a sentence for a line it cannot do."""


@contextlib.asynccontextmanager
async def stage(path: Path | None, act: Act) -> AsyncIterator[None]:
    """Serve the stage at `path` while the body runs; without a path the device plays alone."""
    if path is None:
        yield
        return
    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(lambda r, w: _answer(r, w, act), path, limit=LINE_BYTES_MAX)
    async with server:
        yield
    path.unlink(missing_ok=True)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, act: Act) -> None:
    # Cancelled when the simulator ends; asyncio would print a traceback for a handler that dies of it.
    with contextlib.suppress(ConnectionError, asyncio.CancelledError):
        while line := await reader.readline():
            reply = b'{"ok": true}\n'
            try:
                await act(line.decode())
            except ValueError as error:
                reply = json.dumps({"ok": False, "error": str(error)}).encode() + b"\n"
            writer.write(reply)
            await writer.drain()
    writer.close()


class Hand:
    """The world's end of one stage: `tell` returns when the device has done it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def tell(self, **what: object) -> None:
        """Send one line and wait for its answer. Raises `ValueError` when the device cannot do it."""
        if self._streams is None:
            self._streams = await asyncio.open_unix_connection(self._path, limit=LINE_BYTES_MAX)
        reader, writer = self._streams
        writer.write(json.dumps(what).encode() + b"\n")
        await writer.drain()
        reply = json.loads(await reader.readline() or b'{"ok": false, "error": "the device has gone"}')
        if not reply["ok"]:
            raise ValueError(reply["error"])
