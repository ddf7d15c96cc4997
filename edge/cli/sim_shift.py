"""`wedge sim shift`: a day's work, played by simulated operators against a running daemon."""

from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import BAD_STATUS


def shift(
    control: Annotated[Path, typer.Option(help="The daemon's control socket.")],
    stages: Annotated[Path, typer.Option(help="Folder of the devices' stages: gun1.stage, cam1.stage, ...")],
    seed: Annotated[int, typer.Option(help="The same seed does the same work.")] = 1,
    truth: Annotated[Path | None, typer.Option(help="Write what is physically where at the end (JSON).")] = None,
    errors: Annotated[Path | None, typer.Option(help="Write the planted errors and their answers (JSON).")] = None,
    pace: Annotated[float, typer.Option(help="Seconds after each act, to watch it.", min=0, max=10)] = 0.0,
) -> None:
    """Simulated operators at every station of the demo site. `wedge demo` starts all that this needs."""
    import asyncio

    from simulators.shift import ShiftOptions, run

    try:
        asyncio.run(run(ShiftOptions(control, stages, seed, truth, errors, pace), typer.echo))
    except* Exception as group:  # noqa: BLE001 - whatever ended the shift is its result
        for error in group.exceptions:
            typer.echo(f"the shift broke off: {type(error).__name__}: {error}", err=True)
        raise typer.Exit(BAD_STATUS) from None
    typer.echo("shift done")
