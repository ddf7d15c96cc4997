"""Real processes to measure: `wedge run` and what stands around it, each ended when its block ends."""

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge.bench.site import Site

READY_S: Final = 30.0
END_S: Final = 10.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_UTIME_AT: Final = 11
"""In /proc/PID/stat (proc(5)), counted after the name in parentheses; stime follows."""


class BenchError(Exception):
    """What was to be measured did not run: one sentence."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process of ours. `ready_s` is the time from its start to its word that it is ready; 0 where it says none."""

    pid: int
    ready_s: float = 0.0

    def cpu_s(self) -> float:
        """Processor seconds of all its threads so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[_UTIME_AT]) + int(fields[_UTIME_AT + 1])) / _TICKS

    def rss_mb(self) -> float:
        """Resident memory in MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def hold(self) -> None:
        """Stop it where it is, so that it says nothing and costs nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def release(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


@contextlib.contextmanager
def daemon(site: Site, within_s: float = READY_S) -> Iterator[Running]:
    """The daemon of a site, ready. Raises `BenchError` when it does not get ready."""
    with _ready_socket(site.folder / "ready.sock") as heard:
        began = time.perf_counter()
        env = os.environ | {"NOTIFY_SOCKET": str(site.folder / "ready.sock")}
        with _process(wedge_command("run", "--config", str(site.config)), site.folder / "daemon.log", env) as process:
            _wait_ready(heard, process, site, within_s)
            _connect(site.socket)
            yield Running(process.pid, time.perf_counter() - began)


@contextlib.contextmanager
def simulated_reader(port: int, rate: float, tags: int, log: Path) -> Iterator[Running]:
    """An LLRP reader with tags of its own, read `rate` times a second in all."""
    args = ("sim", "reader", "--port", str(port), "--rate", str(rate), "--tags", str(tags))
    with _process(wedge_command(*args), log) as process:
        yield Running(process.pid)


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[int]:
    """A mosquitto's port, or 0 where there is none to start."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        yield 0
        return
    port = free_port()
    with _process((program, "-p", str(port)), folder / "broker.log"):
        yield port


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wedge_command(*args: str) -> Sequence[str]:
    """`wedge ARGS`, in this Python."""
    return (sys.executable, "-c", "from edge.cli import app; app()", *args)


@contextlib.contextmanager
def _process(args: Sequence[str], log: Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out, subprocess.Popen(args, stdout=out, stderr=out, env=env) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def _ready_socket(path: Path) -> Iterator[socket.socket]:
    """Where the daemon says READY=1, as it does to systemd."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(path))
        try:
            yield heard
        finally:
            path.unlink(missing_ok=True)


def _wait_ready(heard: socket.socket, process: subprocess.Popen[bytes], site: Site, within_s: float) -> None:
    """Until it says READY=1. A daemon that ends instead is noticed at once: its pidfd becomes readable."""
    ended = os.pidfd_open(process.pid)
    try:
        readable, _, _ = select.select([heard.fileno(), ended], [], [], within_s)
    finally:
        os.close(ended)
    if heard.fileno() not in readable:
        how = "ended" if ended in readable else f"is not ready after {within_s:g} s"
        raise BenchError(f"the daemon {how}:\n{(site.folder / 'daemon.log').read_text()[-2000:]}")


def _connect(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(path))
