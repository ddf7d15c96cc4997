"""Any batch with anything wrong in it: what raises is put aside alone, the rest is done as if it were not there."""

import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Answer, msg
from edge.shell.clock import Clock
from edge.shell.ledger.book import Book
from edge.shell.loop import writing
from edge.shell.loop.work import Decide
from edge.shell.loop.writing import Writer
from tests.folders import quick_folder
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, stamp

BAD = {
    "not made": ValueError("no such thing"),
    "a bug": ZeroDivisionError("in the decision"),
    "not there": goods(1_000_000, loc("A-01"), loc("A-02")),
    "half there": goods(1_000_000, loc("A-01"), loc("A-02")),
    "no row": sqlite3.IntegrityError("UNIQUE constraint failed"),
    "too large": OverflowError("Python int too large to convert to SQLite INTEGER"),
}
EVENTS = st.lists(st.one_of(st.integers(1, 9), st.sampled_from(sorted(BAD))), min_size=1, max_size=12)


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def decided(view, what):
    """A good event receives so many, and counts the turns of its station; a bad one raises on its way."""
    session = view.session("DOCK-1")
    turned = replace(session, turn=session.turn + 1)
    if what in {"a bug", "no row", "too large"}:
        raise BAD[what]
    if what in BAD:
        drafts = [goods(9, SUPPLIER, loc("A-01"))] if what == "half there" else []
        return Decision(replace(session, turn=-1), drafts=(*drafts, BAD[what]))
    held = sum(balance.qty for balance in view.content(loc("A-01")))
    drafts = (goods(what, SUPPLIER, loc("A-01")), Draft(Audit("held", {"before": held})))
    return Decision(turned, Answer("ok", msg("done")), drafts)


def event(number, what):
    def make(_view):
        if what == "not made":
            raise BAD[what]
        return what

    return Decide(f"e-{number}", stamp(), make)


def run(store, works):
    with mock.patch.object(writing.floor, "decide", decided):
        return Writer(store, Clock("UTC")).run(works)


@settings(max_examples=60, deadline=None)
@given(events=EVENTS)
def test_whatever_raises_in_a_batch_is_put_aside_alone_and_the_order_stays(events):
    with quick_folder() as folder, closing(open_store(folder)) as store:
        works = [event(number, what) for number, what in enumerate(events)]
        done = run(store, works)
        assert [one.work for one in done] == works
        assert [one.decision.answer.level for one in done] == ["refuse" if what in BAD else "ok" for what in events]
        book = Book(folder / "ledger.db")
        with closing(book._connection):
            said = [(one["kind"], one.get("qty") or one["args"]) for one in book.entries()]
            assert book.verify().ok
        expected, held = [], 0
        for number, what in enumerate(events):
            if what in BAD:
                expected.append(("finding", f"e-{number}"))
                continue
            expected += [("movement", what), ("audit", {"before": held})]
            held += what
        assert [(kind, of["source"] if kind == "finding" else of) for kind, of in said] == expected
        assert store.view.session("DOCK-1").turn == sum(what not in BAD for what in events)
        stored = dict(store.cursor.execute("SELECT station, body FROM session").fetchall())
        assert bool(stored) == any(what not in BAD for what in events)
        assert all(json.loads(body) for body in stored.values())


@settings(max_examples=20, deadline=None)
@given(events=EVENTS)
def test_the_same_batch_told_again_changes_nothing(events):
    with quick_folder() as folder, closing(open_store(folder)) as store:
        works = [event(number, what) for number, what in enumerate(events)]
        run(store, works)
        last, session = store.last_seq, store.view.session("DOCK-1")
        again = run(store, works)
        assert len(again) == len(works)
        assert [one.entries for one in again] == [[]] * len(works)
        assert (store.last_seq, store.view.session("DOCK-1")) == (last, session)
