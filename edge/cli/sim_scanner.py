"""`wedge sim scanner`: a barcode scanner on a pseudo-terminal."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def scanner(
    link: Annotated[Path, typer.Option(help="Where the port appears: the `device` of a serial scanner.")],
    stage: Annotated[Path | None, typer.Option(help="Unix socket on which scans and faults are told to it.")] = None,
    terminator: Annotated[str, typer.Option(help="CRLF, CR, LF, TAB, STX-ETX or NONE.")] = "CRLF",
    rate: Annotated[float, typer.Option(help="Scans a second at random from --codes.", min=0, max=1000)] = 0.0,
    codes: Annotated[Path | None, typer.Option(help="A file with a code on each line; <GS> stands for GS.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed scans the same codes.")] = 0,
) -> None:
    """A serial barcode scanner. Without --stage each line typed is scanned; <GS> stands for GS, ]C1 may come first."""
    import asyncio

    from simulators.scanner import ScannerOptions, run
    from simulators.stopping import until_stopped

    options = ScannerOptions(link, terminator, rate, codes, seed)
    try:
        asyncio.run(until_stopped(run(options, stage, typer.echo)))
    except (OSError, ValueError) as error:
        end(error, End.IO)
