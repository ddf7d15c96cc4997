"""Regular expressions that integrators write: compiled once to see that they are some, and tried on texts that make
bad ones slow. `(A+)+B` takes twice as long with every further A: a scanner could stop the box with one code.
"""

import re
import time
from typing import Final

_SLOW_S: Final = 0.05
"""A good pattern needs some microseconds."""
_LENGTHS: Final = (8, 12, 16, 18, 20, 22, 24)
_ALWAYS: Final = "A0-"
_TRIED_MAX: Final = 12


def compiles(pattern: str) -> str:
    """The pattern as it is. Raises `ValueError` for one that is none, and for one that may take for ever."""
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression: {error}") from error
    for text in _hard_texts(pattern):
        began = time.process_time()
        compiled.fullmatch(text)
        if time.process_time() - began > _SLOW_S:
            raise ValueError(
                "takes longer and longer on codes that nearly fit; no repeat may stand in another, as (A+)+"
            )
    return pattern


def _hard_texts(pattern: str) -> list[str]:
    """Texts that repeat what the pattern speaks of and end in what it does not expect, the short ones first."""
    own = [char for char in dict.fromkeys(pattern) if char.isalnum() or char in " _./:-"]
    tried = list(dict.fromkeys([*_ALWAYS, *own]))[:_TRIED_MAX]
    starts = [match.group() for match in re.finditer(r"[A-Za-z0-9 _./:-]+", pattern)][:3]
    return [
        f"{start}{char * length}\x00" for length in _LENGTHS for char in tried for start in ("", *dict.fromkeys(starts))
    ]
