"""`wedge sim`: one simulated device or system, alone."""

from typing import ClassVar

import typer

from edge.cli.lazy import Lazy


class _Simulators(Lazy):
    table: ClassVar = {
        "central": "edge.cli.sim_central:central",
        "reader": "edge.cli.sim_reader:reader",
        "camera": "edge.cli.sim_camera:camera",
        "scanner": "edge.cli.sim_scanner:scanner",
        "shelf": "edge.cli.sim_shelf:shelf",
        "printer": "edge.cli.sim_printer:printer",
        "scale": "edge.cli.sim_scale:scale",
        "shift": "edge.cli.sim_shift:shift",
    }


sim = typer.Typer(
    cls=_Simulators, no_args_is_help=True, help="One simulated device or system, alone.", rich_markup_mode=None
)
