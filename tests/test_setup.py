"""Set-up: the lock is complete and names no place; `.ci/setup` works once, then only when something changed."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parent.parent
LOCK = (TOP / "requirements.lock").read_text()
PYPROJECT = tomllib.loads((TOP / "pyproject.toml").read_text())
PART_TWO = "# Part two: what a checkout adds. A box stops above this line.\n"
ADDRESS = re.compile(
    r"https?:|file:|git\+|\s@\s|--?(extra-)?index|find-links|trusted-host|^-[^ ]*|(^|[ =])/", re.MULTILINE
)


def entries(text: str) -> list[str]:
    """One string a requirement, its hashes behind it."""
    joined = text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def pins(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in entries(text):
        requirement = Requirement(entry.split(" --hash")[0])
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found.setdefault(canonicalize_name(requirement.name), set()).add(specifier.version)
    return found


def test_the_lock_names_no_address() -> None:
    assert not ADDRESS.search(LOCK)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://pypi.example/index/",
        "--extra-index-url http://x/",
        "-i somewhere",
        "--find-links wheels",
        "-f /opt/wheels",
        "serial @ file:///opt/serial.whl",
        "serial @ git+ssh://x/y",
        "/opt/serial.whl",
        "-r other.txt",
    ],
)
def test_an_address_in_the_lock_would_be_noticed(line: str) -> None:
    assert ADDRESS.search(f"# Part one: the box.\n{line}\n")


def test_every_locked_requirement_is_pinned_and_hashed() -> None:
    assert len(entries(LOCK)) > 30
    assert not [e for e in entries(LOCK) if not re.fullmatch(r"\S+==\S+ .*?( +--hash=sha256:[0-9a-f]{64})+ *", e)]


def test_the_lock_serves_more_than_this_machine() -> None:
    """Compiled wheels come in many: pins taken from one machine's downloads would carry one hash each."""
    (pydantic_core,) = (e for e in entries(LOCK) if e.startswith("pydantic-core=="))
    assert pydantic_core.count("--hash") > 20


def test_the_box_gets_what_it_needs_and_no_tools() -> None:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    box, more = (pins(part) for part in LOCK.split(PART_TWO))
    assert not box.keys() & more.keys()
    for wanted, got in [
        (project["dependencies"] + extras["build"], box),
        (extras["demo"] + extras["dev"], {**box, **more}),
    ]:
        for requirement in map(Requirement, wanted):
            versions = got[canonicalize_name(requirement.name)]
            assert all(requirement.specifier.contains(version) for version in versions), requirement
    assert not box.keys() & {"pytest", "mypy", "ruff", "uv", "amqtt", "hypothesis"}


def test_the_wheel_holds_every_file_of_the_four_rooms_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=TOP, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    rooms = ("edge", "drivers", "simulators", "tui")
    files = (path for room in rooms for path in (TOP / room).rglob("*") if path.is_file())
    assert packed == {path.relative_to(TOP).as_posix() for path in files if path.suffix != ".pyc"}
    assert {Path(name).suffix for name in packed} >= {".py", ".ftl", ".tcss"}


BACKEND = """
import zipfile

INFO = "mini-1.dist-info"

def build_editable(directory, settings=None, metadata=None):
    name = "mini-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as wheel:
        wheel.writestr("mini.py", "")
        wheel.writestr(f"{INFO}/METADATA", "Metadata-Version: 2.1\\nName: mini\\nVersion: 1\\n")
        wheel.writestr(f"{INFO}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{INFO}/RECORD", "")
    return name
"""


class Checkout:
    """A tiny checkout with the real set-up script, and a machine with just the commands it is given."""

    def __init__(self, top: Path) -> None:
        self.top = top / "checkout"
        (self.top / ".ci").mkdir(parents=True)
        (self.top / "edge").mkdir()
        (self.top / "edge/__init__.py").touch()
        (self.top / "backend.py").write_text(BACKEND)
        (self.top / "requirements.lock").write_text("# no requirement==0 at all\n")
        (self.top / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
            '[project]\nname = "mini"\nversion = "1"\n[tool.pytest.ini_options]\n'
        )
        shutil.copy(TOP / ".ci/setup", self.top / ".ci/setup")
        self.commands = top / "commands"
        self.commands.mkdir()
        for name in ("bash", "cat", "sed", "sha256sum", "mkdir", "flock", "readlink", "grep", "dirname"):
            (self.commands / name).symlink_to(shutil.which(name) or pytest.skip(f"no {name} here"))
        self.command("ldconfig", "")
        self.command("python3", f'exec {os.path.realpath(sys.executable)} "$@"')

    def command(self, name: str, line: str) -> None:
        (self.commands / name).write_text(f"#!/bin/sh\n{line}\n")
        (self.commands / name).chmod(0o755)

    def setup(self, **environment: str) -> subprocess.CompletedProcess[str]:
        env: Mapping[str, str] = {"PATH": str(self.commands), "HOME": str(self.top), **environment}
        script = self.top / ".ci/setup"
        return subprocess.run([script], env=env, cwd="/", capture_output=True, text=True, check=False, timeout=100)


def test_set_up_runs_once_and_again_only_when_something_changed(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    first = checkout.setup()
    assert first.returncode == 0, first.stdout + first.stderr
    assert first.stdout.endswith("setup: ready\n")
    assert "no libzbar: cameras read with zxing-cpp alone\n" in first.stdout
    assert "libxcb1 libgl1 libglib2.0-0 libzbar0" in first.stdout
    assert (checkout.top / ".venv/bin/python").exists()

    again = checkout.setup()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    with (checkout.top / "pyproject.toml").open("a") as file:
        file.write("[tool.ruff]\n")
    assert checkout.setup().stdout == "", "a linter's setting is nothing to install"

    (checkout.top / "requirements.lock").write_text("# still==0 nothing\n")
    changed = checkout.setup()
    assert changed.stdout.endswith("setup: ready\n")
    assert "virtual environment" not in changed.stdout, "a healthy environment is kept"

    (checkout.top / "unlocked-1-py3-none-any.whl").touch()
    (checkout.top / "requirements.lock").write_text("./unlocked-1-py3-none-any.whl\n")
    unhashed = checkout.setup()
    assert unhashed.returncode != 0
    assert "hash" in unhashed.stderr.lower()
    assert checkout.setup().returncode != 0, "a set-up that failed is not taken for done"


def test_set_up_says_which_python_it_needs(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    checkout.command("python3", "exit 1")
    refused = checkout.setup()
    assert refused.returncode == 1
    assert refused.stderr.startswith("setup: Python 3.11 or newer is needed, and python3 is not")


def test_set_up_names_the_package_that_makes_environments(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    python = os.path.realpath(sys.executable)
    checkout.command("python3", f'case "$2" in *ensurepip*) exit 1;; esac; exec {python} "$@"')
    refused = checkout.setup()
    assert refused.returncode == 1
    assert "cannot make a virtual environment; as root: apt-get install" in refused.stderr
    assert "-venv\n" in refused.stderr
