"""`wedge sim printer`: a label printer that keeps what it prints as files."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def printer(
    labels: Annotated[Path, typer.Option(help="Folder for the printed labels, a file each.")],
    port: Annotated[int, typer.Option(help="TCP port; 0 takes a free one.", min=0, max=65535)] = 9100,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    stage: Annotated[Path | None, typer.Option(help="Unix socket on which faults are told to it.")] = None,
    label_s: Annotated[float, typer.Option(help="Seconds that a label takes.", min=0, max=60)] = 0.1,
) -> None:
    """A label printer (ZPL II over TCP): prints into files, answers ~HS, runs out of paper when told to."""
    import asyncio

    from simulators.printer import PrinterOptions, run
    from simulators.stopping import until_stopped

    try:
        asyncio.run(until_stopped(run(PrinterOptions(host, port, labels, label_s), stage, typer.echo)))
    except (OSError, ValueError) as error:
        end(error, End.IO)
