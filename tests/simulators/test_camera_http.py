"""The simulated camera speaks HTTP as a camera does, does what the stage says, and costs little."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from simulators.camera import CLIENTS_MAX, CameraOptions, record, serving
from simulators.camera_scene import LABELS_MAX, Scene
from simulators.labels import Label
from simulators.stage import Hand

SMALL = CameraOptions(size=(640, 480), fps=20)
EAN = {"text": "4006381333931", "symbology": "EAN13"}
LOT = {"text": "010952123454321310AB\u001d217", "symbology": "GS1-128"}


@contextlib.asynccontextmanager
async def client(port: int, path: str = "/") -> AsyncIterator[asyncio.StreamReader]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: camera\r\n\r\n".encode())
    try:
        yield reader
    finally:
        writer.close()


async def head(reader: asyncio.StreamReader) -> dict[str, str]:
    lines = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode().split("\r\n")
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if ": " in line)}


async def part(reader: asyncio.StreamReader) -> bytes:
    """The body of one part of the stream."""
    length = int((await head(reader))["content-length"])
    body = await asyncio.wait_for(reader.readexactly(length), 5)
    assert await reader.readexactly(2) == b"\r\n"
    return body


def picture_of(jpeg: bytes) -> np.ndarray | None:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)


def codes_in(jpeg: bytes) -> set[bytes]:
    return {bytes(code.bytes) for code in zxingcpp.read_barcodes(picture_of(jpeg))}


@contextlib.asynccontextmanager
async def staged(tmp_path: Path, options: CameraOptions = SMALL):
    path = tmp_path / "stage"
    async with serving(options, path) as camera:
        yield camera, Hand(path)


async def test_the_stream_is_multipart_with_one_jpeg_a_part() -> None:
    async with serving(SMALL) as camera, client(camera.port) as reader:
        assert (await head(reader))["content-type"] == "multipart/x-mixed-replace; boundary=frame"
        for _ in range(3):
            picture = picture_of(await part(reader))
            assert picture is not None
            assert picture.shape == (480, 640)


async def test_a_snapshot_is_one_jpeg() -> None:
    async with serving(SMALL) as camera, client(camera.port, "/snapshot.jpg") as reader:
        assert (await head(reader))["content-type"] == "image/jpeg"
        assert picture_of(await reader.read()) is not None


async def test_several_clients_see_the_same(tmp_path: Path) -> None:
    async with staged(tmp_path) as (camera, hand), client(camera.port) as one, client(camera.port) as other:
        await hand.tell(show=[EAN])
        for reader in (one, other):
            await head(reader)
            assert [codes_in(await part(reader)) for _ in range(20)][-1] == {b"4006381333931"}


async def test_the_stage_replaces_what_is_in_view(tmp_path: Path) -> None:
    async with staged(tmp_path) as (camera, hand):
        for shown, codes in (
            ([EAN, LOT], {b"4006381333931", b"010952123454321310AB\x1d217"}),
            ([LOT], {b"010952123454321310AB\x1d217"}),
            ([], set()),
        ):
            await hand.tell(show=shown)
            await asyncio.sleep(1)
            async with client(camera.port, "/snapshot.jpg") as reader:
                await head(reader)
                assert codes_in(await reader.read()) == codes


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"show": [{"text": "x", "symbology": "Code49"}]}, "symbology is one of"),
        ({"show": "x"}, "takes a list"),
        ({"show": [EAN] * (LABELS_MAX + 1)}, "at most"),
        ({"fault": "rust"}, "fault is one of"),
        ({"shoe": []}, '"show" and "fault"'),
    ],
)
async def test_the_stage_refuses_what_it_cannot_do(tmp_path: Path, line: dict[str, object], sentence: str) -> None:
    async with staged(tmp_path) as (_, hand):
        with pytest.raises(ValueError, match=sentence):
            await hand.tell(**line)


async def test_a_stalled_camera_sends_nothing_and_goes_on_when_healed(tmp_path: Path) -> None:
    async with staged(tmp_path) as (camera, hand), client(camera.port) as reader:
        await head(reader)
        await part(reader)
        await hand.tell(fault="stall")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader.read(1 << 20), 0.3)  # what was under way
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.5)
        await hand.tell(fault="none")
        assert await asyncio.wait_for(reader.read(1), 5)


async def test_a_dropped_camera_hangs_up_and_answers_nobody(tmp_path: Path) -> None:
    async with staged(tmp_path) as (camera, hand), client(camera.port) as reader:
        await head(reader)
        await hand.tell(fault="drop")
        await asyncio.wait_for(reader.read(), 5)
        async with client(camera.port) as late:
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(late.read(), 5) == b""
        await hand.tell(fault="none")
        async with client(camera.port) as back:
            await head(back)
            await part(back)


async def test_black_frozen_and_garbage_pictures(tmp_path: Path) -> None:
    async with staged(tmp_path) as (camera, hand), client(camera.port) as reader:

        async def after(fault: str) -> list[bytes]:
            await hand.tell(fault=fault)
            return [await part(reader) for _ in range(6)][-2:]

        await head(reader)
        frozen = await after("frozen")
        assert frozen[0] == frozen[1]
        black = picture_of((await after("black"))[1])
        assert black is not None
        assert black.max() < 5
        garbage = picture_of((await after("garbage"))[1])
        assert garbage is None or garbage.mean() > 0
        living = await after("none")
        assert living[0] != living[1]


async def test_a_crowd_of_clients_is_limited_and_silent_ones_are_forgotten() -> None:
    async with serving(SMALL) as camera, contextlib.AsyncExitStack() as crowd:
        readers = [await crowd.enter_async_context(client(camera.port)) for _ in range(CLIENTS_MAX)]
        for reader in readers:
            await head(reader)
        async with client(camera.port) as late:
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(late.read(), 5) == b""


async def test_nothing_is_drawn_while_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    draw = Scene.frame
    monkeypatch.setattr(Scene, "frame", lambda *a: drawn.append(1) or draw(*a))
    async with serving(SMALL) as camera:
        await asyncio.sleep(0.3)
        assert not drawn
        async with client(camera.port) as reader:
            await head(reader)
            await part(reader)
        assert drawn
        await asyncio.sleep(0.3)
        before = len(drawn)
        await asyncio.sleep(0.3)
        assert len(drawn) == before


async def test_without_a_stage_the_codes_come_one_after_the_other_with_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.camera.SHOWN_SECONDS", 0.5)
    monkeypatch.setattr("simulators.camera.PAUSE_SECONDS", 0.5)
    monkeypatch.setattr("simulators.camera_scene.SLIDE_SECONDS", 0.01)
    options = CameraOptions(size=(640, 480), fps=20, codes=(Label("A1", "QR"), Label("B2", "QR")))
    async with serving(options) as camera, client(camera.port) as reader:
        await head(reader)
        views: list[set[bytes]] = []
        until = time.monotonic() + 10
        while len(views) < 5 and time.monotonic() < until:
            codes = codes_in(await part(reader))
            if not views or views[-1] != codes:
                views.append(codes)
    start = views.index({b"A1"})
    assert views[start : start + 3] == [{b"A1"}, set(), {b"B2"}]


def test_the_same_seed_gives_the_same_pictures() -> None:
    def frame(seed: int) -> np.ndarray:
        scene = Scene((640, 480), seed, 0.3)
        scene.show([Label("4006381333931", "EAN13")], 0.0)
        return scene.frame(5.0, 2)

    assert np.array_equal(frame(4), frame(4))
    assert not np.array_equal(frame(4), frame(5))


def test_labels_slide_in_and_then_lie_almost_still() -> None:
    scene = Scene((640, 480), 1, 0.0)
    scene.show([Label("4006381333931", "EAN13")], 0.0)

    def moved(one: float, other: float) -> float:
        return float(np.mean(cv2.absdiff(scene.frame(one, 0), scene.frame(other, 0))))

    assert moved(0.0, 0.2) > 3 * moved(5.0, 5.2)
    assert moved(5.0, 5.2) > 0


def test_labels_that_do_not_fit_legibly_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Scene((320, 240), 1, 0.0).show([Label("(00)106141412345678908", "GS1-128")] * 4, 0.0)


def test_a_frame_is_cheap() -> None:
    scene = Scene((1280, 720), 1, 0.0)
    scene.show([Label("(00)106141412345678908", "GS1-128"), Label("4006381333931", "EAN13")], 0.0)
    started = time.thread_time()
    for tick in range(20):
        scene.frame(tick / 10, tick)
    assert (time.thread_time() - started) / 20 < 0.04


def test_a_recording_shows_the_codes_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A camera driver that ran in this process before leaves OpenCV set for live streams: that eats a first frame.
    monkeypatch.delenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", raising=False)
    film = tmp_path / "bench.avi"
    record(CameraOptions(size=(640, 480), fps=5, codes=(Label("A1", "QR"), Label("B2", "QR"))), film, seconds=9)
    capture = cv2.VideoCapture(str(film))
    frames = [frame for good, frame in iter(capture.read, (False, None)) if good]
    capture.release()
    assert len(frames) == 45
    read = [{code.text for code in zxingcpp.read_barcodes(frames[at])} for at in (10, 25, 40)]
    assert read == [{"A1"}, set(), {"B2"}]


def test_a_recording_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        record(SMALL, tmp_path / "nowhere" / "bench.avi", 1)


async def test_the_command_listens_obeys_its_stage_and_leaves_on_a_signal(tmp_path: Path) -> None:
    path = tmp_path / "stage"
    wedge = Path(sys.executable).parent / "wedge"
    command = [wedge, "sim", "camera", "--port", "0", "--size", "640x480", "--stage", path]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    assert line.startswith("listening on http://127.0.0.1:")
    await Hand(path).tell(show=[EAN])
    await asyncio.sleep(1)
    async with client(int(line.rstrip().rstrip("/").rpartition(":")[2]), "/snapshot.jpg") as reader:
        await head(reader)
        assert codes_in(await reader.read()) == {b"4006381333931"}
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
