"""The statements of the view: what decisions look up, each found by a key or an index."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from edge.core.reference import DOCUMENT_TYPES, DocumentType
from edge.core.stock import KEY_FIELDS
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.posting import DOCUMENT_LINE

PAGE: Final = 20
"""How much of an item's stock is looked up at a time: most often the first is taken."""


def _by(table: Table, key: str, *columns: str) -> str:
    return sql(select(*(table.c[name] for name in columns)).where(table.c[key] == bindparam("key")))


ITEM = _by(t.item, "code", "body")
ITEM_CODE = _by(t.item_code, "code", "item", "units")
LOCATION = _by(t.location, "code", "body")
OPERATOR = _by(t.operator, "id", "body")
BADGE = _by(t.operator, "badge", "body")
DOCUMENTS: Final[dict[DocumentType, str]] = {
    type_: sql(select(t.document.c.body).where(t.document.c.type == type_, t.document.c.id == bindparam("key")))
    for type_ in DOCUMENT_TYPES
}
PROGRESS = sql(
    select(t.progress.c.line, t.progress.c.qty).where(
        t.progress.c.doc_type == bindparam("type"), t.progress.c.doc == bindparam("id")
    )
)
ANNOUNCED = _by(t.announced, "lpn", "doc")
EPCS = func.json_each(bindparam("epcs")).table_valued("value")
ANNOUNCED_EPCS = sql(
    select(t.announced_epc.c.lpn)
    .where(t.announced_epc.c.epc.in_(select(EPCS.c.value)))
    .group_by(t.announced_epc.c.lpn)
    .order_by(t.announced_epc.c.lpn)
)
LPN_STATE = ("parent", "location", "last_entry", "serves", "serves_type", "tagged")
LPN = _by(t.lpn, "code", *LPN_STATE)
SERVING = sql(
    select(*(t.lpn.c[name] for name in ("code", *LPN_STATE)))
    .where(t.lpn.c.serves_type == "order", t.lpn.c.serves == bindparam("key"))
    .order_by(t.lpn.c.code)
)
ORDERS_PICKED = sql(
    select(t.lpn.c.serves)
    .where(
        t.lpn.c.serves_type == "order",
        t.lpn.c.location.like("loc:%"),
        select(t.outcome.c.doc)
        .where(t.outcome.c.doc_type == "order", t.outcome.c.doc == t.lpn.c.serves, t.outcome.c.line == DOCUMENT_LINE)
        .correlate(t.lpn)
        .exists(),
        ~select(t.outcome.c.doc)  # a finished package (edge/core/workflows/pack/goods.py)
        .where(
            t.outcome.c.doc_type == "task",
            t.outcome.c.doc == literal("pack/") + t.lpn.c.serves + "/" + t.lpn.c.code,
            t.outcome.c.line == DOCUMENT_LINE,
        )
        .correlate(t.lpn)
        .exists(),
    )
    .group_by(t.lpn.c.serves)
    .order_by(t.lpn.c.serves)
    .limit(bindparam("limit"))
)
SERIAL = sql(
    select(t.serial.c.place).where(t.serial.c.item == bindparam("item"), t.serial.c.serial == bindparam("serial"))
)
SERIALS_AT = sql(
    select(func.count()).where(t.serial.c.item == bindparam("item"), t.serial.c.place == bindparam("place"))
)
CONTENT = _by(t.balance, "place", *KEY_FIELDS, "qty", "catch_qty")
CONTENT_OF = sql(
    select(*(t.balance.c[name] for name in (*KEY_FIELDS, "qty", "catch_qty"))).where(
        t.balance.c.place == bindparam("key"), t.balance.c.item == bindparam("item")
    )
)
ITEMS_INSIDE: Final = (
    "WITH RECURSIVE inside(place) AS (SELECT :place UNION SELECT 'lpn:' || u.code FROM inside i JOIN lpn u"
    " ON u.parent = i.place) SELECT DISTINCT b.item FROM inside i JOIN balance b ON b.place = i.place"
)
"""What a unit holds, in the units that stand in it, too."""
ENTRY = _by(t.ledger, "id", "kind", "body")
HELD = sql(select(t.effect.c.body).where(t.effect.c.kind == "shelf-step", t.effect.c.place == bindparam("key")))
SESSIONS = sql(select(t.session.c.station, t.session.c.body))
ENDED = sql(
    select(t.outcome.c.line).where(t.outcome.c.doc_type == bindparam("type"), t.outcome.c.doc == bindparam("id"))
)
OPEN_DOCUMENTS = sql(
    select(t.document.c.id)
    .where(
        t.document.c.type == bindparam("type"),
        t.document.c.assigned == bindparam("assigned"),
        t.document.c.cancelled == 0,
        ~select(t.outcome.c.doc)
        .where(
            t.outcome.c.doc_type == t.document.c.type,
            t.outcome.c.doc == t.document.c.id,
            t.outcome.c.line == DOCUMENT_LINE,
        )
        .correlate(t.document)
        .exists(),
    )
    .order_by(t.document.c.priority, t.document.c.id)
    .limit(bindparam("limit"))
)
WAVE = sql(
    select(t.document.c.body)
    .where(t.document.c.wave == bindparam("key"), t.document.c.wave != "", t.document.c.type == "order")
    .order_by(t.document.c.priority, t.document.c.id)
)
_OF_CODE: Final[Any] = bindparam("key")
KNOWN = sql(
    select(
        select(t.operator.c.id).where(t.operator.c.badge == _OF_CODE).exists(),
        select(t.location.c.code).where(t.location.c.code == _OF_CODE).exists(),
        select(func.group_concat(t.document.c.type))
        .where(
            t.document.c.id == _OF_CODE, t.document.c.type.in_([literal_column(f"'{one}'") for one in DOCUMENT_TYPES])
        )
        .scalar_subquery(),
        select(t.item_code.c.item).where(t.item_code.c.code.in_((_OF_CODE, bindparam("padded")))).exists(),
        select(t.document.c.id)
        .where(t.document.c.wave == _OF_CODE, t.document.c.wave != "", t.document.c.type == "order")
        .exists(),
    )
)
"""What there is under a code, in one look: most codes name one thing, and the tables are many."""
CODES = func.json_each(bindparam("codes")).table_valued("value")
FINDINGS = sql(
    select(*(t.finding.c[name] for name in ("id", "code", "args", "place", "item", "opened_ms")))
    .where(t.finding.c.state == "opened", t.finding.c.code.in_(select(CODES.c.value)))
    .order_by(t.finding.c.opened_ms, t.finding.c.id)
    .limit(bindparam("limit"))
)
PARKED = sql(
    select(t.parked.c.doc_type, t.parked.c.doc, t.parked.c.step, t.parked.c.at_ms)
    .where(t.parked.c.operator == bindparam("key"))
    .order_by(t.parked.c.at_ms.desc(), t.parked.c.doc)
)
DEVICE_AT = _by(t.device_at, "device", "station")
RECALLED = func.json_each(bindparam("recalled")).table_valued("value", name="given")


def _may_be_picked(*, recalls: bool) -> ColumnElement[bool]:
    lot: ColumnElement[str] = bindparam("lot")
    return and_(
        *((t.stock.c.lot.not_in(select(RECALLED.c.value)),) if recalls else ()),
        t.stock.c.status == "sellable",
        or_(t.stock.c.expiry == "", t.stock.c.expiry >= bindparam("today")),
        or_(lot == "", t.stock.c.lot == lot),
    )


def _in_bins(*, pickable: bool = False, by_age: bool = False, recalls: bool = False) -> str:
    """Stock of one item: the roll-up names the locations, the balances there say whether it is loose or in a unit.

    `pickable`: a page of what an order may take. `by_age`: what was received first comes first, whatever its expiry.
    `recalls`: but for the lots `recalled`.
    """
    bins = and_(
        t.stock.c.item == bindparam("item"),
        t.stock.c.qty > 0,
        t.location.c.code == func.substr(t.stock.c.location, bindparam("skip")),
        t.location.c.kind == "bin",
        t.location.c.blocked == 0,
        *((_may_be_picked(recalls=recalls),) if pickable else ()),
    )
    same = and_(
        *(t.balance.c[name] == t.stock.c[name] for name in KEY_FIELDS),
        t.balance.c.qty > 0,
    )

    def rows(packed: int) -> Select[Any]:
        of_balance = (t.balance.c[name] for name in ("place", *KEY_FIELDS, "qty", "catch_qty"))
        return select(t.location.c.body, *of_balance, literal(packed).label("packed"), t.location.c.walk)

    loose = rows(0).where(bins, same, t.balance.c.place == t.stock.c.location)
    packed = rows(1).where(
        bins,
        same,
        t.lpn.c.location == t.stock.c.location,
        t.lpn.c.location.like("loc:%"),
        t.lpn.c.serves_type != "order",
        t.balance.c.place == "lpn:" + t.lpn.c.code,
    )
    both = union_all(loose, packed).subquery()
    expiry = () if by_age else (both.c.expiry == "", both.c.expiry)
    order = (*expiry, both.c.received_on, both.c.packed, both.c.walk, both.c.place)
    found = select(*list(both.c)[:-2]).order_by(*order)
    return sql(found.limit(PAGE).offset(bindparam("offset")) if pickable else found)


BINS_WITH = _in_bins()
PICKABLE: Final = {
    (rotation, recalls): _in_bins(pickable=True, by_age=rotation == "fifo", recalls=recalls)
    for rotation in ("fefo", "fifo")
    for recalls in (False, True)
}
"""By how an item rotates, and whether lots of it are recalled: few are, and leaving them out costs."""
