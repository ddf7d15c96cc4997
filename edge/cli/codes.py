"""`wedge codes`: sheets that a scanner reads: command codes, locations, badges, licence plates. Nothing is changed."""

import contextlib
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from edge.cli.ends import End, end, end_of_store, read_box
from edge.cli.papers import paper_of

if TYPE_CHECKING:
    from edge.core.reference import Record
    from edge.core.sheet import Page, Sheet, SheetCode
    from edge.core.site_codes import SiteKind
    from edge.shell.sheets.symbols import Symbology
    from edge.wire import Dataset

codes = typer.Typer(no_args_is_help=True, help="Sheets of codes to print: PDF or SVG.", rich_markup_mode=None)

_SAID_MAX: Final = 5

Config: TypeAlias = Annotated[Path | None, typer.Option(help="The box's config file (TOML).")]
Out: TypeAlias = Annotated[
    Path | None, typer.Option(help="FILE.pdf or FILE.svg (a file a page). Without it: PDF to standard output.")
]
PageSize: TypeAlias = Annotated[str, typer.Option("--page", help="A4, letter, or 'label WIDTHxHEIGHT' in mm.")]
Kind: TypeAlias = Annotated[str, typer.Option("--symbology", help="code128, datamatrix or qr.")]
Columns: TypeAlias = Annotated[
    int | None, typer.Option(help="Codes side by side; unset: what scans well.", min=1, max=50)
]
Only: TypeAlias = Annotated[str | None, typer.Option("--codes", help="Only these, parted by commas.")]


@dataclass(frozen=True, slots=True)
class _Form:
    """What the options say of the sheet. `box` is the config that was read, None without one."""

    config: Path | None
    out: Path | None
    page: str
    symbology: str
    columns: int | None
    box: Any


def _form(config: Path | None, out: Path | None, page: str, symbology: str, columns: int | None) -> _Form:
    return _Form(config, out, page, symbology, columns, read_box(config) if config is not None else None)


@codes.callback()
def _group() -> None:
    """Sheets of codes to print: PDF or SVG."""


@codes.command("commands")
def commands(
    config: Config = None,
    out: Out = None,
    page: PageSize = "A4",
    symbology: Kind = "code128",
    columns: Columns = None,
    only: Only = None,
) -> None:
    """The commands that work on any scanner, in English and German. --codes takes codes and names of commands."""
    from edge.core.names import COMMAND_CODES
    from edge.core.sheet_codes import command_codes
    from tui.catalogue import LANGUAGES, Catalogue

    catalogues = [Catalogue(lang) for lang in LANGUAGES]

    def words(name: str) -> tuple[str, ...]:
        return tuple(catalogue.say(f"command-{name}", ask="") for catalogue in catalogues)

    found = _chosen(command_codes(words), only, lambda one: (one.data, COMMAND_CODES[one.data]))
    form = _form(config, out, page, symbology, columns)
    _print(form, found, "command", "Commands · Befehle", first_pt=13, other_pt=10, code_pt=9, bars_mm=12)


@codes.command("quantities")
def quantities(
    config: Config = None,
    out: Out = None,
    page: PageSize = "A4",
    symbology: Kind = "code128",
    columns: Columns = None,
    only: Only = None,
) -> None:
    """Quantities that are scanned instead of typed: 1 to 12, and what cases often hold. --codes takes numbers too."""
    from edge.core.names import NUMBER_CODE
    from edge.core.sheet_codes import quantity_codes

    found = _chosen(quantity_codes(), only, lambda one: (one.data, one.data.removeprefix(NUMBER_CODE)))
    form = _form(config, out, page, symbology, columns)
    _print(form, found, "command", "Quantities · Mengen", first_pt=22, code_pt=9, bars_mm=12)


@codes.command("locations")
def locations(
    config: Config = None,
    out: Out = None,
    page: PageSize = "A4",
    symbology: Kind = "code128",
    columns: Columns = None,
    only: Only = None,
    zone: Annotated[str | None, typer.Option(help="Only this zone.")] = None,
) -> None:
    """Labels of the locations, zone by zone in the order they are walked; from the reference data of the box."""
    from edge.core.reference import LocationInfo
    from edge.core.sheet_codes import location_codes
    from edge.shell.sheets import known

    form = _form(config, out, page, symbology, columns)
    every = [one for one in _records(form, "locations", known.locations) if isinstance(one, LocationInfo)]
    if zone is not None and zone not in {one.zone for one in every}:
        there = ", ".join(sorted({one.zone for one in every if one.zone})) or "none"
        end(f"--zone {zone}: there are {there}", End.NOT_FOUND)
    found = location_codes(one for one in every if zone in (None, one.zone))
    found = _chosen(found, only, lambda one: (one.data,))
    _print(form, found, "location", "Locations · Lagerplätze", first_pt=26, bars_mm=14)


@codes.command("badges")
def badges(
    config: Config = None,
    out: Out = None,
    page: PageSize = "A4",
    symbology: Kind = "code128",
    columns: Columns = None,
    only: Only = None,
) -> None:
    """Badges of the operators who may work: name, id, code. A badge names somebody; the PIN proves it and is not here.

    --codes takes badge codes and operator ids.
    """
    from edge.core.reference import Operator
    from edge.core.sheet_codes import badge_codes
    from edge.shell.sheets import known

    form = _form(config, out, page, symbology, columns)
    every = [one for one in _records(form, "operators", known.operators) if isinstance(one, Operator)]
    found = badge_codes(every)
    ids = {one.badge: one.id for one in every}
    found = _chosen(found, only, lambda one: (one.data, ids[one.data]))
    _print(form, found, "badge", "Badges · Ausweise", first_pt=15, other_pt=10, bars_mm=12)


@codes.command("lpns")
def lpns(
    config: Config = None,
    out: Out = None,
    page: PageSize = "A4",
    symbology: Kind = "code128",
    columns: Columns = None,
    first: Annotated[
        str | None, typer.Option("--from", help="The first plate, LPN-000001; with a prefix its serial number.")
    ] = None,
    count: Annotated[int, typer.Option(help="How many.", min=1)] = 1,
    company_prefix: Annotated[
        str | None, typer.Option(help="GS1 company prefix: plates are SSCCs, in GS1-128 or what is like it.")
    ] = None,
    extension: Annotated[int, typer.Option(help="The SSCC's extension digit.", min=0, max=9)] = 0,
    again: Annotated[bool, typer.Option("--again", help="Print plates too that the book has already.")] = False,
) -> None:
    """Licence plates by number. With --config none is printed that the book has already; the range is on the sheet."""
    from edge.core.sheet import SheetError
    from edge.core.sheet_codes import CODES_MAX, plate_codes, plates, sscc_codes, ssccs

    form = _form(config, out, page, symbology, columns)
    if first is None:
        end("say where to begin: --from LPN-000001, or with --company-prefix --from 1", End.USAGE)
    if count > CODES_MAX:
        end(f"--count {count}: one run prints {CODES_MAX} at most; print the next from where it ended", End.USAGE)
    try:
        is_sscc = company_prefix is not None
        numbers = ssccs(company_prefix or "", extension, first, count) if is_sscc else plates(first, count)
    except SheetError as error:
        end(error, End.USAGE)
    _refuse_no_plates(numbers, form.box, is_sscc=is_sscc)
    if not again:
        _refuse_known(numbers, form.box)
    said = numbers[0] if count == 1 else f"{numbers[0]} to {numbers[-1]}, {count} plates"
    found = sscc_codes(numbers) if is_sscc else plate_codes(numbers)
    _print(form, found, "lpn", "Licence plates · Ladungsträger", code_pt=14, bars_mm=16, about=said, gs1=is_sscc)


def _refuse_no_plates(numbers: Sequence[str], box: Any, *, is_sscc: bool) -> None:
    """End the command where a scan would not know the code for a plate."""
    from edge.core.policy import Policy
    from edge.core.site_codes import may_be
    from edge.main import policy_of

    policy = policy_of(box) if box is not None else Policy()
    for one in () if is_sscc else numbers:
        if not (re.fullmatch(policy.lpn_pattern, one) or may_be(policy.codes, one, "lpn")):
            pattern = box.policy.lpn_pattern if box is not None else policy.lpn_pattern
            end(
                f"{one} is no licence plate here: policy.lpn_pattern is {pattern}, nor in policy.codes",
                End.USAGE,
            )


def _refuse_known(numbers: Sequence[str], box: Any) -> None:
    """End the command where a plate would be there twice."""
    if box is None or not box.store.path.is_file():
        why = "name the box with --config FILE" if box is None else f"there is no store yet: {box.store.path}"
        print(f"note: nobody looked whether these plates are in use: {why}", file=sys.stderr)
        return
    from edge.shell.sheets import known

    with _opened(box.store.path) as connection:
        used = known.known_plates(connection, list(numbers))
    if used:
        which = ", ".join(used[:_SAID_MAX]) + (f" and {len(used) - _SAID_MAX} more" if len(used) > _SAID_MAX else "")
        end(f"in the book already: {which}; begin behind them, or print them --again", End.REFUSED)


def _records(
    form: _Form, dataset: "Dataset", ask: "Callable[[sqlite3.Connection], Sequence[Record]]"
) -> "list[Record]":
    """The records of a dataset: of the reference file where it has them, else of the store."""
    from edge.shell.ledger.records import RecordError
    from edge.shell.sheets import known

    box = form.box
    if box is None:
        end("name the box with --config FILE", End.USAGE)
    try:
        found = known.in_file(box.reference.file, dataset) if box.reference is not None else None
    except RecordError as error:
        end(error, End.CONFIG)
    if found is not None:
        return found
    with _opened(box.store.path) as connection:
        return list(ask(connection))


@contextlib.contextmanager
def _opened(store: Path) -> Iterator[sqlite3.Connection]:
    from edge.shell.ledger.database import StoreError, open_reader

    try:
        with contextlib.closing(open_reader(store)) as connection:
            yield connection
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)


def _chosen(
    found: "list[SheetCode]", only: str | None, named: "Callable[[SheetCode], tuple[str, ...]]"
) -> "list[SheetCode]":
    """Those that --codes names; one that is not there ends the command."""
    if only is None:
        return found
    asked = [one for one in (word.strip() for word in only.split(",")) if one]
    there = {name for one in found for name in named(one)}
    missing = [one for one in asked if one not in there]
    if missing or not asked:
        end(f"--codes {', '.join(missing[:_SAID_MAX])}: not there", End.NOT_FOUND)
    return [one for one in found if set(named(one)) & set(asked)]


def _print(
    form: _Form,
    found: "Sequence[SheetCode]",
    means: "SiteKind",
    title: str,
    *,
    about: str = "",
    gs1: bool = False,
    **sizes: float,
) -> None:
    """Lay the codes out and write them. None may be read as something else than what the sheet says."""
    from edge.core.sheet import Sheet, SheetError, pages
    from edge.core.sheet_codes import CODES_MAX
    from edge.shell.clock import Clock
    from edge.shell.sheets import symbols

    kind = next((one for one in symbols.SYMBOLOGIES if one == form.symbology.lower()), None)
    if kind is None:
        end(f"--symbology {form.symbology}: there are {', '.join(symbols.SYMBOLOGIES)}", End.USAGE)
    paper = paper_of(form.page)
    if not found:
        end("there is nothing to print", End.NOT_FOUND)
    if len(found) > CODES_MAX:
        end(f"{len(found)} codes: one run prints {CODES_MAX} at most; choose with --zone or --codes", End.USAGE)
    if not gs1:
        _refuse_misread([one.data for one in found], means, symbols.AIMS[kind], form.box)
    box = form.box
    clock = Clock(box.timezone if box is not None else "UTC")
    note = " · ".join(part for part in (about, _how(kind, gs1=gs1)) if part)
    sheet = Sheet(title, box.site if box is not None else "", clock.today(clock.now()), note, **sizes)
    try:
        laid = pages(sheet, [(one, symbols.symbol(one, kind)) for one in found], paper, form.columns)
    except SheetError as error:
        end(error, End.USAGE)
    _write(form, sheet, laid)


def _refuse_misread(codes: Sequence[str], means: "SiteKind", aim: str, box: Any) -> None:
    """End the command where a scan of its own sheet would be taken for something else."""
    from edge.core.names import COMMAND_CODES
    from edge.core.site_codes import taken_for
    from edge.main import policy_of

    patterns = policy_of(box).codes if box is not None else ()
    for code in codes:
        if means != "command" and code in COMMAND_CODES:
            end(f"{code} is a command code: its label would give the command; give it another code", End.REFUSED)
        if other := taken_for(patterns, code, aim, means):
            end(f"{code} would be read as {other}, by policy.codes of the config; mend the pattern", End.REFUSED)


def _how(kind: "Symbology", *, gs1: bool) -> str:
    from edge.shell.sheets.symbols import GS1_NAMES, NAMES

    return f"{(GS1_NAMES if gs1 else NAMES)[kind]} · print at 100 %, not fitted to the page"


def _write(form: _Form, sheet: "Sheet", laid: "Sequence[Page]") -> None:
    suffix = form.out.suffix.lower() if form.out is not None else ".pdf"
    if suffix not in (".pdf", ".svg"):
        end(f"{form.out}: is FILE.pdf or FILE.svg", End.USAGE)
    if form.out is None and sys.stdout.isatty():
        end("where to? give --out FILE.pdf, or a printer behind it: wedge codes ... | lp", End.USAGE)
    if suffix == ".svg":
        _write_svg(form, laid)
        return
    from edge.shell.sheets import pdf

    with _file(form, form.out) as file:
        file.write(pdf.pdf(laid, sheet.title, sheet.date))
    changed = list(dict.fromkeys(pdf.lacking(laid)))
    for text, printed in changed[:_SAID_MAX]:
        print(
            f"note: PDF has no letters for {text!r}: printed as {printed!r}; --out FILE.svg has them", file=sys.stderr
        )
    if len(changed) > _SAID_MAX:
        print(f"note: and {len(changed) - _SAID_MAX} more texts like that", file=sys.stderr)
    _tell(form, laid, [form.out] if form.out is not None else [])


def _write_svg(form: _Form, laid: "Sequence[Page]") -> None:
    """One file a page: SVG knows no pages."""
    from edge.shell.sheets.svg import svg

    assert form.out is not None
    whole = form.out
    digits = len(str(len(laid)))
    names = [whole.with_name(f"{whole.stem}-{number:0{digits}}{whole.suffix}") for number in range(1, len(laid) + 1)]
    names = names if len(laid) > 1 else [whole]
    for name, page in zip(names, laid, strict=True):
        with _file(form, name) as file:
            file.write(svg(page).encode())
    _tell(form, laid, names)


def _tell(form: _Form, laid: "Sequence[Page]", names: Sequence[Path]) -> None:
    if form.out is not None:
        count = sum(len(page.shapes) for page in laid)
        where = str(names[0]) if len(names) == 1 else f"{names[0]} to {names[-1].name}"
        many = f"{len(laid)} pages" if len(laid) > 1 else "1 page"
        print(f"{where}: {count} code{'' if count == 1 else 's'} on {many}")


@contextlib.contextmanager
def _file(form: _Form, name: Path | None) -> Iterator[Any]:
    """Where bytes go: a file that is there whole or not at all, and none of the box's own; or standard output."""
    from edge.cli.target import config_files, is_of_output, output, unwritten

    if name is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    box = form.box
    own = tuple(config_files(form.config, box)) if form.config is not None else ()
    # Without a box there is no store to spare: nothing is, or lies beside, a file within the one to be written.
    store = box.store.path if box is not None else name / "store"
    try:
        with output(name, store, own) as lines:
            yield lines.buffer
    except OSError as error:
        if is_of_output(error):
            unwritten(error)
        end(f"{error.filename or name}: {error.strerror or error}", End.IO)
