"""A gun over SSH: a real sshd with the config of systemd/sshd_config.d gives the screen, and no way out of it."""

import asyncio
import contextlib
import fcntl
import getpass
import os
import pty
import shutil
import signal
import socket
import struct
import subprocess
import termios
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shell.daemon_process import WEDGE, wait_until
from tests.tui.script_daemon import PICK, ScriptDaemon
from tests.tui.served import children
from tests.tui.terminal import DEADLINE_S, Terminal

CONFIG = Path(__file__).parents[2] / "systemd/sshd_config.d/wedge-floor.conf"
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or ""
SIZE = (40, 16)
SEPARATED = Path("/run/sshd")
"""Where an sshd of root's locks its unprivileged half in; made at the start of the host's own."""

pytestmark = pytest.mark.skipif(
    not (SSHD and shutil.which("ssh") and shutil.which("sftp")),
    reason="no sshd, ssh and sftp here (Debian: apt-get install --no-install-recommends openssh-server)",
)


@dataclass(frozen=True, slots=True)
class Ssh:
    """A server on loopback, and a gun's key to it."""

    folder: Path
    port: int
    server: "subprocess.Popen[bytes]"

    def words(self, *more: str, program: str = "ssh", key: str = "key") -> list[str]:
        options = [
            "BatchMode=yes", "StrictHostKeyChecking=no", f"UserKnownHostsFile={self.folder}/known", "LogLevel=ERROR",
            f"IdentityFile={self.folder}/{key}", "IdentitiesOnly=yes", f"Port={self.port}", "EscapeChar=none",
            f"User={getpass.getuser()}",
        ]  # fmt: skip
        told = [word for option in options for word in ("-o", option)]
        return [program, "-F", "none", *told, *more]

    def run(self, *more: str, program: str = "ssh", key: str = "key") -> "subprocess.CompletedProcess[bytes]":
        words = self.words(*more, program=program, key=key)
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE_S, check=False)


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    """The config as it is shipped, but for the user, the program and the file of keys, which are this test's."""
    folder = tmp_path_factory.mktemp("ssh")
    for name in ("host", "key", "loose"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    public = (folder / "key.pub").read_text()
    (folder / "keys").write_text(f'restrict,pty,environment="WEDGE_STATION=dock-1" {public}')
    with (folder / "keys").open("a") as keys:
        keys.write((folder / "loose.pub").read_text())  # somebody forgot what belongs before a key
    shipped = CONFIG.read_text()
    for there, here in (
        ("Match User floor", f"Match User {getpass.getuser()}"),
        ("/etc/ssh/floor_keys", f"{folder}/keys"),
        ("/opt/wedge/bin/wedge tui --kiosk", f"{WEDGE} tui --kiosk --socket {folder}/s"),
    ):
        assert shipped.count(there) == 1
        shipped = shipped.replace(there, here)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nStrictModes no\nUsePAM no\n"
    (folder / "config").write_text(f"{own}Subsystem sftp internal-sftp\nAcceptEnv LANG LC_*\n{shipped}")
    made = os.geteuid() == 0 and not SEPARATED.exists()
    if made:
        SEPARATED.mkdir(mode=0o755)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stdout=log, stderr=log)
    try:
        wait_until(
            lambda: b"listening" in (folder / "log").read_bytes() or server.poll() is not None, "sshd does not listen"
        )
        assert server.poll() is None, (folder / "log").read_text()
        yield Ssh(folder, port, server)
    finally:
        server.terminate()
        server.wait(DEADLINE_S)
        if made:
            with contextlib.suppress(OSError):
                SEPARATED.rmdir()


@contextlib.asynccontextmanager
async def gun(ssh: Ssh, *more: str) -> AsyncIterator[Terminal]:
    """`ssh -tt`, on a terminal of a gun's size."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    process = await asyncio.create_subprocess_exec(
        *ssh.words("-tt", "box", "-o", "HostName=127.0.0.1", *more), stdin=inner, stdout=inner, stderr=inner,
        start_new_session=True, env=os.environ | {"TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(inner)
    one = Terminal(process, outer, SIZE)
    try:
        await one.until(lambda: b"F1" in one.words)  # the row of keys is drawn
        yield one
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        one.close()


async def scanned(daemon: ScriptDaemon, one: Terminal, code: str) -> None:
    one.type(code.encode() + b"\r")
    await one.until(lambda: [each.value for each in daemon.applied][-1:] == [code])


def screens(ssh: Ssh) -> list[int]:
    """The processes that run behind the server's sessions."""
    found, at = [], [ssh.server.pid]
    while at:
        at = [child for pid in at for child in children(pid)]
        found += [pid for pid in at if b"--kiosk" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return found


async def test_a_gun_scans_over_ssh_at_the_station_of_its_key_and_no_key_leaves_the_screen(ssh: Ssh) -> None:
    async with ScriptDaemon(ssh.folder / "s", PICK) as daemon, gun(ssh) as one:
        await scanned(daemon, one, "4006381333931")
        assert daemon.hellos[-1].station == "dock-1"
        ways = [b"\x03", b"\x1a", b"\x1c", b"\x04", b"\x11", b"\x10", b"\x1b[21~", b"\x1b[20~", b"\x1b", b"~.", b"!sh"]
        for number, way in enumerate(ways):
            one.type(way)
            before = len(daemon.applied)
            one.type(b"\r")
            one.type(b"MARK%d\r" % number)
            await one.until(lambda before=before: len(daemon.applied) > before)  # type: ignore[misc]
            await one.until(lambda number=number: daemon.applied[-1].value.endswith(f"MARK{number}"))  # type: ignore[misc]
        assert one.process.returncode is None
        assert "Leave" not in one.grid.text
        folder = {path.name for path in ssh.folder.iterdir()}
        assert folder <= {
            "host",
            "host.pub",
            "key",
            "key.pub",
            "loose",
            "loose.pub",
            "keys",
            "config",
            "log",
            "known",
            "s",
        }, "no picture"


async def test_a_screen_that_is_killed_ends_the_connection(ssh: Ssh) -> None:
    async with ScriptDaemon(ssh.folder / "s", PICK), gun(ssh) as one:
        (pid,) = screens(ssh)
        said = len(one.out)
        os.kill(pid, signal.SIGKILL)
        async with asyncio.timeout(DEADLINE_S):
            assert await one.process.wait() != 0
        assert not any(sign in bytes(one.out[said:]) for sign in (b"$ ", b"# ", b"> "))


async def test_a_gun_that_goes_away_leaves_no_screen_behind(ssh: Ssh) -> None:
    async with ScriptDaemon(ssh.folder / "s", PICK), gun(ssh) as one:
        assert len(screens(ssh)) == 1
        one.process.kill()
        async with asyncio.timeout(DEADLINE_S):
            while screens(ssh):  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.02)


async def test_a_command_is_not_run_with_a_terminal_either(ssh: Ssh) -> None:
    marker = ssh.folder / "marker"
    async with ScriptDaemon(ssh.folder / "s", PICK) as daemon, gun(ssh, f"touch {marker}") as one:
        await scanned(daemon, one, "4006381333931")
        assert not marker.exists()


def test_no_command_no_files_and_no_shell_without_a_terminal(ssh: Ssh) -> None:
    marker = ssh.folder / "marker"
    host = ("-o", "HostName=127.0.0.1", "box")
    for words in ([f"touch {marker}"], []):
        done = ssh.run(*host, *words)
        assert (done.returncode, done.stdout) == (2, b""), words
        assert b"the screen needs a terminal" in done.stderr
    batch = ssh.folder / "batch"
    batch.write_text(f"put {ssh.folder}/key.pub {marker}\n")
    assert ssh.run("-b", str(batch), *host, program="sftp").returncode != 0
    batch.unlink()
    for legacy in ([], ["-O"]):
        assert ssh.run(*legacy, f"{ssh.folder}/key.pub", f"127.0.0.1:{marker}", program="scp").returncode != 0
    assert not marker.exists()


@pytest.mark.parametrize("key", ["key", "loose"])
def test_nothing_is_forwarded(ssh: Ssh, key: str) -> None:
    """By the config alone, too, where a key lacks `restrict`: neither `-L`, nor `-R`, nor `-W` leads anywhere."""
    host = ("-o", "HostName=127.0.0.1", "-o", "ExitOnForwardFailure=yes", "box")
    assert b"remote port forwarding failed" in ssh.run("-N", "-R", "0:127.0.0.1:1", *host, key=key).stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ssh.words("-N", "-L", f"127.0.0.1:{port}:127.0.0.1:{ssh.port}", *host, key=key)
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as client:
        wait_until(lambda: _answers(port) is not None, "the client does not listen")
        assert _answers(port) == b"", "the server's greeting does not come through"
        client.kill()
    tunnel = ssh.run("-W", f"127.0.0.1:{ssh.port}", *host, key=key)
    assert (tunnel.stdout, tunnel.returncode != 0) == (b"", True)


def _answers(port: int) -> bytes | None:
    """The first that is heard at a port; b'' where it closes, None where nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), DEADLINE_S) as link:
            return link.recv(64)
    except ConnectionRefusedError:
        return None
    except ConnectionResetError:
        return b""
