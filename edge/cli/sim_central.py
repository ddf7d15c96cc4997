"""`wedge sim central`: the central system, on a broker that is already there."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def central(
    db: Annotated[Path, typer.Option(help="SQLite file that holds what the boxes sent.")],
    host: Annotated[str, typer.Option(help="The MQTT broker.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Its TCP port.", min=1, max=65535)] = 1883,
    site: Annotated[str, typer.Option(help="The site whose boxes are served.")] = "S1",
    boxes: Annotated[str, typer.Option(help="Boxes that get changes before they were heard, by commas.")] = "",
    reference: Annotated[Path | None, typer.Option(help="JSON file: dataset -> list of records.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="Ed25519 seed in hex; made when it is missing.")] = None,
    stage: Annotated[Path | None, typer.Option(help="Unix socket for faults and new documents.")] = None,
    witness_dir: Annotated[
        Path | None, typer.Option(help="Folder for each box's newest signed checkpoint, for `wedge ledger verify`.")
    ] = None,
) -> None:
    """A central system: stores entries, acknowledges them, sends reference data down."""
    import asyncio

    from simulators.central import CentralOptions, run
    from simulators.stopping import until_stopped

    served = tuple(name for name in boxes.split(",") if name)
    options = CentralOptions(host, port, db, site, served, reference, key_file, stage, witness_dir)
    try:
        asyncio.run(until_stopped(run(options, typer.echo)))
    except ValueError as error:
        end(error, End.IO)
