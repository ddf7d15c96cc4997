"""Pictures of the screen for the README: `python -m tests.tui.pictures [--socket PATH] [--station NAME] [--out DIR]`.

Without a socket a scripted daemon plays a pick and a desk. With one the pictures show that daemon as it is now, so that
they can be remade from a running demo; `--scan CODE` (again and again) scans first.
"""

import argparse
import asyncio
import contextlib
import itertools
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.control import Feed, PictureRow
from tests.tui.screens import drawn, scan, until
from tests.tui.script_daemon import NOON_MS, RECEIVE, Act, ScriptDaemon, feed, greeting, movements, text
from tests.tui.script_lists import Lists
from tui.app import Floor
from tui.setup import Setup

WIDTH_PX = 12.2
"""Of one column in the SVG that Textual writes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the keys that lead to it, and a text by which it is seen to be there."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ("f5",)
    seen: str = ""


DESK = (120, 40)
PICTURES = (
    Picture("work-20x8", (20, 8)),
    Picture("work-40x16", (40, 16)),
    Picture("work-120x40", DESK),
    Picture("desk-120x40", DESK, ("f6",), "Live reads"),
    Picture("portal-120x40", DESK, ("f6", "f6"), "ASN-4711"),
    Picture("stock-120x40", DESK, ("f7", "f7"), "Espresso"),
    Picture("entry-120x40", DESK, ("f7", "f7", "f7", "+", "enter"), "▀▀▀▀▀▀▀▀▀▀"),
    Picture("map-120x40", DESK, ("f7", "f7", "f7", "f7", "+", *["down"] * 6, *["right"] * 13), "just moved"),
    Picture("findings-80x24", (80, 24), ("f8",), "SO-2207"),
)
"""`+` waits until the list is there."""
LABEL = "pictures/cam1/label.jpg"


@contextlib.asynccontextmanager
async def scripted(path: Path) -> AsyncIterator[None]:
    """A daemon that receives goods and has something to show on the desk."""
    number = 0

    def story(_: object) -> Act:
        nonlocal number
        number += 1
        level, said = (
            ("ok", text("received", quantity=12, item="Oat drink 1 l", place="DOCK-1")),
            ("warn", text("other-bin", scanned="B-01-1", suggested="A-03-2")),
            ("refuse", text("not-on-document", item="Sugar 1 kg", document="PO-4711")),
            ("ok", text("received", quantity=6, item="Espresso beans 1 kg", place="DOCK-1")),
        )[(number - 1) % 4]
        return Act(level, said)

    async with ScriptDaemon(path, RECEIVE, story) as daemon:
        daemon.greeting = greeting()
        daemon.lists = Lists(stock=1_048_212, entries=500, racks=27, bins=60, pictures=[_label(path.parent)])
        daemon.state = daemon.state.model_copy(update={"unsent": 3, "devices_down": 1})
        feeding = asyncio.create_task(_feed(daemon))
        yield
        feeding.cancel()


def _label(folder: Path) -> PictureRow:
    """What a camera saw: a box with its label."""
    import cv2
    import numpy as np

    image = np.full((480, 640, 3), (38, 44, 48), np.uint8)
    cv2.rectangle(image, (90, 60), (550, 430), (92, 140, 176), -1)
    cv2.rectangle(image, (90, 60), (550, 120), (74, 112, 150), -1)
    cv2.rectangle(image, (220, 180), (440, 370), (244, 246, 246), -1)
    bars = np.random.default_rng(7).integers(0, 2, 44)
    for number, bar in enumerate(bars):
        if bar:
            cv2.rectangle(image, (242 + number * 4, 260), (245 + number * 4, 350), (20, 20, 20), -1)
    cv2.putText(image, "PO-4711", (250, 232), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 3)
    path = folder / LABEL
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image)
    return PictureRow(path=LABEL, device="cam1", at_ms=NOON_MS, width=640, height=480)


async def _feed(daemon: ScriptDaemon) -> None:
    for number in itertools.count():
        await feed(daemon, 4, range(number * 3, number * 3 + 3))
        source, target = f"A-000-{number % 50:02d}", f"F-005-{(number * 7) % 50:02d}"
        lit = movements(number, 1)[0].model_copy(update={"source": source, "target": target})
        daemon.tell(Feed(topic="movements", items=[lit]))


async def take(picture: Picture, setup: Setup, scans: Sequence[str]) -> str:
    """One picture as SVG."""
    app = Floor(setup)
    async with app.run_test(size=picture.size) as pilot:
        await until(pilot, lambda: app.state.view is not None or (app.state.up and setup.station is None))
        for code in scans:
            before = len(app.state.past)
            await scan(pilot, code)
            await until(pilot, lambda before=before: len(app.state.past) > before)
        for key in picture.keys:
            if key == "+":
                await until(pilot, lambda: "1/" in drawn(app))
            else:
                await pilot.press(key)
        await pilot.pause(2.5 if picture.keys != ("f5",) else 0.3)
        if not setup.socket.is_absolute():
            await until(pilot, lambda: picture.seen in drawn(app))
        return tidy(app.export_screenshot(title="wedge tui"))


def tidy(svg: str) -> str:
    """The same picture for every viewer: no font from the network, no text that begins with blanks.

    Some renderers drop leading blanks and know no textLength, which moves words.
    """
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    return re.sub(r'(<text [^>]*?)x="([\d.]+)"([^>]*)>((?:&#160;)+)', _moved, svg)


def _moved(found: re.Match[str]) -> str:
    head, x, tail, blanks = found.groups()
    tail = re.sub(r'\s*textLength="[^"]*"', "", tail)
    return f'{head}x="{float(x) + WIDTH_PX * blanks.count("&#160;"):g}"{tail}>'


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", type=Path)
    parser.add_argument("--station", default="dock-1")
    parser.add_argument("--scan", action="append", default=[])
    parser.add_argument("--out", type=Path, default=Path("docs/img"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        if options.socket is None:
            svg = await _scripted_picture(picture, options.station)
        else:
            setup = Setup(socket=options.socket.absolute(), terminal="pictures", station=options.station)
            svg = await take(picture, setup, options.scan)
        (options.out / f"{picture.name}.svg").write_text(svg)


async def _scripted_picture(picture: Picture, station: str) -> str:
    """Taken in a folder of its own: the path of a camera's picture is seen in it."""
    path = Path("control.sock")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        async with scripted(path):
            setup = Setup(socket=path, terminal="pictures", station=station)
            return await take(picture, setup, ["4006381333931"] * 4)


if __name__ == "__main__":
    asyncio.run(main())
