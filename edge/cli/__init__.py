"""`wedge`: one command each; a command is imported when it is asked for, and what it needs when it runs."""

from typing import Annotated, ClassVar

import typer

from edge import __version__
from edge.cli.lazy import Lazy
from edge.cli.target import Told


class _Wedge(Lazy, Told):
    table: ClassVar = {
        "export": "edge.cli.export:export",
        "run": "edge.cli.run:run",
        "check": "edge.cli.run:check",
        "drivers": "edge.cli.run:drivers",
        "listen": "edge.cli.listen:listen",
        "options": "edge.cli.options:options",
        "pin": "edge.cli.pin:pin",
        "stock": "edge.cli.stock:stock",
        "identify": "edge.cli.identify:identify",
        "epc": "edge.cli.epc:epc",
        "tui": "edge.cli.tui:tui",
        "record": "edge.cli.record:record",
        "decode": "edge.cli.decode:decode",
        "workflows": "edge.cli.workflows:workflows",
        "demo": "edge.cli.demo:demo",
        "archive": "edge.cli.archive:archive",
        "backup": "edge.cli.backup:backup",
        "restore": "edge.cli.backup:restore",
        "open-provisional": "edge.cli.backup:open_provisional",
        "sim": "edge.cli.sim:sim",
        "bench": "edge.cli.bench:bench",
        "import": "edge.cli.import_reference:import_",
        "codes": "edge.cli.codes:codes",
        "history": "edge.cli.history:history",
        "ledger": "edge.cli.ledger:ledger",
        "output": "edge.cli.output:output",
        "pictures": "edge.cli.pictures:pictures",
    }


app = typer.Typer(
    cls=_Wedge, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wedge {__version__}")
        raise typer.Exit


@app.callback()
def wedge(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Warehouse edge: scanners, cameras, RFID and shelf scales into one stock ledger."""
