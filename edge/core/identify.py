"""From the bytes of a barcode to what it names, without a guess: the symbol's own kind decides how its text is read.

The AIM identifier that a scanner sends before the data says which symbol it read (edge/core/symbologies.py):

    gs1          GS1-128, DataBar, DataMatrix, QR, DotCode with FNC1       -> fields of a GS1 label
    ean, itf14   EAN, UPC, ITF of 14 digits                                -> an item number
    site         Code 128, Code 39, plain QR, plain DataMatrix ...         -> a site code, whatever it looks like

A web address that is a GS1 Digital Link is one in any symbol. A text without an AIM identifier is a site code, unless
its source was declared GS1; then it is GS1 if the whole of it parses and checks, and one that begins with a key whose
check digit is right must.
"""

import unicodedata
from typing import Final, Literal

from biip import ParseError
from biip.upc import Upc

from edge.core.digital_link import read_link
from edge.core.gs1 import GS, begins_with_key, keys_of, read_elements, warnings_of
from edge.core.identifiers import GTIN_LENGTHS, Gtin, Sscc, check_digit, has_check_digit
from edge.core.identity import Element, Keys, Refused, Scanned
from edge.core.read import CODE_BYTES_MAX
from edge.core.symbologies import carrier_of
from edge.core.value import value
from edge.core.variable_codes import VariableCode, is_restricted, read_variable

_DATES: Final = frozenset(("11", "13", "15", "16", "17"))
_RESTRICTED_UPC: Final = "04"
"""The other beginning of an EAN-13 that every company uses as it likes, with no place for a value."""


@value
class SourceRules:
    """What an integrator knows about one source of codes. `year` is the year of the scan, for two-digit years.

    `gs_aliases` are texts that this source sends instead of the separator 0x1D; they mean it in GS1 codes only.
    `variable` says how the site's EAN-13 with a weight, price or count in them are made.
    """

    gs1_without_aim: bool = False
    gs_aliases: tuple[str, ...] = ()
    year: int = 2026
    variable: tuple[VariableCode, ...] = ()


PLAIN: Final = SourceRules()


def identify(data: bytes, aim: str, source: SourceRules = PLAIN) -> Scanned | Refused:
    """What one code names, or why it names nothing; never raises. `aim` is its AIM identifier (`]C1`) or ''."""
    if not data:
        return Refused("empty")
    if len(data) > CODE_BYTES_MAX:
        return Refused("too_long", CODE_BYTES_MAX, {"limit": CODE_BYTES_MAX})
    text = _decoded(data)
    match carrier_of(aim):
        case "gs1":
            return _gs1(text, aim, source)
        case "ean":
            return _ean(text, aim, source)
        case "add_on":
            return Refused("add_on_alone")
        case "itf14" if len(text) == 14:
            return _item(text, aim)
    if not aim and source.gs1_without_aim:
        return _claimed(text, source)
    return _site(text, aim, source)


def _decoded(data: bytes) -> str:
    """Text from a symbol: UTF-8 where it is that, else the Latin-1 that barcodes default to; in one normal form."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _unprintable(text: str) -> Refused | None:
    if text.replace(GS, "").isprintable():
        return None
    at = next(n for n, character in enumerate(text) if character != GS and not character.isprintable())
    return Refused("control_characters", at)


def _gs1(text: str, aim: str, source: SourceRules) -> Scanned | Refused:
    if text[:4].lower() == "http" and (link := _link(text, aim, source)):
        return link
    text = _separated(text, source)
    if refused := _unprintable(text):
        return refused
    elements = read_elements(text, source.year)
    return elements if isinstance(elements, Refused) else _scanned(text, aim, elements, source)


def _separated(text: str, source: SourceRules) -> str:
    """The text with what stands for separators put back."""
    for alias in sorted(source.gs_aliases, key=len, reverse=True):  # `<GS>>` before `<GS>`
        text = text.replace(alias, GS)
    return text


def _scanned(text: str, aim: str, elements: tuple[Element, ...], source: SourceRules) -> Scanned:
    warnings = warnings_of(elements, source.year)
    return Scanned(text, aim, "gs1", keys_of(elements, source.year), warnings, elements)


def _link(text: str, aim: str, source: SourceRules) -> Scanned | Refused | None:
    elements = read_link(text, source.year)
    if elements is None or isinstance(elements, Refused):
        return elements
    return Scanned(text, aim, "gs1", keys_of(elements, source.year), fields=elements)


def _site(text: str, aim: str, source: SourceRules) -> Scanned | Refused:
    if text[:4].lower() == "http" and (link := _link(text, aim, source)):
        return link
    return _unprintable(text) or Scanned(text, aim, "site")


def _claimed(text: str, source: SourceRules) -> Scanned | Refused:
    """A text from a source that was declared GS1, without AIM identifier.

    Digits as many as a key has are that key or a site code, never fields: an SSCC without its (00) begins like a lot.
    """
    if text.isascii() and text.isdigit() and len(text) in {18, *GTIN_LENGTHS}:
        if not has_check_digit(text):
            return Scanned(text, "", "site")
        if len(text) == 18:
            return Scanned(text, "", "gs1", Keys(sscc=Sscc(text)), fields=(Element("00", text, 0),))
        if len(text) in (12, 13):
            return _ean13(text, "", source)
        return _claimed_eight(text, source) if len(text) == 8 else _number(text, "")
    outcome = _gs1(text, "", source)
    begins = begins_with_key(_separated(text, source).lstrip(GS), source.year)
    if isinstance(outcome, Refused) and outcome.code != "check_digit" and not begins:
        return _site(text, "", source)
    return outcome


def _claimed_eight(text: str, source: SourceRules) -> Scanned | Refused:
    """Eight digits that check: an EAN-8, if they are neither a UPC-E nor a date as well."""
    fields = read_elements(text, source.year)
    if not isinstance(fields, Refused) and fields[0].ai in _DATES:
        return Refused("ambiguous_date", None, {"value": text})
    return _eight_digits(text, "")


def _item(digits: str, aim: str) -> Scanned | Refused:
    if not (digits.isascii() and digits.isdigit()):
        return Refused("ean_form")
    if not has_check_digit(digits):
        args: dict[str, str | int] = {"value": digits, "expected": check_digit(digits[:-1])}
        return Refused("check_digit", len(digits) - 1, args)
    return _number(digits, aim)


def _number(text: str, aim: str, warnings: tuple[str, ...] = (), digits: str = "") -> Scanned:
    """An item number whose check digit is right; `digits` where the text is another spelling of it."""
    gtin = Gtin(digits or text)
    return Scanned(text, aim, "gs1", Keys(gtin=gtin), warnings, (Element("01", gtin, 0),))


def _ean(text: str, aim: str, source: SourceRules) -> Scanned | Refused:
    """EAN and UPC: `]E0` 13 digits (12 and 8 by scanners that do not expand), `]E3` with an add-on, `]E4` EAN-8."""
    if aim == "]E3":
        if len(text) not in {15, 18}:  # thirteen would be a UPC-E of eight and an add-on of five
            return Refused("ean_form")
        text = text[:13]
    shape: Literal[8, 13] = 8 if aim == "]E4" else 13
    if aim == "]E0" and len(text) == 8 and text.isascii() and text.isdigit():
        return _eight_digits(text, aim)
    if len(text) != shape and not (shape == 13 and len(text) == 12):
        return Refused("ean_form")
    outcome = _item(text, aim)
    return outcome if shape == 8 or isinstance(outcome, Refused) else _ean13(text, aim, source)


def _ean13(text: str, aim: str, source: SourceRules) -> Scanned | Refused:
    """Twelve or thirteen digits that check: an item of the world's, or of this company's own numbering."""
    ean13 = text.zfill(13)
    if not is_restricted(ean13):
        return _number(text, aim, ("restricted",) if ean13.startswith(_RESTRICTED_UPC) else ())
    keys = read_variable(ean13, source.variable)
    if keys is None:
        return _number(text, aim, ("restricted",))
    if isinstance(keys, Refused) or keys.gtin is None:
        return keys if isinstance(keys, Refused) else _number(text, aim)
    return Scanned(text, aim, "gs1", keys, fields=(Element("01", keys.gtin, 0),))


def _eight_digits(text: str, aim: str) -> Scanned | Refused:
    """Eight digits as `]E0`: a UPC-E that was not expanded, or an EAN-8 under a wrong flag; exactly one must check."""
    try:
        expanded = Upc.parse(text).as_gtin_14()
    except ParseError:
        return _item(text, aim)
    if has_check_digit(text) and Gtin(text) != expanded:
        return Refused("ambiguous", None, {"value": text})
    return _number(text, aim, digits=expanded)
