"""The units: systemd accepts them, they stay hardened, and they keep what the daemon relies on."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

UNITS = Path(__file__).parent.parent.parent / "systemd"
WEDGE = "/opt/wedge/bin/wedge"
EXPOSURE_AT_MOST = 20  # tenths, of systemd's own scale up to 100

Unit = dict[str, dict[str, list[str]]]


def parse(text: str) -> Unit:
    """Section -> key -> values in order. Every line must be a section, a setting or a comment."""
    unit: Unit = {}
    section: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = unit.setdefault(line[1:-1], {})
        elif line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            assert equals, f"neither section, setting nor comment: {line}"
            assert "#" not in value, f"a comment needs its own line: {line}"
            section.setdefault(key, []).append(value)
    return unit


def read(name: str) -> Unit:
    return parse((UNITS / name).read_text())


SERVICE = read("edge.service")["Service"]
SCREEN = read("edge-screen@.service")["Service"]
BROWSER = read("edge-browser.service")["Service"]
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallArchitectures": "native",
    "DevicePolicy": "closed",
    "LimitCORE": "0",
    "UMask": "0077",
}


def test_the_daemon_says_when_it_is_ready_and_is_watched() -> None:
    assert SERVICE["Type"] == ["notify"]
    assert 10 <= int(SERVICE["WatchdogSec"][0]) <= 60
    assert SERVICE["ExecStart"] == [f"{WEDGE} run --config /etc/wedge/box.toml"]


def test_the_daemon_always_comes_back_except_to_a_config_it_cannot_use() -> None:
    assert SERVICE["Restart"] == ["always"]
    assert SERVICE["RestartPreventExitStatus"] == ["2 78"]
    assert read("edge.service")["Unit"]["StartLimitIntervalSec"] == ["0"]


def test_the_daemon_starts_without_a_network() -> None:
    unit = read("edge.service")["Unit"]
    assert not {word for key in ("After", "Wants", "Requires") for word in unit.get(key, [])} & {
        "network-online.target"
    }
    assert "Requires" not in unit


def test_ledger_and_socket_lie_where_the_config_expects_them() -> None:
    assert SERVICE["StateDirectory"] == ["wedge"]
    assert SERVICE["StateDirectoryMode"] == ["0700"]
    assert SERVICE["CacheDirectory"] == ["wedge"]
    assert SERVICE["CacheDirectoryMode"] == ["0750"], "screens of the group show the pictures in it"
    assert SERVICE["RuntimeDirectory"] == ["wedge"]
    assert SERVICE["RuntimeDirectoryMode"] == ["0750"]
    assert SCREEN["Group"] == SERVICE["Group"], "the screen reaches the control socket by its group"


def test_scanners_and_cameras_stay_within_reach() -> None:
    allowed = {value.split()[0] for value in SERVICE["DeviceAllow"]}
    assert allowed == {"char-ttyUSB", "char-ttyACM", "char-video4linux"}
    assert "PrivateDevices" not in SERVICE
    assert "PrivateUsers" not in SERVICE, "the control socket tells its peers apart by uid"
    modules = (UNITS / "modules-load.d/wedge.conf").read_text().split("\n")
    assert {"usbserial", "cdc_acm", "videodev"} <= set(modules), "the names above resolve only with these loaded"


@pytest.mark.parametrize("service", [SERVICE, SCREEN, BROWSER], ids=["edge", "screen", "browser"])
def test_the_command_line_has_what_the_units_ask_of_it(service: dict[str, list[str]]) -> None:
    _, command, *options = (word for word in service["ExecStart"][0].split() if not word.startswith("$"))
    wedge = Path(sys.executable).with_name("wedge")
    shown = subprocess.run([wedge, command, "--help"], capture_output=True, text=True, check=False, timeout=60)
    assert shown.returncode == 0, shown.stderr
    assert all(option in shown.stdout for option in options if option.startswith("--"))


def test_children_may_lower_their_priority() -> None:
    assert SERVICE["SystemCallFilter"][-1] == "setpriority"


@pytest.mark.parametrize("service", [SERVICE, SCREEN, BROWSER], ids=["edge", "screen", "browser"])
def test_units_are_hardened(service: dict[str, list[str]]) -> None:
    assert {key: service.get(key, [None])[-1] for key in HARDENED} == HARDENED
    assert service["User"] != ["root"]


def test_the_screen_has_no_network() -> None:
    assert SCREEN["PrivateNetwork"] == ["yes"]
    assert SCREEN["RestrictAddressFamilies"] == ["AF_UNIX"]


def test_every_user_and_group_named_is_made() -> None:
    lines = [line.split() for line in (UNITS / "sysusers.d/wedge.conf").read_text().splitlines() if line[:1] in "um"]
    made = {words[1] for words in lines if words[0] == "u"}
    assert {*SERVICE["User"], *SERVICE["Group"], *SCREEN["User"], *BROWSER["User"], "floor"} <= made
    assert ["m", "wedge-screen", "wedge"] in lines
    assert ["m", "floor", "wedge"] in lines
    rules = (UNITS / "udev/70-wedge.rules").read_text()
    assert rules.count('GROUP="wedge", MODE="0660"') == 2


def installed(name: str, folder: Path, instance: str = "") -> Path:
    """The unit with a program that exists here: verification looks for it."""
    path = folder / name.replace("@.", f"@{instance}.")
    path.write_text((UNITS / name).read_text().replace(WEDGE, shutil.which("true") or ""))
    return path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize("name", ["edge.service", "edge-screen@.service", "edge-browser.service"])
class TestBySystemd:
    def analyze(self, *arguments: object) -> None:
        command = ["systemd-analyze", *map(str, arguments)]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert result.returncode == 0, result.stdout + result.stderr
        assert "Unknown" not in result.stderr, result.stderr

    def test_verifies(self, name: str, tmp_path: Path) -> None:
        self.analyze("verify", "--man=no", "--recursive-errors=no", installed(name, tmp_path, "tty1"))

    def test_is_little_exposed(self, name: str, tmp_path: Path) -> None:
        unit = installed(name, tmp_path, "tty1")
        self.analyze("security", "--no-pager", "--offline=yes", f"--threshold={EXPOSURE_AT_MOST}", unit)
