"""`wedge ledger show`, `wedge ledger export`, `wedge ledger index`: the entries, read beside the running daemon."""

import contextlib
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from edge.cli.ends import End, end
from edge.cli.reading import Config, Out, Reading, StorePath, moment, reading

if TYPE_CHECKING:
    from edge.shell.history.clocks import Clocks
    from edge.shell.history.entries import Row
    from edge.shell.history.search import Wanted

KINDS = ("movement", "count", "outcome", "finding", "evidence", "audit", "clock", "checkpoint")
DOCUMENT_TYPES = ("receipt", "order", "count", "task")


class Format(StrEnum):
    """What `export` writes."""

    csv = "csv"
    jsonl = "jsonl"


Item: TypeAlias = Annotated[str | None, typer.Option(help="Only entries about this item.")]
Location: TypeAlias = Annotated[
    str | None, typer.Option(help="Only from, to or about this location (or virtual place: CUSTOMER, SCRAP ...).")
]
Lpn: TypeAlias = Annotated[str | None, typer.Option(help="Only this handling unit and what goes in and out of it.")]
Serial: TypeAlias = Annotated[str | None, typer.Option(help="Only this serial number, of any item.")]
Document: TypeAlias = Annotated[str | None, typer.Option(help="Only this document: ID, or TYPE/ID as in order/SO-1.")]
Operator: TypeAlias = Annotated[str | None, typer.Option(help="Only what this operator did or allowed.")]
Kind: TypeAlias = Annotated[str | None, typer.Option(help=f"Only this kind: {', '.join(KINDS)}.")]
From: TypeAlias = Annotated[
    str | None, typer.Option("--from", help="Only from this time on: '2026-11-23 10:00' (site), a day, RFC 3339.")
]
To: TypeAlias = Annotated[str | None, typer.Option("--to", help="Only before this time; a day alone is all of it.")]
After: TypeAlias = Annotated[int | None, typer.Option(help="Only entries after this one.", min=0)]
Upto: TypeAlias = Annotated[int | None, typer.Option(help="Only entries up to this one.", min=0)]
Limit: TypeAlias = Annotated[int | None, typer.Option(help="At most so many.", min=1)]


def show(
    config: Config = None,
    store: StorePath = None,
    item: Item = None,
    location: Location = None,
    lpn: Lpn = None,
    serial: Serial = None,
    document: Document = None,
    operator: Operator = None,
    kind: Kind = None,
    since: From = None,
    to: To = None,
    after: After = None,
    upto: Upto = None,
    limit: Limit = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines: each entry as it travels.")] = False,
) -> None:
    """Entries in order, a line each: number, site time, operator, what.

    --from and --to go by when an entry was written down, put right by later clock entries of the same boot.
    """
    with reading(config, store) as book:
        about = _about(book, item, location, lpn, serial, document, operator)
        wanted = _wanted(book, about, document, kind, since, to, after, upto, limit)
        with _found(book, wanted) as (rows, clocks):
            for row in rows:
                print(_json(row) if as_json else _line(row, clocks))
        book.say_missing(after)


def export(
    config: Config = None,
    store: StorePath = None,
    form: Annotated[Format, typer.Option("--format", help="csv for spreadsheets, jsonl for programs.")] = Format.csv,
    out: Out = None,
    item: Item = None,
    location: Location = None,
    lpn: Lpn = None,
    serial: Serial = None,
    document: Document = None,
    operator: Operator = None,
    kind: Kind = None,
    since: From = None,
    to: To = None,
    after: After = None,
    upto: Upto = None,
    limit: Limit = None,
) -> None:
    """Write entries as CSV or JSON lines.

    jsonl: each entry as it travels to central, with its hash; one of an epoch before a restore has "epoch", too.

    csv (RFC 4180, a header line): epoch, seq, id, kind; captured and recorded in site time, put right by later clock
    entries; clock, op, approver, station, devices, reason, corrects; of movements type, item, owner, lot, expiry,
    received_on, status, qty, uom, catch_qty, serials, lpn, source, target, doc_type, doc, doc_line, group, agree; rest:
    all else, as JSON; hash. Lists are parted by blanks. Control characters stand as their number (<1B>), and what a
    spreadsheet would take for a formula has an apostrophe before it: the exact text is in jsonl.
    """
    from edge.cli.sheet import write

    with reading(config, store) as book:
        about = _about(book, item, location, lpn, serial, document, operator)
        wanted = _wanted(book, about, document, kind, since, to, after, upto, limit)
        with _found(book, wanted) as (rows, clocks), book.output(out) as lines:
            if form is Format.csv:
                write(rows, clocks, lines)
            else:
                lines.writelines(f"{row.line(foreign=row.at < 0)}\n" for row in rows)
        book.say_missing(after)


def index(
    config: Config = None,
    store: StorePath = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Throw it away and make it anew.")] = False,
) -> None:
    """Bring the index of the book up to date (STORE.history): by item, place, unit, serial, document, operator, time.

    Reading does so by itself where it must; done now and then it is quick. Nothing is lost with the file.
    """
    from edge.shell.history.index import history_path, may_write, to_write

    with reading(config, store) as book:
        if not may_write(book.path):
            end(f"{history_path(book.path)}: only the owner of the store makes its index", End.IO)
        with to_write(book.path, book.entries, anew=rebuild) as made:
            if made is not None:  # else another process is at it
                made.catch_up(book.entries, book.entries.last())


def _about(
    book: Reading,
    item: str | None,
    location: str | None,
    lpn: str | None,
    serial: str | None,
    document: str | None,
    operator: str | None,
) -> tuple[str, ...]:
    from edge.shell.history import subjects as s

    asked = (
        s.item(item) if item else "",
        place_of(book, location) if location else "",
        s.unit(unit_code(lpn)) if lpn else "",
        s.serial(serial) if serial else "",
        s.document(_type_and_id(document)[1]) if document else "",
        s.operator(operator) if operator else "",
    )
    return tuple(one for one in asked if one)


def _type_and_id(document: str) -> tuple[str, str]:
    """The type, where one is named, and the id: an id may have a slash of its own."""
    word, _, ident = document.partition("/")
    if ident and word not in DOCUMENT_TYPES and word.isalpha() and word.islower():
        types = ", ".join(DOCUMENT_TYPES)
        end(f"--document {document!r}: {word} is no type: there are {types}; name it as order/{document}", End.USAGE)
    return (word, ident) if word in DOCUMENT_TYPES and ident else ("", document)


def unit_code(text: str) -> str:
    """The code of a unit, also where it is written as on its label: (00) and the SSCC, blanks anywhere."""
    from edge.core.identifiers import Sscc

    digits = "".join(text.split()).removeprefix("(00)")
    if not text.strip().startswith("(00)"):
        return text
    try:
        Sscc(digits)
    except ValueError as error:
        end(f"{text!r}: {error}", End.USAGE)
    return digits


def place_of(book: Reading, text: str) -> str:
    """The place that a code names: a location of the site, one of its virtual places, or a place written in full."""
    from edge.core.place import VIRTUAL_NAMES, Place

    kind = "virt" if text in VIRTUAL_NAMES else "loc"
    try:
        return Place(text if text.startswith(("loc:", "virt:")) else f"{kind}:{book.entries.facts['site']}/{text}")
    except ValueError as error:
        end(str(error), End.USAGE)


def _wanted(
    book: Reading,
    about: tuple[str, ...],
    document: str | None,
    kind: str | None,
    since: str | None,
    to: str | None,
    after: int | None,
    upto: int | None,
    limit: int | None,
) -> "Wanted":
    from edge.shell.history.entries import FIRST
    from edge.shell.history.search import Wanted

    if kind is not None and kind not in KINDS:
        end(f"--kind {kind!r}: there are {', '.join(KINDS)}", End.USAGE)
    return Wanted(
        about,
        kind or "",
        _type_and_id(document)[0] if document else "",
        moment(since, book.zone, "--from") if since else None,
        moment(to, book.zone, "--to", day_ends=True) if to else None,
        FIRST if after is None else after,
        upto,
        limit,
    )


@contextlib.contextmanager
def _found(book: Reading, wanted: "Wanted") -> Iterator[tuple[Iterator["Row"], "Clocks"]]:
    from edge.shell.history.lookup import clocks_of
    from edge.shell.history.search import search

    if not wanted.indexed:
        clocks = clocks_of(book.path, book.entries)
        yield search(book.entries, wanted, clocks, None), clocks
        return
    with contextlib.closing(book.look_up()) as lookup:
        clocks = lookup.clocks()
        yield search(book.entries, wanted, clocks, lookup), clocks


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
    at = site_time(clocks.captured_ms(row, fields), fields["tz"])
    epoch = f" (epoch {row.epoch})" if row.at < 0 else ""
    return f"{row.seq:>7} {at:%Y-%m-%d %H:%M:%S} {harmless(fields.get('op', '')):8} {in_words(fields)}{epoch}"
