"""`wedge backup`, `wedge restore`, `wedge open-provisional`: copies of the book, and work after its disk was lost."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from edge.cli.ends import End, end, how_store_failed, read_box
from edge.core.shown import show

NICE = 10
Config = Annotated[Path, typer.Option(help="The box's config file.")]


def backup(
    config: Config,
    to: Annotated[Path | None, typer.Option(help="Folder for it; unset: store.backup_dir of the config.")] = None,
    keep: Annotated[
        int | None, typer.Option(help="How many good ones stay there; unset: store.backup_keep.", min=1, max=1000)
    ] = None,
) -> None:
    """Save the whole book into one file, beside the running daemon, at low priority; the copy is checked."""
    import os

    from edge.shell.clock import Clock
    from edge.shell.copies.backup import BackupError, save
    from edge.shell.ledger.database import StoreError

    box = read_box(config)
    folder = to or box.store.backup_dir
    if folder is None:
        end("name a folder with --to DIR, or set store.backup_dir in the config", End.USAGE)
    os.nice(NICE)
    try:
        saved = save(box.store.path, folder, keep or box.store.backup_keep, Clock(box.timezone).now().wall_ms)
    except (BackupError, StoreError) as error:
        end(error, how_store_failed(error))
    print(f"saved {saved.path} ({saved.bytes / 1e6:.1f} MB), checked")
    print(f"  box {box.box}, epoch {saved.epoch}, up to entry {saved.seq}")
    print(f"  hash {saved.hash}")
    print(f"  good backups here: {len(saved.kept) + 1}, older ones removed: {len(saved.removed)}")
    for path in saved.bad:
        print(f"  NOT GOOD, and not counted: {path}", file=sys.stderr)


def restore(
    config: Config,
    backup: Annotated[Path | None, typer.Argument(help="The backup; unset: finish a restore that was cut off.")] = None,
    second_copy: Annotated[
        Path | None, typer.Option(help="Folder of the second copy; unset: store.second_copy of the config.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the book, while the daemon is down. The old files are moved aside, never deleted."""
    import sqlite3

    from edge.shell.clock import Clock
    from edge.shell.copies.restore import RestoreError, finish, restore
    from edge.shell.copies.restore_build import Origin
    from edge.shell.ledger.database import StoreError

    box = read_box(config)
    try:
        if (finished := finish(box.store.path)) is not None:
            print("The restore that was cut off is finished now.")
            _say_restored(box, finished)
            return
        if backup is None:
            end("name the backup: wedge restore BACKUP --config FILE; no restore was cut off here", End.USAGE)
        if not (yes or sys.stdin.isatty()):
            end("say --yes where nobody can be asked", End.USAGE)
        copies = _second_copy(second_copy, box.store.second_copy)
        with _scratch(box.store.path) as scratch:
            checked = _checked(backup, box, scratch)
            if not yes:
                _ask(box, checked, copies)
            origin = Origin(box.site, box.box, box.store.path, checked, copies)
            _say_restored(box, restore(origin, Clock(box.timezone)))
    except RestoreError as error:
        end(error, End.BAD)
    except StoreError as error:
        end(error, how_store_failed(error))
    except (OSError, sqlite3.Error) as error:
        end(f"the restore failed, the book is as it was: {error}. Is there room beside the store?", End.IO)


def open_provisional(
    config: Config,
    operator: Annotated[str, typer.Option(help="The supervisor's id in the reference data.")],
    reason: Annotated[str, typer.Option(help="Why work cannot wait.")],
) -> None:
    """Let work begin after a restore before all entries of before were pulled back. Asks for the supervisor's PIN."""
    import sqlite3

    from edge import main
    from edge.shell.ledger.database import StoreError
    from edge.shell.loop.work import CommandError

    box = read_box(config)
    pin = typer.prompt("PIN", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        with main.commander(box) as command:
            told = command("open-provisional", {"operator": operator, "pin": pin, "reason": reason})
    except CommandError as error:
        end(error, End.REFUSED)
    except StoreError as error:
        end(error, how_store_failed(error))
    except (OSError, sqlite3.Error) as error:
        end(f"it is not known whether the box was opened: {error}; give the command again", End.TRY_AGAIN)
    if told.get("refused"):
        end(told["refused"], End.REFUSED)
    print(f"open: {show(told['name'])} answers for it. Entries of before that are missing are posted when they come;")
    print("a finding stays open until they are all here.")


@contextmanager
def _scratch(store: Path) -> Iterator[Path]:
    """Where a backup of an older schema is brought up to date; nothing is left of it."""
    path = store.with_name(store.name + ".restoring-from")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _checked(backup: Path, box: Any, scratch: Path) -> Any:
    from edge.shell.copies.restore import check_backup

    print(f"checking {backup} ...")
    checked = check_backup(backup, box.site, box.box, scratch)
    print(f"good: epoch {checked.epoch}, up to entry {checked.upto}, hash {checked.hash}")
    return checked


def _second_copy(asked: Path | None, configured: Path | None) -> Path | None:
    """The folder to look into. One that was asked for must be there; a configured one may have gone with the disk."""
    folder = asked or configured
    if folder is None or folder.is_dir():
        return folder
    if asked is not None:
        end(f"{asked}: there is no such folder", End.USAGE)
    print(f"The second copy is not there ({folder}); what only it holds stays out.", file=sys.stderr)
    return None


def _ask(box: Any, checked: Any, copies: Path | None) -> None:
    print(f"The book of box {box.box} becomes what it was at entry {checked.upto} of epoch {checked.epoch},")
    print(f"with what {copies or 'the present store file'} holds beyond that. The present files are moved aside.")
    typer.confirm("Restore?", abort=True)


def _say_restored(box: Any, told: Any) -> None:
    print(f"restored {box.store.path}: new epoch {told.epoch}")
    beyond = told.upto - told.backup_upto
    print(f"  entries of epoch {told.old_epoch}: {told.upto} ({told.backup_upto} from the backup, {beyond} beyond it)")
    if told.contradicting:
        print(f"  {told.contradicting} of them contradict the book: kept, not posted, each is a finding")
    if told.waiting:
        print(f"  {told.waiting} more of the second copy wait for those before them, which central has")
    if told.others:
        print(f"  {told.others} of the second copy are of other epochs: they come back if those follow this book")
    if told.quarantine:
        print(f"  the old files are in {told.quarantine}")
    if box.upstream is not None:
        print("Start the daemon. It pulls from central what is missing; until then nobody can book.")
    else:
        print("No central is configured: nothing can be pulled back, and nobody can book.")
    print("A supervisor can open the box before that: wedge open-provisional --config FILE --operator ID --reason TEXT")
