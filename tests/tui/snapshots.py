"""Pictures of the work screen at every size, held against those that were accepted: `python -m tests.tui.snapshots`.

    tests/tui/snapshots/pick-20x8-ok-de.svg      what a picker sees on a gun after a good scan, in German

Without --accept it says which have changed, and writes a page that shows both; with it the new ones are the right ones.
Look at each before that. They are SVG as Textual writes it, with one time of day and no fonts from the network.
"""

import argparse
import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tests.tui.pictures import tidy
from tests.tui.screens import drawn, scan, screen, until
from tests.tui.script_daemon import PICK, Act, ScriptDaemon, text
from tui.app import Floor

FOLDER = Path(__file__).parent / "snapshots"
NEW = Path(__file__).parents[2] / "build" / "snapshots"
ACCEPT = "python -m tests.tui.snapshots --accept"
SIZES = ((20, 8), (16, 21), (40, 16), (80, 24), (120, 40))
LANGS = ("en", "de")
SCENES = ("idle", "offline", "ok", "refuse")
_CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\b")


@dataclass(frozen=True, slots=True)
class Seat:
    """One screen: all scenes of it are taken in turn."""

    size: tuple[int, int]
    lang: str

    def file(self, scene: str) -> str:
        return f"pick-{self.size[0]}x{self.size[1]}-{scene}-{self.lang}.svg"


SEATS = tuple(Seat(size, lang) for size in SIZES for lang in LANGS)


async def taken(seat: Seat) -> dict[str, str]:
    """The pictures of a seat, by file name."""
    with tempfile.TemporaryDirectory(prefix="snap-") as folder:
        async with (
            ScriptDaemon(Path(folder) / "s", PICK, _story, lang=seat.lang) as daemon,
            screen(daemon, seat.size, lang=seat.lang) as (app, pilot),
        ):
            app.animation_level = "none"
            pictures = {seat.file("idle"): await _picture(app, pilot)}
            daemon.show(online=False, unsent=37, devices_down=1)
            await until(pilot, lambda: "37" in drawn(app))
            pictures[seat.file("offline")] = await _picture(app, pilot)
            daemon.show(online=True, unsent=0, devices_down=0)
            await until(pilot, lambda: "37" not in drawn(app))
            for number, (scene, code) in enumerate((("ok", "4006381333931"), ("refuse", "B-01-1")), 1):
                await scan(pilot, code)
                await until(pilot, lambda number=number: len(app.state.past) == number)
                pictures[seat.file(scene)] = await _picture(app, pilot)
    return pictures


def _story(one: object) -> Act:
    """The first scan is a good one, a location is a wrong one."""
    if getattr(one, "value", "").startswith("B-"):
        return Act("refuse", text("wrong-location", scanned="B-01-1", expected="A-03-2"))
    done = PICK.model_copy(update={"done": 4})
    return Act("ok", text("picked", quantity=1, item="Espresso beans 1 kg", tote="TOTE-17"), done)


async def _picture(app: Floor, pilot: Pilot[None]) -> str:
    """As SVG, once two in a row are the same."""
    last = ""
    while (new := normal(app.export_screenshot(title="wedge tui"))) != last:
        last = new
        await pilot.pause(0.06)
    return new


def normal(svg: str) -> str:
    """The same on every machine and at every time: no fonts, one time of day, no names made from the content."""
    svg = _CLOCK.sub("12:34:56", tidy(svg))
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def accepted(name: str) -> str:
    """The picture that is right; '' where none has been accepted."""
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def changed(pictures: Mapping[str, str]) -> list[str]:
    """The names of those that are not as they were accepted; each is written beside a page that shows both."""
    differ = [name for name, svg in pictures.items() if svg != accepted(name)]
    if differ:
        NEW.mkdir(parents=True, exist_ok=True)
    for name in differ:
        (NEW / name).write_text(pictures[name], encoding="utf-8")
        (NEW / name).with_suffix(".html").write_text(page(name, pictures[name]), encoding="utf-8")
    return differ


def page(name: str, new: str) -> str:
    """Both pictures side by side, in one file."""
    old = accepted(name) or "<p>none was accepted</p>"
    return (
        f"<!doctype html><meta charset=utf-8><title>{html.escape(name)}</title>"
        "<style>body{font:16px sans-serif;background:#ccc} div{display:inline-block;vertical-align:top;margin:1em}"
        f"</style><h1>{html.escape(name)}</h1><p>Right? Then <code>{ACCEPT}</code></p>"
        f"<div><h2>accepted</h2>{old}</div><div><h2>now</h2>{_other_names(new)}</div>"
    )


def _other_names(svg: str) -> str:
    """In one page the styles of two pictures must not have the same names."""
    return re.sub(r"\bterminal-(?=[a-z])", "terminal-now-", svg)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--accept", action="store_true", help="the pictures as they are now are right")
    accept = parser.parse_args().accept
    pictures: dict[str, str] = {}
    for seat in SEATS:
        pictures |= await taken(seat)
    if accept:
        FOLDER.mkdir(exist_ok=True)
        for gone in {path.name for path in FOLDER.glob("*.svg")} - pictures.keys():
            (FOLDER / gone).unlink()
        for name, svg in pictures.items():
            (FOLDER / name).write_text(svg, encoding="utf-8")
        return 0
    differ = changed(pictures)
    print(*(f"{name} has changed: {(NEW / name).with_suffix('.html')}" for name in differ), sep="\n")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
