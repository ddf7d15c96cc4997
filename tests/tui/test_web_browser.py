"""The screen in a real browser: a headless Chromium before a real server and a real daemon."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell.daemon_process import Box, running
from tests.shell.floor import MUG, TEA
from tests.tui.browser_pictures import DESK, PHONE, at_station, received, signed_in
from tests.tui.chromium import PROGRAM, WHY_NOT, Page, chromium
from tests.tui.served import served

pytestmark = [pytest.mark.soak, pytest.mark.skipif(not PROGRAM, reason=WHY_NOT)]
"""A browser takes longer to install than all other checks to begin; test_web.py holds the same without one."""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with running(Box(tmp_path)) as one:
        yield one


async def entered(page: Page, badge: str, station: str) -> None:
    await signed_in(page, badge)
    await at_station(page, station)


async def holds_focus(page: Page) -> bool:
    focus = "[document.activeElement.className, document.activeElement.inputMode].join()"
    return bool(await page.tell(focus) == "xterm-helper-textarea,none")


async def test_two_operators_in_two_browsers_scan_at_once_and_each_sees_the_answer(box: Box) -> None:
    with served(box.socket) as server:
        async with chromium() as browser:
            anna = await browser.page(server.url, size=PHONE, touch=True)
            jamal = await browser.page(server.url, size=DESK)
            await signed_in(anna, "BADGE-0001", "0000")
            await anna.until("document.querySelector('.fault')?.innerText.includes('Badge or PIN is wrong')")
            await asyncio.gather(entered(anna, "BADGE-0001", "DOCK-1"), entered(jamal, "BADGE-0002", "DOCK-2"))
            await asyncio.gather(
                received(anna, "Anna", "DOCK-1", "RCV-1", MUG), received(jamal, "Jamal", "DOCK-2", "RCV-2", TEA)
            )
            moves = [(one["op"], one["item"]) for one in box.entries() if one["kind"] == "movement"]
            assert sorted(moves) == [("op-1", "MUG"), ("op-2", "TEA")]
            own = (server.url, server.url.replace("http", "ws", 1))
            assert [one for page in (anna, jamal) for one in page.asked if not one.startswith(own)] == []
            assert anna.faults == jamal.faults == []
            await for_fingers(anna)
            assert not await jamal.tell("getComputedStyle(document.getElementById('keys')).display !== 'none'")
            assert len(server.screens()) == 2
            await jamal.close()
            await server.until_screens(1)
            server.process.terminate()
            await anna.until("document.body.dataset.state === 'lost'")
            assert await anna.tell("document.getElementById('told').innerText.includes('No line to the box')")


async def for_fingers(page: Page) -> None:
    """No soft keyboard, keys to tap, sound, and a focus that comes back."""
    assert await holds_focus(page)
    bells = int(await page.tell("document.body.dataset.bells"))
    assert bells >= 4, "one for each answer"
    before = len(page.drawn)
    await page.tap("#keys button[data-key='1']")
    await page.until_drawn("Help", before)
    await page.tap("#terminal")
    assert await holds_focus(page)
    await page.tell("document.activeElement.blur()")
    await page.until("document.activeElement.className === 'xterm-helper-textarea'")
    await page.tap("#keys button[data-shows='digits']")
    await page.until("!document.querySelector('#keys .digits').hidden")
    assert await holds_focus(page)
    assert await page.tell("document.documentElement.scrollWidth <= innerWidth")
    before = len(page.drawn)
    await page.tap("#keys button[data-send='9']")
    await page.until_drawn("9", before)
    assert await page.tell("window.open('https://evil.example/') === null"), "no code on the screen leads away"
