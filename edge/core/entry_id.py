"""Ids of entries: what a device or a fold tells again, as captured then, leads to the same ids and is not posted twice.

A screen's retry is captured anew: it is told from the first by its input id, which the session remembers.
"""

from functools import lru_cache
from typing import Final

from edge.core.uuid7 import uuid7

IDS_KEPT: Final = 256
"""A decision names the entries that it leads to, for undo, before they are written."""


@lru_cache(IDS_KEPT)
def entry_id(at_ms: int, source: str, number: int) -> str:
    """The id of the n-th entry that one input, captured at a wall time, leads to."""
    return uuid7(at_ms, f"{source}/{number}".encode())
