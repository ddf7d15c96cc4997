"""A network camera over a bench: MJPEG over HTTP, and recordings of the same.

    GET /              multipart/x-mixed-replace, one JPEG a part, for as long as the client stays
    GET /snapshot.jpg  one JPEG

Stage lines (see stage.py); they are answered once the camera sees or suffers it:
    {"show": [{"text": "(00)106141412345678908", "symbology": "GS1-128"}, ...]}   all that lies there; [] clears
    {"fault": "stall" | "drop" | "black" | "frozen" | "garbage" | "slow" | "none"}
Without a stage the camera plays alone: its codes come one after the other, each for a while, with pauses.
"""

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.camera_scene import Scene
from simulators.labels import Label
from simulators.stage import stage

FAULTS = ("none", "stall", "drop", "black", "frozen", "garbage", "slow")
BOUNDARY = b"frame"
REQUEST_SECONDS = 10.0
CLIENTS_MAX = 16
JPEG_QUALITY = 85
SLOW_FACTOR = 15
SHOWN_SECONDS = 3.0
PAUSE_SECONDS = 3.0
SAMPLES = (
    Label("(00)106141412345678908", "GS1-128"),
    Label("(01)09521234543213(17)271231(10)AB12", "GS1-128"),
    Label("4006381333931", "EAN13"),
    Label("https://id.gs1.org/01/09521234543213", "QR"),
    Label("(01)09521234543213(21)7", "GS1-DataMatrix"),
    Label("19521234548468", "ITF14"),
)


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """`size` is width and height, `degrade` 0 to 1; the same `seed` gives the same pictures. Port 0: any free one."""

    host: str = "127.0.0.1"
    port: int = 0
    fps: float = 10.0
    size: tuple[int, int] = (1280, 720)
    seed: int = 1
    degrade: float = 0.0
    codes: tuple[Label, ...] = SAMPLES


class Camera:
    """The camera while it is on: what it sees, what ails it, and who watches. `port` is where it listens."""

    def __init__(self, options: CameraOptions) -> None:
        self.port = options.port
        self._options = options
        self._scene = Scene(options.size, options.seed, options.degrade)
        self._fault = "none"
        self._jpeg = b""
        self._fresh = asyncio.Condition()
        self._watched = asyncio.Event()
        self._watchers: set[asyncio.StreamWriter] = set()
        self._nobody = asyncio.Event()
        self._tick = 0

    @property
    def url(self) -> str:
        return f"http://{self._options.host}:{self.port}/"

    def show(self, labels: Sequence[Label]) -> None:
        """Replace what lies there. Raises `ValueError` when it does not fit."""
        self._scene.show(labels, self._now())

    def fail(self, fault: str) -> None:
        """Suffer a fault from now on; "none" heals. Raises `ValueError` for a fault nobody knows."""
        if fault not in FAULTS:
            raise ValueError(f"fault is one of {', '.join(FAULTS)}, not {fault[:20]!r}")
        self._fault = fault
        if fault == "drop":
            for writer in self._watchers:
                writer.close()

    async def act(self, line: str) -> None:
        """Do one stage line."""
        what = _object(line)
        if not what.keys() & {"show", "fault"}:
            raise ValueError('a camera knows "show" and "fault"')
        if "show" in what:
            self.show(labels_of(what["show"]))
        if "fault" in what:
            self.fail(str(what["fault"]))

    def rehearse(self) -> None:
        """See that every code can be shown. Raises `ValueError` for one that cannot."""
        for code in self._options.codes:
            self.show([code])
        self.show([])

    async def hang_up(self) -> None:
        """Close every connection, and wait until nobody watches."""
        self.fail("drop")
        if self._watchers:
            await self._nobody.wait()

    async def play(self, alone: bool) -> None:
        """Draw pictures for ever, as long as somebody watches; `alone` brings the codes in turn."""
        started, turn = self._now(), -1
        while True:
            await self._watched.wait()
            if alone and turn != (turn := int((self._now() - started) / SHOWN_SECONDS)):
                self.show(alone_at(self._options.codes, self._now() - started))
            if (jpeg := self._picture()) is not None:
                async with self._fresh:
                    self._jpeg = jpeg
                    self._fresh.notify_all()
            await asyncio.sleep((SLOW_FACTOR if self._fault == "slow" else 1) / self._options.fps)

    def _picture(self) -> bytes | None:
        self._tick += 1
        match self._fault:
            case "stall" | "drop":
                return None
            case "frozen" if self._jpeg:
                return self._jpeg
            case "garbage":
                return self._jpeg[: len(self._jpeg) // 3] + b"\x00\xff\xd9no picture\xff\xd8" * 40
            case "black":
                return black(self._options.size)
        return jpeg_of(self._scene.frame(self._now(), self._tick))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it leaves."""
        if self._fault != "drop" and len(self._watchers) < CLIENTS_MAX:
            self._watchers.add(writer)
            self._watched.set()
            self._nobody.clear()
            with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                request = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), REQUEST_SECONDS)
                await _first_of(self._serve(request, writer), _left(reader))
            self._watchers.discard(writer)
        if not self._watchers:
            self._watched.clear()
            self._nobody.set()
        writer.close()

    async def _serve(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        if request.split(b" ")[1:2] == [b"/snapshot.jpg"]:
            jpeg = await self._next()
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(jpeg))
            writer.write(jpeg)
            await writer.drain()
            return
        kind = b"multipart/x-mixed-replace; boundary=" + BOUNDARY
        writer.write(b"HTTP/1.0 200 OK\r\nCache-Control: no-store\r\nContent-Type: " + kind + b"\r\n\r\n")
        while not writer.is_closing():
            jpeg = await self._next()
            head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (BOUNDARY, len(jpeg))
            writer.write(head + jpeg + b"\r\n")
            await writer.drain()  # a client that reads slowly misses pictures, it does not get them late

    async def _next(self) -> bytes:
        async with self._fresh:
            await self._fresh.wait()
            return self._jpeg

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


@contextlib.asynccontextmanager
async def serving(options: CameraOptions, stage_path: Path | None = None) -> AsyncIterator[Camera]:
    """The camera, on and listening, while the body runs. With a stage or without codes it shows nothing until told."""
    camera = Camera(options)
    alone = stage_path is None and bool(options.codes)
    if alone:
        camera.rehearse()
    server = await asyncio.start_server(camera.answer, options.host, options.port)
    camera.port = server.sockets[0].getsockname()[1]
    playing = asyncio.create_task(camera.play(alone))
    try:
        async with stage(stage_path, camera.act):
            yield camera
    finally:
        server.close()
        await camera.hang_up()
        playing.cancel()


async def _first_of(*doings: Coroutine[Any, Any, None]) -> None:
    """Do all until one is done; what that one raises is raised."""
    tasks = [asyncio.create_task(doing) for doing in doings]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    for task in done:
        task.result()


async def _left(reader: asyncio.StreamReader) -> None:
    """Returns when the client has gone; what it still says is read over."""
    while await reader.read(4096):
        pass


async def run(options: CameraOptions, stage_path: Path | None, say: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; one line says where."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with serving(options, stage_path) as camera:
        say(f"listening on {camera.url}")
        await stopped.wait()


def record(options: CameraOptions, path: Path, seconds: float) -> None:
    """Write what the camera sees when it plays alone, as an MJPEG file. Raises `ValueError` when that fails."""
    import cv2

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), options.fps, options.size)
    if not writer.isOpened():
        raise ValueError(f"{path} cannot be written; its name wants to end in .avi")
    scene, turn = Scene(options.size, options.seed, options.degrade), -1
    try:
        for tick in range(round(seconds * options.fps)):
            now = tick / options.fps
            if turn != (turn := int(now / SHOWN_SECONDS)):
                scene.show(alone_at(options.codes, now), now)
            writer.write(scene.frame(now, tick))
    finally:
        writer.release()


def alone_at(codes: Sequence[Label], seconds: float) -> list[Label]:
    """What lies there so long after the camera began to play alone: one code, or nothing."""
    turn, into = divmod(seconds, SHOWN_SECONDS + PAUSE_SECONDS)
    return [codes[int(turn) % len(codes)]] if codes and into < SHOWN_SECONDS else []


def labels_of(shown: object) -> list[Label]:
    """The labels of a "show" line. Raises `ValueError` with a sentence."""
    if not isinstance(shown, list) or not all(isinstance(one, dict) for one in shown):
        raise ValueError('"show" takes a list of {"text": ..., "symbology": ...}')
    return [Label(str(one.get("text", "")), str(one.get("symbology", ""))) for one in shown]


def jpeg_of(picture: Any) -> bytes:
    import cv2

    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return packed.tobytes()


def black(size: tuple[int, int]) -> bytes:
    import numpy as np

    return jpeg_of(np.zeros((size[1], size[0], 3), np.uint8))


def _object(line: str) -> dict[str, Any]:
    try:
        what = json.loads(line)
    except ValueError as error:
        raise ValueError("a stage line is one JSON object") from error
    if not isinstance(what, dict):
        raise ValueError("a stage line is one JSON object")  # noqa: TRY004 - the stage's word for a bad line
    return what
