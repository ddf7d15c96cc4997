"""zbar in a process of its own: it is known to abort the process it runs in on some pictures.

    box -> worker   width u32 | height u32 | width x height grey bytes        (little endian)
    worker -> box   length u32 | JSON: {"zbar": "0.23"} or {"missing": "libzbar"} once, then [["EAN13", "hex"], ...]

The worker ends when its input ends, so it never outlives the box. One that crashed or hangs is started again,
but not at once: a picture that kills zbar often comes back in the next frame.
"""

import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import IO, Self, TypeVar

from drivers.symbols import Gray

START_SECONDS = 5.0
ANSWER_SECONDS = 0.8
REST_SECONDS = 10.0
ANSWER_BYTES_MAX = 1 << 20
Answer = TypeVar("Answer")
_SIZE = struct.Struct("<II")
_LENGTH = struct.Struct("<I")


class ZbarFailedError(Exception):
    """The worker died, hangs or talks nonsense."""


class Zbar:
    """A zbar worker for `types` (zbar's names). `missing` says in words what is not installed, '' when all is."""

    def __init__(
        self, types: Sequence[str], answer_seconds: float = ANSWER_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._types = tuple(types)
        self._answer_seconds = answer_seconds
        self._clock = clock
        self._worker: subprocess.Popen[bytes] | None = None
        self._rests_until = 0.0
        self.wanted = bool(self._types)
        self.missing = "" if self.wanted else "any symbology for zbar"

    def __enter__(self) -> Self:
        if self.wanted:
            self._guarded(self._start)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    @property
    def ready(self) -> bool:
        """Whether it is worth asking now: installed, and not resting after a crash."""
        return not self.missing and self._clock() >= self._rests_until

    def read(self, picture: Gray) -> list[tuple[str, bytes]]:
        """The (type, data) pairs zbar sees; nothing while the worker is missing, resting or just died."""
        if not self.ready:
            return []
        return self._guarded(lambda: self._ask(picture)) or []

    def _guarded(self, act: Callable[[], Answer]) -> Answer | None:
        """Do it; a worker that fails is ended and rests."""
        try:
            return act()
        except (ZbarFailedError, OSError, TypeError, ValueError):
            self._end()
            self._rests_until = self._clock() + REST_SECONDS
            return None

    def _start(self) -> None:
        command = [sys.executable, "-P", "-m", "drivers.camera_zbar", *self._types]
        pipe = subprocess.PIPE
        self._worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, bufsize=0)  # noqa: S603 - our own module
        hello = self._answer(START_SECONDS)
        if not isinstance(hello, dict):
            raise ZbarFailedError("no greeting")
        self.missing = str(hello.get("missing", ""))
        if self.missing:
            self._end()

    def _ask(self, picture: Gray) -> list[tuple[str, bytes]]:
        if self._worker is None:
            self._start()
        if self._worker is None:
            return []
        height, width = picture.shape
        _write_all(_pipe(self._worker.stdin), _SIZE.pack(width, height) + picture.tobytes())
        answer = self._answer(self._answer_seconds)
        if not isinstance(answer, list):
            raise ZbarFailedError("no list of codes")
        return [(str(kind), bytes.fromhex(data)) for kind, data in answer]

    def _answer(self, seconds: float) -> object:
        assert self._worker is not None
        until = self._clock() + seconds
        (length,) = _LENGTH.unpack(self._receive(_LENGTH.size, until))
        if length > ANSWER_BYTES_MAX:
            raise ZbarFailedError("an answer without end")
        answer: object = json.loads(self._receive(length, until))
        return answer

    def _receive(self, size: int, until: float) -> bytes:
        assert self._worker is not None
        pipe, received = _pipe(self._worker.stdout), b""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while len(received) < size:
                if not selector.select(max(0.0, until - self._clock())):
                    raise ZbarFailedError("no answer in time")
                chunk = pipe.read(size - len(received))
                if not chunk:
                    raise ZbarFailedError("the worker is gone")
                received += chunk
        return received

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                _pipe(pipe).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _write_all(stream: IO[bytes], data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


def work(types: Sequence[str], source: IO[bytes], sink: IO[bytes]) -> None:
    """The worker: answer pictures until the input ends."""
    try:
        from pyzbar import pyzbar
    except ImportError as error:
        _say(sink, {"missing": "pyzbar" if "pyzbar" in str(error) else "libzbar"})
        return
    symbols = [pyzbar.ZBarSymbol[name] for name in types]
    _say(sink, {"zbar": "ready"})
    while len(size := source.read(_SIZE.size)) == _SIZE.size:
        width, height = _SIZE.unpack(size)
        pixels = source.read(width * height)
        if len(pixels) < width * height:
            return
        _say(sink, [[code.type, code.data.hex()] for code in pyzbar.decode((pixels, width, height), symbols)])


def _say(sink: IO[bytes], what: object) -> None:
    line = json.dumps(what).encode()
    sink.write(_LENGTH.pack(len(line)) + line)
    sink.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # zbar's C code prints warnings; nothing but answers may reach the pipe.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work(sys.argv[1:], sys.stdin.buffer, answers)
