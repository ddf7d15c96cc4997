"""`wedge sim scale`: a bench scale."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def scale(
    port: Annotated[int, typer.Option(help="TCP port; 0 takes a free one.", min=0, max=65535)] = 8001,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    stage: Annotated[Path | None, typer.Option(help="Unix socket on which it is told what lies on it.")] = None,
    unit: Annotated[str, typer.Option(help="What it weighs in: g, kg, lb or oz.")] = "g",
    max_g: Annotated[float, typer.Option(help="Grams that it can weigh.", min=1, max=1_000_000)] = 60_000.0,
    link: Annotated[Path | None, typer.Option(help="A serial port instead, under this link: the `device`.")] = None,
    settle_s: Annotated[float, typer.Option(help="Seconds until a load is at rest.", min=0, max=60)] = 0.3,
) -> None:
    """A bench scale (MT-SICS, levels 0 and 1) over TCP or on a serial port; its stage puts loads on it."""
    import asyncio

    from simulators.bench_scale import ScaleOptions, run
    from simulators.stopping import until_stopped

    try:
        asyncio.run(until_stopped(run(ScaleOptions(host, port, unit, max_g, settle_s, link), stage, typer.echo)))
    except (OSError, ValueError) as error:
        end(error, End.IO)
