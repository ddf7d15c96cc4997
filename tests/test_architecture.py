"""The house rules that no linter knows: lengths, threads, what loads on import, and what lies at the top."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.registry import KINDS, load
from edge.driver import Driver, Options

TOP = Path(__file__).parent.parent
ROOMS = ("edge", "drivers", "simulators", "tui")
SOURCES = sorted(path for room in ROOMS for path in (TOP / room).rglob("*.py"))
FUNCTION_LINES = 60
MODULE_LINES = 400
THREADS_START_IN = {
    "edge/cli/import_.py": "says that the box takes long, while its answer is awaited",
    "edge/shell/supervisor.py": "one for each device, and one for the control server",
    "edge/bench/busy.py": "a thread that computes without a pause is what is measured against",
    "drivers/camera_frames.py": "grabs pictures while the last is decoded: the library queues what is not fetched",
}
THREADS = {
    "threading.Thread",
    "threading.Timer",
    "_thread",
    "_thread.start_new_thread",
    "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "multiprocessing.pool.ThreadPool",
    "multiprocessing.dummy",
    "asyncio.to_thread",
}
DEVICE_LIBRARIES = {"serial", "cv2", "pyzbar", "zxingcpp", "numpy", "sllurp", "paho"}


def long_functions(tree: ast.AST) -> list[str]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [
        f"{f.name} ({length})" for f in functions if (length := (f.end_lineno or 0) - f.lineno + 1) > FUNCTION_LINES
    ]


def names_used(tree: ast.AST) -> Iterator[str]:
    """Every module-level name that is imported or reached by attributes, written out in full whatever its alias."""
    full: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                full[name.asname or name.name.split(".")[0]] = name.name if name.asname else name.name.split(".")[0]
                yield name.name
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                full[name.asname or name.name] = f"{node.module}.{name.name}"
                yield from (str(node.module), f"{node.module}.{name.name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            head, _, rest = ast.unparse(node).partition(".")
            yield f"{full.get(head, head)}.{rest}"


def names_in(path: Path) -> set[str]:
    return set(names_used(ast.parse(path.read_text())))


def where(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def test_functions_and_modules_stay_short() -> None:
    assert SOURCES
    too_long = [f"{where(p)}: {name}" for p in SOURCES for name in long_functions(ast.parse(p.read_text()))]
    too_long += [f"{where(p)} ({n})" for p in SOURCES if (n := len(p.read_text().splitlines())) > MODULE_LINES]
    assert not too_long


def test_a_long_function_is_noticed() -> None:
    body = "\n".join(["async def f():", *["    x = 1"] * FUNCTION_LINES])
    assert long_functions(ast.parse(body)) == ["f (61)"]
    assert not long_functions(ast.parse(body.removesuffix("\n    x = 1")))


def test_threads_start_only_where_a_reason_is_given() -> None:
    assert not {where(p): hit for p in SOURCES if where(p) not in THREADS_START_IN and (hit := names_in(p) & THREADS)}


@pytest.mark.parametrize(
    "code",
    [
        "import threading\nthreading.Thread(target=print).start()",
        "import threading as t\nclass Worker(t.Timer): ...",
        "from threading import Thread as Event",
        "import _thread",
        "from concurrent import futures\nfutures.ThreadPoolExecutor()",
        "import concurrent.futures\nconcurrent.futures.ThreadPoolExecutor()",
        "import asyncio\nasync def f(): await asyncio.to_thread(print)",
    ],
)
def test_a_thread_is_noticed_however_it_is_written(code: str) -> None:
    assert THREADS & set(names_used(ast.parse(code)))


def test_an_event_is_no_thread() -> None:
    assert not THREADS & set(names_used(ast.parse("import threading\nstop = threading.Event()")))


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([command, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def loaded_by(*modules: str) -> set[str]:
    """Top-level packages in memory after importing `modules` in a fresh interpreter."""
    code = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    result = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


def test_drivers_load_on_a_box_without_their_libraries() -> None:
    assert not loaded_by("drivers.registry", *KINDS.values()) & DEVICE_LIBRARIES


def test_the_daemon_loads_no_device_library_before_a_config_names_one() -> None:
    assert not loaded_by("edge.main") & DEVICE_LIBRARIES - {"paho"}, "paho also talks to central"


def test_the_registry_imports_no_driver() -> None:
    code = "import sys, drivers.registry; print(*(m for m in sys.modules if m.startswith('drivers.')))"
    result = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["drivers.registry"]


def test_the_command_line_loads_nothing_heavy_before_a_command_is_chosen() -> None:
    assert not loaded_by("edge.cli") & (DEVICE_LIBRARIES | {"pydantic", "sqlalchemy", "textual", "biip", "amqtt"})


def test_the_screen_loads_neither_the_daemon_nor_the_other_commands() -> None:
    code = "import sys; from edge.cli import tui; import tui.app, tui.setup; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "tui.app" in loaded
    assert not [name for name in loaded if name.startswith(("edge.shell", "edge.main", "edge.bench", "sqlalchemy"))]
    commands = {name.removeprefix("edge.cli.") for name in loaded if name.startswith("edge.cli.")}
    assert commands == {"browser", "ends", "lazy", "target", "tui"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_registered_driver_is_complete(kind: str) -> None:
    driver = load(kind)
    assert isinstance(driver, Driver)
    assert driver.kind == kind
    assert issubclass(driver.options, Options)
    assert driver.options.model_config["extra"] == "forbid"
    undocumented = [name for name, field in driver.options.model_fields.items() if not field.description]
    assert not undocumented, "an integrator reads these with `wedge drivers`"


def test_every_exception_to_a_rule_carries_its_reason() -> None:
    lines = (TOP / "pyproject.toml").read_text().splitlines()
    start = lines.index("ignore = [")
    ignores = lines[start + 1 : lines.index("]", start)]
    start = lines.index("[tool.ruff.lint.per-file-ignores]")
    ignores += [line for line in lines[start + 1 : lines.index("", start)] if not line.startswith("#")]
    assert not [line for line in ignores if "#" not in line]
    contracts = [
        i for i, line in enumerate(lines) if line in {"[[tool.importlinter.contracts]]", "[[tool.mypy.overrides]]"}
    ]
    assert contracts
    assert not [lines[i + 1] for i in contracts if not lines[i + 1].startswith("# ")]


def test_the_top_level_holds_what_it_should_and_no_more() -> None:
    if shutil.which("git") is None or not (TOP / ".git").exists():
        pytest.skip("not a checkout")
    files = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout.split("\n")
    files_at_top = {name for name in files if name and "/" not in name}
    folders = {name.split("/")[0] for name in files if "/" in name}
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile", "requirements.lock", ".gitignore"}
    assert files_at_top == wanted
    assert folders - {"docs"} == {"edge", "drivers", "simulators", "tui", "tests", "systemd", ".ci"}
