"""What reference records name of each other: an item of a line, a place, an operator. Held against what is known.

A name of nothing stops no other work, but the line or the document that has it: whoever keeps the records is told.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, TypeAlias

from edge.core.reference import Document, Item, LocationInfo, Operator, Record
from edge.core.value import value

Kind: TypeAlias = Literal["items", "locations", "operators", "orders"]
_CALLED: Final[dict[Kind, str]] = {
    "items": "item",
    "locations": "location",
    "operators": "operator",
    "orders": "order",
}


@value
class Link:
    """A field of a record that names a record of another dataset."""

    field: str
    kind: Kind
    key: str


@value
class Loose:
    """A link to nothing, or to one that cannot be meant: of which record, in which field, and why."""

    dataset: str
    key: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.dataset} {self.key}: {self.field}: {self.why}"


Find: TypeAlias = Callable[[Kind, str], Record | Literal["unasked"] | None]
"""The record of a kind under a key; None where there is none, and `unasked` where nobody can know that."""


def links_of(record: Record) -> Iterator[Link]:
    """All that a record names."""
    match record:
        case Item(components=components):
            yield from (Link("components", "items", code) for code in components)
        case LocationInfo(fixed_item=item) if item:
            yield Link("fixed_item", "items", item)
        case Document():
            yield from _links_of_document(record)


def _links_of_document(document: Document) -> Iterator[Link]:
    own: tuple[tuple[str, Kind, str], ...] = (
        ("place", "locations", document.place),
        ("assigned", "operators", document.assigned),
        ("item", "items", document.item),
    )
    yield from (Link(*one) for one in own if one[2])
    yield from (Link("orders", "orders", order) for order in document.orders)
    yield from (Link(f"line {line.line}: item", "items", line.item) for line in document.lines)


def loose(dataset: str, key: str, record: Record, find: Find) -> Iterator[Loose]:
    """What a record names that is not there, or cannot do what it is named for."""
    for link in links_of(record):
        found = find(link.kind, link.key)
        if not isinstance(found, str) and (why := _unfit(link, found)):
            yield Loose(dataset, key, link.field, why)


def _unfit(link: Link, found: Record | None) -> str:
    match found:
        case None:
            return f"{link.key} is no {_CALLED[link.kind]} that is known here"
        case Operator(active=False):
            return f"{link.key} does not work here any more"
        case Item(components=components) if link.field == "item" and not components:
            return f"{link.key} has no components: nothing is known to make it of"
        case _:
            return ""


def within(records: Iterable[tuple[str, str, Record]], whole: Iterable[str]) -> Iterator[Loose]:
    """Records (dataset, key, record) held against each other. Only what a dataset of `whole` should have is missed:
    of another nobody knows here what it holds."""
    held = [*records]
    known = {(dataset, key): record for dataset, key, record in held}
    asked = frozenset(whole)

    def find(kind: Kind, key: str) -> Record | Literal["unasked"] | None:
        return known.get((kind, key)) if kind in asked else "unasked"

    for dataset, key, record in held:
        yield from loose(dataset, key, record, find)
