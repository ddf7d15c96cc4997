"""GS1 Digital Link: a web address that carries GS1 fields.

    HTTPS://brand.example/shop/01/09521234543213/10/ABC-1?17=261231&utm=x#top
                          |  | |              |  |         |         '- anything else is not ours
                          |  | |              |  |         '- further fields
                          |  | '- key         '- qualifiers, in a fixed order
                          '- any path before

The last primary key of the path counts; it may have any path before it. GS1 Digital Link URI Syntax, section 4.
"""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from edge.core.gs1 import agreed, read_value, shown
from edge.core.gs1_rules import rule
from edge.core.identity import Element, Refused

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.:\[\]_~-]+(/[^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r"[^!-~]|[\"<>\\^`{|}]")
_WRITTEN: Final = re.compile("%[0-9A-Fa-f]{2}|.")
"""One character of a value as an address has it."""
_SHORT_GTINS: Final = frozenset((8, 12, 13))

_QUALIFIERS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "01": (("22", "10", "21"), ("235",)),
    "414": (("254",), ("7040",)),
    "415": (("8020",),),
    "417": (("7040",),),
    "8004": (("7040",),),
    "8006": (("22", "10", "21"),),
    "8010": (("8011",),),
    "8017": (("8019",),),
    "8018": (("8019",),),
    **dict.fromkeys(("00", "253", "255", "401", "402", "8003", "8013"), ()),
}
"""The primary keys and, of each, the sequences in which its qualifiers may follow."""
_QUALIFIER_NAMES: Final = frozenset(ai for ways in _QUALIFIERS.values() for way in ways for ai in way)


def read_link(text: str, year: int) -> tuple[Element, ...] | Refused | None:
    """The fields of a Digital Link; None for a text that is none; what is wrong with one that carries wrong fields."""
    address = _ADDRESS.fullmatch(text)
    if address is None or _FORBIDDEN.search(text):
        return None
    key, *qualifiers = _path_fields(address.group(1), address.start(1)) or [("", "", 0)]
    first = _field(*key, year)
    if first is None or (isinstance(first, Refused) and first.code.startswith("field_")):
        return None  # a path that happens to hold a number where a key could stand
    if misplaced := _misplaced(key[0], qualifiers):
        return misplaced
    query = _query_fields(address.group(2) or "", address.start(2))
    found: list[Element] = []
    for field in (key, *qualifiers, *query):
        element = _field(*field, year)
        if element is None:
            return Refused("link_field", field[2] - len(f"{field[0]}="), {"found": field[0][:8]})
        if isinstance(element, Refused):
            return element
        found.append(element)
    return agreed(found)


def _path_fields(path: str, at: int) -> list[tuple[str, str, int]]:
    """Identifier, raw value and place of the last primary key of a path and of what follows it."""
    segments = path.removesuffix("/").split("/")
    found: list[tuple[str, str, int]] = []
    end = at + len("/".join(segments))
    for n in range(len(segments) - 2, 0, -2):
        ai, value = segments[n], segments[n + 1]
        found.append((ai, value, end - len(value)))
        end -= len(ai) + len(value) + 2
        if ai in _QUALIFIERS:
            return found[::-1]
        if ai not in _QUALIFIER_NAMES:
            break
    return []


def _query_fields(query: str, at: int) -> list[tuple[str, str, int]]:
    """Identifier, raw value and place of the attributes with a number for a name; others are the web's business."""
    found: list[tuple[str, str, int]] = []
    for part in re.split("[&;]", query):
        name, equals, value = part.partition("=")
        if equals and name.isdigit():
            found.append((name, value.replace("+", " "), at + len(name) + 1))
        at += len(part) + 1
    return found


def _field(ai: str, raw: str, at: int, year: int) -> Element | Refused | None:
    """One checked field, or None where there is no such application identifier."""
    known = rule(ai)
    if known is None:
        return None
    value = unquote_to_bytes(raw).decode("latin-1")  # beyond ASCII nothing can stand in a field, and it is refused
    filled = 14 - len(value) if ai == "01" and len(value) in _SHORT_GTINS else 0
    value = "0" * filled + value
    element = read_value(known, value, 0, len(value), year)
    if isinstance(element, Refused):
        return Refused(element.code, at + _place_in(raw, (element.position or 0) - filled), element.args)
    if element.value != value:
        return Refused("field_too_long", at, {"ai": ai, "value": shown(value)})
    return Element(ai, value, at)


def _place_in(raw: str, at: int) -> int:
    """Where a character of the value stands in the text that it was written as, with its escapes."""
    return next((place.start() for n, place in enumerate(_WRITTEN.finditer(raw)) if n == at), 0)


def _misplaced(key: str, qualifiers: list[tuple[str, str, int]]) -> Refused | None:
    """The first qualifier that cannot follow where it stands."""
    for n, (ai, _, at) in enumerate(qualifiers, 1):
        so_far = tuple(name for name, _, _ in qualifiers[:n])
        if not any(_in_order(so_far, way) for way in _QUALIFIERS[key]):
            return Refused("link_qualifiers", at, {"ai": ai})
    return None


def _in_order(names: tuple[str, ...], way: tuple[str, ...]) -> bool:
    left = iter(way)
    return all(name in left for name in names)
