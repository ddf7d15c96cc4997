"""A real mosquitto for tests: its own port and config, nothing kept, stopped and started at will."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import pytest

START_SECONDS = 10.0


def mosquitto_path() -> str | None:
    """Where mosquitto is: on the PATH, or in the sbin a user's PATH leaves out."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def without_mosquitto() -> NoReturn:
    """End a test that cannot run here. In CI the set-up has installed mosquitto: its absence is a fault there."""
    if os.environ.get("CI"):
        pytest.fail("mosquitto is not installed, and CI must not pass without it")
    pytest.skip("mosquitto is not installed")


def free_port() -> int:
    """A port of the loopback interface that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Broker:
    """One mosquitto on `host:port`. `stop` and `start` keep the port: that is an outage.

    `extra` lines go into its config; `password` ("user", "secret") shuts out everybody else.
    Sessions live as long as the process, unless `keep=True` writes them down on a clean `stop`.
    """

    host = "127.0.0.1"

    def __init__(self, *extra: str, password: tuple[str, str] | None = None, keep: bool = False) -> None:
        self.port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="mosquitto-")
        self._extra = extra
        self._password = password
        self._keep = keep
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start and wait until it accepts."""
        assert self._process is None, "the broker runs already"
        program = mosquitto_path()
        assert program, "mosquitto is not installed"
        self._process = subprocess.Popen(
            [program, "-c", str(self._config())], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._accepts():
            assert self._process.poll() is None, f"mosquitto ended with {self._process.returncode}"
            assert time.monotonic() < deadline, f"mosquitto does not accept after {START_SECONDS} s"
            time.sleep(0.02)

    def stop(self) -> None:
        """End it, politely first; every connection breaks."""
        if (process := self._process) is None:
            return
        self._process = None
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def _accepts(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=0.2).close()
        except OSError:
            return False
        return True

    def _config(self) -> Path:
        folder = Path(self._folder.name)
        # Started as root it would become its own user, who may not read this folder.
        lines = [
            f"user {getpass.getuser()}",
            f"listener {self.port} 127.0.0.1",
            f"allow_anonymous {'false' if self._password else 'true'}",
        ]
        if self._password:
            lines.append(f"password_file {self._password_file(folder, *self._password)}")
        if self._keep:
            lines += ["persistence true", f"persistence_location {folder}/", "autosave_interval 1"]
        config = folder / "mosquitto.conf"
        config.write_text("\n".join([*lines, *self._extra]) + "\n")
        return config

    @staticmethod
    def _password_file(folder: Path, user: str, secret: str) -> Path:
        path = folder / "passwords"
        tool = shutil.which("mosquitto_passwd") or "/usr/bin/mosquitto_passwd"
        subprocess.run([tool, "-b", "-c", str(path), user, secret], check=True, capture_output=True)
        return path
