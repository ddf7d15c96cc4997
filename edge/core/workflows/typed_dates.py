"""Dates as operators type them: YYMMDD as on the label, ISO, or day first with dots as on many packs."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

_FORMS: Final = (
    re.compile(r"(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"),
    re.compile(r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4}|\d\d)"),
)


def typed_date(text: str) -> str:
    """The ISO date of `YYMMDD`, `YYYY-MM-DD` or `DD.MM.YY[YY]`; '' for anything that is no date.

    Day 00 of `YYMMDD` is the month's last day, as on the label (GS1 General Specifications, AI (17)).
    """
    found = next((match for form in _FORMS if text.isascii() and (match := form.fullmatch(text))), None)
    if found is None:
        return ""
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    year += 2000 if len(found["year"]) == 2 else 0
    try:
        return date(year, month, day or monthrange(year, month)[1]).isoformat()
    except ValueError:
        return ""
