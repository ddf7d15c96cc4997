"""One screen's process behind one page: textual-serve's bridge, without a shell, and never left behind.

    browser --websocket--> here --stdin, in packets--> wedge tui --control socket--> daemon

A process ends with its page: asked first, killed soon after. The kernel kills it where this one was killed (prctl(2),
PR_SET_PDEATHSIG).
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

QUIT_S: Final = 3.0
"""How long a screen may take to end by itself."""
_NEEDED: Final = frozenset(
    ("PATH", "HOME", "USER", "TMPDIR", "LANG", "LANGUAGE", "TZ", "TZDIR", "NO_COLOR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
)
_NEEDED_KINDS: Final = ("LC_", "PYTHON", "XDG_")
_BROWSER: Final = {
    "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    "TEXTUAL_FPS": "30",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TERM": "xterm-256color",
    "TERM_PROGRAM": "textual",
    "LC_ALL": "C.UTF-8",
}
_LAUNCH: Final = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
from edge.cli import app
sys.argv[1:] = sys.argv[2:]
app(prog_name="wedge")
"""


class ScreenProcess(AppService):
    """`args` are those of `wedge`; `secret` goes into the process's environment, and on no command line."""

    def __init__(
        self,
        args: Sequence[str],
        secret: dict[str, str],
        page: web.WebSocketResponse,
        downloads: DownloadManager,
    ) -> None:
        super().__init__(
            "wedge",
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=self._left,
            download_manager=downloads,
        )
        self._args, self._secret = args, secret
        self._ended: tuple[asyncio.Future[int], int] | None = None

    def ended_by(self, ended: "asyncio.Future[int]", code: int) -> None:
        """Tell `ended` when the screen has ended by itself."""
        self._ended = ended, code

    async def stop(self) -> None:
        """End it and wait for that; may be called again."""
        process = self._process
        if process is None:
            return
        try:
            await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
            await self.send_meta({"type": "quit"})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), QUIT_S)
        finally:
            if process.returncode is None:
                process.kill()
        await process.wait()
        if self._task is not None:
            await self._task

    async def run(self) -> None:
        """Hand on what it draws, until it ends."""
        try:
            await super().run()
        finally:
            await self._left()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        environment = needed(os.environ) | _BROWSER | {"COLUMNS": str(width), "ROWS": str(height)} | self._secret
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _LAUNCH, str(os.getpid()), *self._args, env=environment,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        self._stdin = process.stdin
        return process

    async def _left(self) -> None:
        if self._ended is not None and not self._ended[0].done():
            self._ended[0].set_result(self._ended[1])


def needed(environment: Mapping[str, str]) -> dict[str, str]:
    """What a screen's process gets of this one's environment: never who works where, that is the door's business."""
    return {name: value for name, value in environment.items() if name in _NEEDED or name.startswith(_NEEDED_KINDS)}
