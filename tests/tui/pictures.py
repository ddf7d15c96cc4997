"""Pictures of the screen for the README: `python -m tests.tui.pictures [--socket PATH] [--station NAME] [--out DIR]`.

Without a socket a scripted daemon plays a pick and a desk. With one the pictures show that daemon as it is now, so that
they can be remade from a running demo; `--scan CODE` (again and again) scans first.
"""

import argparse
import asyncio
import contextlib
import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tui.screens import scan, until
from tests.tui.script_daemon import RECEIVE, Act, ScriptDaemon, feed, text
from tui.app import Floor
from tui.setup import Setup

WIDTH_PX = 12.2
"""Of one column in the SVG that Textual writes."""


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    size: tuple[int, int]
    key: str = "f5"


PICTURES = (
    Picture("work-20x8", (20, 8)),
    Picture("work-40x16", (40, 16)),
    Picture("work-120x40", (120, 40)),
    Picture("desk-120x40", (120, 40), "f6"),
)


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
        daemon.state = daemon.state.model_copy(update={"unsent": 3, "devices_down": 1})
        feeding = asyncio.create_task(_feed(daemon))
        yield
        feeding.cancel()


async def _feed(daemon: ScriptDaemon) -> None:
    while True:
        await feed(daemon, 4, range(3))


async def take(picture: Picture, setup: Setup, scans: Sequence[str]) -> str:
    """One picture as SVG."""
    app = Floor(setup)
    async with app.run_test(size=picture.size) as pilot:
        await until(pilot, lambda: app.state.view is not None or (app.state.up and setup.station is None))
        for code in scans:
            before = len(app.state.past)
            await scan(pilot, code)
            await until(pilot, lambda before=before: len(app.state.past) > before)
        await pilot.press(picture.key)
        await pilot.pause(1.5 if picture.key != "f5" else 0.3)
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
        with tempfile.TemporaryDirectory() as folder:
            path = options.socket or Path(folder) / "control.sock"
            scans = options.scan if options.socket else ["4006381333931"] * 4
            async with contextlib.nullcontext() if options.socket else scripted(path):
                svg = await take(picture, Setup(socket=path, terminal="pictures", station=options.station), scans)
        (options.out / f"{picture.name}.svg").write_text(svg)


if __name__ == "__main__":
    asyncio.run(main())
