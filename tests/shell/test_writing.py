"""Writing: a batch is committed whole; an event that raises is put aside alone, and the box goes on."""

import json
import sqlite3

import pytest

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Answer, msg
from edge.shell.clock import Clock
from edge.shell.loop import writing
from edge.shell.loop.work import Apply, Decide
from edge.shell.loop.writing import Writer
from edge.wire import WireError
from tests.shell.book_builder import goods, loc, open_store, stamp


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    yield one
    one.close()


@pytest.fixture
def run(store, monkeypatch):
    """Runs a batch; an event is what it decides: a `Decision`, or an error."""

    def decide(_view, event):
        if isinstance(event, Exception):
            raise event
        return event

    monkeypatch.setattr(writing.floor, "decide", decide)
    return Writer(store, Clock("UTC")).run


def event(name, what):
    return Decide(name, stamp(), lambda _view: what)


def said(key):
    return Decision(answer=Answer("ok", msg(key)), drafts=(Draft(Audit(key)),))


def acts(store):
    rows = store.cursor.execute("SELECT body FROM ledger ORDER BY seq").fetchall()
    bodies = [json.loads(body) for (body,) in rows]
    return [body.get("act") or body.get("code") for body in bodies]


def test_a_batch_is_one_commit(store, run):
    commits = []
    store._connection.set_trace_callback(lambda text: commits.append(text) if text == "COMMIT" else None)
    done = run([event(f"e{n}", said(f"act-{n}")) for n in range(5)])
    assert acts(store) == [f"act-{n}" for n in range(5)]
    assert [one.decision.answer.message.key for one in done] == [f"act-{n}" for n in range(5)]
    assert len(commits) == 1


@pytest.mark.parametrize(
    "bad",
    [
        ValueError("a bug"),
        Decision(drafts=(goods(5, loc("A-01"), loc("A-02")),)),
        sqlite3.IntegrityError("UNIQUE constraint failed"),
        OverflowError("too large"),
    ],
    ids=["a bug", "not in the book", "a row refused", "overflow"],
)
def test_what_raises_is_put_aside_alone_as_a_finding_and_the_rest_is_committed(store, run, bad):
    done = run([event("e1", said("one")), event("bad", bad), event("e3", said("three"))])
    assert acts(store) == ["one", "put-aside", "three"]
    assert [one.decision.answer.level for one in done] == ["ok", "refuse", "ok"]
    assert done[1].work.source == "bad"
    finding = store.open_findings()[0]
    assert finding[1] == "put-aside"
    assert finding[2]["source"] == "bad"


def test_an_event_that_cannot_even_be_made_is_put_aside_too(store, run):
    def make(_view):
        raise UnicodeError("no text: \u00e9")

    done = run([Decide("odd", stamp(), make), event("e2", said("two"))])
    assert acts(store) == ["put-aside", "two"]
    assert writing.answered_station(done[0]) == "DOCK-1", "its operator hears red"


def test_told_again_what_was_put_aside_is_one_finding(store, run):
    run([event("bad", ValueError("a bug"))])
    run([event("bad", ValueError("a bug"))])
    assert acts(store) == ["put-aside"]


def test_a_store_that_refuses_is_not_survived(store, run):
    with pytest.raises(sqlite3.OperationalError):
        run([event("e1", said("one")), event("e2", sqlite3.OperationalError("disk I/O error"))])
    assert acts(store) == []
    assert not store._connection.in_transaction


@pytest.mark.parametrize("error", [WireError("not this box's"), ValueError("a bug")])
def test_a_change_that_raises_half_way_is_undone_whole_and_stops_nothing(store, run, error):
    def change():
        store.put_acked(7)
        raise error

    done = run([event("e1", said("one")), Apply(change), event("e2", said("two"))])
    assert acts(store) == ["one", "two"]
    assert len(done) == 2
    assert store.acked() == 0, "what it did before it raised is not there"


def test_an_effect_is_performed_after_the_commit_only(store, run):
    told = []
    run([Decide("e1", stamp(), lambda _view: said("one"), committed=lambda: told.append(1))])
    assert told == [], "the loop tells, once the batch is durable"
