"""Entries as CSV: RFC 4180, one column a field, nothing that a spreadsheet would run.

Text is made visible by the product's one sanitiser, and what a spreadsheet would take for a formula gets an apostrophe
before it. `rest` holds as JSON what has no column. The exact entries are the JSON lines.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO

from edge.core.shown import show_whole
from edge.shell.history.clocks import Clocks, site_time
from edge.shell.history.entries import Row

COLUMNS: Final = (
    *("epoch", "seq", "id", "kind", "captured", "recorded", "clock", "op", "approver", "station", "devices", "reason"),
    *("corrects", "type", "item", "owner", "lot", "expiry", "received_on", "status", "qty", "uom", "catch_qty"),
    *("serials", "lpn", "source", "target", "doc_type", "doc", "doc_line", "group", "agree", "rest", "hash"),
)
_NOT_SAID: Final = frozenset({"epoch", "captured", "recorded", "source", "target", "clock", "devices", "rest", "hash"})
_COLUMN_OF: Final = {name: name for name in COLUMNS if name not in _NOT_SAID and not name.startswith("doc")} | {
    "clk": "clock",
    "dev": "devices",
    "src": "source",
    "dst": "target",
}
"""The fields of an entry that have a column of their own; not `source` of evidence, which says something else."""
_TIMES: Final = frozenset({"t", "rec", "tz", "boot", "mono_ms"})
_FORMULA: Final = re.compile(r"(^|[;,|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])")
"""What a spreadsheet may run: at the beginning of a cell, also of one that another separator would make."""


def write(rows: Iterable[Row], clocks: Clocks, lines: TextIO) -> int:
    """Write the entries as CSV, header first; how many there were. Rows that are no entries have their place only."""
    sheet, count = csv.writer(lines, lineterminator="\r\n"), 0
    sheet.writerow(COLUMNS)
    for row in rows:
        cells = _cells(row, clocks)
        sheet.writerow([harmless(cells.get(name, "")) for name in COLUMNS])
        count += 1
    return count


def harmless(value: object) -> object:
    """A cell that does nothing but be there; numbers stay numbers."""
    if isinstance(value, int):
        return value
    return _FORMULA.sub(r"\1\2'", show_whole(str(value)))


def _cells(row: Row, clocks: Clocks) -> dict[str, object]:
    cells: dict[str, object] = {"epoch": row.epoch, "seq": row.seq, "hash": row.hash}
    if (fields := row.fields()) is None:
        return cells | {"rest": row.body}
    cells["captured"] = _time(clocks.captured_ms(row, fields), fields)
    cells["recorded"] = _time(clocks.recorded_ms(row, fields), fields)
    rest: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "doc":
            cells |= {"doc_type": value.get("type", ""), "doc": value.get("id", ""), "doc_line": value.get("line", "")}
        elif name in _COLUMN_OF:
            cells[_COLUMN_OF[name]] = " ".join(map(str, value)) if isinstance(value, list) else value
        elif name not in _TIMES:
            rest[name] = value
    return cells | {"rest": json.dumps(rest, ensure_ascii=False, sort_keys=True)} if rest else cells


def _time(ms: int, fields: Mapping[str, Any]) -> str:
    return site_time(ms, fields["tz"]).isoformat(timespec="milliseconds")
