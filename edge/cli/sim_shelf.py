"""`wedge sim shelf`: shelf-weight sensors on an MQTT broker."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def shelf(
    host: Annotated[str, typer.Option(help="The MQTT broker.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Its TCP port.", min=1, max=65535)] = 1883,
    topic_base: Annotated[str, typer.Option(help="Weights go to <base>/<platform>/weight.")] = "shelf",
    platforms: Annotated[str, typer.Option(help="Names of the platforms, by commas.")] = "a,b,c",
    stage: Annotated[Path | None, typer.Option(help="Unix socket on which loads and faults are told to it.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same noise and the same picks.")] = 0,
    noise_g: Annotated[float, typer.Option(help="Standard deviation of the noise, in grams.", min=0)] = 2.0,
    drift_g: Annotated[float, typer.Option(help="How far a platform drifts to either side, in grams.", min=0)] = 1.0,
    hz: Annotated[float, typer.Option(help="Reports a second while a platform moves.", min=0.1, max=100)] = 5.0,
    rate: Annotated[float, typer.Option(help="Picks and puts a minute of its own, at random.", min=0, max=600)] = 0.0,
) -> None:
    """Shelf-weight sensors that report over MQTT."""
    import asyncio

    from simulators.shelf import ShelfOptions, run
    from simulators.stopping import until_stopped

    names = tuple(name for name in platforms.split(",") if name)
    options = ShelfOptions(host, port, topic_base, names, seed, noise_g, drift_g, hz, rate)
    try:
        asyncio.run(until_stopped(run(options, stage, typer.echo)))
    except (OSError, ValueError) as error:
        end(error, End.IO)
