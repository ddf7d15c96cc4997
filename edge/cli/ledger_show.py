"""`wedge ledger show`, `wedge ledger export`, `wedge ledger index`: the entries, read beside the running daemon."""

import contextlib
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from edge.cli.asked import Asked, with_asked
from edge.cli.ends import End, end
from edge.cli.reading import Config, Out, Reading, StorePath, reading

if TYPE_CHECKING:
    from edge.shell.history.clocks import Clocks
    from edge.shell.history.entries import Row
    from edge.shell.history.search import Wanted

EVERY = Asked()
LATE_MS = 1_000


class Format(StrEnum):
    """What `export` writes."""

    csv = "csv"
    jsonl = "jsonl"


@with_asked
def show(
    config: Config = None,
    store: StorePath = None,
    asked: Asked = EVERY,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines: each entry as it travels.")] = False,
) -> None:
    """Entries in order, a line each: number, when it was recorded (site time), operator, what.

    --from and --to go by that time; it is put right by later clock entries of the same boot. What was captured a second
    or more before says when. What the book says of a place under count, and how much came there or
    went, is left out until the count is over: such an entry says "under_count", and its hash is that of the whole.
    """
    with reading(config, store) as book:
        with _found(book, asked.of(book)) as (rows, clocks):
            for row in rows:
                print(_json(row) if as_json else _line(row, clocks))
        book.say_missing(asked.after)


@with_asked
def export(
    config: Config = None,
    store: StorePath = None,
    form: Annotated[Format, typer.Option("--format", help="csv for spreadsheets, jsonl for programs.")] = Format.csv,
    out: Out = None,
    asked: Asked = EVERY,
) -> None:
    """Write entries as CSV or JSON lines.

    jsonl: each entry as it travels to central, with its hash; one of an epoch before a restore has "epoch", too.
    Of a place under count neither says how much came there or went (`show` says more).

    csv (RFC 4180, a header line): epoch, seq, id, kind; captured and recorded in site time, put right by later clock
    entries; clock, op, approver, station, devices, reason, corrects; of movements type, item, owner, lot, expiry,
    received_on, status, qty, uom, catch_qty, serials, lpn, source, target, doc_type, doc, doc_line, group, agree; rest:
    all else, as JSON; hash. Lists are parted by blanks. Control characters stand as their number (<1B>), and what a
    spreadsheet would take for a formula has an apostrophe before it: the exact text is in jsonl.
    """
    from edge.shell.history.spreadsheet import write

    with reading(config, store) as book:
        with _found(book, asked.of(book)) as (rows, clocks), book.output(out) as lines:
            if form is Format.csv:
                write(rows, clocks, lines)
            else:
                lines.writelines(f"{row.line(foreign=row.at < 0)}\n" for row in rows)
        book.say_missing(asked.after)


def index(
    config: Config = None,
    store: StorePath = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Throw it away and make it anew.")] = False,
) -> None:
    """Bring the index of the book up to date: by item, place, unit, serial, document, operator, time.

    It is a file beside the store with .history behind its name: of ledger.db it is ledger.db.history. Reading makes it
    by itself where it must; done now and then it is quick. Nothing is lost with the file, and no backup needs it.
    """
    from edge.shell.history.index import history_path, may_write, to_write

    with reading(config, store) as book:
        if not may_write(book.path):
            end(f"{history_path(book.path)}: only the owner of the store makes its index", End.IO)
        with to_write(book.path, book.entries, anew=rebuild) as made:
            if made is not None:  # else another process is at it
                made.catch_up(book.entries, book.entries.last())


@contextlib.contextmanager
def _found(book: Reading, wanted: "Wanted") -> Iterator[tuple[Iterator["Row"], "Clocks"]]:
    from edge.shell.history.lookup import clocks_of
    from edge.shell.history.search import search
    from edge.shell.history.under_count import UnderCount

    told = UnderCount(book.connection).row
    if not wanted.indexed:
        clocks = clocks_of(book.path, book.entries)
        yield map(told, search(book.entries, wanted, clocks, None)), clocks
        return
    with contextlib.closing(book.look_up()) as lookup:
        clocks = lookup.clocks()
        yield map(told, search(book.entries, wanted, clocks, lookup)), clocks


def _json(row: "Row") -> str:
    """As it travels; on a terminal what could steer it is escaped, as JSON allows."""
    import json
    import sys

    line = row.line(foreign=row.at < 0)
    return json.dumps(json.loads(line)) if sys.stdout.isatty() and not line.isprintable() else line


def _line(row: "Row", clocks: "Clocks") -> str:
    from edge.cli.texts import in_words
    from edge.core.shown import show as harmless
    from edge.shell.history.clocks import site_time

    if (fields := row.fields()) is None:
        return f"{row.seq:>7} is not an entry: `wedge ledger verify` tells more"
    recorded, captured = clocks.recorded_ms(row, fields), clocks.captured_ms(row, fields)
    at = site_time(recorded, fields["tz"])
    is_late = abs(recorded - captured) >= LATE_MS
    late = f" (captured {site_time(captured, fields['tz']):%Y-%m-%d %H:%M:%S})" if is_late else ""
    epoch = f" (epoch {row.epoch})" if row.at < 0 else ""
    return f"{row.seq:>7} {at:%Y-%m-%d %H:%M:%S} {harmless(fields.get('op', '')):8} {in_words(fields)}{late}{epoch}"
