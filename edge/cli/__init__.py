"""`wedge`: one command each; what a command needs is imported when it runs."""

from typing import Annotated

import typer

from edge import __version__
from edge.cli import (
    archive,
    backup,
    bench,
    codes,
    decode,
    demo,
    epc,
    export,
    history,
    identify,
    import_,
    import_reference,
    ledger,
    ledger_check,
    listen,
    options,
    output,
    pictures,
    pin,
    record,
    run,
    sim_camera,
    sim_central,
    sim_printer,
    sim_reader,
    sim_scale,
    sim_scanner,
    sim_shelf,
    sim_shift,
    stock,
    tui,
    workflows,
)
from edge.cli.target import Told

app = typer.Typer(
    cls=Told, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
sim = typer.Typer(no_args_is_help=True, help="One simulated device or system, alone.", rich_markup_mode=None)
app.add_typer(sim, name="sim")
app.add_typer(bench.bench, name="bench")
app.add_typer(import_.import_, name="import")
app.command("export")(export.export)
for _command in import_reference.COMMANDS:
    import_.import_.command()(_command)
app.add_typer(codes.codes, name="codes")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wedge {__version__}")
        raise typer.Exit


@app.callback()
def wedge(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Warehouse edge: scanners, cameras, RFID and shelf scales into one stock ledger."""


app.command("run")(run.run)
app.command("check")(run.check)
app.command("drivers")(run.drivers)
app.command("listen")(listen.listen)
app.command("options")(options.options)
app.command("pin")(pin.pin)
app.command("stock")(stock.stock)
app.add_typer(history.history, name="history")
app.add_typer(ledger.ledger, name="ledger")
ledger.ledger.command("check")(ledger_check.check)
sim.command()(sim_central.central)
sim.command()(sim_reader.reader)
app.command("identify")(identify.identify)
app.command("epc")(epc.epc)
app.command("tui")(tui.tui)
app.command("record")(record.record)
app.command("decode")(decode.decode)
sim.command("camera")(sim_camera.camera)
sim.command("scanner")(sim_scanner.scanner)
sim.command("shelf")(sim_shelf.shelf)
sim.command("printer")(sim_printer.printer)
sim.command("scale")(sim_scale.scale)
sim.command("shift")(sim_shift.shift)
app.command("workflows")(workflows.workflows)
app.command("demo")(demo.demo)
app.command("archive")(archive.archive)
app.add_typer(output.output, name="output")
app.add_typer(pictures.pictures, name="pictures")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("open-provisional")(backup.open_provisional)
