"""Canonical JSON: the one spelling of a value that is hashed and signed (RFC 8785, for the subset an entry needs).

The subset: objects with ASCII keys, lists, text in NFC, integers below 2^53, booleans and null. Within it the C encoder
of the standard library writes exactly what the RFC asks for; the walk before it refuses everything outside it.
"""

import json
import unicodedata
from typing import Any

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32

_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 bytes of a value of the subset. RFC 8785 section 3.2.

    Raises `TypeError` for a type outside the subset (a float, a key that is not text), `ValueError` for a value outside
    it (text not in NFC or with a lone surrogate, a key that is not ASCII, an integer of 2^53 or more, deep nesting).
    """
    _check(value, DEPTH_MAX)
    return _encode(value).encode()


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if not value.isascii():
            _check_text(value)
    elif isinstance(value, int):
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise ValueError("an integer of 2^53 or more cannot be written exactly by every reader of JSON")
    elif isinstance(value, dict):
        _check_object(value, depth)
    elif isinstance(value, list | tuple):
        if not depth:
            raise ValueError(f"more than {DEPTH_MAX} levels of nesting")
        for item in value:
            _check(item, depth - 1)
    elif value is not None:
        raise TypeError(f"{type(value).__name__} has no canonical form here")


def _check_object(value: dict[Any, Any], depth: int) -> None:
    if not depth:
        raise ValueError(f"more than {DEPTH_MAX} levels of nesting")
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("a key must be text")
        if not key.isascii():
            raise ValueError("a key must be ASCII: others sort differently from reader to reader")
        _check(item, depth - 1)


def _check_text(text: str) -> None:
    text.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("text must be in Unicode normal form C")
