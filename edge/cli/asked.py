"""Which entries a command is asked for: the options, and what they name in a book."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from edge.cli.ends import End, end
from edge.cli.reading import Reading, moment

if TYPE_CHECKING:
    from edge.shell.history.search import Wanted

KINDS: Final = ("movement", "count", "outcome", "finding", "evidence", "audit", "clock", "checkpoint")
DOCUMENT_TYPES: Final = ("receipt", "order", "count", "task")

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
    str | None,
    typer.Option("--from", help="Only recorded from this time on: '2026-11-23 10:00' (site), a day, RFC 3339."),
]
To: TypeAlias = Annotated[
    str | None, typer.Option("--to", help="Only recorded before this time; a day alone is all of it.")
]
After: TypeAlias = Annotated[int | None, typer.Option(help="Only entries after this one.", min=0)]
Upto: TypeAlias = Annotated[int | None, typer.Option(help="Only entries up to this one.", min=0)]
Limit: TypeAlias = Annotated[int | None, typer.Option(help="At most so many.", min=1)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: each field is an option."""

    item: Item = None
    location: Location = None
    lpn: Lpn = None
    serial: Serial = None
    document: Document = None
    operator: Operator = None
    kind: Kind = None
    since: From = None
    to: To = None
    after: After = None
    upto: Upto = None
    limit: Limit = None

    def of(self, book: Reading) -> "Wanted":
        """What is looked for in a book. What it cannot be asked for ends the command."""
        from edge.shell.history.entries import FIRST
        from edge.shell.history.search import Wanted

        about = self._about(book)
        if self.kind is not None and self.kind not in KINDS:
            end(f"--kind {self.kind!r}: there are {', '.join(KINDS)}", End.USAGE)
        return Wanted(
            about,
            self.kind or "",
            _type_and_id(self.document)[0] if self.document else "",
            moment(self.since, book.zone, "--from") if self.since else None,
            moment(self.to, book.zone, "--to", day_ends=True) if self.to else None,
            FIRST if self.after is None else self.after,
            self.upto,
            self.limit,
        )

    def _about(self, book: Reading) -> tuple[str, ...]:
        from edge.shell.history import subjects as s

        asked = (
            s.item(self.item) if self.item else "",
            place_of(book, self.location) if self.location else "",
            s.unit(unit_code(self.lpn)) if self.lpn else "",
            s.serial(self.serial) if self.serial else "",
            s.document(_type_and_id(self.document)[1]) if self.document else "",
            s.operator(self.operator) if self.operator else "",
        )
        return tuple(one for one in asked if one)


def with_asked(command: Callable[..., None]) -> Callable[..., None]:
    """A command with all options of `Asked` in the place of its parameter `asked`."""
    options = [inspect.Parameter(one.name, _KEYWORD, default=one.default, annotation=one.type) for one in fields(Asked)]
    parameters: list[inspect.Parameter] = []
    for own in inspect.signature(command).parameters.values():
        parameters += options if own.name == "asked" else [own.replace(kind=_KEYWORD)]

    @wraps(command)
    def asking(**given: Any) -> None:
        asked = Asked(**{one.name: given.pop(one.name) for one in options})
        command(asked=asked, **given)

    asking.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # where `inspect` looks
    asking.__annotations__ = {one.name: one.annotation for one in parameters}
    return asking


_KEYWORD: Final = inspect.Parameter.KEYWORD_ONLY


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
