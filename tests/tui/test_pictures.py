"""Pictures of entries: half blocks and signs, images where the terminal draws them, files that are none."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.control import PictureRow
from tests.tui.screens import drawn, screen, until
from tests.tui.script_daemon import PICK, ScriptDaemon, greeting
from tui import kitty
from tui.blocks import Pixels
from tui.blocks import drawn as in_blocks

TOP = Path(__file__).parents[2]
KITTY = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Blue at the left, red at the right."""
    image = np.zeros((480, 640, 3), np.uint8)
    image[:, :320, 0] = 255
    image[:, 320:, 2] = 255
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), image)
    return path


def child(*args: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "tui.pixels", *args], cwd=TOP, capture_output=True, check=False)


def test_two_pixels_are_a_cell_in_their_colours() -> None:
    pixels = Pixels.read(b"P6 1 2 255\n" + bytes([255, 0, 0, 0, 0, 255]))
    assert pixels is not None
    (row,) = in_blocks(pixels)
    assert row.plain == "▀"
    assert str(row.spans[0].style) == "#ff0000 on #0000ff"
    (plain,) = in_blocks(pixels, ascii_only=True)
    assert plain.plain.isascii()


@pytest.mark.parametrize(
    "data", [b"", b"P6", b"P6 9 9 255\nshort", b"P5 1 1 255\nxxx", b"P6 -1 1 255\nxxx", b"P6 0 0 255\n"]
)
def test_what_is_no_picture_is_none(data: bytes) -> None:
    assert Pixels.read(data) is None


def test_a_picture_keeps_its_proportions_in_the_room_there_is(photo: Path) -> None:
    pixels = Pixels.read(child("ppm", str(photo), "40", "60").stdout)
    assert pixels is not None
    assert (pixels.width, pixels.height) == (40, 30)
    assert pixels.at(0, 0) == (0, 0, 255)
    assert pixels.at(39, 29) == (255, 0, 0)


def test_files_that_are_no_pictures_end_the_child_quietly(tmp_path: Path) -> None:
    junk = tmp_path / "junk.jpg"
    junk.write_bytes(os.urandom(4096))
    for path in (junk, tmp_path, tmp_path / "none.jpg", Path("/dev/zero")):
        done = child("ppm", str(path), "40", "30")
        assert (done.returncode, done.stdout) == (1, b"")


def test_terminals_that_draw_images_are_known_by_their_environment() -> None:
    assert kitty.is_kitty(KITTY)
    assert kitty.is_kitty({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1", "COLORTERM": "truecolor"})
    for other in (
        {"TERM": "xterm-256color"},
        KITTY | {"TMUX": "x"},
        KITTY | {"NO_COLOR": "1"},
        {"TERM": "xterm-kitty"},
    ):
        assert not kitty.is_kitty(other)


def test_a_picture_is_sent_in_pieces_that_are_nothing_but_base64() -> None:
    png = os.urandom(20_000)
    pieces = list(kitty.sent(png, 7, 40, 12))
    found = [re.fullmatch(r"\x1b_G([a-zA-Z0-9=,]+);([A-Za-z0-9+/=]+)\x1b\\", one) for one in pieces]
    assert all(found)
    assert base64.b64decode("".join(one[2] for one in found if one)) == png
    assert max(map(len, pieces)) < kitty.PIECE + 100
    assert [one[1].rpartition("m=")[2] for one in found if one] == ["1"] * (len(pieces) - 1) + ["0"]


def test_its_cells_are_as_wide_as_they_stand_for() -> None:
    rows = kitty.cells(7, 40, 12)
    assert [row.cell_length for row in rows] == [40] * 12
    assert len({row.plain for row in rows}) == 12


async def test_such_a_terminal_is_given_the_picture_once_and_forgets_it(
    tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ScriptDaemon(tmp_path / "s", PICK) as daemon, screen(daemon, (120, 40)) as (app, pilot):
        daemon.greeting = greeting()
        daemon.lists.pictures = [PictureRow(path=str(photo), device="cam1", at_ms=1, width=640, height=480)]
        written: list[str] = []
        monkeypatch.setattr(app, "emit", lambda: written.append)
        await pilot.press("f7", "f7", "f7")
        await until(pilot, lambda: "1/500" in drawn(app))
        await pilot.press("enter")
        await until(pilot, lambda: kitty.CELL in drawn(app))
        assert "▀" not in drawn(app)
        await pilot.press("escape")
        await until(pilot, lambda: kitty.CELL not in drawn(app))
        assert written[-1] == kitty.forgotten(1)
        sent = [base64.b64decode(one.partition(";")[2][:-2]) for one in written[:-1]]
        assert cv2.imdecode(np.frombuffer(b"".join(sent), np.uint8), cv2.IMREAD_COLOR) is not None
