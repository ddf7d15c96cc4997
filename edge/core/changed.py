"""A frozen value with some of its fields changed: what `dataclasses.replace` does, twice as fast.

A decision makes several sessions before it comes to the last one, on every scan.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

KINDS_KEPT: Final = 256

T = TypeVar("T")
_Reader: TypeAlias = Callable[[Any], tuple[Any, ...]]


def changed(value: T, **changes: Any) -> T:
    """The same dataclass with these fields changed; its own checks run again. Raises what they raise.

    For classes made by their fields in order. `KeyError` for a field that it has not.
    """
    kind: Any = type(value)
    places, read = _fields(kind)
    values = [*read(value)]
    for name, new in changes.items():
        values[places[name]] = new
    made: T = kind(*values)
    return made


@lru_cache(KINDS_KEPT)
def _fields(kind: Any) -> tuple[dict[str, int], _Reader]:
    """Where each field stands, and what reads them all."""
    names = tuple(field.name for field in fields(kind))
    # Only a second name makes `attrgetter` give a tuple.
    read: _Reader = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return {name: at for at, name in enumerate(names)}, read
