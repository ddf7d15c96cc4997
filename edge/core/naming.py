"""What a scan names on this floor: the tables are asked, all of them, or those that the site's patterns name.

A code may name several things; a step takes the first of them that it can use.
"""

import re

from edge.core.event import Scan, Unreadable
from edge.core.identifiers import check_digit, has_check_digit
from edge.core.identity import Keys, Refused, Scanned
from edge.core.message import Message
from edge.core.names import (
    COMMAND_CODES,
    COMMANDS,
    NUMBER_CODE,
    BadgeScan,
    CommandScan,
    DetailScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    NumberScan,
    StationScan,
    UnknownScan,
    WaveScan,
)
from edge.core.place import TRUCK
from edge.core.site_codes import SiteKind, meant
from edge.core.symbologies import carrier_of
from edge.core.view import View

SSCC_DIGITS = 18
_OF_OTHERS = frozenset(("03", "255", "401", "402", "8006", "8010", "8013", "8017", "8018", "8026"))
"""Keys of other things: a lot beside one of them is not that of the goods in hand."""
_SSCC_LIKE = re.compile(r"(?:00)?\d{18}", re.ASCII)
"""As many digits as an SSCC has; with a wrong check digit it is no plate at all."""
_PLATE = re.compile(r"[!-~]{1,40}")
_NUMBER = re.compile(rf"{NUMBER_CODE}(\d{{1,4}})", re.ASCII)
_ISBN10 = re.compile(r"\d{9}[\dX]", re.ASCII)
_ISBN13 = re.compile(r"97[89]\d{10}", re.ASCII)
_BOOKLAND = "978"


def name_scan(view: View, scanned: Scanned | Refused, text: str) -> Scan | Unreadable:
    """All that a code names, in the order command, number, station, badge, LPN, location, document, wave, item,
    detail; never empty."""
    if isinstance(scanned, Refused):
        return Unreadable(text, Message("code-" + scanned.code.replace("_", "-"), dict(scanned.args)))
    if 0 in (scanned.keys.pieces, scanned.keys.count):
        return Unreadable(text, Message("code-no-pieces", {}))
    names = _gs1_names(view, scanned.keys) if scanned.kind == "gs1" else ()
    if carrier_of(scanned.aim) == "site":
        # In a plain symbol, or without an AIM identifier, nobody knows for certain that a code is GS1 (a web address
        # may be one): the site's own patterns and tables come first.
        names = (*_site_names(view, scanned.text, scanned.aim), *names)
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
        is_detail = keys.names == "attributes" and _OF_OTHERS.isdisjoint(ai for ai, _ in keys.rest)
        return [DetailScan(lot, expiry, serial)] if is_detail and (lot or expiry or serial) else []
    found = view.item_by_code(gtin)
    if found is None:
        return []
    item, units = found
    count = (keys.pieces if keys.gtin is not None else keys.count) or 1
    return [ItemScan(item, units * count, lot, expiry, serial, keys.net_weight_mg or 0, keys.produced or "")]


def _site_names(view: View, text: str, aim: str) -> tuple[Name, ...]:
    """What the site's patterns and tables know of a text; one typed in small letters is what its capitals name."""
    spellings = dict.fromkeys((text, text.upper() if text.isascii() else text))
    fits = [one for spelled in spellings for one in meant(view.policy.codes, spelled, aim)]
    for kind, code in fits:
        if names := _of_kind(view, kind, code):
            return names
    if fits:
        return ()  # it says what it is, and no table knows it: no other table is asked
    return next((names for spelled in spellings if (names := _exactly(view, spelled))), ()) or _book(view, text)


def _of_kind(view: View, kind: SiteKind, code: str) -> tuple[Name, ...]:
    """What a code of this kind names; a handling unit needs no table to be one."""
    known = view.known(code)
    match kind:
        case "command":
            if (number := _NUMBER.fullmatch(code)) is not None:
                return (NumberScan(int(number[1])),)
            name = COMMAND_CODES.get(code) or (code.lower() if code.lower() in COMMANDS else None)
            return (CommandScan(name),) if name else ()
        case "badge":
            return (BadgeScan(known.operator),) if known.operator else ()
        case "lpn":
            lpn = _as_sscc(code) or ("" if _SSCC_LIKE.fullmatch(code) else code)
            is_plate = _PLATE.fullmatch(lpn) and not lpn.startswith(TRUCK)
            return (LpnScan(lpn, view.lpn(lpn) is not None),) if is_plate else ()
        case "location":
            return (LocationScan(known.location),) if known.location else ()
        case "document":
            state = view.lpn(code)  # what was picked for an order without a tote has the order's number
            unit = (LpnScan(code, known=True),) if state is not None and state.is_for("order", code) else ()
            return (*unit, *(DocumentScan(one) for one in known.documents))
        case "item":
            return (ItemScan(*known.item),) if known.item else ()


def _exactly(view: View, text: str) -> tuple[Name, ...]:
    names: list[Name] = []
    if (command := COMMAND_CODES.get(text)) is not None:
        return (CommandScan(command),)
    if (number := _NUMBER.fullmatch(text)) is not None:
        return (NumberScan(int(number[1])),)
    if (station := view.station_by_code(text)) is not None:
        names.append(StationScan(station.name))
    known = view.known(text)
    if known.operator is not None:
        names.append(BadgeScan(known.operator))
    sscc = _as_sscc(text)
    lpn = sscc or text
    stands = view.lpn(lpn) is not None
    if not lpn.startswith(TRUCK) and (stands or sscc or re.fullmatch(view.policy.lpn_pattern, text)):
        names.append(LpnScan(lpn, stands))
    if known.location is not None:
        names.append(LocationScan(known.location))
    names += [DocumentScan(one) for one in known.documents]
    if known.is_wave:
        names.append(WaveScan(text))
    if known.item is not None:
        names.append(ItemScan(*known.item))
    return tuple(names)


def _as_sscc(text: str) -> str:
    """The SSCC of a text as it is printed below its bars, (00) before it or not; '' for any other text."""
    digits = text.removeprefix("(00)").replace(" ", "")
    digits = digits[2:] if len(digits) == SSCC_DIGITS + 2 and digits.startswith("00") else digits
    is_sscc = len(digits) == SSCC_DIGITS and digits.isascii() and digits.isdigit() and has_check_digit(digits)
    return digits if is_sscc else ""


def _book(view: View, text: str) -> tuple[Name, ...]:
    """The item whose ISBN a text is, as it is printed: of 10 digits, or of 13 with hyphens. ISO 2108."""
    digits = text.replace("-", "").replace(" ", "")
    if _ISBN10.fullmatch(digits) and _isbn10_holds(digits):
        payload = f"{_BOOKLAND}{digits[:9]}"
        digits = f"{payload}{check_digit(payload)}"
    elif digits == text or not _ISBN13.fullmatch(digits) or not has_check_digit(digits):
        return ()
    found = view.item_by_code(digits)
    return (ItemScan(*found),) if found is not None else ()


def _isbn10_holds(digits: str) -> bool:
    values = (10 if digit == "X" else int(digit) for digit in digits)
    return sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
