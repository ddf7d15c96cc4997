"""What a scan names on this floor: the tables are asked, all of them.

A code may name several things; a step takes the first of them that it can use.
"""

import re

from edge.core.event import Scan, Unreadable
from edge.core.identifiers import has_check_digit
from edge.core.identity import Keys, Refused, Scanned
from edge.core.message import Message
from edge.core.names import (
    COMMAND_CODES,
    BadgeScan,
    CommandScan,
    DetailScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    UnknownScan,
)
from edge.core.view import View

SSCC_DIGITS = 18


def name_scan(view: View, scanned: Scanned | Refused, text: str) -> Scan | Unreadable:
    """All that a code names, in the order command, badge, LPN, location, document, item, detail; never empty."""
    if isinstance(scanned, Refused):
        return Unreadable(text, Message("code-" + scanned.code.replace("_", "-"), dict(scanned.args)))
    names = _gs1_names(view, scanned.keys) if scanned.kind == "gs1" else ()
    if scanned.kind == "site" or not scanned.aim:
        # Without an AIM identifier nobody knows for certain that a code is GS1: the site's own tables come first.
        names = (*_site_names(view, scanned.text), *names)
    return Scan(text, names or (UnknownScan(text),))


def _gs1_names(view: View, keys: Keys) -> tuple[Name, ...]:
    names: list[Name] = []
    if keys.sscc is not None:
        names.append(LpnScan(keys.sscc, view.lpn(keys.sscc) is not None))
    if keys.gln is not None:
        codes = (f"{keys.gln}.{keys.extension}",) if keys.extension else (keys.gln,)
        names += [LocationScan(found) for code in codes if (found := view.location(code)) is not None]
    names += _goods_names(view, keys)
    return tuple(names)


def _goods_names(view: View, keys: Keys) -> list[Name]:
    """The item of the label, or the content of its pallet; else what of lot, date and serial stands there alone."""
    lot, serial = keys.lot or "", keys.serial or ""
    expiry = keys.expiry or keys.best_before or keys.sell_by or ""
    gtin = keys.gtin or keys.content
    if gtin is None:
        return [DetailScan(lot, expiry, serial)] if lot or expiry or serial else []
    found = view.item_by_code(gtin)
    if found is None:
        return []
    item, units = found
    count = (keys.pieces if keys.gtin is not None else keys.count) or 1
    return [ItemScan(item, units * count, lot, expiry, serial)]


def _site_names(view: View, text: str) -> tuple[Name, ...]:
    """What the site's tables know of a text; one typed in small letters is what its capitals name."""
    return _exactly(view, text) or (_exactly(view, text.upper()) if text != text.upper() else ())


def _exactly(view: View, text: str) -> tuple[Name, ...]:
    names: list[Name] = []
    if (command := COMMAND_CODES.get(text)) is not None:
        return (CommandScan(command),)
    known = view.known(text)
    if known.operator is not None:
        names.append(BadgeScan(known.operator))
    sscc = _as_sscc(text)
    lpn = sscc or text
    if (stands := view.lpn(lpn) is not None) or sscc or re.fullmatch(view.policy.lpn_pattern, text):
        names.append(LpnScan(lpn, stands))
    if known.location is not None:
        names.append(LocationScan(known.location))
    names += [DocumentScan(one) for one in known.documents]
    if known.item is not None:
        names.append(ItemScan(*known.item))
    return tuple(names)


def _as_sscc(text: str) -> str:
    """The SSCC of a text as it is printed below its bars, (00) before it or not; '' for any other text."""
    digits = text.removeprefix("(00)").replace(" ", "")
    digits = digits[2:] if len(digits) == SSCC_DIGITS + 2 and digits.startswith("00") else digits
    is_sscc = len(digits) == SSCC_DIGITS and digits.isascii() and digits.isdigit() and has_check_digit(digits)
    return digits if is_sscc else ""
