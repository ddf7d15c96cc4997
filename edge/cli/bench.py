"""`wedge bench`: figures of this machine against their targets. Real processes, real files, a baseline in each run."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from edge.cli.ends import End, end

bench = typer.Typer(no_args_is_help=True, help="Measure this box.", rich_markup_mode=None)

Folder: TypeAlias = Annotated[
    Path, typer.Option("--dir", help="Where the files go: on the disk to be measured.", exists=True, file_okay=False)
]
Json: TypeAlias = Annotated[Path | None, typer.Option("--json", help="Write the figures here, too.")]
HERE = Path()


@bench.command()
def scan(
    movements: Annotated[int, typer.Option(help="Movements to time, with tags and without.", min=3)] = 300,
    rate: Annotated[float, typer.Option(help="Tags a second of the simulated reader.", min=1)] = 1000,
    pace: Annotated[float, typer.Option(help="Scans a second.", min=0.1, max=1000)] = 20,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """From a scan at the serial line to its durable movement and the prompt, while a reader reports."""
    from edge.bench.scan import run

    _measured(json_file, lambda: run(movements, rate, pace, folder, json_file))


@bench.command()
def rfid(
    tags: Annotated[int, typer.Option(help="Tags a round for the decoders.", min=100)] = 20_000,
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.", min=1)] = 5,
    seconds: Annotated[float, typer.Option(help="How long the daemon is offered each rate.", min=1)] = 10,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """Tags a second: the decoder beside sllurp's, then the whole daemon at 1,000 and 5,000 a second."""
    from edge.bench.rfid import run

    _measured(json_file, lambda: run(tags, rounds, seconds, folder, json_file))


@bench.command()
def store(
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.", min=1)] = 5,
    scale: Annotated[float, typer.Option(help="How much a round does, beside the usual.", min=0.01)] = 1.0,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """Decisions a second into the book: bare SQLite, the store, the whole path from a code's bytes."""
    from edge.bench.store import run

    _measured(json_file, lambda: run(rounds, scale, folder, json_file))


@bench.command()
def floor(
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.", min=1)] = 5,
    scale: Annotated[float, typer.Option(help="How large the large warehouse is, beside the usual.", min=0.001)] = 1.0,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """Scans a second of all workflows: with the demo's warehouse, and with 100,000 items and 50,000 locations."""
    from edge.bench.floor import run

    _measured(json_file, lambda: run(rounds, scale, folder, json_file))


@bench.command()
def identify(
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.", min=1)] = 5,
    scale: Annotated[float, typer.Option(help="How much a round does, beside the usual.", min=0.01)] = 1.0,
    codes: Annotated[Path | None, typer.Option(help="The golden codes; unset: those of the tests.")] = None,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """Barcodes and tags a second: all golden codes beside biip, a hundred thousand tags beside epcpy."""
    from edge.bench.identify import run

    _measured(json_file, lambda: run(rounds, scale, folder, codes, json_file))


@bench.command()
def tui(
    scans: Annotated[int, typer.Option(help="Scans to time at each size.", min=2)] = 500,
    rounds: Annotated[int, typer.Option(help="Rounds: starts of a screen at each size.", min=1)] = 5,
    pace: Annotated[float, typer.Option(help="Scans a second.", min=0.1, max=50)] = 4,
    seconds: Annotated[float, typer.Option(help="Seconds a round to watch what each pane costs.", min=0.5)] = 10,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """The operator's screen from outside: from a key to the drawn result, and what it costs, small and large."""
    from edge.bench.tui import run

    _measured(json_file, lambda: run(scans, rounds, pace, seconds, folder, json_file))


@bench.command()
def desk(
    rows: Annotated[int, typer.Option(help="Lines of stock.", min=1_000)] = 1_000_000,
    entries: Annotated[int, typer.Option(help="Entries of the ledger.", min=1_000)] = 5_000_000,
    asks: Annotated[int, typer.Option(help="Questions of each kind.", min=2)] = 200,
    folder: Folder = HERE,
    keep: Annotated[Path | None, typer.Option(help="Build the store here, and use it again next time.")] = None,
    json_file: Json = None,
) -> None:
    """What a desk waits for a window of a list: all stock, the ledger, the map. Takes gigabytes of disk."""
    from edge.bench.desk import run

    _measured(json_file, lambda: run(rows, entries, asks, folder, keep, json_file))


@bench.command()
def book(
    movements: Annotated[int, typer.Option(help="Movements in the big book.", min=1_000)] = 5_000_000,
    rounds: Annotated[int, typer.Option(help="Rounds and starts; the median counts.", min=1)] = 5,
    folder: Folder = HERE,
    keep: Annotated[Path | None, typer.Option(help="Build the big book here, and use it again next time.")] = None,
    json_file: Json = None,
) -> None:
    """What a movement, a start and the usual questions cost once the book is big: minutes, and gigabytes of disk."""
    from edge.bench.book import run

    _measured(json_file, lambda: run(movements, rounds, folder, keep, json_file))


@bench.command()
def start(
    rounds: Annotated[int, typer.Option(help="Starts; the median counts.", min=1)] = 5,
    idle: Annotated[float, typer.Option(help="Seconds to watch the idle daemon.", min=1)] = 20,
    folder: Folder = HERE,
    json_file: Json = None,
) -> None:
    """From the start of the daemon until it is ready, and what it costs when nothing happens."""
    from edge.bench.start import run

    _measured(json_file, lambda: run(rounds, idle, folder, json_file))


def _measured(json_file: Path | None, run: Callable[[], None]) -> None:
    from edge.bench.processes import BenchError

    if json_file is not None and not json_file.absolute().parent.is_dir():
        end(f"there is no folder {json_file.parent}", End.USAGE)
    try:
        run()
    except BenchError as error:
        end(error, End.BAD)
    except OSError as error:
        end(error, End.IO)
