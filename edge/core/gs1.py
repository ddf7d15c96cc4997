"""GS1 element strings: the text of one GS1 symbol into its fields, and the fields into keys.

    01 09521234543213 10 ABC-1 GS 17 261231
    |  |              |  |     |  |  '- fixed length: the next field may follow at once
    |  |              |  |     |  '- application identifier
    |  |              |  |     '- separator (0x1D, FNC1 in the symbol), needed after a variable length
    |  '- value       '- variable length

A field is read only if its characters, length, check digit and dates are right; then the fields must agree with each
other. Which fields a whole label must have is a question for all its symbols together, and is not asked here.
GS1 General Specifications sections 3 (fields), 7.8 (separators).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from edge.core.gs1_rules import CHECKED, DATES, Rule, check, conflict, iso_date, rule_at
from edge.core.identifiers import CSET82, Gdti, Giai, Gln, Grai, Gtin, Lot, Serial, Sscc
from edge.core.identity import Element, Keys, Refused
from edge.core.measures import Measure, measure_of, milligrams
from edge.core.separators import NAMED, SIGNS

GS: Final = "\x1d"
SHOWN_MAX: Final = 24

_DIGITS: Final = re.compile("[0-9]+")
_SWALLOWED: Final = re.compile(r".(1[123567])(\d{6})(?:(?:10|21).{1,20}|(?:30|37)\d{1,8})?")


def read_elements(text: str, year: int) -> tuple[Element, ...] | Refused:
    """The fields of a GS1 symbol's text, or the first thing wrong with it. `year`: of the scan, for two-digit years."""
    found: list[Element] = []
    at = 0
    while at < len(text):
        if text[at] == GS:  # doubled, leading and closing separators part nothing: harmless
            at += 1
            continue
        element = _element_at(text, at, year)
        if isinstance(element, Refused):
            return element
        found.append(element)
        at = element.at + len(element.value)
    return agreed(found) if found else Refused("empty")


def _element_at(text: str, at: int, year: int) -> Element | Refused:
    known = rule_at(text, at)
    if known is None:
        return _typed_at(text, at, year) or Refused("unknown_field", at, {"found": shown(text[at:])})
    start = at + len(known.ai)
    end = text.find(GS, start)
    end = len(text) if end < 0 else end
    read = read_value(known, text, start, end, year)
    if isinstance(read, Element):
        return read
    if read.code == "field_too_long":
        named = NAMED.search(text, start, end)
        return read if named is None else _as_text(named)
    if read.code == "field_characters" and read.position is not None:
        return _typed_at(text, read.position, year) or read
    return read


def _typed_at(text: str, at: int, year: int) -> Refused | None:
    """The refusal of a separator that was typed at a place; None where none is meant there."""
    if named := NAMED.match(text, at):
        return _as_text(named)
    sign = SIGNS.match(text, at)
    return _as_text(sign) if sign is not None and _field_follows(text, sign.end(), year) else None


def _as_text(typed: re.Match[str]) -> Refused:
    return Refused("separator_as_text", typed.start(), {"found": typed.group()})


def _field_follows(text: str, at: int, year: int) -> bool:
    """Whether some field begins at a place, whatever stands behind it."""
    known = rule_at(text, at)
    value = known.value.match(text, at + len(known.ai)) if known is not None else None
    if known is None or value is None:
        return False
    return value.group() != "" and check(known.ai, value.group(), at, year) is None


def begins_with_key(text: str, year: int) -> bool:
    """Whether a text begins with a field that its own check digit proves."""
    first = _element_at(text, 0, year)
    return isinstance(first, Element) and first.ai in CHECKED


def read_value(known: Rule, text: str, start: int, end: int, year: int) -> Element | Refused:
    """The field whose value begins at `start`; the next separator, or the text's end, is at `end`."""
    match = known.value.fullmatch(text, start, end) if known.variable else known.value.match(text, start, end)
    if match is None or not match.group():
        return _misfit(known, text, start, end)
    value = match.group()
    if known.variable and (typed := NAMED.search(text, start, start + len(value))):
        return _as_text(typed)
    return check(known.ai, value, start, year) or Element(known.ai, value, start)


def _misfit(known: Rule, text: str, start: int, end: int) -> Refused:
    """Why the characters between two places do not fit a field."""
    longest = len(known.plain)
    value = text[start:end] if known.variable else text[start : min(end, start + longest)]
    length = len(value) if known.variable else longest
    args: dict[str, str | int] = {"ai": known.ai, "value": shown(value)}
    if known.ai in DATES and len(value) == length and known.may_be_long(length) and _DIGITS.fullmatch(value):
        return Refused("date", start, args)
    for at, character in enumerate(value):
        if not (known.may_stand(character, at) if at < longest else character in CSET82):
            return Refused("field_characters", start + at, {"ai": known.ai, "found": shown(value[at : at + 4])})
    return Refused("field_too_long" if len(value) > longest else "field_too_short", start, args)


def shown(text: str) -> str:
    """So much of a text from outside as a sentence may quote: short, and nothing that steers a screen."""
    return "".join(character if character.isprintable() else " " for character in text[:SHOWN_MAX])


def agreed(elements: Iterable[Element]) -> tuple[Element, ...] | Refused:
    """The same fields without repetitions, or how two of them contradict each other."""
    kept: dict[str, Element] = {}
    for element in elements:
        before = kept.setdefault(element.ai, element)
        if before.value != element.value:
            two = {"value": shown(before.value), "other": shown(element.value)}
            return Refused("repeated", element.at, {"ai": element.ai, **two})
    if pair := conflict({ai: element.value for ai, element in kept.items()}):
        first, second = pair
        return Refused("invalid_pair", max(kept[first].at, kept[second].at), {"ai": first, "other": second})
    return tuple(kept.values())


def keys_of(elements: Iterable[Element], year: int) -> Keys:
    """The keys that checked fields carry; what has no name of its own is kept in `rest`."""
    named: dict[str, Any] = {}
    measures: list[Measure] = []
    rest: list[tuple[str, str]] = []
    for element in elements:
        ai, value = element.ai, element.value
        if make := _KEYS.get(ai):
            named[make[0]] = make[1](value)
        elif name := _DATE_KEYS.get(ai):
            named[name] = iso_date(value, year)
        elif measure := measure_of(ai, value):
            measures.append(measure)
            if name := _WEIGHTS.get(ai[:3]):
                named[name] = milligrams(measure.value, measure.decimals)
        else:
            rest.append((ai, value))
    return Keys(**named, measures=tuple(measures), rest=tuple(rest))


def warnings_of(elements: Iterable[Element], year: int) -> tuple[str, ...]:
    """Signs that the scanner sends no separators: a field of variable length that ends in what reads as a date field.

    Syntax cannot tell: lot `ABC17261231` may be just that.
    """
    for element in elements:
        if element.ai in _SWALLOWERS:
            for start in range(len(element.value)):
                tail = _SWALLOWED.fullmatch(element.value, start)
                if tail and iso_date(tail.group(2), year):
                    return ("no_separators",)
    return ()


_KEYS: Final[dict[str, tuple[str, Callable[[str], object]]]] = {
    "00": ("sscc", Sscc),
    "01": ("gtin", Gtin),
    "02": ("content", Gtin),
    "10": ("lot", Lot),
    "21": ("serial", Serial),
    "30": ("pieces", int),
    "37": ("count", int),
    "253": ("gdti", Gdti),
    "254": ("extension", str),
    "400": ("order", str),
    "414": ("gln", Gln),
    "417": ("party", Gln),
    "8003": ("grai", lambda value: Grai(value[1:])),
    "8004": ("giai", Giai),
}
_DATE_KEYS: Final = {"11": "produced", "13": "packed", "15": "best_before", "16": "sell_by", "17": "expiry"}
_WEIGHTS: Final = {"310": "net_weight_mg", "330": "gross_weight_mg"}
_SWALLOWERS: Final = frozenset(("10", "21", "22", "240", "241", "250", "251", "400"))
