"""Labels before a camera: the symbols of one pallet label, put together before anything is told of them.

    0 ms     (00) appears, then (02)(37), then (10)     each is read at its own time: they are waited for
    300 ms   nothing more came for SETTLE_MS            -> one label of three symbols
    later    (17) of the same label is read at last     -> told as the detail it is, or not at all: never counted again

A symbol joins only what the same frame shows. A part that says nothing alone waits for the rest of its label, and is
told alone after WAIT_MS: as a label it is then refused. Symbols whose fields contradict each other are of two labels;
nobody knows which part belongs to which, so each is told alone, and the parts among them are refused too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType
from typing import Final, TypeAlias

from edge.core.gs1_companions import missing
from edge.core.gs1_label import ais_of, merged
from edge.core.identify import identify
from edge.core.identity import Element, Refused
from edge.core.read import SYMBOLS_MAX, CodeSeen, Symbol
from edge.core.symbologies import carrier_of
from edge.core.value import value

SETTLE_MS: Final = 300
"""How long a label is given to show all its symbols."""
WAIT_MS: Final = 1_500
"""How long a part of a label waits for what it needs."""
DETAILS: Final = frozenset(("10", "11", "13", "15", "16", "17", "21"))
"""What may be told of goods that were told before."""
Fields: TypeAlias = tuple[Element, ...]


@value
class Labels:
    """What a camera has before it: symbols that wait, each since when (ms), and those that were told."""

    waiting: Mapping[Symbol, int] = field(default_factory=lambda: MappingProxyType({}))
    told: frozenset[Symbol] = frozenset()


def gather(
    labels: Labels, appeared: Sequence[Symbol], in_view: Collection[Symbol], at_ms: int
) -> tuple[Labels, list[CodeSeen]]:
    """What to tell of one frame. `appeared` count from this frame on, `in_view` are all that it shows and that count.

    `at_ms` never runs back. What is no GS1 symbol belongs to no label and is told at once.
    """
    codes = [CodeSeen(symbol.data, symbol.aim) for symbol in appeared if not _fields(symbol)]
    waiting = {symbol: at_ms for symbol in appeared if _fields(symbol)} | dict(labels.waiting)
    here = [symbol for symbol in waiting if symbol in in_view]
    told = labels.told & frozenset(in_view)
    if here and at_ms - max(waiting[symbol] for symbol in here) >= SETTLE_MS:
        codes += _settled(here, told, waiting)
    late = [symbol for symbol, since in waiting.items() if at_ms - since >= WAIT_MS]
    codes += [_alone(symbol) for symbol in late]
    left = {symbol: since for symbol, since in waiting.items() if symbol not in late}
    return Labels(left, told | frozenset(symbol for symbol in here if symbol not in left)), codes


def rest(labels: Labels) -> list[CodeSeen]:
    """What is still to tell when no frame comes any more."""
    waiting = dict(labels.waiting)
    return [*_settled([*waiting], labels.told, waiting), *map(_alone, waiting)] if waiting else []


def _settled(here: Sequence[Symbol], told: Collection[Symbol], waiting: dict[Symbol, int]) -> list[CodeSeen]:
    """What is told of symbols that stand together in one frame; what is told, or will never be, waits no more."""
    own = _ais(here)
    if own is None or len(here) > SYMBOLS_MAX:
        _done(here, waiting)
        return [_alone(symbol) for symbol in here]
    if not told or (known := _ais([*here, *told])) is None:
        parts = _parts(here, missing(own))
        return _label([symbol for symbol in here if symbol not in parts], waiting)
    added = [symbol for symbol in here if symbol not in _parts(here, missing(known))]
    if not missing(_own(added)):
        return _label(added, waiting)
    _done(added, waiting)
    details = [symbol for symbol in added if DETAILS.issuperset(_own([symbol]))] if "01" in known else []
    return [CodeSeen(symbol.data, symbol.aim) for symbol in details]


def _label(symbols: Sequence[Symbol], waiting: dict[Symbol, int]) -> list[CodeSeen]:
    _done(symbols, waiting)
    return [CodeSeen(one.data, one.aim, beside=tuple(symbols[1:]), whole=True) for one in symbols[:1]]


def _alone(symbol: Symbol) -> CodeSeen:
    return CodeSeen(symbol.data, symbol.aim, whole=True)


def _done(symbols: Sequence[Symbol], waiting: dict[Symbol, int]) -> None:
    for symbol in symbols:
        waiting.pop(symbol, None)


def _parts(symbols: Sequence[Symbol], alone: Collection[str]) -> list[Symbol]:
    """The symbols with a field that stands alone."""
    return [symbol for symbol in symbols if not set(alone).isdisjoint(_own([symbol]))]


def _ais(symbols: Sequence[Symbol]) -> list[str] | None:
    """The application identifiers of one label; None where the symbols are of several."""
    together = merged([_fields(symbol) for symbol in symbols])
    return None if isinstance(together, Refused) else [*ais_of(together)]


def _own(symbols: Sequence[Symbol]) -> list[str]:
    return [ai for symbol in symbols for ai in ais_of(_fields(symbol))]


def _fields(symbol: Symbol) -> Fields:
    """The fields of a GS1 symbol; none of any other code, and none of one that is refused."""
    if carrier_of(symbol.aim) == "site":
        return ()
    read = identify(symbol.data, symbol.aim)
    return () if isinstance(read, Refused) else read.fields
