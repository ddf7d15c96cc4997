"""The rest of the demo's warehouse: what stands around the shift's own goods, and nobody touches.

catalogue (what the shift works with) + warehouse (500 items, 800 locations, ...) -> one reference file
the warehouse's stock -> a stock list that is imported before the day, and positions that stay true
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeAlias

from edge.core.place import location
from simulators.catalogue import SITE, Site, record
from simulators.warehouse import Stock, Warehouse

Records: TypeAlias = list[dict[str, Any]]
_KEYS: Final = {"items": "code", "locations": "code"}
_PLAIN: Final = ("place", "item", "lot", "expiry")


def around(own: Mapping[str, Records], rest: Warehouse) -> dict[str, Records]:
    """The shift's reference data with the rest of the warehouse behind it; what both have is the shift's."""
    others: dict[str, Sequence[Any]] = {
        "items": rest.items,
        "locations": rest.locations,
        "receipts": rest.receipts,
        "orders": rest.orders,
        "counts": rest.counts,
        "returns": rest.returns,
        "shipments": rest.shipments,
        "kits": rest.kits,
    }
    return {
        dataset: _joined(
            own.get(dataset, []), [record(one) for one in others.get(dataset, ())], _KEYS.get(dataset, "id")
        )
        for dataset in (*own, *(name for name in others if name not in own))
    }


def _joined(own: Records, others: Records, key: str) -> Records:
    known = {one[key] for one in own}
    return [*own, *(one for one in others if one[key] not in known)]


def listed(own: Site) -> list[Stock]:
    """What of the shift's own goods the stock list knows."""
    return [Stock(bin_code, load.item, load.qty, load.lot, load.expiry) for bin_code, load in own.reserve]


def write_stock(path: Path, stock: Sequence[Stock]) -> None:
    """The stock list for `wedge import stock`."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, (*_PLAIN, "received_on", "serials", "qty"))
        writer.writeheader()
        writer.writerows(asdict(one) | {"serials": ";".join(one.serials)} for one in stock)


def positions(stock: Sequence[Stock]) -> Records:
    """The same as the demo's truth has it."""
    return [
        {"place": location(SITE, one.place), "item": one.item, "lot": one.lot, "expiry": one.expiry, "qty": one.qty}
        for one in stock
    ]
