"""What receiving looks up: the receipts that expect an item, and the date of the stock that would be overtaken."""

from typing import Final

from sqlalchemy import bindparam, func, select

from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.posting import DOCUMENT_LINE

EXPECTING: Final = sql(
    select(t.document.c.id)
    .join(t.expected, t.expected.c.doc == t.document.c.id)
    .where(
        t.expected.c.item == bindparam("item"),
        t.document.c.type == "receipt",
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
EARLIEST: Final = sql(
    select(func.coalesce(func.min(t.stock.c.expiry), "")).where(
        t.stock.c.item == bindparam("item"),
        t.stock.c.qty > 0,
        t.stock.c.status == "sellable",
        t.stock.c.expiry >= bindparam("today"),
        t.stock.c.received_on < bindparam("today"),
    )
)
