"""Frames: the newest picture of a live camera, or every picture of a recording.

    grabber (a thread) --- one place ---> the driver's thread
    live: a newer frame takes the place of one nobody fetched      recording: the grabber waits

Reading late from a capture falls behind for ever (the library queues frames), so a live camera is read all the time
and what cannot be looked at is dropped here. After one failed read a capture never recovers: it is given up, and the
next run opens a new one. Both waits of the library end by themselves (`timeout_s`), so the grabber always ends.
"""

import concurrent.futures
import contextlib
import itertools
import os
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from drivers.symbols import Gray
from edge.core.read import Moment
from edge.driver import DeviceError

if TYPE_CHECKING:
    import cv2

TICK_SECONDS = 0.25
"""How often a wait for a frame looks at the stop event."""
LEAVE_SECONDS = 0.5
"""How long the end of a run waits for the grabber, which may sit in a read until its timeout."""
SPARE_MS = 1000
"""The library's own timeout comes first and says more; ours is for captures that know none."""
USUAL_FILE_FPS = 25.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One grey picture, when it was taken, and its time on the camera's own clock (a recording's: its position)."""

    picture: Gray
    at: Moment
    clock_ms: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where pictures come from: a V4L2 device, an rtsp:// or http(s):// address, or a file."""

    address: str
    fps: float
    timeout_s: float
    size: tuple[int, int] | None = None
    loop: bool = False
    paced: bool = True

    @property
    def local(self) -> bool:
        return self.address.isdigit() or self.address.startswith("/dev/")

    @property
    def live(self) -> bool:
        return self.local or "://" in self.address

    @property
    def shown(self) -> str:
        """The address for people: without user, password and query, which often carry a password too."""
        if "://" not in self.address:
            return self.address
        url = urlsplit(self.address)
        return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"


class Frames:
    """A context manager over a `Source`; `next` gives frames while it is entered."""

    def __init__(self, source: Source, now: Callable[[], Moment]) -> None:
        self._source = source
        self._now = now
        self._place: queue.Queue[Frame] = queue.Queue(1)
        self._closing = threading.Event()
        self._pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="grabber")
        self._job: concurrent.futures.Future[str | None] | None = None
        # Opening may take its own timeout before the first read takes another.
        self._patience_ms = int(source.timeout_s * 2000) + SPARE_MS

    def __enter__(self) -> Self:
        self._job = self._pool.submit(self._grab)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing.set()
        self._make_room()
        self._pool.shutdown(wait=False)  # the interpreter waits for it at its end, so no read is cut off
        if self._job is not None:
            concurrent.futures.wait([self._job], LEAVE_SECONDS)

    def next(self, stop: threading.Event) -> Frame | None:
        """The next frame; None once a recording is over or `stop` is set.

        Raises `DeviceError` when the camera cannot be opened, ends, or shows nothing for `timeout_s`.
        """
        assert self._job is not None
        deadline_ms = self._now().mono_ms + self._patience_ms
        while not stop.is_set():
            over = self._job.done()
            if (frame := self._take(0.0 if over else TICK_SECONDS)) is not None:
                self._patience_ms = int(self._source.timeout_s * 1000) + SPARE_MS
                return frame
            if over:
                self._complain()
                return None
            if self._source.live and self._now().mono_ms >= deadline_ms:
                raise DeviceError(f"camera {self._source.shown}: no picture for {self._source.timeout_s:g} s")
        return None

    def _take(self, seconds: float) -> Frame | None:
        with contextlib.suppress(queue.Empty):
            return self._place.get(timeout=seconds) if seconds else self._place.get_nowait()
        return None

    def _complain(self) -> None:
        assert self._job is not None
        if complaint := self._job.result():
            raise DeviceError(f"camera {self._source.shown}: {complaint}")

    def _grab(self) -> str | None:
        """The grabber's whole life. Gives what went wrong, or None when all of a recording was shown."""
        cv2 = quiet_cv2(self._source.address)
        with contextlib.suppress(cv2.error):
            return self._live(cv2) if self._source.live else self._recorded(cv2)
        return "the picture cannot be read"

    def _live(self, cv2: Any) -> str:
        interval_ms = 1000 / self._source.fps
        due = 0.0
        with opened(self._source, cv2) as capture:
            if capture is None:
                return "does not answer"
            while not self._closing.is_set():
                if not capture.grab():
                    return "the picture stopped"
                at = self._now()
                # Frames come a little early and late; a quarter of an interval of grace keeps every wanted one.
                if at.mono_ms + interval_ms / 4 < due:
                    continue
                due = max(due, at.mono_ms - interval_ms) + interval_ms
                good, picture = capture.retrieve()
                if good:
                    self._put_newest(Frame(_gray(picture, cv2), at, at.mono_ms))
        return "closed"

    def _put_newest(self, frame: Frame) -> None:
        if self._place.full():
            self._make_room()
        with contextlib.suppress(queue.Full):  # never: only this thread puts
            self._place.put_nowait(frame)

    def _make_room(self) -> None:
        with contextlib.suppress(queue.Empty):
            self._place.get_nowait()

    def _recorded(self, cv2: Any) -> str | None:
        started_ms, shown = self._now().mono_ms, 0
        for _ in itertools.count():
            before = shown
            with opened(self._source, cv2) as capture:
                if capture is None:
                    return "no such recording, or none that can be read"
                step_ms = 1000 / (capture.get(cv2.CAP_PROP_FPS) or USUAL_FILE_FPS)
                for picture in _pictures(capture):
                    clock_ms = int(shown * step_ms)
                    self._wait_until(started_ms + clock_ms)
                    if self._closing.is_set():
                        return None
                    self._place.put(Frame(_gray(picture, cv2), self._now(), clock_ms))
                    shown += 1
            if shown == before:
                return "the recording has no picture"
            if not self._source.loop:
                return None
        return None

    def _wait_until(self, mono_ms: int) -> None:
        if self._source.paced:
            self._closing.wait(max(0.0, (mono_ms - self._now().mono_ms) / 1000))


def _pictures(capture: "cv2.VideoCapture") -> Iterator[Any]:
    while True:
        good, picture = capture.read()
        if not good:
            return
        yield picture


@contextlib.contextmanager
def opened(source: Source, cv2: Any) -> Iterator["cv2.VideoCapture | None"]:
    """The source as a capture, released at the end; None when it cannot be opened."""
    capture = _capture(source, cv2)
    try:
        yield capture if capture.isOpened() else None
    finally:
        capture.release()


def _capture(source: Source, cv2: Any) -> Any:
    if source.local:
        capture = cv2.VideoCapture(int(source.address) if source.address.isdigit() else source.address, cv2.CAP_V4L2)
        _set_up_local(capture, source, cv2)
    elif source.live:
        wait_ms = int(source.timeout_s * 1000)
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, wait_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC, wait_ms]
        capture = cv2.VideoCapture(source.address, cv2.CAP_FFMPEG, limits)
    else:
        capture = cv2.VideoCapture(source.address, cv2.CAP_FFMPEG)
    return capture


def _set_up_local(capture: "cv2.VideoCapture", source: Source, cv2: Any) -> None:
    """Ask a USB camera for MJPEG: uncompressed pictures of a useful size do not fit through USB 2."""
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    if source.size is not None:
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, source.size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, source.size[1])
    capture.set(cv2.CAP_PROP_FPS, source.fps)


def _gray(picture: Any, cv2: Any) -> Gray:
    gray: Gray = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return gray


def quiet_cv2(address: str = "") -> Any:
    """OpenCV on one core a caller, and silent: its libraries print addresses with passwords to stderr."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    if address.startswith("rtsp"):
        os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp|fflags;nobuffer|flags;low_delay")
    import cv2

    cv2.setNumThreads(1)
    cv2.utils.logging.setLogLevel(0)  # where somebody imported it first
    return cv2
