"""What is staged, put in the place of what was there: the statements, over whole tables.

What they leave in the tables is what `edge/shell/ledger/reference_store.py` leaves there of the same records.
"""

from collections.abc import Mapping
from typing import Final

from edge.wire import Dataset

_KEYS: Final = "(SELECT key FROM staged WHERE dataset = :dataset)"
_FROM: Final = "FROM staged WHERE dataset = :dataset AND op = 'put' ORDER BY key"
_BESIDE: Final = "FROM staged s, json_each(s.beside) b WHERE s.dataset = :dataset AND s.op = 'put'"
_DOCUMENTS: Final = (
    f"DELETE FROM document WHERE type = :type AND id IN {_KEYS}",  # noqa: S608  # constants
    (
        "INSERT INTO document (type, id, priority, cancelled, assigned, wave, body, snapshot) SELECT :type, key,"
        " json_extract(body, '$.priority'), json_extract(body, '$.cancelled'), json_extract(body, '$.assigned'),"
        f" json_extract(body, '$.wave'), body, :snapshot {_FROM}"
    ),
)
SWITCH_TO: Final[Mapping[Dataset, tuple[str, ...]]] = {
    "items": (
        f"DELETE FROM item_code WHERE item IN {_KEYS}",  # noqa: S608
        f"DELETE FROM item WHERE code IN {_KEYS}",  # noqa: S608
        f"INSERT INTO item (code, body, snapshot) SELECT key, body, :snapshot {_FROM}",
        (
            "INSERT INTO item_code (code, item, units) SELECT json_extract(b.value, '$[0]'), s.key,"
            f" json_extract(b.value, '$[1]') {_BESIDE}"
        ),
    ),
    "locations": (
        f"DELETE FROM location WHERE code IN {_KEYS}",  # noqa: S608
        (
            "INSERT INTO location (code, kind, walk, fixed_item, blocked, body, snapshot) SELECT key,"
            " json_extract(body, '$.kind'), json_extract(body, '$.walk'), json_extract(body, '$.fixed_item'),"
            f" json_extract(body, '$.blocked'), body, :snapshot {_FROM}"
        ),
    ),
    "operators": (
        f"DELETE FROM operator WHERE id IN {_KEYS}",  # noqa: S608
        (
            "INSERT INTO operator (id, badge, body, snapshot)"
            f" SELECT key, json_extract(body, '$.badge'), body, :snapshot {_FROM}"
        ),
    ),
    "receipts": (
        f"DELETE FROM announced WHERE doc IN {_KEYS}",  # noqa: S608
        f"DELETE FROM announced_epc WHERE doc IN {_KEYS}",  # noqa: S608
        *_DOCUMENTS,
        f"INSERT OR IGNORE INTO announced (lpn, doc) SELECT json_extract(b.value, '$[0]'), s.key {_BESIDE}",
        (
            "INSERT OR IGNORE INTO announced_epc (epc, lpn, doc) SELECT json_extract(b.value, '$[1]'),"
            f" json_extract(b.value, '$[0]'), s.key {_BESIDE} AND json_extract(b.value, '$[1]') <> ''"
        ),
    ),
    "orders": _DOCUMENTS,
    "counts": _DOCUMENTS,
}
TYPES: Final[Mapping[str, str]] = {"receipts": "receipt", "orders": "order", "counts": "count"}
