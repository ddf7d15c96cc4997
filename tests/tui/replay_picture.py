"""The picture of a recording being played, for docs/replay.md: `python -m tests.tui.replay_picture [--out DIR]`."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from edge.control import Feed, Result, State, Text, View, line
from tests.tui.pictures import tidy
from tests.tui.script_daemon import NOON_MS, RECEIVE, greeting, movements, reads, text
from tui.replay.recording import Header, Writer
from tui.replay.screen import ReplayFloor
from tui.replay.tape import opened
from tui.setup import Setup

HOUR_MS = 3_600_000
SAID: tuple[tuple[str, Text], ...] = (
    ("ok", text("received", quantity=12, item="Oat drink 1 l", place="DOCK-1")),
    ("warn", text("other-bin", scanned="B-01-1", suggested="A-03-2")),
    ("ok", text("received", quantity=6, item="Espresso beans 1 kg", place="DOCK-1")),
    ("refuse", text("not-on-document", item="Sugar 1 kg", document="PO-4711")),
)


def recorded(path: Path) -> Path:
    """Eight hours at a dock, with a refusal in the third."""
    writer = Writer(path, Header(name="S1/B1", began_ms=NOON_MS - 4 * HOUR_MS), 1 << 24)
    state = State(online=True, unsent=3, devices_down=1)
    view = View(turn=1, station="DOCK-1", operator="Anna", lang="en", prompt=RECEIVE, state=state)
    for feed in (*greeting(), Feed(topic="reads", items=reads(0, 40)), Feed(topic="movements", items=movements(0, 20))):
        writer.add(0, "", line(feed))
    at_ms = 2 * HOUR_MS
    for turn, (level, said) in enumerate(SAID * 2, 2):
        at_ms += 41_000
        result = Result(id=f"input-{turn:04}", level=level, text=said, turn=turn, source="gun-1")
        writer.add(at_ms, "DOCK-1", line(result))
        writer.add(at_ms, "DOCK-1", line(view.model_copy(update={"turn": turn})))
    writer.add(8 * HOUR_MS, "DOCK-1", line(view.model_copy(update={"turn": 99})))
    writer.close()
    return path


async def take(folder: Path) -> str:
    """The last refusal, as SVG."""
    app = ReplayFloor(Setup(socket=Path("none"), terminal="pictures", lang="en"), opened(recorded(folder / "t.jsonl")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "plus", "plus")
        app.player.jump(2 * HOUR_MS)
        await pilot.press("n", "n")
        await pilot.pause(0.5)
        return tidy(app.export_screenshot(title="wedge tui --replay"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/img"))
    with tempfile.TemporaryDirectory() as made_in:
        picture = asyncio.run(take(Path(made_in)))
    (parser.parse_args().out / "replay-120x40.svg").write_text(picture)
