"""Ids of entries: an input that is told again leads to the same ids, so that nothing is posted twice."""

from edge.core.uuid7 import uuid7


def entry_id(at_ms: int, source: str, number: int) -> str:
    """The id of the n-th entry of one input, captured at a wall time: the same whenever the input is told."""
    return uuid7(at_ms, f"{source}/{number}".encode())
