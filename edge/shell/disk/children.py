"""Children: `wedge ...` processes beside the loop, for what takes long: checks, backups, the archive.

loop: start(job) -> [bounded queue] -> one at a time, at the lowest priority -> inbox (`Call`) -> loop: job.done

A child ends with the daemon, however that ends: the kernel kills it (prctl(2), PR_SET_PDEATHSIG).
"""

import contextlib
import os
import queue
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO, Final

from edge.shell.loop.inbox import Call, Inbox

JOBS_MAX: Final = 16
OUTPUT_MAX: Final = 64 * 1024
LIMIT_S: Final = 6 * 3600.0
_READ: Final = 16 * 1024
# The kernel tells the child of the end of its parent's thread; a parent that ended before it was asked is seen at once.
_LAUNCH: Final = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.nice(19)
from edge.cli import app
sys.argv[1:] = sys.argv[2:]
app(prog_name="wedge")
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit status (negative: the signal), and the first of what it said."""

    status: int
    out: str
    err: str

    @property
    def reason(self) -> str:
        """Why it failed, in its own last words."""
        words = [line for line in (self.err or self.out).splitlines() if line.strip()]
        return words[-1].strip() if words else f"it ended with status {self.status}"


@dataclass(frozen=True, slots=True)
class Job:
    """One `wedge` command. `done` is called on the loop's thread."""

    args: tuple[str, ...]
    done: Callable[[Ended], None]


class Children:
    """`start` and `close` are the loop's, and never wait; `run` is the service's thread."""

    def __init__(self, inbox: Inbox, limit_s: float = LIMIT_S) -> None:
        self._inbox, self._limit_s = inbox, limit_s
        self._jobs: queue.Queue[Job | None] = queue.Queue(JOBS_MAX + 1)  # and the end
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def start(self, job: Job) -> bool:
        """Run a command when its turn comes; False where too many wait."""
        if self._jobs.qsize() >= JOBS_MAX:
            return False
        self._jobs.put_nowait(job)
        return True

    def run(self, stop: threading.Event) -> None:
        """The service's thread body."""
        while (job := self._jobs.get()) is not None and not self._closed:
            ended = self._once(job)
            if not self._closed:
                self._inbox.put_until(Call(partial(job.done, ended)), stop)

    def close(self) -> None:
        """Kill the child that runs, and end the thread; what waits is not run."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(None)

    def _once(self, job: Job) -> Ended:
        words = [sys.executable, "-c", _LAUNCH, str(os.getpid()), *job.args]
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            return Ended(1, "", f"it cannot be started: {error.strerror}")
        self._process = process
        if self._closed:  # between the two lines above: `close` did not see it
            process.kill()
        with process:
            assert process.stdout is not None
            assert process.stderr is not None
            out, err = _first_words(process, process.stdout, process.stderr, self._limit_s)
        return Ended(process.returncode, out, err)


def _first_words(process: "subprocess.Popen[bytes]", out: IO[bytes], err: IO[bytes], limit_s: float) -> tuple[str, str]:
    """What comes out of both pipes until they end, the first of it kept. Kills the process at its time limit."""
    kept = {out: b"", err: b""}
    deadline = time.monotonic() + limit_s
    with selectors.DefaultSelector() as ready:
        for pipe in kept:
            ready.register(pipe, selectors.EVENT_READ)
        while ready.get_map():
            found = ready.select(max(0.0, deadline - time.monotonic()))
            if not found:
                process.kill()
                return _text(kept[out]), f"it took longer than {limit_s:g} s and was ended"
            for key, _ in found:
                data = os.read(key.fd, _READ)
                pipe = out if key.fileobj is out else err
                kept[pipe] += data[: OUTPUT_MAX - len(kept[pipe])]
                if not data:
                    ready.unregister(pipe)
    return _text(kept[out]), _text(kept[err])


def _text(data: bytes) -> str:
    return data.decode(errors="replace")
