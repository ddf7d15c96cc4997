r"""What stands in a GS1 text for the separator (0x1D) where a scanner types it: as a name, a sign, or not at all.

A source may name its own, its aliases. An alias must be a text that no field can hold, else a value is cut in two.
"""

import re
from typing import Final

from edge.core.identifiers import CSET82

NAMED: Final = re.compile(r"<GS>|<FNC1>|<F1>|<0x1D>", re.IGNORECASE)
"""What scanners type for the separator and nobody prints in a value."""
SIGNS: Final = re.compile(r"\{GS\}|\{FNC1\}|\^\]|[|~^\u241d]", re.IGNORECASE)
"""What stands for it where a field follows, and else is just a wrong character."""
_NAME: Final = re.compile(r"<(?:[A-Za-z][0-9A-Za-z]*|0[xX]1[dD])>")
"""The one form of an alias that a field could hold, letter by letter, and does not in practice."""


def may_be_alias(text: str) -> bool:
    """Whether a text can be declared to be the separator: nothing that is a part of a field's value can."""
    return not CSET82.issuperset(text) or _NAME.fullmatch(text) is not None
