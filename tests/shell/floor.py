"""A small floor for tests: two docks, some bins, three items, three operators, receipts and orders that never end."""

from typing import Any

from argon2 import PasswordHasher

from edge.shell.loop.pins import peppered

PIN = "2580"
BEANS, MUG, TEA = "4006381333931", "4006381333948", "4006381333955"
"""The items' EAN-13 codes; the GTIN-14 has a 0 before it."""
_HASHER = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
GS = "\x1d"


def operator(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"op-{number}",
        "name": name,
        "badge": f"BADGE-{number:04}",
        "pin_hash": _HASHER.hash(peppered(PIN, b"")),
    } | more


def item(code: str, name: str, ean: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "codes": {f"0{ean}": 1}} | more


def receipt(ident: str, *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    rows = [{"line": number, "item": code, "qty": qty} for number, (code, qty) in enumerate(lines, 1)]
    return {"id": ident, "type": "receipt", "partner": "Nord", "lines": rows} | more


REFERENCE: dict[str, list[dict[str, Any]]] = {
    "items": [
        item("BEANS", "Espresso beans 1 kg", BEANS, tracking=["lot"]),
        item("MUG", "Mug, blue", MUG, unit_mg=250_000, unit_tolerance_mg=2_000),
        item("TEA", "Green tea", TEA),
    ],
    "locations": [
        {"code": "DOCK-1", "kind": "dock"},
        {"code": "DOCK-2", "kind": "dock"},
        {"code": "S-01", "walk": 1, "fixed_item": "MUG"},
        {"code": "A-01", "walk": 2},
        {"code": "A-02", "walk": 3},
        {"code": "STAGE-1", "kind": "stage"},
    ],
    "receipts": [
        receipt("RCV-1", ("BEANS", 100_000), ("MUG", 100_000)),
        receipt("RCV-2", ("TEA", 100_000)),
    ],
    "orders": [{"id": "SO-1", "type": "order", "place": "STAGE-1", "lines": [{"line": 1, "item": "MUG", "qty": 3}]}],
    "counts": [],
    "operators": [operator(1, "Anna"), operator(2, "Jamal"), operator(3, "Mira", role="supervisor")],
}


def beans(lot: str) -> tuple[str, str]:
    """A GS1-128 symbol of beans of a lot, as text and AIM identifier."""
    return f"010{BEANS}10{lot}", "]C1"
