"""What an entry is about: the subjects by which people ask for it. Pure.

    movement of 6 TEA from lpn:P-1 to loc:S1/A-01 for an order  ->  item:TEA lpn:P-1 loc:S1/A-01 doc:SO-1 op:op-17

The same words decide what the index holds and what a filter lets through.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

SUBJECTS_KEPT: Final = 1 << 16
RARE_KINDS: Final = frozenset({"clock", "finding", "count", "outcome", "audit", "checkpoint"})
"""Kinds that are asked for by themselves and are few beside the movements."""
LATE: Final = "late"
"""Entries of an earlier epoch that were posted in the present one."""


def item(code: str) -> str:
    return f"item:{code}"


def unit(code: str) -> str:
    """A handling unit: itself, and what goes in and out of it. Places are subjects as they are written."""
    return f"lpn:{code}"


def serial(number: str) -> str:
    """A serial number, of whichever item: people know the number alone."""
    return f"serial:{number}"


def document(ident: str) -> str:
    return f"doc:{ident}"


def operator(ident: str) -> str:
    """Who did it or allowed it."""
    return f"op:{ident}"


def names(entry_id: str) -> str:
    """The entries that name an earlier one: evidence of it, what takes it back."""
    return f"of:{entry_id}"


def kind(word: str) -> str:
    return f"kind:{word}"


def subjects(fields: Mapping[str, Any]) -> Iterator[str]:
    """The subjects of an entry's wire object; one may come twice."""
    if fields["kind"] in RARE_KINDS:
        yield kind(fields["kind"])
    for name, subject in _BY_FIELD:
        if name in fields:
            yield subject(fields[name])
    if "doc" in fields:
        yield document(fields["doc"]["id"])
    yield from map(serial, fields.get("serials", ()))
    yield from (item(line["item"]) for line in fields.get("lines", ()))
    told = fields.get("args", {}).get("lpn")
    if isinstance(told, str):
        yield unit(told)


def _itself(place: str) -> str:
    return place


_BY_FIELD: Final = (
    ("op", operator),
    ("approver", operator),
    ("of", names),
    ("corrects", names),
    ("src", _itself),
    ("dst", _itself),
    ("place", _itself),
    ("item", item),
    ("lpn", unit),
)


@lru_cache(SUBJECTS_KEPT)
def digest(subject: str) -> int:
    """The subject as 64 bits. Two that fall together cost a look at an entry more, and nothing else."""
    return int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=8).digest(), "big", signed=True)
