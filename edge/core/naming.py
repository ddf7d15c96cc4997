"""What a scan names on this floor: the tables are asked, all of them.

A code may name several things; a step takes the first of them that it can use.
"""

import re

from edge.core.event import Scan, Unreadable
from edge.core.identity import Keys, Refused, Scanned
from edge.core.message import Message
from edge.core.names import (
    COMMAND_CODES,
    BadgeScan,
    CommandScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    UnknownScan,
)
from edge.core.view import View


def name_scan(view: View, scanned: Scanned | Refused, text: str) -> Scan | Unreadable:
    """All that a code names, in the order command, badge, LPN, location, document, item; never empty."""
    if isinstance(scanned, Refused):
        return Unreadable(text, Message("code-" + scanned.code.replace("_", "-"), dict(scanned.args)))
    names = _gs1_names(view, scanned.keys) if scanned.kind == "gs1" else _site_names(view, scanned.text)
    return Scan(text, names or (UnknownScan(text),))


def _gs1_names(view: View, keys: Keys) -> tuple[Name, ...]:
    names: list[Name] = []
    if keys.sscc is not None:
        names.append(LpnScan(keys.sscc, view.lpn(keys.sscc) is not None))
    if keys.gtin is not None and (found := view.item_by_code(keys.gtin)) is not None:
        item, units = found
        count = keys.count or 1
        names.append(ItemScan(item, units * count, keys.lot or "", keys.expiry or "", keys.serial or ""))
    return tuple(names)


def _site_names(view: View, text: str) -> tuple[Name, ...]:
    names: list[Name] = []
    if (command := COMMAND_CODES.get(text)) is not None:
        return (CommandScan(command),)
    if (operator := view.operator_by_badge(text)) is not None:
        names.append(BadgeScan(operator))
    if (known := view.lpn(text) is not None) or re.fullmatch(view.policy.lpn_pattern, text):
        names.append(LpnScan(text, known))
    if (location := view.location(text)) is not None:
        names.append(LocationScan(location))
    if (document := view.document(text)) is not None:
        names.append(DocumentScan(document))
    if (found := view.item_by_code(text)) is not None:
        names.append(ItemScan(*found))
    return tuple(names)
