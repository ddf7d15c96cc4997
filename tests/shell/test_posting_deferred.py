"""Goods wait to be posted until somebody asks, at the latest for the commit: but for the time, nobody can tell."""

import json
from dataclasses import replace

import pytest

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft, Movement
from edge.core.stock import Goods, StockKey
from edge.shell.clock import Clock
from edge.shell.ledger.book import Book
from edge.shell.ledger.posting import PostingError
from edge.shell.loop import writing
from edge.shell.loop.work import Decide, Order, Ordered
from edge.shell.loop.writing import Writer
from tests.shell.book_builder import CUSTOMER, SUPPLIER, goods, loc, open_store, post, stamp


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    post(one, goods(5, SUPPLIER, loc("A-01")))
    yield one
    one.close()


@pytest.fixture
def run(store, monkeypatch):
    """Runs a batch; an event is a function of the view that gives the decision."""
    monkeypatch.setattr(writing.floor, "decide", lambda view, event: event(view))
    return Writer(store, Clock("UTC")).run


def moves(name, *drafts):
    return Decide(name, stamp(), lambda _view: lambda _again: Decision(drafts=drafts))


def held(store):
    return dict(store.cursor.execute("SELECT place, qty FROM balance WHERE place LIKE 'loc:%'").fetchall())


def kinds(store):
    bodies = (json.loads(row.body) for row in store.rows(1, 100))
    return [body.get("code") or body["kind"] for body in bodies]


def told(store):
    """What was opened, in order: the code, and the pieces and the weight that were there then."""
    bodies = (json.loads(row.body) for row in store.rows(0, 1_000))
    found = ((body["code"], body["args"]) for body in bodies if body["kind"] == "finding")
    return [(code, args["quantity"], args.get("weight")) for code, args in found]


def test_goods_that_are_missing_put_their_own_movement_aside_and_the_rest_of_the_batch_is_posted(store, run, tmp_path):
    done = run(
        [
            moves("e1", goods(2, loc("A-01"), loc("A-02"))),
            moves("missing", goods(1, SUPPLIER, loc("A-04")), goods(9, loc("A-01"), loc("A-03"))),
            moves("e3", goods(1, loc("A-02"), loc("A-03"))),
            moves("e4", goods(3, loc("A-01"), CUSTOMER)),
        ]
    )
    assert [one.work.source for one in done] == ["e1", "missing", "e3", "e4"]
    assert kinds(store) == ["movement", "put-aside", "movement", "movement"]
    assert held(store) == {loc("A-02"): 1, loc("A-03"): 1}, "nothing of the decision that was put aside is posted"
    assert "A-01 has less than 9 of TEA" in store.open_findings()[0][2]["error"]
    assert Book(tmp_path / "ledger.db").verify().ok


def test_after_a_rollback_nothing_waits(store, tmp_path):
    store.begin()
    store.write(Decision(drafts=(goods(2, loc("A-01"), loc("A-02")),)), "gone", stamp(), 0)
    store.rollback()
    post(store, goods(1, loc("A-01"), loc("A-03")))
    assert held(store) == {loc("A-01"): 4, loc("A-03"): 1}
    assert Book(tmp_path / "ledger.db").verify().ok


def test_after_a_commit_that_failed_nothing_waits(store, tmp_path):
    store.begin()
    store.write(Decision(drafts=(goods(1, loc("A-01"), loc("A-02")), goods(9, loc("A-01"), CUSTOMER))), "x", stamp(), 0)
    with pytest.raises(PostingError):
        store.commit()
    store.rollback()
    post(store, Draft(Audit("next")))
    assert held(store) == {loc("A-01"): 5}
    assert Book(tmp_path / "ledger.db").verify().ok


def test_a_decision_sees_the_sums_of_those_before_it_in_the_batch(store, run):
    seen = []

    def look(view):
        seen.append({one.place: one.qty for one in view.content(loc("A-02"))})
        return Decision(drafts=(goods(seen[-1][loc("A-02")], loc("A-02"), loc("A-03")),))

    run([moves("e1", goods(2, loc("A-01"), loc("A-02"))), Decide("e2", stamp(), lambda _view: look)])
    run([moves("e3", goods(1, loc("A-01"), loc("A-02"))), Decide("e4", stamp(), lambda _view: look)])
    assert seen == [{loc("A-02"): 2}, {loc("A-02"): 1}]
    assert held(store) == {loc("A-01"): 2, loc("A-03"): 3}


@pytest.mark.parametrize(("taken", "weight"), [(900, 200), (1_200, -100), (None, 1_100)])
def test_catch_weight_that_does_not_fit_its_pieces_is_posted_and_leaves_a_finding(store, tmp_path, taken, weight):
    ham = Goods(StockKey("HAM"), 2, catch_qty=1_100)
    post(store, Draft(Movement("receive", ham, SUPPLIER, loc("A-02"))))
    assert store.open_findings() == []
    pieces = 2 if weight != -100 else 1
    post(store, Draft(Movement("pick", replace(ham, qty=pieces, catch_qty=taken), loc("A-02"), CUSTOMER)))
    assert [(code, args) for _, code, args, _ in store.open_findings()] == [
        ("catch-weight-off", {"item": "HAM", "place": "A-02", "quantity": 2 - pieces, "weight": weight})
    ]
    assert Book(tmp_path / "ledger.db").verify().ok


def test_two_accounts_of_one_place_that_one_movement_leaves_wrong_have_a_finding_each(store, tmp_path):
    free, hold, bin_ = StockKey("HAM"), StockKey("HAM", status="hold"), loc("A-02")
    post(store, Draft(Movement("receive", Goods(free, 2, catch_qty=50), SUPPLIER, bin_)))
    by_leave = Draft(Movement("pick", Goods(hold, 1), bin_, CUSTOMER), approver="op-9", reason="it was there")
    post(store, by_leave)
    post(store, Draft(Movement("hold", Goods(free, 1, catch_qty=100, to_key=hold), bin_, bin_)))
    assert told(store) == [("negative-stock", -1, None), ("catch-weight-off", 1, -50), ("catch-weight-off", 0, 100)]
    assert len(store.open_findings()) == 3
    assert Book(tmp_path / "ledger.db").verify().ok


def test_an_account_whose_weight_is_wrong_is_told_once_and_again_when_it_was_right_in_between(store, tmp_path):
    def ham(weight, source, target):
        post(store, Draft(Movement("transfer", Goods(StockKey("HAM"), 1, catch_qty=weight), source, target)))

    for _ in range(10):
        ham(100, SUPPLIER, loc("A-02"))
    ham(1_001, loc("A-02"), CUSTOMER)
    for _ in range(5):
        ham(None, loc("A-02"), CUSTOMER)
        ham(None, CUSTOMER, loc("A-02"))
    assert told(store) == [("catch-weight-off", 9, -1)]
    ham(100, SUPPLIER, loc("A-02"))
    ham(200, loc("A-02"), CUSTOMER)
    assert told(store) == [("catch-weight-off", 9, -1), ("catch-weight-off", 9, -101)]
    assert Book(tmp_path / "ledger.db").verify().ok


def test_an_account_that_is_taken_further_below_zero_is_told_once_and_again_when_it_was_right_in_between(
    store, tmp_path
):
    def leave(qty):
        post(store, replace(goods(qty, loc("A-01"), CUSTOMER), approver="op-9", reason="it was there"))

    leave(5)
    leave(1)
    leave(3)
    post(store, goods(2, SUPPLIER, loc("A-01")))
    leave(1)
    assert told(store) == [("negative-stock", -1, None)]
    post(store, goods(3, SUPPLIER, loc("A-01")))
    leave(4)
    assert told(store) == [("negative-stock", -1, None), ("negative-stock", -4, None)]
    assert Book(tmp_path / "ledger.db").verify().ok


def test_a_supervisors_leave_counts_what_waits_in_the_same_batch(store, run):
    by_leave = replace(goods(5, loc("A-01"), CUSTOMER), approver="op-9", reason="it was there")
    run([moves("e1", goods(2, loc("A-01"), loc("A-02"))), moves("e2", by_leave)])
    assert [args for _, code, args, _ in store.open_findings() if code == "negative-stock"] == [
        {"item": "TEA", "place": "A-01", "quantity": -2}
    ]


def test_an_order_whose_movement_is_refused_with_the_commit_is_told_to_who_gave_it(store, run):
    refused, done = [], []
    drafts = (goods(9, loc("A-01"), CUSTOMER),)
    order = Order("o", stamp(), lambda: Ordered(Decision(drafts=drafts), {"ok": 1}), done.append, refused.append)
    assert run([order]) == []
    assert refused == ["loc:S1/A-01 has less than 9 of TEA"]
    assert (done, kinds(store), held(store)) == ([], [], {loc("A-01"): 5})
    assert [one.work.source for one in run([order, moves("e1", goods(1, loc("A-01"), CUSTOMER))])] == ["e1"]
    assert len(refused) == 2
    assert held(store) == {loc("A-01"): 4}
