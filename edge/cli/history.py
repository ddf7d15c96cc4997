"""`wedge history`: where a unit, a serial number, an item or a place has been, and who touched it."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from edge.cli.asked import place_of, unit_code
from edge.cli.ends import End, end
from edge.cli.reading import Config, Reading, StorePath, reading

if TYPE_CHECKING:
    from edge.shell.history.traces import Step, Traces, Word
    from edge.shell.history.under_count import UnderCount

history = typer.Typer(
    no_args_is_help=True,
    help="Where something has been, in order: when, what, from -> to, who, by which device, with what evidence.",
    rich_markup_mode=None,
)
WHAT_WIDTH, WHO_WIDTH, WIDTH = 33, 13, 80
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="JSON lines, each with the whole entry.")]
Steps: TypeAlias = "Callable[[Traces, Reading], Iterator[Step]]"


@history.command("lpn")
def lpn(
    code: Annotated[str, typer.Argument(help="The licence plate.")],
    config: Config = None,
    store: StorePath = None,
    as_json: AsJson = False,
) -> None:
    """Of a handling unit: its moves, those of units it stood in, what was put in (+) and taken out (-)."""
    unit = unit_code(code)
    _tell(config, store, lambda traces, _book: traces.unit(unit), f"lpn:{unit}", as_json=as_json)


@history.command("serial")
def serial(
    code: Annotated[str, typer.Argument(help="The serial number.")],
    item: Annotated[str | None, typer.Option(help="Its item, where several have this number.")] = None,
    config: Config = None,
    store: StorePath = None,
    as_json: AsJson = False,
) -> None:
    """Of one serialised thing: its movements, and where the unit it stood in went."""

    def steps(traces: "Traces", _book: Reading) -> "Iterator[Step]":
        items = [item] if item else traces.items_of(code)
        if len(items) > 1:
            end(f"{code} is a serial number of {', '.join(items)}: name one with --item", End.USAGE)
        return traces.serial(code, items[0]) if items else iter(())

    _tell(config, store, steps, f"serial:{code}", as_json=as_json)


@history.command("item")
def item(
    code: Annotated[str, typer.Argument(help="The item.")],
    config: Config = None,
    store: StorePath = None,
    as_json: AsJson = False,
) -> None:
    """Of an item: every entry about it."""
    _tell(config, store, lambda traces, _book: traces.item(code), f"item:{code}", as_json=as_json)


@history.command("location")
def location(
    code: Annotated[str, typer.Argument(help="The location, or virtual place: CUSTOMER, SCRAP ...")],
    config: Config = None,
    store: StorePath = None,
    as_json: AsJson = False,
) -> None:
    """Of a location: what came (+) and went (-), counts, findings."""
    _tell(config, store, lambda traces, book: traces.place(place_of(book, code)), "", as_json=as_json, place=code)


def _tell(config: Any, store: Any, steps: Steps, subject: str, *, as_json: bool, place: str = "") -> None:
    from edge.shell.history.traces import Traces
    from edge.shell.history.under_count import UnderCount

    with reading(config, store) as book, contextlib.closing(book.look_up()) as lookup:
        about, under = subject or place_of(book, place), UnderCount(book.connection)
        found = (_told(step, under) for step in steps(Traces(lookup), book))
        told = _json_lines(found) if as_json else _Table(about).lines(found)
        empty = True
        for line in told:
            empty = False
            print(line)
        book.say_missing()
        if empty:
            end(f"{about.partition(':')[2]}: nothing in the book is about it", End.NOT_FOUND)


def _told(step: "Step", under: "UnderCount") -> "Step":
    """The step without what it would tell of a place under count."""
    row = under.row(step.row)
    return step if row is step.row else replace(step, row=row, fields=row.fields() or {})


def _json_lines(steps: "Iterable[Step]") -> Iterator[str]:
    from edge.shell.history.clocks import site_time

    for step in steps:
        zone = step.fields["tz"]
        line: dict[str, Any] = {"epoch": step.row.epoch, "seq": step.row.seq}
        line["captured"] = site_time(step.captured_ms, zone).isoformat(timespec="milliseconds")
        line["recorded"] = site_time(step.recorded_ms, zone).isoformat(timespec="milliseconds")
        line |= {"carrier": step.carrier} if step.carrier else {}
        line |= {"life": step.life, "new_life": step.new_life} if step.life else {}
        line |= {"takes_back": _name(step.corrects)} if step.corrects is not None else {}
        line |= {"words": [_word(word) for word in step.words]} if step.words else {}
        line |= {"posted": False} if not step.row.posted else {}
        yield json.dumps(line | {"entry": json.loads(step.row.line())})


def _name(row: Any) -> dict[str, Any]:
    return {"epoch": row.epoch, "seq": row.seq}


def _word(word: "Word") -> dict[str, Any]:
    said = {"source": word.source, "verdict": word.verdict, "epoch": word.epoch, "seq": word.seq}
    return said | ({"args": dict(word.args)} if word.args else {})


class _Table:
    """Steps as lines of at most 80 columns, where codes are short; a heading for each day, epoch and life."""

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._epoch = self._day = ""

    def lines(self, steps: "Iterable[Step]") -> Iterator[str]:
        from edge.shell.history.clocks import site_time

        for step in steps:
            at = site_time(step.captured_ms, step.fields["tz"])
            yield from self._headings(step, at)
            yield from self._step(step, at)

    def _headings(self, step: "Step", at: datetime) -> Iterator[str]:
        from edge.core.shown import show

        if step.row.epoch != self._epoch:
            if self._epoch or step.row.at < 0:
                yield f"-- epoch {show(step.row.epoch)} --"
            self._epoch = step.row.epoch
        if step.new_life:
            yield f"-- life {step.life}: it had left, and comes in anew --"
        if (day := f"{at:%Y-%m-%d} {show(step.fields['tz'])}") != self._day:
            yield day
            self._day = day

    def _step(self, step: "Step", at: datetime) -> Iterator[str]:
        head = f" {at:%H:%M:%S} {step.row.seq:>7}  "
        what, who, seen = self._what(step), _who(step), _evidence(step)
        rest = f"{who:{WHO_WIDTH}} {seen}".rstrip()
        one = f"{head}{what:{WHAT_WIDTH}} {rest}".rstrip()
        if len(what) <= WHAT_WIDTH and len(one) <= WIDTH:
            yield one
        else:
            yield head + what
            yield from ([" " * len(head) + rest] if rest else [])
        for note in _notes(step):
            yield " " * len(head) + note

    def _what(self, step: "Step") -> str:
        from edge.cli.texts import code, detail, goods, in_words, way
        from edge.core.shown import show

        fields = step.fields
        if fields["kind"] != "movement":
            return in_words(fields)
        if step.carrier:
            return f"in {show(step.carrier)}: {way(fields)}"
        if fields["src"] != fields["dst"] and self._subject in (fields["src"], fields["dst"]):
            came = self._subject == fields["dst"]
            other = f"from {code(fields['src'])}" if came else f"to {code(fields['dst'])}"
            return f"{'+' if came else '-'}{goods(fields)} {other}{detail(fields)}"
        is_itself = self._subject.startswith("serial:") or self._subject == f"lpn:{fields.get('lpn')}"
        about = "" if is_itself else goods(fields)
        if self._subject.startswith("item:") and "item" in fields:
            about = about.replace(f" {show(fields['item'])}", "", 1)
        return " ".join(part for part in (show(fields["type"]), about, way(fields)) if part) + detail(fields)


def _who(step: "Step") -> str:
    from edge.core.shown import show

    fields = step.fields
    allowed = f"(by leave of {show(fields['approver'])})" if fields.get("approver") else ""
    devices = ",".join(map(show, fields.get("dev", ())))
    return " ".join(part for part in (show(fields.get("op", "")), allowed, devices) if part)


def _evidence(step: "Step") -> str:
    """Who saw it at the time, and what was seen later."""
    from edge.core.shown import show

    seen = "+".join(map(show, step.fields.get("agree", ())))
    later = (f"{show(one.source)} {'ok' if one.verdict == 'agrees' else 'CONFLICT'}" for one in _seen(step))
    return ", ".join(part for part in (seen, *later) if part)


def _seen(step: "Step") -> "Iterator[Word]":
    return (word for word in step.words if word.source != "correction")


def _notes(step: "Step") -> Iterator[str]:
    from edge.cli.texts import in_words
    from edge.core.shown import show

    if step.fields.get("reason"):
        yield f"reason: {show(step.fields['reason'])}"
    if step.corrects is not None:
        yield f"takes back entry {step.corrects.seq}"
    for word in step.words:
        if word.source == "correction":
            yield f"taken back by entry {word.seq}"
        elif word.verdict != "agrees" or word.args:
            said = {"kind": "evidence", "source": word.source, "verdict": word.verdict, "args": word.args}
            yield f"{in_words(said)} (entry {word.seq})"
    if not step.row.posted:
        yield "not posted: it contradicted the book when it came back"
