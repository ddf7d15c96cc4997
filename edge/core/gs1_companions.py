"""Which fields of a GS1 label cannot stand without others: a lot without an item, a count without a content.

Asked of a whole label, never of one symbol: a pallet's label is often printed as two or three symbols.
GS1 General Specifications 4.13 (mandatory associations).

Differs from it in one point: lot, serial and dates may also stand beside an SSCC alone, as many pallets have them.
"""

from collections.abc import Collection, Iterable
from typing import Final, TypeAlias

Choice: TypeAlias = tuple[str, ...]
"""Application identifiers of which one must be there; `31` and the like stand for all that begin so."""

_ITEM: Final[Choice] = ("01",)
_GOODS: Final[Choice] = ("01", "02")
_UNIT: Final[Choice] = ("00",)
_UNIT_OR_ITEM: Final[Choice] = ("00", "01")
_PACKED: Final[Choice] = ("01", "02", "03", "8006", "8026")
_DATED: Final[Choice] = (*_PACKED, "00")
_MEASURED: Final[Choice] = ("30", "31", "32", "35", "36")
_PIECE: Final[Choice] = ("01", "8006")
_PERSON: Final[Choice] = ("8017", "8018")


def missing(ais: Collection[str]) -> dict[str, Choice]:
    """The fields of a label that stand alone, each with those of which it needs one; empty for a whole label."""
    return {ai: choice for ai in ais for choice in needed(ai) if not any(_is_there(one, ais, ai) for one in choice)}


def needed(ai: str) -> tuple[Choice, ...]:
    """What a field needs beside it, one of each choice."""
    return _NEEDED.get(ai) or (_NEEDED.get(ai[:3], ()) if len(ai) == 4 else ())


def _is_there(one: str, ais: Iterable[str], but: str) -> bool:
    if one in ("31", "32", "35", "36"):
        return any(ai.startswith(one) and len(ai) == 4 and ai != but for ai in ais)
    return one in ais


def _series(first: int, last: int) -> Iterable[str]:
    return map(str, range(first, last + 1))


_NEEDED: Final[dict[str, tuple[Choice, ...]]] = {
    "02": (("37",),),
    **dict.fromkeys(("10", "11", "13", "15", "16"), (_DATED,)),
    "12": (("8020",),),
    "17": ((*_DATED, "255"),),
    **dict.fromkeys(("20", "240", "241", "242", "422", "7001"), (_PACKED,)),
    "21": (("01", "03", "8006", "00"),),
    **dict.fromkeys(("22", "235", "243", "337", "710", "711", "712", "713", "714", "715", "8001", "8200"), (_ITEM,)),
    "250": (_PIECE, ("21",)),
    **dict.fromkeys(("251", "7021", "7240", "8012"), (_PIECE,)),
    "254": (("414",),),
    **dict.fromkeys(("30", "423", "424", "425", "426", "7002", "7003", "7005", "7006", "7007", "7008"), (_GOODS,)),
    **dict.fromkeys(("7009", "7010", "7011", "8005", "8008", *_series(7030, 7039)), (_GOODS,)),
    **dict.fromkeys((*_series(310, 316), *_series(320, 329), *_series(350, 352)), (_GOODS,)),
    **dict.fromkeys(("356", "357", "360", "361", *_series(364, 366)), (_GOODS,)),
    **dict.fromkeys((*_series(330, 336), *_series(340, 349), *_series(353, 355)), (_UNIT_OR_ITEM,)),
    **dict.fromkeys(("362", "363", *_series(367, 369), "8009"), (_UNIT_OR_ITEM,)),
    "37": (_UNIT, ("02", "8026")),
    "390": (("255", "8020"),),
    "391": (("8020",),),
    "392": (_ITEM, _MEASURED),
    "393": (_ITEM, _MEASURED),
    "394": (("255",),),
    "395": (_ITEM, _MEASURED),
    "403": (_UNIT,),
    "415": (("8020",),),
    "427": (_GOODS, ("422",)),
    **dict.fromkeys((*_series(4300, 4302), *_series(4304, 4312), *_series(4314, 4326), *_series(4330, 4333)), (_UNIT,)),
    "4303": (("4302",),),
    "4313": (("4312",),),
    "7004": (_ITEM, ("10",)),
    "7020": (_PIECE, ("416",)),
    "7022": (("7021",),),
    **dict.fromkeys(_series(7230, 7239), (("01", "8004"),)),
    **dict.fromkeys(("7241", "7242", "8019"), (_PERSON,)),
    **dict.fromkeys(("8007", "8020"), (("415",),)),
    "8011": (("8010",),),
    "8026": (("37",),),
    "8030": (("00", "01", "253", "255", "8003", "8004", "8006", "8010", "8017", "8018"),),
    "8111": (("255",),),
}
