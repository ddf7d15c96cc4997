"""One label, several symbols: their fields are one set, and only of the whole is asked what must stand beside what.

(00)106141412345678908          ]C1
(02)09521234543213(37)24        ]C1     -> pallet, content, 24 of it, lot: one label
(10)LOT-7                       ]C1
"""

from collections.abc import Sequence

from edge.core.changed import changed
from edge.core.gs1 import agreed, keys_of
from edge.core.gs1_companions import missing
from edge.core.identify import PLAIN, SourceRules, identify
from edge.core.identity import Element, Keys, Refused, Scanned
from edge.core.read import Symbol


def read_label(symbols: Sequence[Symbol], source: SourceRules = PLAIN) -> Scanned | Refused:
    """What the symbols of one label say together, or why they say nothing; never raises.

    Plain codes beside GS1 symbols are no part of it. Of no GS1 symbol at all, the first code is the answer.
    """
    if not symbols:
        return Refused("empty")
    read = [identify(symbol.data, symbol.aim, source) for symbol in symbols]
    parts = [one for one in read if isinstance(one, Refused) or one.kind == "gs1"]
    if not parts:
        return read[0]
    whole: list[Scanned] = []
    for part in parts:
        if isinstance(part, Refused):
            return part
        whole.append(part)
    return _together(whole, source)


def _together(parts: Sequence[Scanned], source: SourceRules) -> Scanned | Refused:
    together = merged([part.fields for part in parts])
    if isinstance(together, Refused):
        return together
    for ai, choice in missing(ais_of(together)).items():
        return Refused("companion", None, {"ai": ai, "needed": ") / (".join(choice)})
    weighed = list(dict.fromkeys(part.text for part in parts if _has_value(part)))
    if len(weighed) > 1:
        return Refused("labels_mixed", None, {"value": weighed[0], "other": weighed[1]})
    keys = keys_of(together, source.year)
    for part in parts:
        keys = _with_value(keys, part.keys)
    warnings = tuple(dict.fromkeys(word for part in parts for word in part.warnings))
    return Scanned(" ".join(part.text for part in parts), parts[0].aim, "gs1", keys, warnings, together)


def _has_value(part: Scanned) -> bool:
    """Whether a number of one field says a weight, a price or a count beside it."""
    return len(part.fields) == 1 and part.keys.gtin is not None and bool(part.keys.measures or part.keys.pieces)


def _with_value(keys: Keys, part: Keys) -> Keys:
    """The keys of a label with the weight, price or count that stands in a number and in no field of its own."""
    if part.gtin is None or part.gtin != keys.gtin:
        return keys
    measures = tuple(dict.fromkeys((*keys.measures, *part.measures)))
    pieces = part.pieces if keys.pieces is None else keys.pieces
    weight = part.net_weight_mg if keys.net_weight_mg is None else keys.net_weight_mg
    return changed(keys, measures=measures, pieces=pieces, net_weight_mg=weight)


def merged(parts: Sequence[Sequence[Element]]) -> tuple[Element, ...] | Refused:
    """The fields of several symbols as one set; refused when they are not of one label."""
    together = agreed([field for part in parts for field in part])
    if isinstance(together, Refused) and together.code == "repeated" and len(parts) > 1:
        return Refused("labels_mixed", None, {name: together.args[name] for name in ("value", "other")})
    return together


def ais_of(fields: Sequence[Element]) -> Sequence[str]:
    """The application identifiers of some fields."""
    return [field.ai for field in fields]
