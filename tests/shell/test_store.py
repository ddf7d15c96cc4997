"""The store: all or nothing, append-only, one writer, told twice posts once, units carry their content with them."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from edge.core.decision import Decision, DropStep, HoldStep
from edge.core.entry import Audit, DocLine, Draft, Evidence, Finding, Movement, Outcome
from edge.core.event import ShelfStep
from edge.core.message import Answer, Message
from edge.core.place import NEST_LEVELS_MAX
from edge.core.read import Moment
from edge.core.session import Menu, Said, Session
from edge.core.stock import Goods, StockKey
from edge.shell.ledger.book import Book
from edge.shell.ledger.database import StoreError, open_writer
from edge.shell.ledger.posting import PostingError
from edge.shell.ledger.recent import KEPT_MS
from edge.shell.ledger.reference_store import ReferenceStore
from edge.wire import RefOp
from tests.shell.book_builder import (
    CUSTOMER,
    NOW_MS,
    SUPPLIER,
    goods,
    loc,
    lpn,
    open_store,
    post,
    stamp,
    whole,
    with_reference,
)


@pytest.fixture
def store(tmp_path):
    one = open_store(tmp_path)
    yield one
    with contextlib.suppress(sqlite3.ProgrammingError):  # a test may have closed it
        one.close()


def tables(folder):
    """All that a commit may change, read by another connection: what is durable."""
    names = ("ledger", "balance", "stock", "lpn", "session", "effect", "finding", "progress")
    with sqlite3.connect(folder / "ledger.db") as db:
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}


STEP = ShelfStep("scale/a/1", "S-01", -250_000, 10_000, "scale", Moment(NOW_MS, 5), "MUG", -1)
SESSION = Session(
    "DOCK-1", "op-1", Menu(), 3, None, Said("input-0001", Answer("ok", Message("received", {"quantity": 2})))
)


def everything() -> Decision:
    found = Finding("f-1", "opened", "shelf-odd-weight", {"grams": 3}, loc("S-01"))
    drafts = (goods(5, SUPPLIER, loc("DOCK-1")), whole("T-1", SUPPLIER, loc("DOCK-1")), Draft(found))
    return Decision(SESSION, None, drafts, (HoldStep(STEP, NOW_MS + 1000),))


def test_entries_balances_session_and_effects_are_one_transaction(store, tmp_path):
    empty = tables(tmp_path)
    store.begin()
    store.write(everything(), "input-1", stamp(), NOW_MS)
    assert tables(tmp_path) == empty, "nothing is durable before the commit"
    store.rollback()
    assert tables(tmp_path) == empty
    assert store.last_seq == 0
    store.begin()
    store.write(everything(), "input-1", stamp(), NOW_MS)
    store.commit()
    after = tables(tmp_path)
    assert all(after[name] for name in ("ledger", "balance", "stock", "lpn", "session", "effect", "finding"))
    assert [row[0] for row in after["ledger"]] == [1, 2, 3]


def test_after_a_rollback_the_chain_goes_on_without_a_gap(store, tmp_path):
    post(store, Draft(Audit("one")))
    store.begin()
    store.write(Decision(drafts=(Draft(Audit("lost")),)), "lost", stamp(), NOW_MS)
    store.rollback()
    assert store.view.position() == {"B1": 1}
    post(store, Draft(Audit("two")))
    assert [entry["act"] for entry in Book(tmp_path / "ledger.db").entries()] == ["one", "two"]
    assert Book(tmp_path / "ledger.db").verify().ok


def test_the_next_decision_sees_what_is_not_committed_yet(store):
    store.begin()
    store.write(everything(), "input-1", stamp(), NOW_MS)
    assert [balance.qty for balance in store.view.content(loc("DOCK-1"))] == [5]
    assert store.view.session("DOCK-1") == SESSION
    assert store.view.held_steps("S-01") == [STEP]
    assert store.view.position() == {"B1": 3}
    assert store.rows(0, 10) == [], "but nothing of it is sent"
    store.rollback()


def test_the_same_input_told_twice_posts_once(store, tmp_path):
    post(store, goods(5, SUPPLIER, loc("A-01")), source="gun1/1/1")
    post(store, goods(5, SUPPLIER, loc("A-01")), source="gun1/1/1")
    post(store, goods(5, SUPPLIER, loc("A-01")), source="gun1/1/2")
    assert [balance.qty for balance in store.view.content(loc("A-01"))] == [10]
    assert store.last_seq == 2


def test_a_held_step_is_due_at_its_time_and_gone_once_dropped(store):
    store.begin()
    store.write(Decision(effects=(HoldStep(STEP, NOW_MS + 1000),)), "s", stamp(), NOW_MS)
    store.write(Decision(effects=(HoldStep(STEP, NOW_MS + 9000),)), "s", stamp(), NOW_MS)
    store.commit()
    assert store.next_due_ms() == NOW_MS + 1000, "told again, it does not wait longer"
    assert store.due_steps(NOW_MS + 999) == []
    assert store.due_steps(NOW_MS + 1000) == [STEP]
    store.begin()
    store.write(Decision(effects=(DropStep(STEP.id),)), "d", stamp(), NOW_MS)
    store.commit()
    assert store.next_due_ms() is None


@pytest.mark.parametrize("act", ["UPDATE ledger SET body = '{}'", "DELETE FROM ledger"])
def test_the_database_itself_refuses_to_change_the_ledger(store, tmp_path, act):
    post(store, Draft(Audit("one")))
    with sqlite3.connect(tmp_path / "ledger.db") as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(act)


def test_every_commit_is_forced_to_the_disk(store):
    assert store.cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.cursor.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_store_that_cannot_run_in_wal_mode_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=r"journal_mode = wal.*local disk"):
        open_writer(Path(":memory:"), "S1", "B1")


def test_a_second_writer_is_refused_until_the_first_has_closed(store, tmp_path):
    with pytest.raises(StoreError, match="another wedge has this store open"):
        open_store(tmp_path)
    store.close()
    open_store(tmp_path).close()


def test_a_store_of_another_box_is_refused_and_let_go_of(tmp_path):
    open_store(tmp_path).close()
    with pytest.raises(StoreError, match="belongs to box B1 of site S1, not to box B2 of site S1"):
        open_store(tmp_path, "B2")
    open_store(tmp_path).close()


def test_a_store_of_a_later_program_is_refused(tmp_path):
    open_store(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.db") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="schema 99"):
        open_store(tmp_path)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(StoreError, match=r"nowhere/ledger.db: No such file or directory. Is the folder there"):
        open_store(tmp_path / "nowhere")


def test_goods_that_are_not_there_cannot_leave(store):
    post(store, goods(5, SUPPLIER, loc("A-01")))
    with pytest.raises(PostingError, match="has less than 6 of TEA"):
        post(store, goods(6, loc("A-01"), loc("A-02")))
    assert [balance.qty for balance in store.view.content(loc("A-01"))] == [5]


def test_a_unit_takes_all_that_is_in_it_along_at_any_depth(store, tmp_path):
    with_reference(store, tmp_path)
    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")), whole("T-1", SUPPLIER, lpn("P-1")))
    post(store, whole("T-2", SUPPLIER, lpn("T-1")), goods(7, SUPPLIER, lpn("T-2")), goods(2, SUPPLIER, lpn("P-1")))
    post(store, whole("P-1", loc("DOCK-1"), loc("A-01")))
    assert {store.view.lpn(code).location for code in ("P-1", "T-1", "T-2")} == {loc("A-01")}
    assert store.view.lpn("T-2").parent == lpn("T-1")
    assert sum(balance.qty for _, balance in store.view.bins_with("TEA")) == 9
    stock = dict(store.cursor.execute("SELECT location, qty FROM stock").fetchall())
    assert stock == {loc("A-01"): 9}


def test_a_unit_that_left_the_site_is_no_stock_any_more_and_can_come_back(store, tmp_path):
    with_reference(store, tmp_path)
    post(store, whole("P-1", SUPPLIER, loc("A-01")), goods(4, SUPPLIER, lpn("P-1")))
    post(store, goods(4, lpn("P-1"), CUSTOMER), whole("P-1", loc("A-01"), CUSTOMER))
    assert store.view.bins_with("TEA") == []
    assert store.cursor.execute("SELECT * FROM stock").fetchall() == []
    post(store, whole("P-1", CUSTOMER, loc("A-02")), goods(4, CUSTOMER, lpn("P-1")))
    assert [balance.qty for _, balance in store.view.bins_with("TEA")] == [4]
    assert store.cursor.execute("SELECT location, qty FROM stock").fetchall() == [(loc("A-02"), 4)]


def test_a_unit_cannot_be_where_it_is_not_nor_in_itself_nor_too_deep(store):
    post(store, whole("P-1", SUPPLIER, loc("A-01")), whole("T-1", SUPPLIER, lpn("P-1")))
    with pytest.raises(PostingError, match="P-1 stands in loc:S1/A-01, not loc:S1/A-02"):
        post(store, whole("P-1", loc("A-02"), loc("A-01")))
    with pytest.raises(PostingError, match="P-1 would stand in itself"):
        post(store, whole("P-1", loc("A-01"), lpn("T-1")))
    with pytest.raises(PostingError, match="T-9 is not known to be in"):
        post(store, whole("T-9", loc("A-01"), loc("A-02")))
    with pytest.raises(PostingError, match="stands nowhere"):
        post(store, whole("T-3", SUPPLIER, lpn("T-404")))
    for level in range(2, NEST_LEVELS_MAX):
        post(store, whole(f"T-{level}", SUPPLIER, lpn(f"T-{level - 1}")))
    with pytest.raises(PostingError, match=f"deeper than {NEST_LEVELS_MAX} levels"):
        post(store, whole("T-99", SUPPLIER, lpn(f"T-{NEST_LEVELS_MAX - 1}")))


def test_units_moved_with_their_content_may_not_come_to_stand_too_deep(store):
    for stack in ("A", "B"):
        post(store, whole(f"{stack}-1", SUPPLIER, loc("A-01")))
        for level in (2, 3):
            post(store, whole(f"{stack}-{level}", SUPPLIER, lpn(f"{stack}-{level - 1}")))
    with pytest.raises(PostingError, match="levels"):
        post(store, whole("B-1", loc("A-01"), lpn("A-3")))


def test_an_acknowledged_position_belongs_to_the_store_it_was_given_for(store):
    post(store, Draft(Audit("one")))
    store.begin()
    store.put_acked(1)
    store.commit()
    assert store.acked() == 1
    store.epoch = "another"
    assert store.acked() == 0


def test_reopened_it_goes_on_where_it_was(store, tmp_path):
    with_reference(store, tmp_path)
    post(store, goods(5, SUPPLIER, loc("A-01")))
    epoch = store.epoch
    store.close()
    again = open_store(tmp_path)
    assert (again.last_seq, again.epoch) == (1, epoch)
    assert again.view.item("TEA").name == "Green tea"
    post(again, goods(5, loc("A-01"), loc("A-02")))
    assert Book(tmp_path / "ledger.db").verify().ok
    again.close()


ORDER, OTHER = DocLine("order", "SO-1", 1), DocLine("order", "SO-2", 1)


def test_a_unit_serves_an_order_until_it_is_empty(store, tmp_path):
    with_reference(store, tmp_path)
    post(store, whole("T-1", SUPPLIER, loc("A-01")), goods(9, SUPPLIER, loc("A-02")))
    post(store, goods(4, loc("A-02"), lpn("T-1"), doc=ORDER))
    assert [one.lpn for one in store.view.units_serving("SO-1")] == ["T-1"]
    assert store.view.lpn("T-1").is_for("order", "SO-1")
    assert not store.view.lpn("T-1").is_for("receipt", "SO-1")
    post(store, goods(1, SUPPLIER, lpn("T-1"), doc=DocLine("count", "CNT-1")))
    assert store.view.lpn("T-1").is_for("order", "SO-1"), "counted, it is still the order's"
    post(store, goods(5, lpn("T-1"), loc("A-02"), doc=OTHER))
    assert store.view.units_serving("SO-1") == []
    assert store.view.lpn("T-1").serves == ""


def test_a_unit_that_has_left_serves_no_order_on_the_site(store, tmp_path):
    post(store, whole("T-1", SUPPLIER, loc("A-01")), goods(4, SUPPLIER, lpn("T-1"), doc=ORDER))
    post(store, goods(4, lpn("T-1"), CUSTOMER), whole("T-1", loc("A-01"), CUSTOMER))
    assert store.view.units_serving("SO-1") == []


def test_what_is_packed_for_an_order_is_no_stock_for_another(store, tmp_path):
    with_reference(store, tmp_path)
    post(store, whole("T-1", SUPPLIER, loc("A-01")), goods(4, SUPPLIER, lpn("T-1"), doc=ORDER))
    assert store.view.bins_with("TEA") == []
    assert list(store.view.pickable("TEA", "", "2026-11-23")) == []


def test_pickable_is_all_that_is_sellable_fresh_and_of_the_lot_page_by_page(store, tmp_path):
    with_reference(store, tmp_path)
    kinds = [{"lot": f"L{n:02}", "expiry": f"2026-12-{n + 1:02}"} for n in range(25)]
    kinds += [{"expiry": "2026-11-22"}, {"lot": "HOLD", "status": "hold"}, {"lot": "NEVER"}]
    post(store, *[goods(1, SUPPLIER, loc("A-01"), **kind) for kind in kinds])
    found = [balance.key.lot for _, balance in store.view.pickable("TEA", "", "2026-11-23")]
    assert found == [f"L{n:02}" for n in range(25)] + ["NEVER"]
    assert [one.key.lot for _, one in store.view.pickable("TEA", "L07", "2026-11-23")] == ["L07"]


def unweighed(store, since_ms=0, code="A-01"):
    since = Moment(since_ms, since_ms - NOW_MS + 1000)
    return [movement.what.qty for _, movement in store.view.unweighed(loc(code), since)]


def at(store, at_ms, *drafts):
    store.begin()
    store.write(Decision(drafts=drafts), f"at-{at_ms}", stamp(at_ms), at_ms)
    store.commit()


def test_movements_wait_for_a_scale_by_time_however_much_is_posted_elsewhere(store):
    at(store, NOW_MS, goods(1, SUPPLIER, loc("A-01")))
    at(store, NOW_MS + 1, goods(300, SUPPLIER, loc("A-02")))
    for number in range(2, 260):
        at(store, NOW_MS + number, goods(1, loc("A-02"), CUSTOMER))
    assert unweighed(store) == [1]
    assert len(unweighed(store, code="A-02")) == 259
    at(store, NOW_MS + 2 * KEPT_MS, goods(2, SUPPLIER, loc("A-03")))
    assert (unweighed(store), unweighed(store, code="A-02")) == ([], [])


def test_what_waits_for_a_scale_is_the_same_after_a_rollback_and_after_a_start(store, tmp_path):
    post(store, goods(1, SUPPLIER, loc("A-01")), goods(2, SUPPLIER, loc("A-01")))
    assert unweighed(store) == [2, 1]
    store.begin()
    store.write(Decision(drafts=(goods(3, SUPPLIER, loc("A-01")),)), "lost", stamp(), NOW_MS)
    assert unweighed(store) == [3, 2, 1]
    store.rollback()
    assert unweighed(store) == [2, 1]
    store.close()
    with contextlib.closing(open_store(tmp_path)) as again:
        assert unweighed(again) == [2, 1]


def test_what_a_scale_has_witnessed_waits_no_more(store):
    post(store, goods(1, SUPPLIER, loc("A-01")), goods(2, SUPPLIER, loc("A-01")))
    assert unweighed(store) == [2, 1], "the newest first"
    assert unweighed(store, NOW_MS + 1) == []
    ident, _ = store.view.unweighed(loc("A-01"), Moment(0, 0))[0]
    post(store, Draft(Evidence(ident, "weight", "agrees")))
    assert unweighed(store) == [1]


def allowed(draft, approver="op-9", reason="stock is there"):
    return replace(draft, approver=approver, reason=reason)


def test_goods_that_are_not_there_leave_only_with_a_supervisor_and_a_reason_and_leave_a_finding(store, tmp_path):
    for unfit in (goods(3, loc("A-01"), CUSTOMER), allowed(goods(3, loc("A-01"), CUSTOMER), reason="")):
        with pytest.raises(PostingError, match="has less than 3 of TEA"):
            post(store, unfit)
    post(store, goods(1, SUPPLIER, loc("A-01")), allowed(goods(3, loc("A-01"), CUSTOMER)))
    assert [(code, args) for _, code, args, _ in store.open_findings()] == [
        ("negative-stock", {"item": "TEA", "place": "A-01", "quantity": -2})
    ]
    assert Book(tmp_path / "ledger.db").verify().ok


def test_a_unit_comes_from_outside_and_leaves_empty_what_is_in_it_is_booked_line_by_line(store, tmp_path):
    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")), goods(4, SUPPLIER, lpn("P-1")))
    with pytest.raises(PostingError, match="P-1 is not empty"):
        post(store, whole("P-1", loc("DOCK-1"), CUSTOMER))
    post(store, goods(4, lpn("P-1"), CUSTOMER), whole("P-1", loc("DOCK-1"), CUSTOMER))
    post(store, whole("P-1", CUSTOMER, loc("DOCK-1")))
    assert store.view.content(lpn("P-1")) == (), "its next use is a new life"
    assert Book(tmp_path / "ledger.db").verify().ok


def test_catch_weight_travels_with_its_goods_and_sums_to_zero(store, tmp_path):
    def weighed(qty, catch_qty, source, target):
        return Draft(Movement("transfer", Goods(StockKey("HAM"), qty, catch_qty=catch_qty), source, target))

    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")), weighed(3, 3_120, SUPPLIER, lpn("P-1")))
    post(store, weighed(1, 1_010, lpn("P-1"), CUSTOMER), whole("P-1", loc("DOCK-1"), loc("A-01")))
    rows = store.cursor.execute("SELECT place, qty, catch_qty FROM balance ORDER BY place").fetchall()
    assert rows == [("lpn:P-1", 2, 2_110), ("virt:S1/CUSTOMER", 1, 1_010), ("virt:S1/SUPPLIER", -3, -3_120)]
    assert store.cursor.execute("SELECT location, catch_qty FROM stock").fetchall() == [("loc:S1/A-01", 2_110)]
    assert Book(tmp_path / "ledger.db").verify().ok


def announce(store, *receipts):
    line = {"line": 1, "item": "TEA", "qty": 10, "lpn": "P-1"}
    docs = [{"id": one, "type": "receipt", "lines": [line]} for one in receipts]
    store.begin()
    ReferenceStore(store.cursor).change("receipts", 0, 1, [RefOp(op="put", key=one["id"], doc=one) for one in docs])
    store.commit()


def test_a_unit_that_came_and_left_is_not_announced_again_by_the_same_receipt(store):
    announce(store, "R-1")
    assert store.view.announced("P-1").document.id == "R-1"
    came = goods(10, SUPPLIER, lpn("P-1"), doc=DocLine("receipt", "R-1", 1))
    post(store, whole("P-1", SUPPLIER, loc("DOCK-1")), came)
    assert store.view.announced("P-1") is not None, "in the house it is known by its receipt"
    post(store, goods(10, lpn("P-1"), CUSTOMER), whole("P-1", loc("DOCK-1"), CUSTOMER))
    assert store.view.announced("P-1") is None


def test_a_unit_on_two_receipts_is_announced_by_the_open_one(store):
    announce(store, "R-1", "R-2")
    post(store, Draft(Outcome(DocLine("receipt", "R-1"), "closed")))
    assert store.view.announced("P-1").document.id == "R-2"
    assert [one.document.id for one in store.view.announced_by_epcs([])] == []


def test_documents_of_two_types_with_one_number_go_their_own_ways(store):
    post(store, goods(3, SUPPLIER, loc("A-01"), doc=DocLine("receipt", "1001", 1)))
    post(store, goods(1, loc("A-01"), CUSTOMER, doc=DocLine("order", "1001", 1)))
    post(
        store, Draft(Outcome(DocLine("order", "1001", 2), "short")), Draft(Outcome(DocLine("order", "1001"), "closed"))
    )
    assert store.view.progress("receipt", "1001") == {1: 3}
    assert store.view.progress("order", "1001") == {1: 1}
    assert (store.view.is_closed("order", "1001"), store.view.is_closed("receipt", "1001")) == (True, False)
    assert store.view.closed_lines("order", "1001") == {2}


def test_empty_bins_are_those_that_hold_neither_goods_nor_units_and_are_nobodys_face(store, tmp_path):
    with_reference(store, tmp_path)
    types = [one.key for one in store.view.empty_types()]
    assert [room.info.code for room in store.view.faces("MUG")] == ["S-01"]
    assert store.view.empty_bins(types, (), far=False)[0].code == "A-01"
    post(store, goods(1, SUPPLIER, loc("S-01"), item="MUG"), whole("P-1", SUPPLIER, loc("A-01")))
    assert store.view.empty_bins(types, (), far=False)[0].code == "A-02"
