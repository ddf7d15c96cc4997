"""An entry as a row of a desk's list."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from edge import control
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import Row
from edge.shell.loop.screens import finding_text

TEXT_MAX: Final = 200
ARCHIVED: Final = "archived"
"""The kind of a row whose entry lies in an archive file that is not at hand."""
BROKEN: Final = "not-an-entry"
_SEEN: Final = {"shelf": "evidence-shelf", "measured_g": "evidence-measured", "tags": "evidence-tags"}
"""What evidence says, by a value that it has."""
_SAID: Final = ("reason", "outcome", "verdict", "state")
"""What stands as the reason: the first of these that an entry has."""


def entry_row(row: Row, clocks: Clocks, *, tells: bool = True) -> control.EntryRow:
    """What is shown of an entry; `pictures` are counted elsewhere. Without `tells` nothing of what evidence saw."""
    fields = row.fields()
    try:
        return _shown(row, fields, clocks, tells=tells) if fields is not None else _broken(row)
    except (KeyError, TypeError, ValueError, AttributeError):
        return _broken(row)  # it reads like an entry, and is none: `wedge ledger verify` names it


def _broken(row: Row) -> control.EntryRow:
    return control.EntryRow(seq=row.seq, id="", kind=BROKEN, at_ms=0)


def _shown(row: Row, fields: Mapping[str, Any], clocks: Clocks, *, tells: bool) -> control.EntryRow:
    return control.EntryRow(
        seq=row.seq,
        id=fields["id"],
        kind=fields.get("type", fields["kind"]),
        what=_what(fields)[:TEXT_MAX],
        qty=_qty(fields),
        source=_code(fields.get("src", fields.get("place", ""))),
        target=_code(fields.get("dst", "")),
        document=fields.get("doc", {}).get("id", "")[:TEXT_MAX],
        operator=fields.get("op", "")[:TEXT_MAX],
        device=",".join(fields.get("dev", ()))[:TEXT_MAX],
        reason=next((fields[name] for name in _SAID if fields.get(name)), "")[:TEXT_MAX],
        at_ms=clocks.captured_ms(row, fields),
        text=_text(fields, tells=tells),
        station=fields.get("station", "")[:TEXT_MAX],
        approver=fields.get("approver", "")[:TEXT_MAX],
        corrects=fields.get("corrects", ""),
        of=fields.get("of", ""),
        verdict=fields.get("verdict", ""),
        agree=" ".join(fields.get("agree", ())),
    )


def missing_row(seq: int) -> control.EntryRow:
    """In the place of an entry that cannot be read now."""
    return control.EntryRow(seq=seq, id="", kind=ARCHIVED, at_ms=0)


def texts_of(row: control.EntryRow) -> Iterator[str]:
    """All that is searched of a row, in small letters."""
    said = row.text.args.values() if row.text is not None else ()
    told = (
        *(row.kind, row.what, row.source, row.target, row.document, row.operator, row.device, row.reason),
        *(row.station, row.approver, *said),
    )
    return (str(one).casefold() for one in told)


def _text(fields: Mapping[str, Any], *, tells: bool) -> control.Text | None:
    """What a finding says; of evidence, what was seen: that tells how much was moved."""
    if fields["kind"] == "finding":
        return finding_text(fields["code"], _args(fields))
    key = next((key for name, key in _SEEN.items() if name in fields.get("args", {})), None)
    if fields["kind"] != "evidence" or key is None or not tells:
        return None
    return control.Text(key=key, args=_args(fields))


def _what(fields: Mapping[str, Any]) -> str:
    """The item or unit; of an entry about none, its own word; how a document's line ended is about both."""
    if fields["kind"] == "outcome":
        return " ".join(one for one in (_line(fields["doc"]), fields.get("item", "")) if one)
    lines = {line["item"] for line in fields.get("lines", ())}
    one = lines.pop() if len(lines) == 1 else ""
    return str(fields.get("item") or fields.get("lpn") or fields.get("act") or fields.get("source") or one)


def _line(doc: Mapping[str, Any]) -> str:
    return f"{doc['id']}/{doc['line']}" if "line" in doc else str(doc["id"])


def _qty(fields: Mapping[str, Any]) -> int | None:
    return 1 if "lpn" in fields else fields.get("qty")


def _code(place: str) -> str:
    """A place as people know it."""
    return (place[4:] if place.startswith("lpn:") else place.partition("/")[2] or place)[:TEXT_MAX]


def _args(fields: Mapping[str, Any]) -> dict[str, str | int]:
    args = fields.get("args", {})
    return {str(name): one for name, one in args.items() if isinstance(one, str | int)}
