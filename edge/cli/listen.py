"""`wedge listen`: one device alone, a line a read. For wiring a device before it goes into the config."""

import contextlib
import json
import os
import queue
import sys
import threading
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from edge.cli.ends import End, end
from edge.core.read import ClimateSeen, CodeSeen, Moment, Seen, TagSeen, TriggerSeen, WeightSeen
from edge.core.shown import show

if TYPE_CHECKING:
    from edge.driver import Driver, Options, Outputs, Pictures

_Fields: TypeAlias = dict[str, str | int | bool | None]


def listen(
    kind: Annotated[str, typer.Argument(help="Device kind; `wedge drivers` lists them.")],
    options: Annotated[list[str] | None, typer.Argument(help="key=value ..., as in the config's options.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Stop after this long; without it, at Ctrl-C.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a read.")] = False,
) -> None:
    """Run one device without the daemon and print what it reads. Exit status 74 when the device is lost."""
    from pydantic import ValidationError

    from drivers import registry

    if kind not in registry.KINDS:
        end(f"{kind!r} is no device kind; there are: {', '.join(registry.KINDS)}", End.USAGE)
    driver = registry.load(kind)
    try:
        checked = driver.options(**_values(options or []))
    except (ValidationError, ValueError) as error:
        end(_sentence(kind, error), End.USAGE)
    if lost := _listen(driver, checked, as_json=as_json, seconds=seconds):
        end(lost, End.IO)


def _listen(driver: "Driver", options: "Options", *, as_json: bool, seconds: float | None) -> str:
    """Run the device on a thread of its own until it is lost or the time is over; why it was lost."""
    from edge.driver import DeviceError
    from edge.shell.clock import Clock
    from edge.shell.loop.inbox import Inbox
    from edge.shell.supervisor import Supervisor

    ended, lost = threading.Event(), [""]

    def run(stop: threading.Event) -> None:
        try:
            driver.run(options, _Printer(stop, as_json=as_json))
        except DeviceError as error:
            lost[0] = str(error)
        except ImportError as error:
            lost[0] = f"a library is missing: {error.name or error}; run the set-up again"
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read our lines has seen enough
        except Exception as error:
            lost[0] = f"the driver failed: {type(error).__name__}: {error}"
            raise
        finally:
            ended.set()

    supervisor = Supervisor(Inbox(), Clock("UTC"))
    supervisor.service("listen", run)
    with contextlib.suppress(KeyboardInterrupt):
        ended.wait(seconds)
    supervisor.stop()
    return lost[0]


class _Printer:
    """A `DriverIo` that prints."""

    def __init__(self, stop: threading.Event, *, as_json: bool) -> None:
        from edge.driver import NoOutputs, NoPictures
        from edge.shell.clock import Clock

        self.device = "listen"
        self.outputs: Outputs = NoOutputs()
        self.pictures: Pictures = NoPictures()
        self.stop = stop
        self.feedback: queue.Queue[object] = queue.Queue(1000)
        self._clock = Clock("UTC")
        self._as_json = as_json

    def emit(self, seen: Seen, at: Moment | None = None, done: object = None) -> None:
        fields = _fields(seen) | {"at_ms": (at or self.now()).wall_ms}
        text = " ".join(f"{name}={value!r}" for name, value in fields.items())
        print(json.dumps(fields) if self._as_json else text, flush=True)
        if done is not None and not self.feedback.full():
            self.feedback.put_nowait(done)

    def up(self, what: str) -> None:
        print(f"up: {show(what)}", file=sys.stderr, flush=True)

    def now(self) -> Moment:
        return self._clock.now()


def _fields(seen: Seen) -> _Fields:
    match seen:
        case CodeSeen():
            return {"kind": "code", "aim": seen.aim, "text": seen.data.decode("latin-1"), "bytes": seen.data.hex()}
        case TagSeen():
            tag: _Fields = {"epc": seen.epc.hex().upper(), "antenna": seen.point, "rssi_dbm": seen.rssi_dbm}
            pc = {} if seen.pc is None else {"pc": f"{seen.pc:04X}"}
            tid = {"tid": seen.tid.hex().upper()} if seen.tid else {}
            return {"kind": "tag", **tag, "count": seen.count, **pc, **tid}
        case WeightSeen():
            weight: _Fields = {"point": seen.point, "weight_mg": seen.weight_mg}
            return {"kind": "weight", **weight, "stable": seen.stable, "sample": seen.sample}
        case TriggerSeen():
            return {"kind": "trigger", "point": seen.point, "on": seen.on}
        case ClimateSeen():
            air: _Fields = {"temperature_mc": seen.temperature_mc, "humidity_mpct": seen.humidity_mpct}
            return {"kind": "climate", "point": seen.point, **air}


def _values(options: list[str]) -> dict[str, Any]:
    """key=value pairs; a value that is JSON (a number, a list) is taken as such, all else is text."""
    values: dict[str, Any] = {}
    for option in options:
        key, equals, text = option.partition("=")
        if not equals:
            raise ValueError(f"{option!r} is not key=value")
        try:
            values[key] = json.loads(text)
        except json.JSONDecodeError:
            values[key] = text
    return values


def _sentence(kind: str, error: Exception) -> str:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    fault = error.errors(include_url=False)[0]
    where = ".".join(map(str, fault["loc"]))
    return f"{where}: {fault['msg'].removeprefix('Value error, ')} (see `wedge drivers {kind}`)"
