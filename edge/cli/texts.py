"""Entries in words, for tables that people read: short, and harmless on a terminal."""

from collections.abc import Mapping
from typing import Any

from edge.core.shown import show


def code(place: object) -> str:
    """A place as a worker knows it: without kind and site."""
    text = str(place)
    return show(text.removeprefix("lpn:") if text.startswith("lpn:") else text.partition("/")[2] or text)


def goods(fields: Mapping[str, Any]) -> str:
    """What a movement moves: `6 TEA`, or the unit; `? TEA` where a place is under count."""
    if "lpn" in fields:
        return show(fields["lpn"])
    much = "?" if fields.get("under_count") else _plain(fields.get("qty", ""))
    return f"{much} {show(fields.get('item', ''))}"


def detail(fields: Mapping[str, Any]) -> str:
    """What else is known of the goods: `(lot, expiry, owner, 4.25 kg)`."""
    known = [show(fields[name]) for name in ("lot", "expiry", "owner", "status") if name in fields]
    known = [word for word in known if word != "sellable"]
    known += [kilograms(fields["catch_qty"])] if fields.get("catch_qty") else []
    return f" ({', '.join(known)})" if known else ""


def kilograms(milligrams: int) -> str:
    return f"{milligrams / 1_000_000:g} kg"


def way(fields: Mapping[str, Any]) -> str:
    """From where to where, and what the stock key becomes where it changes."""
    if "to_key" in fields:
        new = {name: value for name, value in fields["to_key"].items() if fields.get(name) != value}
        becomes = ", ".join(f"{show(name)} {show(str(value))}" for name, value in new.items())
        if fields["src"] == fields["dst"]:
            return f"at {code(fields['src'])}: {becomes}"
        return f"{code(fields['src'])} -> {code(fields['dst'])}, {becomes}"
    return f"{code(fields['src'])} -> {code(fields['dst'])}"


def in_words(fields: Mapping[str, Any]) -> str:
    """An entry in one line."""
    match fields["kind"]:
        case "movement":
            return f"{show(fields['type'])} {goods(fields)} {way(fields)}"
        case "count":
            lines = ", ".join(map(_counted, fields.get("lines", ())))
            told = f"{lines or 'not told'}, place under count" if fields.get("under_count") else lines or "empty"
            return f"count {code(fields['place'])} {show(fields['outcome'])}: {told}"
        case "outcome":
            doc = fields["doc"]
            line = f" line {_plain(doc['line'])}" if "line" in doc else ""
            return f"{show(doc['type'])} {show(doc['id'])}{line} {show(fields['outcome'])}"
        case "finding":
            return f"finding {show(fields['state'])}: {show(fields['code'])} {_args(fields)}".rstrip()
        case "evidence":
            return f"{show(fields['source'])} {show(fields['verdict'])} {_args(fields)}".rstrip()
        case "audit":
            return f"{show(fields['act'])} {_args(fields)}".rstrip()
        case "clock":
            set_by = f", set by {fields['offset_ms'] / 1000:+g} s" if fields["offset_ms"] else ""
            return f"clock {show(fields['source'])}{set_by}"
        case "checkpoint":
            return f"checkpoint of {_plain(fields['size'])} entries"
        case other:
            return show(other)


def _counted(line: Mapping[str, Any]) -> str:
    book = f" of {_plain(line['book'])}" if "book" in line else ""
    return f"{show(line['item'])} {_plain(line.get('found', ''))}{book}"


def _plain(value: object) -> str:
    """A number, or what stands in its place in an entry that is none."""
    return show(str(value))


def _args(fields: Mapping[str, Any]) -> str:
    return " ".join(f"{show(name)}={show(str(value))}" for name, value in fields.get("args", {}).items())
