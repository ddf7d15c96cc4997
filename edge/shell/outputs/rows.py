"""Rows of the table `output`: what a device must do, as it is stored."""

import json
from typing import Final

from edge.core.decision import PrintLabel
from edge.core.label import Label

LABEL: Final = "label"
WITHDRAW_LABELS: Final = (
    "UPDATE output SET state = 'cancelled', ended_ms = :now_ms WHERE state = 'waiting' AND kind = 'label' AND"
    " (entry IN (SELECT value FROM json_each(:entries)) OR"
    " json_extract(body, '$[1]') IN (SELECT value FROM json_each(:packages)))"
)
"""Labels that wait, of entries and of packages: the code stands second in the body."""


def label_row(effect: PrintLabel, now_ms: int) -> dict[str, str | int | None]:
    """A label that waits for its printer."""
    label = effect.label
    body = json.dumps([label.kind, label.code, list(label.lines)], ensure_ascii=False)
    made: dict[str, str | int | None] = {
        "key": effect.key,
        "device": effect.printer,
        "kind": LABEL,
        "body": body,
        "entry": effect.entry,
    }
    return made | {"made_ms": now_ms, "state": "waiting", "attempts": 0, "error": "", "ended_ms": None}


def load_label(body: str) -> Label:
    """The label of `label_row`'s body."""
    kind, code, lines = json.loads(body)
    return Label(kind, code, tuple(lines))
