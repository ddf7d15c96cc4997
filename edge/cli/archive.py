"""`wedge archive`: old entries leave the ledger for compressed files."""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

CONFIG_EXIT, FAILED_EXIT = 78, 1
KEPT_MIN = 10_000
DAY_MS = 86_400_000
NICE = 10


def archive(
    config: Annotated[Path, typer.Option(help="The box's config file (TOML).")],
    days: Annotated[
        int | None, typer.Option(help="Entries older than this many days; else store.archive_days.", min=0)
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Where the files go; else store.archive_dir, else beside the store.")
    ] = None,
    keep: Annotated[int, typer.Option(help="So many of the newest entries stay in any case.", min=1)] = KEPT_MIN,
) -> None:
    """Move old entries to compressed files: what central has, what a checkpoint covers, what is old enough.

    Keep the files: with them everything is verified from entry 1, and central can be told all of it again.
    """
    import sqlite3

    from edge import main
    from edge.config import ConfigError
    from edge.shell.copies.archive_reader import ArchiveError
    from edge.shell.ledger.database import StoreError
    from edge.shell.loop.work import CommandError

    try:
        box = main.read_config(config)
    except ConfigError as error:
        _end(str(error), CONFIG_EXIT)
    os.nice(NICE)
    try:
        _archive(box, days, folder, keep)
    except (ArchiveError, CommandError) as error:
        _end(str(error), FAILED_EXIT)
    except (StoreError, sqlite3.Error) as error:
        _end(f"the store refuses: {error}", FAILED_EXIT)
    except OSError as error:
        what = error.filename or "the daemon"
        _end(f"{what}: {error.strerror or error}. Nothing is lost; start it again", FAILED_EXIT)


def _archive(box: object, days: int | None, folder: Path | None, keep: int) -> None:
    from contextlib import closing

    from edge import main
    from edge.config import Config
    from edge.shell.clock import Clock
    from edge.shell.copies.archive import Rules, archive
    from edge.shell.copies.archive_reader import folders
    from edge.shell.ledger.database import open_reader

    assert isinstance(box, Config)
    now_ms = Clock(box.timezone).now().wall_ms
    age = box.store.archive_days if days is None else days
    rules = Rules(now_ms - age * DAY_MS, box.upstream is not None, keep)
    where = folder or folders(box.store.path, box.store.archive_dir)[0]
    number = 0
    with closing(open_reader(box.store.path)) as reader, main.commander(box) as run:
        for one in archive(reader, where, rules, run, now_ms):
            print(f"entries {one.first} to {one.last}: {where / one.file}")
            number += one.last - one.first + 1
    print(f"{number} entries archived" if number else "nothing is old enough, acknowledged and under a checkpoint")


def _end(message: str, status: int) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(status)
