"""Pictures of the screen in a browser, for the docs: `python -m tests.tui.browser_pictures [--out DIR]`.

A real daemon, a real server, a headless Chromium: the door and a receipt on a phone, a desk's width beside it.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.shell.daemon_process import Box, running
from tests.shell.floor import MUG, PIN, TEA
from tests.tui.chromium import PROGRAM, WHY_NOT, Chromium, Page, chromium
from tests.tui.served import served

PHONE, DESK = (360, 720), (1280, 800)


async def signed_in(page: Page, badge: str, pin: str = PIN) -> None:
    """Badge and PIN as a scanner and a finger type them."""
    await page.until("document.activeElement && document.activeElement.id === 'badge'")
    await page.type(f"{badge}\r")
    await page.until("document.activeElement.id === 'pin'")
    await page.type(f"{pin}\r")


async def at_station(page: Page, station: str) -> None:
    """The station is chosen, and its screen is there."""
    await page.until("location.pathname === '/stations' && document.readyState === 'complete'")
    await page.tap(f"button[value={station}]")
    await page.until("document.body.dataset.state === 'open'")


async def answered(page: Page, text: str, answer: str) -> None:
    """One input, and its answer on the screen."""
    before = len(page.drawn)
    await page.type(f"{text}\r")
    await page.until_drawn(answer, before)


async def received(page: Page, name: str, station: str, receipt: str, item: str) -> None:
    """Seven units of an item, of a receipt."""
    await page.until_drawn(name)
    await answered(page, "1", "What is next")
    await answered(page, receipt, "is open")
    await answered(page, item, "How many")
    await answered(page, "7", "7 counted")
    await answered(page, station, "Received: 7")


async def taken(browser: Chromium, url: str, folder: Path) -> None:
    phone = await browser.page(url, size=PHONE, touch=True)
    (folder / "browser-door.png").write_bytes(await phone.picture())
    await signed_in(phone, "BADGE-0001")
    await at_station(phone, "DOCK-1")
    await received(phone, "Anna", "DOCK-1", "RCV-1", MUG)
    desk = await browser.page(url, size=DESK)
    await signed_in(desk, "BADGE-0002")
    await at_station(desk, "DOCK-2")
    await received(desk, "Jamal", "DOCK-2", "RCV-2", TEA)
    for name, page in (("browser-phone", phone), ("browser-desk", desk)):
        await asyncio.sleep(0.5)  # the picture is of what is drawn last
        (folder / f"{name}.png").write_bytes(await page.picture())


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/img"))
    out = parser.parse_args().out
    if not PROGRAM:
        print(f"browser pictures stay as they are: {WHY_NOT}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, running(Box(Path(folder))) as box, served(box.socket) as server:
        async with chromium() as browser:
            await taken(browser, server.url, out)


if __name__ == "__main__":
    asyncio.run(main())
