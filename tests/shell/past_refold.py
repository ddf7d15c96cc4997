"""A refold of a store along its earlier epochs: what its tables hold must be what all posted entries sum to."""

import json
from contextlib import closing
from pathlib import Path

from edge.core.entry_json import from_json
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import open_reader, scratch
from edge.shell.ledger.posting import Posting


def derived(connection):
    """All that the store's summing tables hold."""
    order = {table.name: ", ".join(column.name for column in table.primary_key.columns) for table in t.DERIVED}
    return {
        name: connection.execute(f"SELECT * FROM {name} ORDER BY {keys}").fetchall() for name, keys in order.items()
    }


def posted(connection):
    """Entries in the order in which they were posted."""
    past = connection.execute(
        "SELECT posted_after, body FROM past WHERE posted ORDER BY posted_after, number, seq"
    ).fetchall()
    ledger = connection.execute("SELECT seq, body FROM ledger ORDER BY seq").fetchall()
    # The sort is stable: at one position an entry of the present epoch stands before those posted after it.
    rows = [(0, body) for after, body in past if after <= 0]
    rest = sorted([*ledger, *((after, body) for after, body in past if after > 0)], key=lambda row: row[0])
    return [body for _at, body in [*rows, *rest]]


def refolds(path: Path) -> bool:
    """Whether the tables of a store are what its entries, past and present, sum to."""
    with closing(open_reader(path)) as held, closing(scratch()) as again:
        posting = Posting(again.cursor())
        for body in posted(held):
            posting.apply(from_json(json.loads(body)))
        assert derived(held) == derived(again)
        zero = held.execute("SELECT item FROM balance GROUP BY item HAVING sum(qty) <> 0").fetchall()
        assert zero == []
    return True
