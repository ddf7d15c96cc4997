"""A headless Chromium, driven by its DevTools over one websocket: pages in contexts that share nothing."""

import asyncio
import base64
import contextlib
import itertools
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
WHY_NOT = "no Chromium here (Debian: apt-get install --no-install-recommends chromium)"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--hide-scrollbars",
)  # fmt: skip
DEADLINE_S = 60.0
SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


class Chromium:
    """The browser's end of the line."""

    def __init__(self, link: aiohttp.ClientWebSocketResponse) -> None:
        self._link = link
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.heard: dict[str, list[Callable[[str, dict[str, Any]], None]]] = defaultdict(list)
        self._reading = asyncio.create_task(self._read())

    async def say(self, method: str, session: str = "", **params: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._link.send_json(
            {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        )
        async with asyncio.timeout(DEADLINE_S):
            return await self._answers[number]

    async def page(self, url: str, *, size: tuple[int, int] = (1280, 800), touch: bool = False) -> "Page":
        """A page in a context of its own: its cookies are nobody else's."""
        context = (await self.say("Target.createBrowserContext"))["browserContextId"]
        made = await self.say("Target.createTarget", url="about:blank", browserContextId=context)
        target = made["targetId"]
        session = (await self.say("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = Page(self, session, target)
        self.heard[session].append(page.hear)
        await page.say(
            "Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=touch
        )
        await page.say("Emulation.setTouchEmulationEnabled", enabled=touch)
        for domain in ("Network", "Page", "Runtime"):
            await page.say(f"{domain}.enable")
        await page.open(url)
        return page

    async def _read(self) -> None:
        async for message in self._link:
            said = message.json()
            if "id" in said and not (answer := self._answers.pop(said["id"])).done():
                if "error" in said:
                    answer.set_exception(RuntimeError(said["error"]["message"]))
                else:
                    answer.set_result(said["result"])
            for hear in self.heard[said.get("sessionId", "")]:
                hear(said.get("method", ""), said.get("params", {}))


class Page:
    """One page: what it asked for, what its screen was sent, and a hand at its keyboard."""

    def __init__(self, browser: Chromium, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target
        self.asked: list[str] = []
        """Every address that the page wanted something from."""
        self.faults: list[str] = []
        self.drawn = ""
        """All that its screen was sent, without the terminal's own sequences."""
        self._more = asyncio.Event()

    async def say(self, method: str, **params: object) -> dict[str, Any]:
        return await self._browser.say(method, self._session, **params)

    def hear(self, method: str, params: dict[str, Any]) -> None:
        match method:
            case "Network.requestWillBeSent":
                self.asked.append(params["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(params["url"])
            case "Network.webSocketFrameReceived" if params["response"]["opcode"] == 2:
                data = base64.b64decode(params["response"]["payloadData"])
                self.drawn += SEQUENCE.sub("", data.decode(errors="replace"))
                self._more.set()
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                self.faults.append(details.get("exception", {}).get("description", details["text"]))

    async def open(self, url: str) -> None:
        await self.say("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def tell(self, script: str) -> Any:
        """What a script comes to."""
        found = await self.say("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def until(self, condition: str) -> None:
        """Until a condition holds on whatever page is shown then."""
        wait = f"new Promise(d => {{ const l = () => ({condition}) ? d(true) : setTimeout(l, 50); l(); }})"
        async with asyncio.timeout(DEADLINE_S):
            while True:
                with contextlib.suppress(RuntimeError, AssertionError):  # it went to another page meanwhile
                    if await self.tell(wait):
                        return
                await asyncio.sleep(0.05)

    async def until_drawn(self, text: str, behind: int = 0) -> None:
        """Until its screen was sent a text, behind so many signs of what it was sent."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                while text not in self.drawn[behind:]:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(f"{text!r} was not drawn: {' '.join(self.drawn[behind:].split())[-600:]}") from None

    async def type(self, text: str) -> None:
        """Keys, one after the other, as a keyboard or a scanner sends them."""
        for sign in text:
            key = {"\r": "Enter", "\t": "Tab"}.get(sign, sign)
            code = {"\r": 13, "\t": 9, "-": 189}.get(sign, ord(sign.upper()))
            params = {"key": key, "text": sign, "windowsVirtualKeyCode": code}
            await self.say("Input.dispatchKeyEvent", type="keyDown", **params)
            await self.say("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    async def tap(self, selector: str) -> None:
        box = f"document.querySelector({selector!r}).getBoundingClientRect()"
        at = await self.tell(f"(b => [b.x + b.width / 2, b.y + b.height / 2])({box})")
        for kind in ("mousePressed", "mouseReleased"):
            await self.say("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    async def picture(self) -> bytes:
        """PNG of what is seen."""
        shot = await self.say("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])

    async def close(self) -> None:
        await self._browser.say("Target.closeTarget", targetId=self._target)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """A browser with an empty profile; nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, *FLAGS, f"--user-data-dir={folder}", "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = Path(folder) / "DevToolsActivePort"
            async with asyncio.timeout(DEADLINE_S):
                while not port.exists() or len(port.read_text().splitlines()) < 2:
                    assert process.returncode is None, "Chromium ended"
                    await asyncio.sleep(0.05)
            number, path = port.read_text().splitlines()[:2]
            url = f"ws://127.0.0.1:{number}{path}"
            async with aiohttp.ClientSession() as client, client.ws_connect(url, max_msg_size=0) as link:
                yield Chromium(link)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
