"""What GS1 says about single fields beyond their characters: check digits, dates, counts, and what excludes what.

The list of application identifiers and the characters of each come with biip; here stands what it does not check.
"""

import calendar
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from edge.core.identifiers import check_digit
from edge.core.identity import Refused
from edge.core.value import value

_LONGEST: Final = 90
_WITH_A_STROKE: Final = "0/0"
"""The one field whose values have a fixed sign in them: (7258), a child's number among the children of one birth."""
_ESCAPED_PAIR: Final = "|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]"


@value
class Rule:
    """One application identifier: its value's pattern, whether a separator must end it, and its longest plain value.

    The plain value is of zeros, which stand everywhere: what a character may be is asked by putting it among them.
    """

    ai: str
    value: re.Pattern[str]
    variable: bool
    plain: str

    def may_stand(self, character: str, at: int) -> bool:
        """Whether any value has this character there."""
        return self.value.fullmatch(f"{self.plain[:at]}{character}{self.plain[at + 1 :]}") is not None

    def may_be_long(self, length: int) -> bool:
        """Whether any value is so long."""
        return self.value.fullmatch("0" * length) is not None


@lru_cache(maxsize=16_384)
def rule(ai: str) -> Rule | None:
    """The rule of exactly this application identifier, or None where there is no such thing."""
    if not (ai.isascii() and ai.isdigit()):
        return None
    try:
        known = GS1ApplicationIdentifier.extract(ai)
    except ParseError:
        return None
    if known.ai != ai:
        return None
    # biip lets an escaped pair count as one character, by an alternative that doubles the search with every pair
    pattern = known.pattern.removeprefix(f"^{ai}").removesuffix("$").replace(_ESCAPED_PAIR, "")
    value = re.compile(pattern, re.ASCII)
    lengths = range(_LONGEST, 0, -1)
    plain = next((zeros for length in lengths if value.fullmatch(zeros := "0" * length)), _WITH_A_STROKE)
    return Rule(ai, value, known.separator_required, plain)


def rule_at(text: str, at: int) -> Rule | None:
    """The rule of the application identifier that begins at a place of the text; none begins another."""
    return rule(text[at : at + 2]) or rule(text[at : at + 3]) or rule(text[at : at + 4])


def check(ai: str, value: str, at: int, year: int) -> Refused | None:
    """What is wrong with a value that has the right characters, if anything. `year` is the year of the scan."""
    if span := CHECKED.get(ai):
        digits = value[slice(*span)]
        expected = check_digit(digits[:-1])
        if digits[-1] != str(expected):
            return Refused("check_digit", at, {"value": digits, "expected": expected})
    if (dates := DATES.get(ai)) and not dates(value, year):
        return Refused("date", at, {"ai": ai, "value": value})
    if (numbers := _NUMBERED.get(ai[:3])) and "000" in _threes(value[: numbers[1]]):
        return Refused(numbers[0], at, {"ai": ai, "value": value})
    if ai in {"8006", "8026"}:
        piece, total = int(value[14:16]), int(value[16:18])
        if not 1 <= piece <= total:
            return Refused("piece_of_total", at, {"ai": ai, "piece": piece, "total": total})
    return None


def _threes(digits: str) -> list[str]:
    return [digits[at : at + 3] for at in range(0, len(digits), 3)]


def conflict(values: dict[str, str]) -> tuple[str, str] | None:
    """Two fields that exclude each other on one label, if there are such. GenSpecs 4.14, invalid pairs."""
    named: dict[str, str] = {}
    for ai in values:
        name = ai[:3] if len(ai) == 4 and ai[:2] in _WITH_DECIMALS else ai
        if named.setdefault(name, ai) != ai:
            return named[name], ai  # one measure, stated with two different decimal places
    for name, ai in named.items():
        for other in _EXCLUDES.get(name, ()):
            if other in named:
                return ai, named[other]
    return None


def iso_date(yymmdd: str, year: int, *, day_zero: bool = True) -> str | None:
    """The ISO date of six digits, or None if there is no such day. GenSpecs 7.12 for the century.

    The two digits mean the year from 49 before to 50 after the year of the scan; day 00 is the month's last day.
    """
    yy, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6])
    return _day(year - 49 + (yy - (year - 49)) % 100, month, day, day_zero=day_zero)


def _day(year: int, month: int, day: int, *, day_zero: bool) -> str | None:
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day == 0 and day_zero:
        day = last
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= last else None


def _is_month_or_day(value: str, year: int) -> bool:
    return iso_date(value, year) is not None


def _is_day(value: str, year: int) -> bool:
    return iso_date(value[:6], year, day_zero=False) is not None


def _is_time(hhmm: str) -> bool:
    return hhmm[:2] <= "23" and hhmm[2:] <= "59"


def _is_day_and_time(value: str, year: int) -> bool:
    return _is_day(value, year) and _is_time(value[6:10])


def _is_delivery_time(value: str, year: int) -> bool:
    return _is_month_or_day(value[:6], year) and (value[6:] == "9999" or _is_time(value[6:]))


def _is_day_or_span(value: str, year: int) -> bool:
    return _is_day(value, year) and (len(value) == 6 or _is_day(value[6:], year))


def _is_birth(value: str, _year: int) -> bool:
    return _day(int(value[:4]), int(value[4:6]), int(value[6:8]), day_zero=True) is not None


CHECKED: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(("00", "8017", "8018"), (0, 18)),
    **dict.fromkeys(("01", "02", "03", "8006", "8026"), (0, 14)),
    **dict.fromkeys(("253", "255", "410", "411", "412", "413", "414", "415", "416", "417"), (0, 13)),
    "402": (0, 17),
    "8003": (1, 14),
}
"""Which characters of a value end in a check digit."""

DATES: Final[dict[str, Callable[[str, int], bool]]] = {
    **dict.fromkeys(("11", "12", "13", "15", "16", "17"), _is_month_or_day),
    **dict.fromkeys(("4324", "4325"), _is_delivery_time),
    **dict.fromkeys(("4326", "7006", "8008"), _is_day),
    "7003": _is_day_and_time,
    "7007": _is_day_or_span,
    "7011": _is_day_and_time,
    **dict.fromkeys(("7250", "7251"), _is_birth),
}

_NUMBERED: Final[dict[str, tuple[str, int]]] = {
    **dict.fromkeys(("391", "393"), ("currency", 3)),
    **dict.fromkeys(("421", "422", "424", "426"), ("country", 3)),
    **dict.fromkeys(("423", "425"), ("country", 15)),
    "703": ("country", 3),
}
"""Which values begin with how many figures of ISO 4217 or 3166 numbers, three each. No list has 000; the others change
with the world, so they are not asked for."""

_WITH_DECIMALS: Final = frozenset(("31", "32", "33", "34", "35", "36", "39"))
"""How measures and amounts begin; the fourth figure of their identifiers is no part of what they mean."""
_EXCLUDES: Final[dict[str, tuple[str, ...]]] = {
    "01": ("02", "255", "37", "8006"),
    "02": ("255", "8026"),
    "03": ("01", "02", "37", "235"),
    "21": ("235",),
    "37": ("8006",),
    "255": ("415", "8006", "8020", "8026"),
    "390": ("391", "394", "8111"),
    "392": ("393",),
    "394": ("8111",),
    "395": ("392", "393", "8005"),
    "420": ("421",),
    "421": ("4307",),
    "426": ("422", "423", "424", "425"),
    "4330": ("4331",),
    "4332": ("4333",),
    "8006": ("8026",),
    "8017": ("8018",),
}
"""What cannot stand beside what; three figures stand for a measure or amount with any number of decimals."""
