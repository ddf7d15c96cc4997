"""`wedge tui --serve` as a process, and a browser's side of it without a browser."""

import asyncio
import contextlib
import json
import re
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp

from tests.shell.daemon_process import WEDGE, wait_until
from tests.shell.floor import PIN

DEADLINE_S = 40.0
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


class Served:
    """A server's process."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, said: Path) -> None:
        self.process, self.url, self._said = process, url, said

    @property
    def said(self) -> str:
        return self._said.read_text()

    def screens(self) -> list[int]:
        """The processes of its screens."""
        return children(self.process.pid)

    async def until_screens(self, count: int) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while len(self.screens()) != count:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.02)


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def served(socket: Path, *options: str) -> Iterator[Served]:
    """A server on a port that was free; ended with the block."""
    said = socket.parent / "served.log"
    words = ["tui", "--serve", "0", "--socket", str(socket), *options]
    with said.open("wb") as out:
        process = subprocess.Popen([WEDGE, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        wait_until(lambda: said.read_bytes().endswith(b"/\n") or process.poll() is not None, "no server is ready")
        line = said.read_text()
        assert line.startswith("ready: "), line
        yield Served(process, line.removeprefix("ready: ").strip().rstrip("/"), said)
    finally:
        process.terminate()
        process.wait(DEADLINE_S)


class Visit:
    """One browser's cookies, without the browser."""

    def __init__(self, url: str, ssl: object = True) -> None:
        self.url = url
        self.client = aiohttp.ClientSession(
            url,
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            connector=aiohttp.TCPConnector(ssl=ssl),  # type: ignore[arg-type]
        )

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(path, allow_redirects=False) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, origin: str | None = "", **form: str) -> aiohttp.ClientResponse:
        headers = {} if origin is None else {"Origin": origin or self.url}
        async with self.client.post(path, data=form, headers=headers, allow_redirects=False) as answer:
            await answer.read()
            return answer

    async def sign_in(self, badge: str, pin: str = PIN) -> aiohttp.ClientResponse:
        return await self.post("/sign-in", badge=badge, pin=pin)

    @contextlib.asynccontextmanager
    async def screen(self, path: str, size: str = "width=40&height=16") -> AsyncIterator["Screen"]:
        async with self.client.ws_connect(f"{path}/ws?{size}", headers={"Origin": self.url}) as link:
            yield Screen(link)

    async def refused(self, path: str, origin: str | None) -> int:
        """The status with which a websocket is not opened."""
        headers = {} if origin is None else {"Origin": origin}
        try:
            async with self.client.ws_connect(f"{path}/ws?width=40&height=16", headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


class Screen:
    """A page's end of its websocket."""

    def __init__(self, link: aiohttp.ClientWebSocketResponse) -> None:
        self.link, self._drawn = link, bytearray()
        self.told: list[Any] = []
        """What the page is told beside what is drawn."""

    async def type(self, text: str) -> None:
        await self.link.send_str(json.dumps(["stdin", text]))

    @property
    def drawn(self) -> str:
        return SEQUENCE.sub(b"", bytes(self._drawn)).decode(errors="replace")

    async def until(self, text: str) -> None:
        """Until it was drawn behind all that was looked at before."""
        async with asyncio.timeout(DEADLINE_S):
            while text not in self.drawn:
                message = await self.link.receive()
                assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (message, self.drawn[-500:])
                if message.type is aiohttp.WSMsgType.BINARY:
                    self._drawn += message.data
                else:
                    self.told.append(message.json())
        self._drawn.clear()

    async def until_told(self, what: str) -> Any:
        """Until the page is told something of this kind; gives what."""
        async with asyncio.timeout(DEADLINE_S):
            while not (found := [one[1] for one in self.told if one[0] == what]):
                message = await self.link.receive()
                if message.type is aiohttp.WSMsgType.TEXT:
                    self.told.append(message.json())
        return found[0]

    async def closed(self) -> Any:
        """The number with which the server closes it."""
        async with asyncio.timeout(DEADLINE_S):
            while (message := await self.link.receive()).type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT):
                pass
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING)
        return self.link.close_code
