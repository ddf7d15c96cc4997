"""What a read names, as far as the read alone tells: the keys of a code or a tag, or why a code names nothing.

`Scanned` and `TagIdentity` are the two forms of an `Identity`. A code that is no GS1 code is a site code: its text is
matched later against the tables of items, locations, licence plates, documents, badges and commands.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal, NamedTuple, TypeAlias

from edge.core.identifiers import Epc, Gdti, Giai, Gln, Grai, Gtin, Lot, Serial, Sscc
from edge.core.measures import Measure
from edge.core.value import value

Names: TypeAlias = Literal[
    "logistic_unit", "item", "content", "location", "asset", "document", "party", "attributes", "site", "raw"
]
"""What kind of thing a read names. `content`: the goods on a pallet whose own number is in another symbol;
`attributes`: a part of a label, such as lot and expiry alone; `site`, `raw`: only tables can tell."""

REFUSALS: Final[Mapping[str, str]] = {
    "empty": "The scanner sent nothing.",
    "too_long": "This code is longer than {limit} characters.",
    "control_characters": "This code has characters that cannot be shown. Check the scanner's settings.",
    "check_digit": "The number {value} is wrong: its check digit should be {expected}. Scan or type it again.",
    "ean_form": "A product code has 8, 12 or 13 digits; this one does not.",
    "add_on_alone": "This is only the small add-on beside the product code. Scan the large one.",
    "ambiguous": "The number {value} can be read as two different products. Set the scanner to send UPC-E expanded.",
    "ambiguous_date": "{value} can be read as a product and as a date. Scan the label's other code.",
    "unknown_field": "The label has a field that does not exist, at {found}. Perhaps the scanner sends no separators.",
    "field_characters": 'The field ({ai}) on the label has a character that cannot stand there: "{found}".',
    "field_too_short": 'The field ({ai}) on the label is cut short: "{value}".',
    "field_too_long": "The field ({ai}) on the label is too long: {value}. Perhaps the scanner sends no separators.",
    "date": "The date in field ({ai}) on the label is not in the calendar: {value}.",
    "country": "The field ({ai}) on the label names a country that does not exist: {value}.",
    "currency": "The field ({ai}) on the label names a currency that does not exist: {value}.",
    "piece_of_total": "Field ({ai}) on the label says piece {piece} of {total}.",
    "repeated": "The label has field ({ai}) twice, with different values: {value} and {other}.",
    "invalid_pair": "The fields ({ai}) and ({other}) cannot stand on one label.",
    "companion": "The field ({ai}) on the label says nothing without ({needed}). Scan the label's other code too.",
    "labels_mixed": "These codes are of different labels: {value} and {other}. Scan one label after the other.",
    "separator_as_text": "The scanner types {found} where a separator belongs. Name it in the scanner's gs_aliases.",
    "link_field": "The web address on the label has a number that stands for no field: {found}.",
    "link_qualifiers": "The web address on the label has its fields in the wrong order, at ({ai}).",
}
"""Every code of a `Refused` and its English sentence."""


@value
class Element:
    """One field of a GS1 code: its application identifier, its value, and where the value begins in the code."""

    ai: str
    value: str
    at: int


@value
class Keys:
    """What one scan says, all of it: one label can name a pallet, its content, lot, expiry and count.

    Dates are ISO text (2026-11-30; day 00 on the label is the month's last day), weights whole milligrams; all that
    the label measures, weights too, stands in `measures` exactly as stated, each with its unit.
    `content` is the item inside a logistic unit and `count` how many; `extension` refines `gln` (AI 254).
    `rest` holds the fields of the label that have no name here, as (application identifier, value).
    """

    sscc: Sscc | None = None
    gtin: Gtin | None = None
    content: Gtin | None = None
    lot: Lot | None = None
    serial: Serial | None = None
    expiry: str | None = None
    best_before: str | None = None
    sell_by: str | None = None
    packed: str | None = None
    produced: str | None = None
    count: int | None = None
    pieces: int | None = None
    gln: Gln | None = None
    extension: str | None = None
    party: Gln | None = None
    grai: Grai | None = None
    giai: Giai | None = None
    gdti: Gdti | None = None
    order: str | None = None
    net_weight_mg: int | None = None
    gross_weight_mg: int | None = None
    measures: tuple[Measure, ...] = ()
    rest: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> Names:
        """The most encompassing thing these keys name."""
        for name, key in (
            ("logistic_unit", self.sscc),
            ("item", self.gtin),
            ("content", self.content),
            ("location", self.gln),
            ("asset", self.grai or self.giai),
            ("document", self.gdti),
            ("party", self.party),
        ):
            if key is not None:
                return name  # type: ignore[return-value]  # the literals stand just above
        return "attributes"


NO_KEYS: Final = Keys()


@value
class Scanned:
    """One code, read. `kind` tells whether it is a GS1 code; `fields` are those of a GS1 code, as they stand there.

    `warnings` are stable words: `no_separators` (a field seems to have swallowed the next), `restricted` (a number
    that means something in this company only, and no rule of the site says what).
    """

    text: str
    aim: str
    kind: Literal["gs1", "site"]
    keys: Keys = NO_KEYS
    warnings: tuple[str, ...] = ()
    fields: tuple[Element, ...] = field(default=(), compare=False)

    @property
    def names(self) -> Names:
        """What kind of thing the code names."""
        return self.keys.names if self.kind == "gs1" else "site"


@value
class Refused:
    """One code that names nothing, and why. `position` counts its characters from 0, each separator as one."""

    code: str
    position: int | None = None
    args: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The English sentence for the worker."""
        return REFUSALS[self.code].format_map(self.args)


RAW_TAGS: Final[Mapping[str, str]] = {
    "blank": "This tag is empty: nobody has written a number to it.",
    "factory": "This tag has only its chip's number from the factory. Write the goods' number to it first.",
    "other_numbering": "This tag's number is not from GS1 but from another numbering system (ISO).",
    "unknown_scheme": "This tag's number begins like no GS1 number: a company's own number, or a newer standard.",
    "no_words": "This tag says that it has no number. Write the goods' number to it first.",
    "too_short": "This tag's number ends too early: it was written or read only in part. Read or write it again.",
    "too_long": "This number is longer than a tag can hold.",
    "cut_short": "The reader sent only a part of this tag's number. Read the tag again.",
    "odd_length": "No tag can hold a number of this length: tags hold words of 16 bits. Read the tag again.",
    "check_digit": "The number on this tag is damaged: its check digit is wrong. Write the tag again.",
    "not_canonical": "This tag was written against the rules of its scheme, so its number is not sure. Write it again.",
}
"""Every reason why a tag is `raw`, and its English sentence."""


class TagIdentity(NamedTuple):
    """One RFID tag's number, read. `kind` is the EPC scheme in lower case, or `raw` and then `why` tells the reason.

    `cpi` is a component or part (AI 8010) with its `serial`. `fields` holds what has no name here or comes beyond the
    key, as (application identifier, value) like on a label: the date of DSGTIN+, lot and dates of +AIDC data. `data` is
    +AIDC data that could not be read, in hexadecimal. The EPC URI is `urn`, or made of the key when somebody asks:
    `prefix` then says how many digits its company prefix has.
    A tuple: thousands are made in a second, and a frozen dataclass of this size takes eight times as long.
    """

    epc: Epc
    kind: str = "raw"
    why: str | None = None
    urn: str | None = None
    gtin: Gtin | None = None
    serial: Serial | None = None
    sscc: Sscc | None = None
    gln: Gln | None = None
    extension: str | None = None
    grai: Grai | None = None
    giai: Giai | None = None
    gdti: Gdti | None = None
    cpi: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    data: str | None = None
    prefix: int = 0

    @property
    def uri(self) -> str | None:
        """The tag's pure identity as EPC URI (TDS section 6), None for a raw tag."""
        key = self.sscc or self.gtin
        if not self.prefix or key is None:
            return self.urn
        company, reference = key[1 : self.prefix + 1], f"{key[0]}{key[self.prefix + 1 : -1]}"
        return f"urn:epc:id:{self.kind}:{company}.{reference}" + (f".{self.serial}" if self.serial is not None else "")

    @property
    def names(self) -> Names:
        """What kind of thing the tag names."""
        return _TAG_NAMES.get(self.kind.rstrip("+"), "raw")

    @property
    def message(self) -> str | None:
        """Why the tag is raw, as an English sentence for the worker."""
        return RAW_TAGS[self.why] if self.why else None


_TAG_NAMES: Final[Mapping[str, Names]] = {
    "sscc": "logistic_unit",
    "sgtin": "item",
    "dsgtin": "item",
    "cpi": "item",
    "sgln": "location",
    "grai": "asset",
    "giai": "asset",
    "gdti": "document",
}

Identity: TypeAlias = Scanned | TagIdentity
