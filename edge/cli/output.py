"""`wedge output`: what devices must do, labels first: list it, try it again, cancel it, print it once more."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge.cli.ends import End, end, end_of_store, read_box

if TYPE_CHECKING:
    from edge.config import Config as BoxConfig

output = typer.Typer(no_args_is_help=True, help="Labels: list, retry, cancel, reprint.", rich_markup_mode=None)

Config = Annotated[Path, typer.Option(help="The box's config file (TOML).")]
Key = Annotated[str, typer.Argument(help="Its key; `wedge output list` shows it.")]
Operator = Annotated[str, typer.Option(help="Id of the operator who answers for it.")]
SHOWN_MAX = 500


@output.command("list")
def list_(
    config: Config,
    device: Annotated[str | None, typer.Option(help="Only of this device.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is done or cancelled, newest first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line.")] = False,
) -> None:
    """What waits, in the order in which it is done; what hinders it."""
    from edge import main
    from edge.core.entry_json import utc_text
    from edge.core.shown import show

    box = read_box(config)
    found = _rows(box, everything=everything)
    known = {*main.output_devices(box), *(row["device"] for row in found)}
    if device is not None and device not in known:
        end(f"--device {show(device)}: there is no such device; there are {', '.join(sorted(known))}", End.USAGE)
    rows = [row for row in found if device in (None, row["device"])]
    for row in rows if as_json else rows[:SHOWN_MAX]:
        _, code, lines = json.loads(row.pop("body"))
        if as_json:
            print(json.dumps(row | {"code": code, "lines": lines}))
            continue
        error = f"  {show(row['error'])} ({row['attempts']} x)" if row["error"] else ""
        made = utc_text(row["made_ms"])[:19] + "Z"
        print(f"{row['state']:9} {show(row['device']):12} {made}  {show(code):20} {show(row['key'])}{error}")
    if not as_json:
        more = f", {SHOWN_MAX} of them shown" if len(rows) > SHOWN_MAX else ""
        print(f"{len(rows)} {'in all' if everything else 'waiting'}{more}")


@output.command("retry")
def retry(key: Key, config: Config, operator: Operator = "") -> None:
    """Let a cancelled one wait for its device again."""
    _command(config, "output-retry", {"key": key, "op": operator})
    print("it waits for its device")


@output.command("cancel")
def cancel(key: Key, config: Config, operator: Operator = "") -> None:
    """Give up one that waits. What its device has in hand already may still come."""
    _command(config, "output-cancel", {"key": key, "op": operator})
    print("cancelled")


@output.command("reprint")
def reprint(
    key: Key,
    config: Config,
    device: Annotated[str, typer.Option(help="On this device; else on the one that had it.")] = "",
    operator: Operator = "",
) -> None:
    """Print one again that was done, cancelled, or waits for a device that does not come back."""
    from edge.core.shown import show

    if device and device not in read_box(config).devices:
        end(f"--device {show(device)}: there is no such device in {config}", End.USAGE)
    args = {"key": key, "op": operator, "device": device, "again": secrets.token_hex(4)}
    told = _command(config, "output-reprint", args)
    print(f"it waits for {show(told['device'])}, as {show(told['key'])}")


def _rows(box: "BoxConfig", *, everything: bool) -> list[dict[str, Any]]:
    import sqlite3
    from contextlib import closing

    from edge.shell.ledger.database import StoreError, open_reader

    where = "ORDER BY made_ms DESC, key" if everything else "WHERE state = 'waiting' ORDER BY device, made_ms, key"
    names = ("key", "device", "state", "attempts", "error", "made_ms", "ended_ms", "entry", "body")
    try:
        with closing(open_reader(box.store.path)) as reader:
            found = reader.execute(f"SELECT {', '.join(names)} FROM output {where}")  # noqa: S608  # texts of our own
            return [dict(zip(names, row, strict=True)) for row in found]
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)


def _command(config: Path, name: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
    import sqlite3

    from edge import main
    from edge.shell.clock import Clock
    from edge.shell.ledger.database import StoreError
    from edge.shell.loop.work import CommandError

    box = read_box(config)
    at_ms = Clock(box.timezone).now().wall_ms
    try:
        with main.commander(box) as run:
            return run(name, {**args, "at_ms": at_ms})
    except CommandError as error:
        end(error, End.REFUSED)
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)
    except OSError as error:
        end(f"the daemon does not answer any more ({error}); look with `wedge output list`", End.TRY_AGAIN)
