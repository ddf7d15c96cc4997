"""`wedge run`, `wedge check`: the daemon, and its config held against what is allowed."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import STATUS, End, end, end_of_store

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def run(
    config: Annotated[Path, typer.Option(help="The box's config file (TOML).")],
    log_level: Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")] = "INFO",
) -> None:
    """Run the daemon until it gets SIGTERM. Exit status 78: the config cannot be used."""
    import os
    import sqlite3

    from edge import main
    from edge.config import ConfigError
    from edge.main.running import run as run_box
    from edge.shell.ledger.database import StoreError, StoreLostError
    from edge.shell.ledger.records import RecordError
    from edge.shell.logs import set_up
    from edge.shell.supervisor import ServiceError

    if log_level not in LOG_LEVELS:
        end(f"--log-level {log_level!r}: allowed are {', '.join(LOG_LEVELS)}", End.USAGE)
    set_up(log_level)
    try:
        run_box(main.read_config(config), config)
    except (ConfigError, RecordError) as error:
        end(error, End.CONFIG)
    except StoreLostError as error:
        print(f"the store failed: {error}", file=sys.stderr, flush=True)
        os._exit(STATUS[End.IO])  # a usual end would close the store, and write to it
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)
    except ServiceError as error:
        end(error, End.IO)


def check(config: Annotated[Path, typer.Argument(help="The config file to check.")]) -> None:
    """Check a config file, and the reference file it names, without starting anything; says what the box would be."""
    from edge import main
    from edge.cli.import_reference import tell_loose
    from edge.config import ConfigError
    from edge.shell.ledger.records import RecordError

    try:
        box = main.read_config(config)
        tell_loose(main.check_reference(box))
    except (ConfigError, RecordError) as error:
        end(error, End.CONFIG)
    parts = f"{len(box.stations)} stations, {len(box.zones)} zones, {len(box.devices)} devices"
    print(f"{config}: good. Site {box.site}, box {box.box}: {parts}.")


def drivers(kind: Annotated[str | None, typer.Argument(help="Show the options of this kind.")] = None) -> None:
    """List the device kinds, or what may be set for one of them."""
    from edge import main

    options = main.driver_options()
    if kind is None:
        for name, model in options.items():
            print(f"{name:10} {(model.__doc__ or '').strip().splitlines()[0]}")
        return
    if kind not in options:
        end(f"{kind!r} is no device kind; there are: {', '.join(options)}", End.USAGE)
    for name, field in options[kind].model_fields.items():
        default = "must be set" if field.is_required() else f"default {field.get_default(call_default_factory=True)!r}"
        print(f"{name} ({default})\n    {field.description or ''}")
