"""The keys of a tag as an identity: what each EPC scheme names, and that its characters and check digits are right."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from edge.core.epc_bits import NotBelievedError
from edge.core.gs1_rules import CHECKED, rule
from edge.core.identifiers import Epc, Gdti, Giai, Gln, Grai, Gtin, Serial, Sscc, has_check_digit
from edge.core.identity import TagIdentity

Field: TypeAlias = tuple[str, str]
"""An application identifier and its value."""

KEYS: Final[Mapping[str, tuple[Field, ...]]] = {
    "sgtin": (("01", "gtin"), ("21", "serial")),
    "sscc": (("00", "sscc"),),
    "sgln": (("414", "gln"), ("254", "extension")),
    "grai": (("8003", "grai"),),
    "giai": (("8004", "giai"),),
    "gdti": (("253", "gdti"),),
    "cpi": (("8010", "cpi"), ("8011", "serial")),
    "gsrn": (("8018", ""),),
    "gsrnp": (("8017", ""),),
    "sgcn": (("255", ""),),
    "itip": (("8006", ""), ("21", "")),
}
"""The application identifiers of each scheme, and the name of each in a `TagIdentity`; '' is kept in `fields`."""

NO_EXTENSION: Final = "0"
"""A location as a whole: the extension that says there is none. TDS 7.5."""


def hexadecimal(epc: bytes) -> Epc:
    """A tag's number as text, without the checks that bytes cannot fail."""
    return str.__new__(Epc, epc.hex().upper())


def raw(epc: bytes, why: str) -> TagIdentity:
    """A tag that names nothing here, and why."""
    return TagIdentity(hexadecimal(epc), why=why)


def with_keys(epc: bytes, kind: str, uri: str, values: Iterable[str], more: tuple[Field, ...] = ()) -> TagIdentity:
    """The identity of a tag that carries these values of its scheme, in order; raises where one cannot be right."""
    named: dict[str, Any] = {}
    fields: list[Field] = []
    for (ai, name), value in zip(KEYS[kind.removeprefix("d").rstrip("+")], values, strict=True):
        require(ai, value)
        if name:
            named[name] = _MAKE[name](value)
        else:
            fields.append((ai, value))
    return TagIdentity(hexadecimal(epc), kind, urn=uri, **named, fields=(*fields, *more))


def require(ai: str, value: str) -> None:
    """Raises unless a value has the characters, the length and the check digit that its application identifier asks."""
    known = rule(ai)
    if known is None or not known.value.fullmatch(value):
        raise NotBelievedError("not_canonical")
    if (span := CHECKED.get(ai)) and not has_check_digit(value[slice(*span)]):
        raise NotBelievedError("check_digit")


_MAKE: Final[Mapping[str, Callable[[str], object]]] = {
    "gtin": Gtin,
    "serial": Serial,
    "sscc": Sscc,
    "gln": Gln,
    "extension": lambda value: None if value == NO_EXTENSION else value,
    "grai": lambda value: Grai(value[1:]),
    "giai": Giai,
    "gdti": Gdti,
    "cpi": str,
}
