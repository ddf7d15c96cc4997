"""`wedge export`: reference data as `wedge import` reads it."""

from enum import StrEnum
from typing import Annotated

import typer

from edge.cli.ends import End, end
from edge.cli.reading import Config, Out, StorePath, reading


class Kind(StrEnum):
    """What there is to export."""

    items = "items"
    locations = "locations"
    receipts = "receipts"
    orders = "orders"
    counts = "counts"
    returns = "returns"
    shipments = "shipments"
    kits = "kits"
    operators = "operators"


class Format(StrEnum):
    """What an import reads."""

    csv = "csv"
    json = "json"


def export(
    dataset: Annotated[Kind, typer.Argument(help="What to write.")],
    config: Config = None,
    store: StorePath = None,
    form: Annotated[Format, typer.Option("--format", help="csv for spreadsheets, json for programs.")] = Format.csv,
    out: Out = None,
    pin_hashes: Annotated[
        bool, typer.Option("--pin-hashes", help="With the operators' PIN hashes: who has them can try PINs.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin a CSV with a byte order mark: Excel then reads it as UTF-8.")
    ] = False,
) -> None:
    """Write items, locations, documents or operators in the columns that `wedge import` reads.

    Imported again, the file changes nothing. A CSV cell that a spreadsheet would take for a formula begins with '.
    """
    from codecs import BOM_UTF8

    from edge.shell.imports.held import held_records
    from edge.shell.imports.written import csv_lines, json_lines

    if bom and form is Format.json:
        end("--bom is for CSV: JSON begins with none", End.USAGE)
    with reading(config, store) as book, book.output(out) as lines:
        rows = held_records(book.connection.cursor(), dataset.value)
        write = json_lines if form is Format.json else csv_lines
        lines.write(BOM_UTF8.decode() if bom else "")
        for text in write(dataset.value, rows, hashes=pin_hashes):
            lines.write(text)
