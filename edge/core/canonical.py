"""Canonical JSON: the one spelling of a value that is hashed and signed (RFC 8785, for the subset an entry needs).

The subset: objects with ASCII keys, lists, text in NFC, integers below 2^53, booleans and null. Within it orjson with
sorted keys writes exactly what the RFC asks for; what lies outside is found before (types, keys, integers, depth) or in
the bytes (text that is not ASCII is looked at again).
"""

import unicodedata
from types import NoneType
from typing import Any, Final

import orjson

INTEGER_MAX: Final = 2**53 - 1
DEPTH_MAX: Final = 32

_PLAIN: Final = (str, NoneType)  # made once: a union in `isinstance` is made with every call
_LIST: Final = (list, tuple)


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 bytes of a value of the subset. RFC 8785 section 3.2.

    Raises `TypeError` for a type outside the subset (a float, a key that is not text), `ValueError` for a value outside
    it (text not in NFC or with a lone surrogate, a key that is not ASCII, an integer of 2^53 or more, deep nesting).
    """
    _check(value, DEPTH_MAX)
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise ValueError(f"has no canonical form: {error}") from error
    if not data.isascii():
        _check_texts(value)
    return data


def _check(value: Any, depth: int) -> None:
    if isinstance(value, _PLAIN):
        return
    if isinstance(value, int):
        _check_integer(value)
    elif isinstance(value, dict):
        _check_object(value, depth)
    elif isinstance(value, _LIST):
        _check_depth(depth)
        for item in value:
            _check(item, depth - 1)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical form here")


def _check_integer(value: int) -> None:
    if not -INTEGER_MAX <= value <= INTEGER_MAX:
        raise ValueError("an integer of 2^53 or more cannot be written exactly by every reader of JSON")


def _check_object(value: dict[Any, Any], depth: int) -> None:
    _check_depth(depth)
    if not "".join(value).isascii():  # a key that is no text raises `TypeError`
        raise ValueError("a key must be ASCII: others sort differently from reader to reader")
    for item in value.values():
        kind = type(item)
        if kind is int:
            if not -INTEGER_MAX <= item <= INTEGER_MAX:
                _check_integer(item)
        elif kind is not str:  # most are text or a number, and need no call
            _check(item, depth - 1)


def _check_depth(depth: int) -> None:
    if not depth:
        raise ValueError(f"more than {DEPTH_MAX} levels of nesting")


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise ValueError("text must be in Unicode normal form C")
    elif isinstance(value, dict):
        _check_texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            _check_texts(item)
