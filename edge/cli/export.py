"""`wedge export`: reference data as `wedge import` reads it."""

from enum import StrEnum
from typing import Annotated

import typer

from edge.cli.reading import Config, Out, StorePath, reading


class Kind(StrEnum):
    """What there is to export."""

    items = "items"
    locations = "locations"
    receipts = "receipts"
    orders = "orders"
    counts = "counts"
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
) -> None:
    """Write items, locations, documents or operators in the columns that `wedge import` reads.

    Imported again, the file changes nothing. A CSV cell that a spreadsheet would take for a formula begins with '.
    """
    from edge.shell.imports.held import held_records
    from edge.shell.imports.written import csv_lines, json_lines

    with reading(config, store) as book, book.output(out) as lines:
        rows = held_records(book.connection.cursor(), dataset.value)
        write = json_lines if form is Format.json else csv_lines
        for text in write(dataset.value, rows, hashes=pin_hashes):
            lines.write(text)
