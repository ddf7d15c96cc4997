"""`wedge demo`, step by step: everything as separate processes, the shift, and what came of it, read from outside."""

import asyncio
import contextlib
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from edge.demo import hands, report, site
from edge.demo.processes import Crew, DemoError, Running
from edge.demo.site import BOX, TUI_STATION, Place
from simulators import surroundings
from simulators.screen import LateError, Screen, connected

UPSTREAM_S = 30.0
ARRIVES_S = 10.0
WATCHED_PACE_S = 0.2
FAILED, STOPPED = 1, 130
PROGRESS_S = 5.0


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """How the demo is played, and what it leaves."""

    headless: bool
    seed: int = 1
    report: Path | None = None
    folder: Path | None = None
    keep: bool = False
    embedded_broker: bool = False
    hands_on: bool = False


class Progress:
    """One line that says how far it is: rewritten on a terminal, now and then a new one elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self.began = time.monotonic()
        self._shown_s = 0.0
        self._quiet = quiet
        self._acts = 0

    def say(self, what: str) -> None:
        """A step of the demo."""
        self._print(what, due=True)

    def act(self, line: str) -> None:
        """One answer of the shift."""
        self._acts += 1
        self._print(f"act {self._acts:3}  {line}", due=time.monotonic() - self._shown_s > PROGRESS_S)

    def end(self) -> None:
        if sys.stdout.isatty():
            print("\r\x1b[K", end="", flush=True)

    def quiet(self, quiet: bool) -> None:
        """While a screen has the terminal, nothing is printed."""
        self._quiet = quiet

    def _print(self, what: str, *, due: bool) -> None:
        if self._quiet:
            return
        text = "".join(one if one.isprintable() else "?" for one in what)[:90]
        line = f"{time.monotonic() - self.began:5.1f} s  {text}"
        if sys.stdout.isatty():
            print(f"\r\x1b[K{line}", end="", flush=True)
        elif due:
            print(line, flush=True)
        if due:
            self._shown_s = time.monotonic()


def demo(options: DemoOptions) -> int:
    """Play the demo; gives the exit status."""
    folder = options.folder.absolute() if options.folder else Path(tempfile.mkdtemp(prefix="wedge-"))
    try:
        site.check_folder(folder)
        status = asyncio.run(_until_signalled(_demo(options, folder)))
    except DemoError as error:
        print(f"\nthe demo failed: {error}", file=sys.stderr)
        status = _write(options, {"troubles": [str(error)]}) or FAILED
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("\nstopped; all processes are gone", file=sys.stderr)
        status = STOPPED
    if options.keep or options.folder or status == FAILED:
        print(f"  {'files':<16} {folder}")
        _say_how_to_watch(folder / site.RECORDING)
    else:
        _say_how_to_watch(_kept(folder / site.RECORDING))
        shutil.rmtree(folder)
    return status


def _kept(recording: Path) -> Path:
    """Where the recording is when the demo's folder has gone: the last demo's is kept."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "wedge"
    kept = state / f"demo-{site.RECORDING}"
    with contextlib.suppress(OSError):  # no home to write to, or there is none: then nothing is said of it
        state.mkdir(parents=True, exist_ok=True)
        shutil.move(recording, kept)
        return kept
    return recording


def _say_how_to_watch(recording: Path) -> None:
    if recording.exists():
        print(f"  {'watch it':<16} {hands.program()} tui --replay {recording}")


async def _until_signalled(playing: Any) -> int:
    """Ctrl-C and SIGTERM cancel the demo, so that it ends its processes."""
    task = asyncio.ensure_future(playing)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    status: int = await task
    return status


async def _demo(options: DemoOptions, folder: Path) -> int:
    with_screen = not options.headless and sys.stdin.isatty() and sys.stdout.isatty()
    progress = Progress(quiet=False)
    place = Place(folder, options.seed, site.free_port(), _today())
    troubles: list[str] = []
    async with Crew(folder) as crew:
        daemon, recorder = await _start(crew, place, progress, embedded=options.embedded_broker)
        if options.hands_on:
            progress.end()
            return await _by_hand(crew, place, daemon, recorder, with_screen=with_screen)
        progress.say("the shift begins")
        troubles += await _shift(crew, place, progress, with_screen=with_screen)
        devices = await _settled(place, troubles)
        progress.say("stopping the box")
        if status := await crew.end(recorder):
            troubles.append(f"the recorder ended with status {status}{recorder.tail()}")
        if status := await crew.end(daemon):
            troubles.append(f"the daemon ended with status {status}{daemon.tail()}")
        troubles += [f"the daemon logged: {line}" for line in daemon.lines if line.startswith("ERROR")]
        if (dead := crew.dead()) is not None:
            troubles.append(f"{dead.name} died with status {dead.process.returncode}{dead.tail()}")
        progress.say("reading the book")
        seen = await _read(place, devices, troubles)
    seen.seconds = time.monotonic() - progress.began
    progress.end()
    return _tell(options, report.report(seen) | {"recording": str(place.recording)})


async def _by_hand(crew: Crew, place: Place, daemon: Running, recorder: Running, *, with_screen: bool) -> int:
    """Somebody works; then the box ends, and the book is verified."""
    try:
        await hands.work(place, with_screen=with_screen)
    finally:
        await crew.end(recorder)
        status = await crew.end(daemon)
        print(await _output("ledger", "verify", "--store", str(place.ledger), "--witness", str(place.note)), end="")
    if status:
        print(f"the daemon ended with status {status}{daemon.tail()}", file=sys.stderr)
        return FAILED
    return 0


async def _start(crew: Crew, place: Place, progress: Progress, *, embedded: bool) -> tuple[Running, Running]:
    """Broker, central, devices, then the daemon, and who records; each is ready before somebody needs it."""
    program = _broker_program(embedded=embedded)
    progress.say("starting the broker, central and the devices")
    broker = await crew.start("broker", site.broker_command(place, program))
    starting = {name: await crew.start(name, command) for name, command in site.device_commands(place).items()
                if name != "shelf"}  # fmt: skip
    await broker.says("running")
    central = await crew.start("central", site.central_command(place))
    shelf = await crew.start("shelf", site.device_commands(place)["shelf"])
    for name, one in starting.items():
        await one.says("scanner on" if name.startswith("gun") else "listening")
    await shelf.says("publishing")
    key = (await central.says("listening")).split()[-1]
    ports = (int(starting[name].lines[-1].rpartition(":")[2]) for name in ("door", "bench", "printer1"))
    site.write_config(place, site.Wired(starting["cam1"].lines[-1].split()[-1], *ports), key)
    progress.say("starting the box")
    daemon = await crew.start("daemon", site.wedge("run", "--config", str(place.config)))
    await daemon.says("ready")
    await daemon.says("operators: revision")  # the last dataset that central hands out: now people can sign in
    progress.say("taking over the stock")
    recorder = await crew.start("record", site.record_command(place))
    await _output("import", "stock", str(place.stock_list), "--config", str(place.config), "--operator", "op-3")
    await recorder.says("recording")
    return daemon, recorder


def _today() -> date:
    """The day that the demo plays on."""
    return datetime.now(UTC).date()  # noqa: TID251  # processes only: nothing here is stored or compared


def _broker_program(*, embedded: bool) -> str | None:
    """Where mosquitto is; None for the embedded broker, which is said in one line."""
    program = None if embedded else site.mosquitto()
    if program is not None:
        return program
    if importlib.util.find_spec("amqtt") is None:
        raise DemoError("no MQTT broker: install mosquitto, or the extra `demo` (amqtt)")
    print("using the embedded broker (amqtt)" if embedded else "no mosquitto: using the embedded broker (amqtt)")
    return None


async def _shift(crew: Crew, place: Place, progress: Progress, *, with_screen: bool) -> list[str]:
    """Play the shift, with a screen on top where there is a terminal; gives what went wrong."""
    pace = WATCHED_PACE_S if with_screen else 0.0
    shift = await crew.start("shift", site.shift_command(place, pace), progress.act)
    async with _screen(place, progress) if with_screen else contextlib.nullcontext():
        status = await crew.while_all_live(shift)
    await crew.end(shift)
    return [f"the shift ended with status {status}{shift.tail()}"] if status else []


@contextlib.asynccontextmanager
async def _screen(place: Place, progress: Progress) -> AsyncIterator[None]:
    """The operator's screen on this terminal while the body runs; who leaves it sees the progress line."""
    command = site.wedge("tui", "--socket", str(place.control), "--station", TUI_STATION)
    progress.quiet(True)
    process = await asyncio.create_subprocess_exec(*command)
    left = asyncio.create_task(process.wait())
    left.add_done_callback(lambda _: progress.quiet(False))
    try:
        yield
    finally:
        if not left.done():
            process.terminate()
        await left


async def _settled(place: Place, troubles: list[str]) -> dict[str, dict[str, Any]]:
    """Wait until central has acknowledged everything; gives what the devices read."""
    async with connected(place.control, "demo", TUI_STATION) as screen:
        try:
            await screen.until("central's last acknowledgement", lambda: screen.view.state.unsent == 0, UPSTREAM_S)
            screen.subscribe("devices")
            await screen.until("the devices", lambda: bool(screen.devices))
        except LateError as error:
            troubles.append(str(error))
        return _reads(screen)


def _reads(screen: Screen) -> dict[str, dict[str, Any]]:
    return {name: {"kind": row.kind, "reads": row.reads} for name, row in screen.devices.items()}


async def _read(place: Place, devices: dict[str, dict[str, Any]], troubles: list[str]) -> report.Seen:
    """Everything that is known, from the files and commands that anybody has."""
    truth, errors = place.folder / "truth.json", place.folder / "errors.json"
    if not truth.exists():
        raise DemoError("\n".join(troubles) or "the shift wrote no truth")
    store = ("--store", str(place.ledger))
    stock, entries = await asyncio.gather(
        _output("stock", *store, "--json"), _output("ledger", "show", *store, "--json")
    )
    await _arrived(place, len(entries.splitlines()))
    truth_told = report.read_json(truth)
    truth_told["positions"] += surroundings.positions(place.rest().stock)
    verified = await _output("ledger", "verify", *store, "--witness", str(place.note), "--json")
    return report.Seen(
        truth_told,
        json.loads(stock),
        json.loads(verified),
        [json.loads(line) for line in entries.splitlines()],
        report.stored_at_central(place.central, BOX),
        devices,
        report.read_json(errors),
        [*troubles, *report.faults_at_central(place.central)],
        labels=len(list(place.labels.glob("*.zpl"))),
    )


async def _arrived(place: Place, entries: int) -> None:
    """The box's last word, signed as it ended, is on its way: until central has it, or too long."""
    # ASYNC110: what another process writes into its file has no event to wait on.
    until = time.monotonic() + ARRIVES_S
    while len(report.stored_at_central(place.central, BOX)) < entries and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.05)


async def _output(*arguments: str) -> str:
    """What a `wedge` command prints; status 1 with an answer is an answer too. Raises `DemoError` for none."""
    process = await asyncio.create_subprocess_exec(
        *site.wedge(*arguments), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    if process.returncode and not out:
        raise DemoError(f"wedge {' '.join(arguments)}: status {process.returncode}: {err.decode(errors='replace')}")
    return out.decode()


def _tell(options: DemoOptions, done: dict[str, Any]) -> int:
    """Print the table, write the report, say what is wrong."""
    print(report.table(done))
    unwritten = _write(options, done)
    faults = report.faults(done)
    for fault in faults:
        print(f"FAILED: {fault}", file=sys.stderr)
    return FAILED if faults else unwritten


def _write(options: DemoOptions, done: dict[str, Any]) -> int:
    """Write the report, whole or of a demo that broke off, where one is asked for; gives the exit status."""
    if options.report is None:
        return 0
    try:
        options.report.write_text(json.dumps(done, indent=1) + "\n")
    except OSError as error:
        print(f"{options.report}: the report cannot be written: {error.strerror}", file=sys.stderr)
        return FAILED
    return 0
