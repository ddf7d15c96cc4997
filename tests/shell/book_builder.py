"""A store in a folder, with the small floor of `floor.py` in it, and short words to write movements with."""

import itertools
import json
from pathlib import Path

from edge.core.decision import Decision
from edge.core.entry import DocLine, Draft, Movement, Stamp
from edge.core.place import Place, handling_unit, location, virtual
from edge.core.read import Moment
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.view import Station
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.ledger.store import Store
from tests.empty_stores import lay_empty_store
from tests.shell.floor import REFERENCE

NOW_MS = 1_790_000_000_000
STATIONS = {
    name: Station(name, name, ("receive", "putaway", "pick", "count"), code=f"ST-{name}")
    for name in ("DOCK-1", "DOCK-2")
}
SUPPLIER, CUSTOMER = virtual("S1", "SUPPLIER"), virtual("S1", "CUSTOMER")
_numbers = itertools.count(1)


def loc(code: str) -> Place:
    return location("S1", code)


def lpn(code: str) -> Place:
    return handling_unit(code)


def open_store(folder: Path, box: str = "B1", *, made_here: bool = False) -> Store:
    """A store, empty where there is none; `made_here`: not as a copy, where its very making is looked at."""
    if not made_here:
        lay_empty_store(folder / "ledger.db", "S1", box)
    return Store(folder / "ledger.db", "S1", box, dict(STATIONS))


def with_reference(store: Store, folder: Path) -> Store:
    path = folder / "reference.json"
    path.write_text(json.dumps(REFERENCE))
    store.begin()
    ReferenceStore(store.cursor).load_file(path)
    store.commit()
    return store


def goods(qty: int, source: Place, target: Place, item: str = "TEA", doc: DocLine | None = None, **more: str) -> Draft:
    return Draft(Movement("transfer", Goods(StockKey(item, **more), qty), source, target, doc))


def whole(code: str, source: Place, target: Place) -> Draft:
    return Draft(Movement("transfer", WholeLpn(code), source, target))


def stamp(at_ms: int = NOW_MS) -> Stamp:
    return Stamp(Moment(at_ms, at_ms - NOW_MS + 1000), "boot", "synced", "Europe/Berlin", "DOCK-1", ("gun1",))


def post(store: Store, *drafts: Draft, source: str = "") -> None:
    """One decision in one transaction."""
    store.begin()
    try:
        store.write(Decision(drafts=drafts), source or f"input-{next(_numbers)}", stamp(), NOW_MS)
        store.commit()
    except BaseException:
        store.rollback()
        raise
