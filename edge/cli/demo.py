"""`wedge demo`: a short shift on a whole site, every part a process of its own."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No screen on top, also on a terminal.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed plays the same day.", min=0)] = 1,
    report: Annotated[Path | None, typer.Option(help="Write the report here (JSON).")] = None,
    folder: Annotated[Path | None, typer.Option("--dir", help="Use this folder, and keep it.")] = None,
    embedded_broker: Annotated[bool, typer.Option("--embedded-broker", help="Use amqtt, not mosquitto.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the temporary folder: ledger, logs, config.")] = False,
) -> None:
    """Play a short shift: broker, central, devices, box, screen. Exit status 1 when anything was wrong."""
    from edge.demo.run import DemoOptions, demo

    raise typer.Exit(demo(DemoOptions(headless, seed, report, folder, keep, embedded_broker)))
