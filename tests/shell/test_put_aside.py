"""A held shelf step whose end cannot be decided on is put aside once, and does not come up again."""

import logging

from edge.config import Config
from edge.core import shelves
from edge.core.decision import Decision, HoldStep
from edge.core.event import ShelfStep
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.loop.intake import Intake
from edge.shell.loop.writing import Writer
from tests.shell.book_builder import NOW_MS, open_store, stamp, with_reference

CONFIG = Config.model_validate({"site": "S1", "box": "B1", "store": {"path": "/x"}})


def test_a_due_step_that_raises_leaves_a_finding_and_is_no_longer_held(tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    store = with_reference(open_store(tmp_path), tmp_path)
    step = ShelfStep("scale/1", "S-01", -250_000, 1, "scale", Moment(NOW_MS, 5), "MUG", -1)
    store.begin()
    store.write(Decision(effects=(HoldStep(step, NOW_MS + 1),)), "held", stamp(), NOW_MS)
    store.commit()

    def broken(_view, _event):
        raise ValueError("a bug")

    monkeypatch.setattr(shelves, "unclaimed", broken)
    intake = Intake(CONFIG, Clock("UTC"), None)
    assert [step.id for step in store.due_steps(NOW_MS + 1)] == ["scale/1"]
    (done,) = Writer(store, Clock("UTC")).run([intake.unclaimed(step)])
    assert done.entries[0].draft.body.code == "put-aside"
    assert store.due_steps(NOW_MS + 1) == []
    assert store.next_due_ms() is None
    store.close()
