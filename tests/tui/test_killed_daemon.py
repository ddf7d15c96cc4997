"""`kill -9` of the daemon between an input at a real terminal and its answer: done once, and the same prompt again."""

import os
import random
from pathlib import Path

import pytest

from tests.shell.daemon_process import Box
from tests.tui.floor_terminal import Floor, code, receiving

MOMENTS = ("read", "before the commit", "after the commit", "after the answer")
"""What the daemon has done when it dies; tests/tui/dying/sitecustomize.py knows them."""


def dying(folder: Path) -> Box:
    """A box whose daemon dies when it is told to."""
    box = Box(folder)
    paths = filter(None, (str(Path(__file__).parent / "dying"), os.environ.get("PYTHONPATH")))
    box.env = {"PYTHONPATH": os.pathsep.join(paths), "WEDGE_DIES_AT": str(folder / "dies-at")}
    return box


async def killed_at(floor: Floor, moment: str, line: str) -> None:
    """Type a line whose answer the daemon does not live to give, and start it again."""
    order = floor.box.folder / "dies-at"
    order.write_text(moment)
    floor.screen.type(line.encode() + b"\r")
    await floor.until(lambda: floor.box.process.poll() is not None)  # type: ignore[union-attr]
    assert not order.exists(), floor.box.log()[-2000:]
    floor.box.start()
    floor.listen_again()


async def received(floor: Floor, lot: str, dies_at_item: str = "", dies_at_dock: str = "") -> None:
    """One piece of a lot is counted and put down; the daemon may die at either scan."""
    if dies_at_item:
        await killed_at(floor, dies_at_item, code(lot))
    else:
        await floor.key_in(code(lot))
    await floor.until(lambda: floor.asked == "receive-ask-target")
    await floor.shows_prompt()
    assert floor.beside.view.prompt.done == len(floor.lots()) + 1, "the piece was counted twice"
    if dies_at_dock:
        await killed_at(floor, dies_at_dock, "DOCK-1")
    else:
        await floor.key_in("DOCK-1")
    await floor.until(lambda: floor.asked == "receive-ask-item")
    await floor.shows_prompt()
    assert floor.lots().count(lot) == 1


async def works_through(folder: Path, size: tuple[int, int], moments: list[tuple[str, str]]) -> None:
    box = dying(folder)
    try:
        box.start()
        async with receiving(box, size) as floor:
            for number, (at_item, at_dock) in enumerate(moments):
                await received(floor, f"L{number:04}", at_item, at_dock)
            await received(floor, "LAST")
            assert floor.lots() == [*(f"L{number:04}" for number in range(len(moments))), "LAST"]
            assert box.verdict().ok
            assert not floor.screen.grid.strange
    finally:
        box.end()


async def test_a_daemon_killed_between_input_and_answer_books_once_and_asks_the_same_again(tmp_path: Path) -> None:
    await works_through(tmp_path, (20, 8), [("", "after the commit")])


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("size", [(20, 8), (120, 40)])
async def test_a_daemon_killed_at_every_moment_of_an_input_books_once(tmp_path: Path, size: tuple[int, int]) -> None:
    pairs = [(at_item, at_dock) for at_item in MOMENTS for at_dock in MOMENTS]
    await works_through(tmp_path, size, pairs)


@pytest.mark.soak
@pytest.mark.timeout(0)
async def test_forty_kills_at_any_moment_lose_and_double_nothing(tmp_path: Path) -> None:
    dice, box = random.Random(5), Box(tmp_path)
    try:
        box.start()
        async with receiving(box, (108, 30)) as floor:
            for number in range(40):
                floor.screen.type(code(f"L{number:04}").encode() + b"\r")
                await floor.until(lambda number=number: floor.asked == "receive-ask-target")
                floor.screen.type(b"DOCK-1\r")
                floor.beside.wait(lambda: True, "nothing", dice.random() * 0.03)
                box.kill()
                await floor.until(lambda: floor.says("ui-wait"))
                box.start()
                floor.listen_again()
                await floor.until(lambda: not floor.says("ui-wait"))
                await floor.until(lambda: floor.asked == "receive-ask-item" or floor.says("ui-away"))
                if floor.asked == "receive-ask-target":  # it was gone before Enter was read: told aloud, scanned again
                    await floor.key_in("DOCK-1")
                assert floor.asked == "receive-ask-item"
                await floor.shows_prompt()
                assert floor.lots() == [f"L{done:04}" for done in range(number + 1)]
    finally:
        box.end()
