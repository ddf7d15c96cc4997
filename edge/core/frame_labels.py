"""Labels before a camera: the symbols of one pallet label that come into view, put together.

    frame 1   (00)            stands for itself                     -> told
    frame 2   (02)(37) (10)   need the (00), which is in view       -> told together, with the (00) beside them
    frame 3   (10) alone      needs an item, and none is in view    -> waits for it, then is told as the part it is

Symbols of one view whose fields contradict each other are of two labels, and nobody knows which belongs to which: each
is told alone, as the part it is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from edge.core.gs1_companions import missing
from edge.core.gs1_label import ais_of, merged
from edge.core.identify import identify
from edge.core.identity import Element, Refused
from edge.core.read import SYMBOLS_MAX, Symbol
from edge.core.symbologies import carrier_of

WAIT_MS: Final = 1_500
"""How long a part of a label waits for the rest of it."""
Label: TypeAlias = tuple[Symbol, ...]
Fields: TypeAlias = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Symbols that say nothing without others, and since when (ms) each waits."""

    since: Mapping[Symbol, int] = field(default_factory=lambda: MappingProxyType({}))


def gather(
    waiting: Waiting, appeared: Sequence[Symbol], in_view: Collection[Symbol], at_ms: int
) -> tuple[Waiting, list[Label]]:
    """What to tell of one frame: labels, the new symbols of each first, then those in view that they lean on.

    `appeared` count from this frame on, `in_view` are all that count. `at_ms` never runs back.
    """
    labels: list[Label] = [(symbol,) for symbol in appeared if not _fields(symbol)]
    since = {**waiting.since, **{symbol: at_ms for symbol in appeared if _fields(symbol)}}
    beside = [symbol for symbol in in_view if symbol not in since and _fields(symbol)]
    together = merged([_fields(symbol) for symbol in (*since, *beside)]) if since else ()
    if isinstance(together, Refused) or len(since) + len(beside) > SYMBOLS_MAX:
        return Waiting(), [*labels, *((symbol,) for symbol in since)]
    alone = missing(ais_of(together))
    parts = [symbol for symbol in since if not alone.keys().isdisjoint(ais_of(_fields(symbol)))]
    whole = [symbol for symbol in since if symbol not in parts]
    if whole:
        own = [ai for symbol in whole for ai in ais_of(_fields(symbol))]
        labels.append((*whole, *beside) if missing(own) else (*whole,))
    left = {symbol: since[symbol] for symbol in parts if at_ms - since[symbol] < WAIT_MS}
    return Waiting(left), [*labels, *((symbol,) for symbol in parts if symbol not in left)]


def _fields(symbol: Symbol) -> Fields:
    """The fields of a GS1 symbol; none of any other code, and none of one that is refused."""
    if carrier_of(symbol.aim) == "site":
        return ()
    read = identify(symbol.data, symbol.aim)
    return () if isinstance(read, Refused) else read.fields
