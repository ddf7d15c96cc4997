"""Dates as operators type them: YYMMDD as on the label, or ISO."""

from datetime import date


def typed_date(text: str) -> str:
    """The ISO date of `YYMMDD` or `YYYY-MM-DD`; '' for anything that is no date."""
    digits = text.replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (6, 8)):
        return ""
    year = int(digits[:-4]) + (2000 if len(digits) == 6 else 0)
    try:
        return date(year, int(digits[-4:-2]), int(digits[-2:])).isoformat()
    except ValueError:
        return ""
