"""`wedge archive`: old entries leave the ledger for compressed files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge.cli.ends import End, end, end_of_store, read_box

if TYPE_CHECKING:
    from edge.config import Config

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

    from edge.shell.copies.archive_reader import ArchiveError
    from edge.shell.ledger.database import StoreError
    from edge.shell.loop.work import CommandError

    box = read_box(config)
    os.nice(NICE)
    try:
        _archive(box, days, folder, keep)
    except ArchiveError as error:
        end(error, End.BAD)
    except CommandError as error:
        end(error, End.REFUSED)
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)
    except OSError as error:
        what, how = (error.filename, End.IO) if error.filename else ("the daemon", End.TRY_AGAIN)
        end(f"{what}: {error.strerror or error}. Nothing is lost; start it again", how)


def _archive(box: "Config", days: int | None, folder: Path | None, keep: int) -> None:
    from contextlib import closing

    from edge import main
    from edge.shell.clock import Clock
    from edge.shell.copies.archive import Rules, archive
    from edge.shell.copies.archive_reader import folders
    from edge.shell.ledger.database import open_reader

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
