"""The daemon as a real process: a config in a folder of the test's own, a scanner on a pty, screens on its socket."""

import contextlib
import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import tty
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from edge import control
from edge.shell.ledger.book import Book, Verdict
from tests.shell.floor import REFERENCE

WEDGE = Path(sys.executable).with_name("wedge")
DEADLINE_S = 30.0
"""Generous: a busy machine may be ten times slower than a quiet one."""


def wait_until(ready: Callable[[], bool], what: str, seconds: float = DEADLINE_S) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(0.02)


def wedge(*args: object, timeout: float = 60, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    words = [str(WEDGE), *map(str, args)]
    return subprocess.run(
        words, capture_output=True, text=True, timeout=timeout, env=os.environ | (env or {}), check=False
    )


class Gun:
    """A scanner: the test holds the other end of its port."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._master = -1
        self.plug()

    def plug(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(slave))
        os.close(slave)

    def unplug(self) -> None:
        self.link.unlink(missing_ok=True)
        os.close(self._master)
        self._master = -1

    def wait_heard(self) -> None:
        """Until somebody has opened the port."""

        def opened() -> bool:
            poll = select.poll()
            poll.register(self._master, 0)
            return not any(events & select.POLLHUP for _, events in poll.poll(0))

        wait_until(opened, "nobody opens the scanner's port")

    def scan(self, text: str, aim: str = "") -> None:
        self.send((aim + text).encode("latin-1") + b"\r\n")

    def send(self, data: bytes) -> None:
        os.write(self._master, data)

    def close(self) -> None:
        if self._master >= 0:
            self.unplug()


class Screen:
    """A screen that remembers all it was told, in order. `closed` once the daemon has gone."""

    def __init__(self, path: Path, station: str | None, topics: tuple[str, ...] = ()) -> None:
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._link.connect(str(path))
        self._heard: queue.Queue[Any] = queue.Queue()
        self.results: list[control.Result] = []
        self.views: list[control.View] = []
        self.feeds: list[control.Feed] = []
        self.refused: list[control.Refused] = []
        self.told: list[control.Told] = []
        self.closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if station is not None or topics:
            self.say(control.Hello(terminal="test", station=station))
        if topics:
            self.say(control.Subscribe(topics=list(topics)))
        if station is not None:
            self.wait(lambda: bool(self.views), "the first view")

    def say(self, message: Any) -> None:
        self.raw(control.line(message))

    def raw(self, data: bytes) -> None:
        self._link.sendall(data)

    @property
    def view(self) -> control.View:
        return self.views[-1]

    @property
    def rows(self) -> list[Any]:
        return [row for feed in self.feeds for row in feed.items]

    def wait(self, ready: Callable[[], bool], what: str, seconds: float = DEADLINE_S) -> None:
        """Take in what comes until `ready`."""
        deadline = time.monotonic() + seconds
        while not ready():
            left = deadline - time.monotonic()
            assert left > 0, f"{what}: not within {seconds:g} s; last {self._last()}"
            with contextlib.suppress(queue.Empty):
                self._take(self._heard.get(timeout=min(left, 0.2)))

    def next_result(self, what: str = "an answer", source: str | None = None) -> control.Result:
        """The first result not looked at yet; of a device, where one is named."""
        fits = [one for one in self.results if source is None or one.source == source]
        while not fits:
            seen = len(self.results)
            self.wait(lambda: len(self.results) > seen, what)  # noqa: B023 - awaited here
            fits = [one for one in self.results if source is None or one.source == source]
        at = self.results.index(fits[0])
        del self.results[: at + 1]
        self.wait(lambda: self.view.turn >= fits[0].turn, "the view after it")
        return fits[0]

    def send(self, value: str, via: str = "typed", ident: str = "", turn: int | None = None) -> control.Result:
        """One input and its answer."""
        ident = ident or uuid.uuid4().hex
        self.say(control.Input(id=ident, turn=self.view.turn if turn is None else turn, via=via, value=value))  # type: ignore[arg-type]
        self.wait(lambda: any(one.id == ident for one in self.results), f"the answer to {value!r}")
        result = next(one for one in self.results if one.id == ident)
        self.results.remove(result)
        self.wait(lambda: self.view.turn >= result.turn, "the view after it")
        return result

    def asked(self, of: str, **how: Any) -> control.Told:
        """One question and its answer."""
        ident = uuid.uuid4().hex
        self.say(control.Ask(id=ident, of=of, **how))  # type: ignore[arg-type]
        self.wait(lambda: any(one.id == ident for one in self.told), f"the answer about {of} {how}")
        return next(one for one in self.told if one.id == ident)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)  # the reading thread holds the file open: closing alone is not heard
        self._link.close()

    def drain(self) -> None:
        """Take in what has come so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._take(self._heard.get_nowait())

    def _take(self, message: Any) -> None:
        match message:
            case control.View():
                self.views.append(message)
            case control.Result():
                self.results.append(message)
            case control.Feed():
                self.feeds.append(message)
            case control.Refused():
                self.refused.append(message)
            case control.Told():
                self.told.append(message)
            case None:
                self.closed = True

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._link.makefile("rb") as lines:
            for line in lines:
                self._heard.put(control.to_screen.validate_json(line))
        self._heard.put(None)

    def _last(self) -> str:
        result = self.results[-1] if self.results else None
        return f"view {self.views[-1].prompt.ask if self.views else None}, result {result}, refused {self.refused}"


class Box:
    """One box in `folder`. `devices` is TOML; `{folder}` in it stands for the folder."""

    def __init__(
        self,
        folder: Path,
        devices: str = "",
        upstream: str = "",
        extra: str = "",
        store: Path | None = None,
        ballast_mib: int = 1,
    ) -> None:
        self.folder, self.store = folder, store or folder / "ledger.db"
        self.config, self.socket = folder / "wedge.toml", folder / "control.sock"
        self._log = folder / "daemon.log"
        (folder / "reference.json").write_text(json.dumps(REFERENCE))
        self.config.write_text(
            f"""
site = "S1"
box = "B1"
timezone = "Europe/Berlin"
store = {{ path = "{self.store}", ballast_mib = {ballast_mib} }}
control = {{ socket = "{self.socket}" }}
reference = {{ file = "{folder}/reference.json" }}
{upstream}
[stations.DOCK-1]
location = "DOCK-1"
[stations.DOCK-2]
location = "DOCK-2"
{extra}
{devices}
""".replace("{folder}", str(folder))
        )
        self.process: subprocess.Popen[bytes] | None = None
        self.env: dict[str, str] = {}
        """What the daemon finds in its environment, beside all that stands there."""
        self._screens: list[Screen] = []

    def start(self, *args: str) -> float:
        """Start and wait until it is ready; the seconds that took."""
        began = time.monotonic()
        seen = len(self.log())
        with self._log.open("ab") as log:
            words = [str(WEDGE), "run", "--config", str(self.config), *args]
            self.process = subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | self.env)
        process = self.process
        wait_until(lambda: "ready: " in self.log()[seen:] or process.poll() is not None, "the daemon is not ready")
        assert process.poll() is None, f"the daemon ended with {process.returncode}:\n{self.log()[seen:]}"
        return time.monotonic() - began

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def wait_log(self, text: str, times: int = 1, seconds: float = DEADLINE_S) -> None:
        wait_until(lambda: self.log().count(text) >= times, f"{text!r} x {times} in the log", seconds)

    def log_lines(self, word: str) -> list[str]:
        return [line for line in self.log().splitlines() if word in line]

    def stop(self) -> int:
        """SIGTERM, as the service manager does; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(DEADLINE_S)
        finally:
            self.end()

    def kill(self) -> None:
        """As a power cut does, without the disk's part."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        self.close_screens()
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def close_screens(self) -> None:
        for screen in self._screens:
            screen.close()
        self._screens.clear()

    def screen(self, station: str | None = "DOCK-1", *topics: str) -> Screen:
        screen = Screen(self.socket, station, topics)
        self._screens.append(screen)
        return screen

    def entries(self) -> list[dict[str, Any]]:
        """All entries, read beside the daemon."""
        return list(Book(self.store).entries())

    def verdict(self) -> Verdict:
        return Book(self.store).verify()


@contextlib.contextmanager
def running(box: Box) -> Iterator[Box]:
    """The box, started; ended however the body ends."""
    try:
        box.start()
        yield box
    finally:
        box.end()


@contextlib.contextmanager
def process(*words: object, ready: str) -> Iterator[subprocess.Popen[str]]:
    """`wedge ...` beside the test, once a line with `ready` came out; ended with it."""
    child = subprocess.Popen(
        [str(WEDGE), *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        for line in child.stdout:
            if ready in line:
                break
        else:
            raise AssertionError(f"{words} ended with {child.wait()}")
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def tell(stage: Path, **what: object) -> None:
    """One line to a simulator's stage, once it has happened."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(DEADLINE_S)
        link.connect(str(stage))
        link.sendall(json.dumps(what).encode() + b"\n")
        answer = json.loads(link.makefile().readline())
        assert answer["ok"], answer
