"""`wedge sim reader`: an RFID reader that speaks LLRP, with simulated tags before it."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def reader(
    port: Annotated[int, typer.Option(help="TCP port; 0 takes a free one.", min=0, max=65535)] = 5084,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    tags: Annotated[
        int | None,
        typer.Option(help="Tags of its own in the field. [default: 50; none with --stage]", min=0, max=20_000),
    ] = None,
    rate: Annotated[float, typer.Option(help="Reads a second of its own tags, in all.", min=0.1, max=100_000)] = 200.0,
    antennas: Annotated[int, typer.Option(help="Antennas.", min=1, max=32)] = 4,
    seed: Annotated[int, typer.Option(help="The same seed makes the same tags.")] = 0,
    stage: Annotated[Path | None, typer.Option(help="Unix socket on which tags and faults are told to it.")] = None,
    keepalive: Annotated[
        int, typer.Option(help="Milliseconds between keepalives nobody asked for; 0: none.", min=0)
    ] = 0,
    latency_ms: Annotated[int, typer.Option(help="Milliseconds before each response.", min=0, max=60_000)] = 0,
    period_ms: Annotated[
        int, typer.Option(help="Milliseconds between two reads of a tag told by --stage.", min=10, max=60_000)
    ] = 250,
) -> None:
    """An RFID reader (LLRP 1.0.1 on TCP) with tags before its antennas."""
    import asyncio
    import contextlib

    from simulators.reader import ReaderOptions, run

    own = tags if tags is not None else 0 if stage else 50
    options = ReaderOptions(host, port, own, rate, antennas, seed, keepalive, 2, latency_ms, period_ms)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(run(options, stage))
    except ValueError as error:
        end(error, End.IO)
    except OSError as error:
        end(f"{host}:{port}: {error.strerror or error}", End.IO)
