"""What every part of the config is made of: tables without unknown keys, and text of a form."""

import re
from typing import Final

from pydantic import AfterValidator, ConfigDict

STRICT: Final = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
"""A table of the config: no key that is not described, no change after it was read."""


def like(pattern: str, words: str) -> AfterValidator:
    """Text of a pattern, refused with words instead of the pattern."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"{text[:60]!r} is not {words}")
        return text

    return AfterValidator(check)
