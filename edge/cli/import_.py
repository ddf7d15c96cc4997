"""`wedge import`: what a warehouse has before its first scan, from files."""

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from edge.cli.ends import End, end, end_of_store, read_box

if TYPE_CHECKING:
    from edge.config import Config
    from edge.core.opening import Wrong
    from edge.shell.imports.stock import Plan, Totals

import_ = typer.Typer(
    no_args_is_help=True, help="What is there before the first scan, from files.", rich_markup_mode=None
)

PATIENT_S = 5.0
WRONG_SHOWN = 100


@import_.callback()
def _group() -> None:
    """What is there before the first scan, from files."""


@import_.command("stock")
def stock(
    file: Annotated[Path, typer.Argument(help="The stock list: .csv (RFC 4180) or .json (a list of objects), UTF-8.")],
    config: Annotated[Path, typer.Option(help="The box's config file (TOML).")],
    check: Annotated[bool, typer.Option("--check", help="Only check it, and say what would be done.")] = False,
    operator: Annotated[str, typer.Option(help="Id of the operator who answers for it; stands in every entry.")] = "",
) -> None:
    """Post opening stock. Nothing is written unless every line is right; broken off, start it again with the same file.

    Columns: place, lpn, item, owner, lot, expiry, received_on, serials (parted by ;), status, qty, uom, catch_qty.
    """
    import sqlite3

    from edge.shell.imports.file import ImportFileError
    from edge.shell.ledger.database import StoreError

    box = read_box(config)
    if not (operator or check):
        end("say who answers for it with --operator ID, or only --check the file", End.USAGE)
    try:
        _stock(file, box, operator, check_only=check)
    except ImportFileError as error:
        end(error, End.IO if isinstance(error.__cause__, OSError) else End.BAD)
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)
    except KeyboardInterrupt:
        end(f"{file}: stopped before anything was written", End.STOPPED, signal=signal.SIGINT)


def _stock(file: Path, box: "Config", operator: str, *, check_only: bool) -> None:
    from contextlib import closing

    from edge import main
    from edge.shell.clock import Clock
    from edge.shell.imports.file import read_import
    from edge.shell.imports.stock import COLUMNS, plan, totals
    from edge.shell.ledger.cursor import Cursor
    from edge.shell.ledger.database import open_reader
    from edge.shell.ledger.store_view import StoreView

    clock = Clock(box.timezone)
    today = clock.today(clock.now())
    with closing(open_reader(box.store.path)) as reader:
        view = StoreView(reader.cursor(Cursor), box.site, {}, main.policy_of(box))
        if operator and ((person := view.operator(operator)) is None or not person.active):
            end(f"--operator {operator}: no such operator works here", End.NOT_FOUND)
        planned = plan(read_import(file, COLUMNS), view, reader.cursor(), today)
        sums = totals(view, planned)
    if planned.wrong:
        end(f"{tell_wrong(file, planned.wrong, planned.counted)}: nothing was imported", End.BAD)
    if planned.done == len(planned.pieces):
        print(f"{file} was imported before, all of it: nothing to do")
    elif not check_only:
        _post(file, box, planned, operator, today)
    _say(sums, planned, check_only=check_only)
    print(f"the book ends at entry {_position(box)}")


def _post(file: Path, box: "Config", planned: "Plan", operator: str, today: str) -> None:
    from edge import main
    from edge.core.shown import show_whole
    from edge.shell.clock import Clock
    from edge.shell.imports.stock import COMMAND, parts
    from edge.shell.loop.work import CommandError

    if planned.done:
        print(f"goes on after {planned.done} of {len(planned.pieces)} movements")
    done = planned.done
    at_ms = Clock(box.timezone).now().wall_ms
    try:
        with stoppable(), main.commander(box) as run:
            for part in parts(planned, file.name, operator, today, at_ms):
                with patient(box.store.path):
                    done = int(run(COMMAND, part)["done"])
                _progress(done, len(planned.pieces))
    except Stopped as stopped:
        said = f"stopped after {done} of {len(planned.pieces)} movements; the same command goes on"
        end(f"{file}: {said}", End.STOPPED, signal=stopped.signal)
    except CommandError as error:
        why = show_whole(str(error))
        end(f"{file}: stopped after {done} of {len(planned.pieces)} movements: {why}", End.REFUSED)
    except OSError as error:
        why = f"the daemon does not answer any more ({error})"
        end(
            f"{file}: stopped after {done} of {len(planned.pieces)} movements: {why}; the same command goes on",
            End.TRY_AGAIN,
        )


class Stopped(BaseException):
    """Somebody ended the command."""

    def __init__(self, number: int) -> None:
        self.signal = number


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C and SIGTERM in the body raise `Stopped`."""

    def stop(number: int, _frame: object) -> NoReturn:
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def patient(store: Path) -> Iterator[None]:
    """Says so when the box takes long in the body: most often its disk is full, and it waits for room."""
    from edge.shell.disk.ballast import free_bytes
    from edge.shell.disk.room import ENOUGH_BYTES

    def say() -> None:
        is_full = free_bytes(store)[0] < ENOUGH_BYTES
        print("the box waits for room on its disk" if is_full else "the box takes long to answer", file=sys.stderr)

    timer = threading.Timer(PATIENT_S, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"{done:,} of {of:,} movements", end="\n" if done == of else "\r", file=sys.stderr, flush=True)


def tell_wrong(file: Path, wrong: Sequence["Wrong"], counted: str, shown: int = WRONG_SHOWN) -> str:
    """Say what is wrong with a file, a line each; how many lines of it are, in words."""
    from edge.core.shown import show_whole

    for one in wrong[:shown]:
        said = f"{one.column}: {one.why}" if one.column else one.why
        where = "" if not one.line else f":{one.line}" if counted == "line" else f": {counted} {one.line}"
        print(f"{file}{where}: {show_whole(said)}", file=sys.stderr)
    if len(wrong) > shown:
        print(f"... and {len(wrong) - shown} more", file=sys.stderr)
    lines, others = len({one.line for one in wrong if one.line}), sum(not one.line for one in wrong)
    numbers = [(lines, counted), (others, "record" if not lines else "other record")]
    told = " and ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in numbers if number)
    return f"{told} {'is' if lines + others == 1 else 'are'} wrong"


def _say(sums: "Totals", planned: "Plan", *, check_only: bool) -> None:
    from edge.core.shown import show_whole

    left = len(planned.pieces) - planned.done
    if check_only:
        print(f"good: {left} of {len(planned.pieces)} movements would be posted; nothing was written")
    numbers = {"lines": sums.lines, "items": sums.items, "handling units": sums.lpns, "locations": sums.locations}
    for name, number in (numbers | {"serial numbers": sums.serials}).items():
        print(f"{number:>12} {name}")
    for code in sums.blocked[:WRONG_SHOWN]:
        print(f"note: {show_whole(code)} is blocked; goods stand there, and none are sent there", file=sys.stderr)
    for kind, qty in sums.units.items():
        print(f"{qty:>12} base units {'untracked' if kind == 'untracked' else f'tracked by {kind}'}")


def _position(box: "Config") -> int:
    from contextlib import closing

    from edge.shell.ledger.database import open_reader

    with closing(open_reader(box.store.path)) as reader:
        return int(reader.execute("SELECT ifnull(max(seq), 0) FROM ledger").fetchone()[0])
