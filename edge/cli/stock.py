"""`wedge stock`: what stands where, now or as of any point of the book."""

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from edge.cli.asked import place_of, unit_code
from edge.cli.ends import End, end
from edge.cli.reading import Config, Reading, StorePath, moment, reading, spooled

if TYPE_CHECKING:
    from edge.shell.history.as_of import AsOf
    from edge.shell.history.stock_reader import Held, StockReader, Unit
    from edge.shell.history.under_count import UnderCount

STATUS = ("sellable", "hold", "damaged", "returned", "provisional")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which stock."""

    item: str | None
    place: str | None
    owner: str | None
    lot: str | None
    status: str | None
    virtual: bool

    def fits(self, held: "Held") -> bool:
        key = held.key
        physical = not held.location.startswith("virt:")
        return (
            (physical or self.virtual or (self.place is not None and self.place.startswith("virt:")))
            and self.item in (None, key.item)
            and self.owner in (None, key.owner)
            and self.lot in (None, key.lot)
            and self.status in (None, key.status)
        )


def stock(
    config: Config = None,
    store: StorePath = None,
    item: Annotated[str | None, typer.Option(help="Only this item.")] = None,
    location: Annotated[
        str | None,
        typer.Option(help="Only what stands in this location, in units too (or CUSTOMER, SCRAP ...)."),
    ] = None,
    lpn: Annotated[str | None, typer.Option(help="Only what stands in this handling unit, and in units in it.")] = None,
    owner: Annotated[str | None, typer.Option(help="Only of this owner.")] = None,
    lot: Annotated[str | None, typer.Option(help="Only of this lot.")] = None,
    status: Annotated[str | None, typer.Option(help=f"Only {', '.join(STATUS)}.")] = None,
    virtual: Annotated[bool, typer.Option("--virtual", help="Virtual places too.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="As it was then: '2026-11-23 10:00' (site), a day (its end), RFC 3339.")
    ] = None,
    as_of_seq: Annotated[int | None, typer.Option(help="As it was after this entry.", min=0)] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Write all balances here, with the book's position, for central to compare."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """What stands where. JSON: {"seq", "stock": [{"place", "location", "item", "qty", ...}], "units": [...]}.

    What stands in a place under count is not told, now or as of before, nor what virtual places have of its items:
    {"under_count": [PLACE, ...]} names them.

    --as-of is the book before the first entry that was written down later; it is told which entry that makes it.
    """
    if status is not None and status not in STATUS:
        end(f"--status {status!r}: there are {', '.join(STATUS)}", End.USAGE)
    if as_of is not None and as_of_seq is not None:
        end("--as-of and --as-of-seq both name the moment; give one", End.USAGE)
    if report is not None and (as_of is not None or as_of_seq is not None):
        end("--report is of the present; --as-of gives JSON with --json", End.USAGE)
    if report is not None and (virtual or any(one is not None for one in (item, location, lpn, owner, lot, status))):
        end("--report is of all stock; with a filter give --json", End.USAGE)
    with reading(config, store) as book:
        if report is not None:
            _report(book, report)
            return
        place = f"lpn:{unit_code(lpn)}" if lpn else place_of(book, location) if location else None
        if place is not None:
            _refuse_counted(book, place)
        asked = _Asked(item, place, owner, lot, status, virtual)
        with spooled(sys.stdout) as lines:
            if as_of is None and as_of_seq is None:
                _present(book, asked, lines, as_json=as_json)
            else:
                _past(book, asked, as_of, as_of_seq, lines, as_json=as_json)


def _refuse_counted(book: Reading, place: str) -> None:
    """End the command where a place, or that of a unit, is under count: whoever counts it must not know."""
    from edge.cli.texts import code
    from edge.shell.history.under_count import UnderCount

    if place in UnderCount(book.connection):
        end(f"{code(place)} is under count: finish it, or let a supervisor decide it (work `approve`)", End.REFUSED)


def _present(book: Reading, asked: _Asked, lines: TextIO, *, as_json: bool) -> None:
    from edge.shell.history.stock_reader import StockReader
    from edge.shell.history.under_count import UnderCount

    with _one_moment(book) as seq:
        reader = StockReader(book.connection, book.entries.facts["site"])
        under = UnderCount(book.connection)
        rows = (one for one in _standing(reader, asked) if asked.fits(one) and not under.held(one))
        write, head = _json if as_json else _table, {"seq": seq} | _left_out(under, asked)
        units = (unit for unit in _units(reader, asked) if not under.stands(unit))
        write(lines, head, rows, units, f"at entry {seq}{_but_for(under, asked)}")


def _past(
    book: Reading, asked: _Asked, as_of: str | None, as_of_seq: int | None, lines: TextIO, *, as_json: bool
) -> None:
    from edge.shell.history.as_of import AsOf
    from edge.shell.history.entries import segment_of
    from edge.shell.history.stock_reader import StockReader
    from edge.shell.history.under_count import UnderCount

    with contextlib.closing(book.look_up()) as lookup, _one_moment(book) as last:
        lookup.cover(last)
        clocks = lookup.clocks()
        if as_of is not None:
            from edge.shell.history.search import position_at

            day_ends = len(as_of.strip()) <= len("2026-11-23")
            ms = moment(as_of, book.zone, "--as-of", day_ends=True) - day_ends
            point = position_at(lookup, clocks, ms)
        else:
            point = as_of_seq or 0
        if point > last:
            end(f"--as-of-seq {point}: the book ends at entry {last}", End.NOT_FOUND)
        segment, seq = segment_of(point)
        epoch = book.entries.epoch if point >= 0 else book.entries.name_of(segment)
        then = AsOf(lookup, StockReader(book.connection, book.entries.facts["site"]), point)
        under = UnderCount(book.connection)
        rows = (
            one for one in _stood(then, asked) if asked.fits(one) and one.place not in under and not under.held(one)
        )
        said = f"as of entry {seq}{_recorded(book, lookup, point)}" + (f" of epoch {epoch}" if point < 0 else "")
        said += _but_for(under, asked)
        head = {"seq": last, "as_of": {"epoch": epoch, "seq": seq}} | _left_out(under, asked)
        write = _json if as_json else _table
        write(lines, head, rows, (unit for unit in _units_then(then, asked) if not under.stands(unit)), said)
        # By time: what was written down when, right before the entry found, must be known as well.
        book.refuse_missing(point if as_of is None else point - 1)


def _left_out(under: "UnderCount", asked: _Asked) -> dict[str, Any]:
    """Which places the answer is without; those that a place was asked for beside are none of it."""
    return {"under_count": sorted(under.places)} if under.places and asked.place is None else {}


def _but_for(under: "UnderCount", asked: _Asked) -> str:
    from edge.cli.texts import code

    places = sorted(under.places) if asked.place is None else []
    return f"; not told, as under count: {', '.join(map(code, places))}" if places else ""


def _recorded(book: Reading, lookup: Any, point: int) -> str:
    """When the entry at a place was written down."""
    from edge.shell.history.clocks import site_time

    row = book.entries.one(point)
    fields = row.fields() if row is not None else None
    if row is None or fields is None:
        return ""
    return f" ({site_time(lookup.clocks().recorded_ms(row, fields), book.zone):%Y-%m-%d %H:%M:%S})"


@contextlib.contextmanager
def _one_moment(book: Reading) -> Iterator[int]:
    """All that is read in the body is of one moment; the last entry then."""
    book.connection.execute("BEGIN")
    try:
        yield book.entries.last()
    finally:
        book.connection.execute("ROLLBACK")


def _standing(reader: "StockReader", asked: _Asked) -> "Iterable[Held]":
    if asked.place is not None:
        is_unit = asked.place.startswith("lpn:")
        return reader.content(asked.place.removeprefix("lpn:")) if is_unit else reader.location(asked.place)
    return reader.item(asked.item, virtual=asked.virtual) if asked.item is not None else reader.every()


def _stood(then: "AsOf", asked: _Asked) -> "Iterable[Held]":
    if asked.place is not None:
        return then.place(asked.place)
    return then.item(asked.item) if asked.item is not None else then.every()


def _units(reader: "StockReader", asked: _Asked) -> "Iterable[Unit]":
    if asked.place is None:
        return (unit for unit in reader.units() if asked.virtual or not unit.location.startswith("virt:"))
    return reader.units_within(asked.place[4:]) if asked.place.startswith("lpn:") else reader.units_at(asked.place)


def _units_then(then: "AsOf", asked: _Asked) -> "Iterable[Unit]":
    if asked.place is None:
        return (unit for unit in then.units() if asked.virtual or not unit.location.startswith("virt:"))
    inside = then.units_at(asked.place)
    return [then.unit(asked.place.removeprefix("lpn:")), *inside] if asked.place.startswith("lpn:") else inside


def _json(lines: TextIO, head: dict[str, Any], rows: "Iterable[Held]", units: "Iterable[Unit]", _said: str) -> None:
    lines.write(json.dumps(head)[:-1])
    _array(lines, "stock", map(_row, rows))
    _array(lines, "units", map(_unit, units))
    lines.write("}\n")


def _array(lines: TextIO, name: str, objects: Iterable[dict[str, Any]]) -> None:
    """One more member of an object that is being written: a list, an object at a time."""
    lines.write(f', "{name}": [')
    lines.writelines(("\n" if number == 0 else ",\n") + json.dumps(one) for number, one in enumerate(objects))
    lines.write("]")


def _row(held: "Held") -> dict[str, Any]:
    key = held.key
    row: dict[str, Any] = {"place": held.place, "location": held.location}
    row |= {name: getattr(key, name) for name in ("item", "owner", "lot", "expiry", "received_on", "status")}
    return row | {"qty": held.qty} | ({"catch_qty": held.catch_qty} if held.catch_qty else {})


def _unit(unit: "Unit") -> dict[str, Any]:
    return {"lpn": unit.code, "parent": unit.parent, "location": unit.location}


def _table(lines: TextIO, _head: dict[str, Any], rows: "Iterable[Held]", _units: "Iterable[Unit]", said: str) -> None:
    from edge.cli.texts import code, kilograms
    from edge.core.shown import show

    count = 0
    for held in rows:
        count += 1
        key, unit = held.key, held.place.removeprefix("lpn:") if held.place.startswith("lpn:") else ""
        owner = f"owner {key.owner}" if key.owner else ""
        weight = kilograms(held.catch_qty) if held.catch_qty else ""
        status = key.status if key.status != "sellable" else ""
        detail = " ".join(show(word) for word in (key.lot, key.expiry, owner, status, weight) if word)
        where = code(held.location)
        lines.write(f"{where:14} {show(unit):20} {show(key.item):12} {held.qty:>8}  {detail}".rstrip() + "\n")
    lines.write(f"{count} balance{'' if count == 1 else 's'} {said}\n")


def _report(book: Reading, file: Path) -> None:
    """All balances at one moment, virtual places too, and where every unit and serial number in the house stands."""
    from edge.shell.history.stock_reader import StockReader
    from edge.shell.history.under_count import UnderCount

    entries = book.entries
    with book.output(file) as lines, _one_moment(book) as seq:
        reader, row = StockReader(book.connection, entries.facts["site"]), entries.one(seq)
        head = {"v": 1, "site": entries.facts["site"], "box": entries.facts["box"], "epoch": entries.epoch}
        head |= {"position": {entries.facts["box"]: seq}, "hash": row.hash if row is not None else ""}
        under = UnderCount(book.connection)
        head |= {"under_count": sorted(under.places)} if under.places else {}
        lines.write(json.dumps(head)[:-1])
        _array(lines, "balances", (_row(one) for one in reader.every() if not under.held(one)))
        units = (unit for unit in reader.units() if not unit.location.startswith("virt:") and not under.stands(unit))
        _array(lines, "units", map(_unit, units))
        serials = (one for one in reader.serials() if not one[2].startswith("virt:") and one[2] not in under)
        _array(lines, "serials", (_serial(*one) for one in serials))
        lines.write("}\n")
    print(f"{file}: all balances at entry {seq}")


def _serial(item: str, serial: str, place: str) -> dict[str, Any]:
    return {"item": item, "serial": serial, "place": place}
