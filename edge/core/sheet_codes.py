"""What may stand on a sheet: command codes, locations, badges, and licence plates by number."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from edge.core.identifiers import Lpn, Sscc, check_digit
from edge.core.names import COMMAND_CODES, COMMANDS, NUMBER_CODE
from edge.core.reference import LocationInfo, Operator
from edge.core.sheet import SheetCode, SheetError
from edge.core.shown import show

CODES_MAX: Final = 2_000
"""How many codes one run prints."""
GROUPS: Final = {
    "Answers · Antworten": ("confirm", "done", "cancel", "undo"),
    "When something is wrong · Wenn etwas nicht stimmt": (
        *("short", "skip", "damaged", "full", "empty"),
        *("new", "provisional", "override"),
    ),
    "At the station · An der Station": ("menu", "tasks", "print", "help", "sign-out"),
}
QUANTITIES: Final = (*range(1, 13), 20, 24, 25, 36, 48, 50, 96, 100)
"""The numbers of the quantity pad."""
OTHER_SHEETS: Final = "The same, as other sheets have it · Dasselbe, wie auf anderen Blättern"
_OWN: Final = "WE-"
_PREFIX: Final = range(4, 13)
"""How many digits a GS1 company prefix has."""
_SSCC_PAYLOAD: Final = 17


def command_codes(words: Callable[[str], tuple[str, ...]]) -> list[SheetCode]:
    """All command codes with their words, which `words` gives for a command's name: ours by group, then the others."""
    order = {name: (at, group) for at, (name, group) in enumerate((n, g) for g, ns in GROUPS.items() for n in ns)}
    assert order.keys() == set(COMMANDS)
    own = [(code, name) for code, name in COMMAND_CODES.items() if code.startswith(_OWN)]
    own.sort(key=lambda one: order[one[1]][0])
    others = [(code, name) for code, name in COMMAND_CODES.items() if not code.startswith(_OWN)]
    return [SheetCode(code, code, words(name), order[name][1]) for code, name in own] + [
        SheetCode(code, code, words(name), OTHER_SHEETS) for code, name in others
    ]


def quantity_codes() -> list[SheetCode]:
    """Quantities to scan instead of typing them, for gloves and guns without keys."""
    return [SheetCode(f"{NUMBER_CODE}{one}", f"{NUMBER_CODE}{one}", (str(one),)) for one in QUANTITIES]


def location_codes(locations: Iterable[LocationInfo]) -> list[SheetCode]:
    """Locations zone by zone, in the order in which they are walked."""
    ordered = sorted(locations, key=lambda one: (one.zone, one.walk, _natural(one.code), one.code))
    return [SheetCode(one.code, one.code, (one.code,), f"Zone {show(one.zone)}" if one.zone else "") for one in ordered]


def badge_codes(operators: Iterable[Operator]) -> list[SheetCode]:
    """Badges of those who may work; never anything of a PIN."""
    ordered = sorted(operators, key=lambda one: (one.name.casefold(), one.id))
    return [
        SheetCode(one.badge, one.badge, (show(one.name) or show(one.id), show(one.id)))
        for one in ordered
        if one.active and one.badge
    ]


def plates(first: str, count: int) -> list[str]:
    """`count` licence plates from `first` on: the digits it ends with are counted. Raises `SheetError`."""
    found = re.fullmatch(r"(.*?)([0-9]+)", first)
    if found is None:
        raise SheetError(f"--from {show(first)}: ends with no number to count from, as LPN-000001 does")
    start, digits = found.groups()
    last = int(digits) + count - 1
    if len(str(last)) > len(digits):
        raise SheetError(f"--from {show(first)}: {count} plates need a number of {len(str(last))} digits: {last}")
    numbers = [f"{start}{number:0{len(digits)}}" for number in range(int(digits), last + 1)]
    try:
        Lpn(numbers[0])
    except ValueError as error:
        raise SheetError(f"--from {show(first)}: {error}") from error
    return numbers


def ssccs(prefix: str, extension: int, first: str, count: int) -> list[str]:
    """`count` SSCCs of a company prefix, from serial number `first` on. Raises `SheetError`."""
    if not (prefix.isascii() and prefix.isdigit() and len(prefix) in _PREFIX):
        raise SheetError(f"--company-prefix {show(prefix)}: a GS1 company prefix has 4 to 12 digits")
    digits = _SSCC_PAYLOAD - 1 - len(prefix)
    if not (first.isascii() and first.isdigit()):
        raise SheetError(f"--from {show(first)}: with a company prefix it is the serial number, digits only")
    last = int(first[: 2 * _SSCC_PAYLOAD]) + count - 1
    if len(str(last)) > digits:
        raise SheetError(f"--from {show(first)}: with this prefix, serial numbers have {digits} digits at most")
    payloads = (f"{extension}{prefix}{number:0{digits}}" for number in range(int(first), last + 1))
    return [Sscc(f"{payload}{check_digit(payload)}") for payload in payloads]


def plate_codes(numbers: Sequence[str]) -> list[SheetCode]:
    return [SheetCode(number, number) for number in numbers]


def sscc_codes(numbers: Sequence[str]) -> list[SheetCode]:
    """As GS1-128 or what is like it: FNC1 and AI (00) in the symbol."""
    return [SheetCode(f"(00){number}", f"(00) {number}", gs1=True) for number in numbers]


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """Orders A-2 before A-10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", code)
    return tuple((int(part), "") if part[0].isdigit() else (-1, part) for part in parts)
