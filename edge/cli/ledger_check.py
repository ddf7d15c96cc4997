"""`wedge ledger check`: the store's file looked through, beside the running daemon or without it."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import BAD_STATUS, End, end, how_store_failed, read_box

Config = Annotated[Path, typer.Option(help="The box's config file, to find its store.")]


def check(
    config: Config,
    full: Annotated[bool, typer.Option("--full", help="Every index against its table too: ten times slower.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a sentence.")] = False,
) -> None:
    """Look through the store's file for damage. Exit status 1 when it is damaged: the box then does no work on it.

    That stays so over restarts, until a check is good. `wedge ledger verify` checks what the entries say.
    """
    from edge.shell.disk.damage import REMEDY, clear_damage, note_damage
    from edge.shell.disk.damage import check as look_through
    from edge.shell.ledger.database import StoreError

    began = time.monotonic()
    path = read_box(config).store.path
    try:
        found = look_through(path, full=full)
    except StoreError as error:
        end(error, how_store_failed(error))
    try:
        if found.faults:
            note_damage(path, found.epoch, found.faults[0])
        was_marked = not found.faults and clear_damage(path)
    except OSError as error:
        end(f"{path}: its mark of damage cannot be changed: {error.strerror}", End.IO)
    if as_json:
        print(json.dumps({"good": not found.faults, "faults": found.faults}))
    elif found.faults:
        print(f"DAMAGED: {path}", *found.faults, f"No work is done on it. {REMEDY}.", sep="\n  ", file=sys.stderr)
    else:
        how = "structure and indexes" if full else "structure"
        print(f"good: {path}: {how} looked through in {time.monotonic() - began:.1f} s")
        if was_marked:
            print("It was marked as damaged; the mark is taken away. Restart the daemon to work again.")
    if found.faults:
        raise typer.Exit(BAD_STATUS)
