"""What a desk is told of an entry beside its movement: who saw it, what it is evidence of, and how much if it may."""

import json

from edge.core.entry import Draft, Entry, Evidence, Movement, Stamp
from edge.core.entry_json import to_json
from edge.core.read import Moment
from edge.core.stock import Goods, StockKey
from edge.shell.desk.entry_rows import entry_row
from edge.shell.history.clocks import Clocks
from edge.shell.history.entries import Row

STAMP = Stamp(Moment(1_790_000_000_000, 5), "b00t", "synced", "Europe/Berlin", "DOCK-1", ("gun1",))
SAW = Evidence("019f", "weight", "conflicts", {"shelf": 3, "said": 2, "place": "A-01"})


def row(draft: Draft) -> Row:
    return Row(7, "epoch", 7, json.dumps(to_json(Entry(7, "019f-7", 1_790_000_000_000, STAMP, draft))), "")


def test_evidence_says_what_it_is_about_which_way_it_speaks_and_what_was_seen() -> None:
    told = entry_row(row(Draft(SAW)), Clocks(()))
    assert (told.of, told.verdict, told.station) == ("019f", "conflicts", "DOCK-1")
    assert told.text is not None
    assert told.text.key == "evidence-shelf"
    assert told.text.args == {"shelf": 3, "said": 2, "place": "A-01"}


def test_what_evidence_saw_is_kept_back_while_anything_is_under_count() -> None:
    told = entry_row(row(Draft(SAW)), Clocks(()), tells=False)
    assert told.text is None
    assert told.verdict == "conflicts"


def test_a_movement_says_who_saw_it_who_approved_and_what_it_puts_right() -> None:
    moved = Movement("transfer", Goods(StockKey("TEA"), 2), "loc:S1/A-01", "loc:S1/A-02",
                     agree=("code", "weight"))  # fmt: skip
    told = entry_row(row(Draft(moved, "op-1", "op-2", "found", "019f-3")), Clocks(()))
    assert (told.agree, told.approver, told.corrects) == ("code weight", "op-2", "019f-3")
