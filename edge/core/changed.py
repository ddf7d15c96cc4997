"""A value with some of its fields changed: what `dataclasses.replace` does, several times as fast.

A decision makes several sessions before it comes to the last one, on every scan. Which fields are changed together is
written in the program: for each such set a function is made once, as `dataclasses` makes those that build a value.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final, TypeVar

KINDS_KEPT: Final = 1_024

T = TypeVar("T")


def changed(value: T, **changes: Any) -> T:
    """The same dataclass with these fields changed; its own checks run again. Raises what they raise.

    For classes made by their fields in order. `KeyError` for a field that it has not.
    """
    kind: Any = type(value)
    made: T = _maker(kind, tuple(changes))(value, *changes.values())
    return made


@lru_cache(KINDS_KEPT)
def _maker(kind: Any, names: tuple[str, ...]) -> Callable[..., Any]:
    """Builds the kind from a value of it and from its new fields, in this order."""
    own = [field.name for field in fields(kind)]
    for name in names:
        if name not in own:
            raise KeyError(name)
    given = ", ".join(name if name in names else f"_value.{name}" for name in own)
    # Names of fields are names of this program, and nothing else is in the text.
    maker: Callable[..., Any] = eval(f"lambda _value, {', '.join(names)}: _kind({given})", {"_kind": kind})  # noqa: S307
    return maker
