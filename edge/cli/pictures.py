"""`wedge pictures`: what the box keeps of what its cameras saw."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end, read_box

pictures = typer.Typer(no_args_is_help=True, help="Pictures that codes were read from.", rich_markup_mode=None)


@pictures.command("clean")
def clean(config: Annotated[Path, typer.Option(help="The box's config file (TOML).")]) -> None:
    """Remove pictures that are too old, and the oldest where there are too many. The box does so every night."""
    from edge.shell.clock import Clock
    from edge.shell.pictures.album import MIB, device_folder, emptied, folder_of

    box = read_box(config)
    folder = folder_of(box)
    if folder is None or box.pictures is None:
        end(f"{config} has no section [pictures]: none are kept", End.REFUSED)
    now = datetime.fromtimestamp(Clock(box.timezone).now().wall_ms / 1000, UTC)
    first = f"{now - timedelta(days=box.pictures.days):%Y%m%d}"
    try:
        left = sum(emptied(device_folder(folder, name), box.pictures.mib * MIB, first) for name in box.devices)
    except OSError as error:
        end(f"{error.filename}: {error.strerror}", End.IO)
    print(f"{left / MIB:.1f} MiB of pictures in {folder}")
