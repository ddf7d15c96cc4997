"""The stage: a Unix socket on which the simulated world tells one device what is physically before it.

One JSON object a line in, one `{"ok": true}` or `{"ok": false, "error": "..."}` a line out, once it has happened.
Each simulator parses its own lines; their forms stand in its module docstring. Lines are at most 64 KiB.
"""

import asyncio
import contextlib
import json
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

LINE_BYTES_MAX = 64 * 1024

Act = Callable[[str], Awaitable[None]]
"""Takes one line, returns when it has happened. Raises `ValueError` with a sentence for a line it cannot do."""


@contextlib.asynccontextmanager
async def stage(path: Path | None, act: Act) -> AsyncIterator[None]:
    """Serve the stage at `path` while the body runs; without a path the device plays alone.

    Raises `ValueError` when the socket cannot be there; only one that a dead simulator left behind is replaced.
    """
    if path is None:
        yield
        return
    try:
        _make_way(path)
        server = await asyncio.start_unix_server(lambda r, w: _answer(r, w, act), path, limit=LINE_BYTES_MAX)
    except OSError as error:
        raise ValueError(f"the stage {path} cannot be made: {error.strerror or error}") from error
    ours = _identity(path)
    try:
        async with server:
            yield
    finally:
        if ours and _identity(path) == ours:
            path.unlink(missing_ok=True)


def _make_way(path: Path) -> None:
    """Remove the socket of a simulator that was killed. Raises `ValueError` for anything that is not ours."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise ValueError(f"{path} is there already and no socket; choose another path for the stage")
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)  # a listener whose queue is full is alive, too
        try:
            probe.connect(os.fspath(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except BlockingIOError:
            pass
    raise ValueError(f"another program serves {path}; end it, or choose another path for the stage")


def _identity(path: Path) -> tuple[int, int, int, int] | None:
    """Which file stands at a path; None for none. A number of a file is given anew at once, its birth is not."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, stat.S_IFMT(found.st_mode), found.st_mtime_ns


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
