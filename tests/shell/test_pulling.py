"""After a restore: nobody books before the past is whole; what is pulled back is checked, posted once, and told."""

import json
import secrets
from contextlib import closing, contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge import control
from edge.config import Config
from edge.core.decision import Decision
from edge.core.entry import Draft, Finding
from edge.core.event import Passage, ShelfStep, Unclaimed
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.copies import provisional, pulling
from edge.shell.copies.backup import save
from edge.shell.copies.copy_files import entries_in
from edge.shell.copies.past import Past
from edge.shell.copies.pulling import PART, Pulling
from edge.shell.copies.request import Request
from edge.shell.copies.restore import check_backup, restore
from edge.shell.copies.restore_build import Origin, stash
from edge.shell.loop.commands import Commands
from edge.shell.loop.inbox import FromCentral
from edge.shell.loop.work import CommandError, Decide, Order, Ordered
from edge.shell.loop.writing import Writer
from edge.shell.sync.upstream import Upstream
from edge.wire import Ack, Batch, SiteBatch, SiteRequest, WireError, unpack
from simulators.central_past import answer
from simulators.central_store import CentralStore, received
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, open_store, post, stamp, whole, with_reference
from tests.shell.floor import PIN
from tests.shell.past_refold import refolds
from tests.shell.test_restore import copied

CLOCK = Clock("UTC")
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw().hex()


class Central:
    """Central's file and the connection to it: what the box says is answered when the test lets it."""

    def __init__(self, folder):
        self.store = CentralStore(folder / "central.db", "S1")
        self.up, self.away, self.said, self.left = True, False, [], False
        self.upstream = None

    def has(self, epoch, rows):
        self.store.add("B1", epoch, [received(row.seq, json.loads(row.body) | {"hash": row.hash}) for row in rows])

    def publish(self, name, payload, *, retain=False):
        self.said.append((name.rpartition("/")[2], payload))
        return self.up

    def leave_site(self):
        self.left = True

    def answers(self):
        """What is answered to all that was said since."""
        said, self.said = self.said, []
        for name, payload in said:
            if name == "sitereq":
                asked = SiteRequest.model_validate_json(payload)
                yield from ((f"wh/1/S1/{'site'}/ev", one) for one in answer(self.store, asked, KEY))
            elif name == "ev":
                batch = Batch.model_validate_json(unpack(payload))
                entries = [received(batch.from_ + at, raw) for at, raw in enumerate(batch.entries)]
                self.store.add("B1", batch.epoch, entries)
                ack = Ack(epoch=batch.epoch, upto=self.store.upto("B1", batch.epoch))
                from edge.wire import signed

                yield "wh/1/S1/B1/ack", signed("B1", ack.model_dump(exclude_none=True), KEY)


class SetClock(Clock):
    """Monotonic time is what the test says."""

    mono_ms = 1_000_000

    def now(self):
        return Moment(super().now().wall_ms, self.mono_ms)


class Box:
    """A restored box whose loop the test turns."""

    def __init__(self, folder, central):
        self.store, self.clock = open_store(folder), SetClock("UTC")
        self.central = central
        sections = {"store": {"path": str(folder / "ledger.db")}, "upstream": {"host": "x", "central_key": PUBLIC}}
        config = Config.model_validate({"site": "S1", "box": "B1"} | sections)
        self.pulling = Pulling(config, self.store, self.clock, central, lambda: central is not None and central.up)
        if central is not None:
            self.upstream = Upstream(config, self.store, self.clock, central, "1")
            self.upstream.earlier = self.pulling
        self.writer = Writer(self.store, self.clock)

    def turn(self, *works, after_ms=0):
        """One turn of the loop, and what central answers to it."""
        self.clock.mono_ms += after_ms
        now = self.clock.now()
        done = self.writer.run([*works, *self.pulling.works(now)])
        self.pulling.committed(done, now)
        if self.central is not None and not self.central.away:
            for name, payload in self.central.answers():
                assert self.upstream.heard(FromCentral(name, payload)) is None
        return done

    def turns(self, most=500):
        """Until there is nothing more to do at once."""
        for _ in range(most):
            self.turn()
            due = self.pulling.due_ms(self.clock.now())
            if due is None or due > self.clock.mono_ms:
                return
        raise AssertionError("it never rests")

    @property
    def past(self):
        return Past(self.store.cursor)

    def command(self, **args):
        commands = Commands({provisional.COMMAND: provisional.Provisional(lambda: b"", CLOCK)}, self.store, CLOCK)
        return commands.run(provisional.COMMAND, args)

    def qty(self, code="A-01", item="TEA"):
        row = self.store.cursor.execute(
            "SELECT qty FROM balance WHERE place = ? AND item = ?", (loc(code), item)
        ).fetchone()
        return row[0] if row else 0

    def findings(self):
        return [code for _, code, _, _ in self.store.open_findings()]


@pytest.fixture
def central(tmp_path):
    one = Central(tmp_path)
    yield one
    one.store.close()


@pytest.fixture
def lost(tmp_path):
    """Makes a box with `before` entries in its backup and `after` more, and loses its disk."""

    def make(before=3, after=60, *more):
        with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
            post(store, *(goods(1, SUPPLIER, loc("A-01")) for _ in range(before)))
            (tmp_path / "backups").mkdir(exist_ok=True)
            told = save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS)
            post(store, *(goods(1, SUPPLIER, loc("A-01")) for _ in range(after)), *more)
            epoch, rows = store.epoch, store.rows(0, 100_000)
        return told.path, epoch, rows

    return make


def restored(tmp_path, backup, second_copy=None):
    for side in ("", "-wal", "-shm"):
        (tmp_path / f"ledger.db{side}").unlink(missing_ok=True)
    checked = check_backup(backup, "S1", "B1", tmp_path / "scratch")
    return restore(Origin("S1", "B1", tmp_path / "ledger.db", checked, second_copy), CLOCK)


@pytest.fixture
def box(tmp_path, central, lost):
    """A restored box; central has all of its first epoch."""
    backup, epoch, rows = lost()
    central.has(epoch, rows)
    restored(tmp_path, backup)
    one = Box(tmp_path, central)
    yield one
    one.store.close()


@contextmanager
def opened_before_its_past(folder, central):
    """A restored box that a supervisor opened before anything came back."""
    box = Box(folder, central)
    with closing(box.store):
        box.command(operator="op-3", pin=PIN, reason="the truck waits")
        yield box


@contextmanager
def told_twice(folder, central, backup, epoch):
    """The same input was posted after the backup, and is posted again after the restore."""
    act = goods(5, SUPPLIER, loc("A-02"))
    with closing(open_store(folder)) as store:
        post(store, act, source="shelf/7")
        central.has(epoch, store.rows(0, 100))
    restored(folder, backup)
    with opened_before_its_past(folder, central) as box:
        post(box.store, act, source="shelf/7")
        yield box


def test_the_past_comes_back_in_parts_and_the_stock_is_what_it_was(tmp_path, box):
    assert (box.qty(), box.pulling.alarm().key) == (3, "alarm-past-waiting")
    box.turns()
    assert (box.qty(), box.pulling.alarm()) == (63, None)
    (old,) = box.past.epochs()
    assert (old.upto, old.complete) == (63, True)
    assert not box.pulling.is_needed
    assert box.central.left
    assert refolds(tmp_path / "ledger.db")


def test_no_transaction_posts_more_than_a_part(box, monkeypatch):
    sizes = []
    real = Past.take

    def take(self, of, entries, posted_after):
        held = list(entries)
        sizes.append(len(held))
        return real(self, of, held, posted_after)

    monkeypatch.setattr(Past, "take", take)
    box.turns()
    assert sum(sizes) == 60
    assert max(sizes) == PART


def test_a_long_past_is_asked_for_a_window_at_a_time(tmp_path, central, lost, monkeypatch):
    monkeypatch.setattr(pulling, "LIMIT", 5)
    backup, epoch, rows = lost(after=90)
    central.has(epoch, rows)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    asked = []
    real = central.publish

    def publish(name, payload, *, retain=False):
        asked.append(json.loads(payload)["have"])
        return real(name, payload, retain=retain)

    central.publish = publish
    with closing(box.store):
        box.turns()
        assert asked == [3, 23, 43, 63, 83]
        assert box.past.epochs()[0].upto == 93


def test_an_answer_that_got_lost_is_asked_for_again(box):
    box.central.away = True
    box.turn()
    assert [name for name, _ in box.central.said] == ["sitereq"]
    box.central.said.clear()
    box.turn(after_ms=9_999)
    assert box.central.said == []
    box.central.away = False
    box.turn(after_ms=1)
    box.turns()
    assert box.qty() == 63


def test_after_a_new_connection_it_goes_on_from_what_is_held(box):
    box.turn()
    box.turn()  # one part
    held = box.past.epochs()[0].upto
    assert 3 < held < 63
    box.central.up = False
    box.turn()
    box.central.up = True
    box.turns()
    assert box.qty() == 63


def test_what_only_the_second_copy_held_follows_central_and_goes_up_to_it(tmp_path, central, lost):
    backup, epoch, rows = lost()
    central.has(epoch, rows[:50])
    stick = copied(tmp_path / "stick", rows[45:], epoch=epoch)
    assert restored(tmp_path, backup, stick).waiting == 63 - 45
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert box.qty() == 63
        assert box.past.epochs()[0].complete
        assert central.store.upto("B1", epoch) == 63
        assert central.store.faults("B1", epoch) == []
        assert box.past.at_central(epoch) is None
        assert not stash(tmp_path / "ledger.db", epoch).exists()
        assert box.findings() == []
    assert refolds(tmp_path / "ledger.db")


def test_a_second_copy_with_a_gap_before_it_is_a_finding_and_is_kept(tmp_path, central, lost):
    backup, epoch, rows = lost()
    central.has(epoch, rows[:50])
    restored(tmp_path, backup, copied(tmp_path / "stick", rows[55:], epoch=epoch))
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert box.qty() == 50
        assert box.findings() == ["past-gap"]
        assert box.past.epochs()[0].complete


def test_what_of_the_second_copy_could_not_be_posted_stays_when_central_has_the_rest(tmp_path, central, lost):
    backup, epoch, rows = lost()
    restored(tmp_path, backup, copied(tmp_path / "stick", rows[55:], epoch=epoch))
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (central.store.upto("B1", epoch), box.findings()) == (3, ["past-gap"])
        assert box.past.at_central(epoch) is None
        assert [one.seq for one in entries_in(stash(tmp_path / "ledger.db", epoch))] == list(range(56, 64))


def test_a_backup_that_has_more_than_central_sends_it_up(tmp_path, central, lost):
    backup, epoch, rows = lost(before=10, after=0)
    central.has(epoch, rows[:4])
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert central.store.upto("B1", epoch) == 10
        assert not box.pulling.is_needed


def test_what_goes_up_is_sent_again_when_nobody_answers(tmp_path, central, lost):
    backup, epoch, _rows = lost(before=10, after=0)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turn()
        for _ in range(3):
            box.turn()
        central.away = True
        central.said.clear()
        while not any(name == "ev" for name, _ in central.said) and central.store.upto("B1", epoch) == 0:
            box.turn(after_ms=1_000)
        central.said.clear()
        central.away = False
        box.turn(after_ms=60_000)
        box.turns()
        assert central.store.upto("B1", epoch) == 10


def test_entries_of_another_chain_are_refused_and_the_box_stays_closed(tmp_path, central, lost):
    backup, epoch, rows = lost()
    forged = [
        row if row.seq < 20 else type(row)(row.seq, row.body.replace('"qty":1', '"qty":7'), row.hash) for row in rows
    ]
    central.has(epoch, forged)
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert box.qty() == 19
        assert (box.findings(), box.pulling.alarm().key) == (["past-differs"], "alarm-past-differs")
        assert not box.past.epochs()[0].complete
    assert refolds(tmp_path / "ledger.db")


def test_the_past_of_another_box_or_unsigned_is_not_taken(box):
    entry = {"v": 1, "box": "B2", "epoch": box.past.epochs()[0].epoch, "last": 5, "from": 4, "to": 3, "entries": []}
    from edge.wire import signed

    box.turn()
    box.upstream.heard(FromCentral("wh/1/S1/site/ev", signed("B2", entry, KEY)))
    with pytest.raises(WireError, match="signature"):
        box.upstream.heard(FromCentral("wh/1/S1/site/ev", json.dumps(entry | {"box": "B1"}).encode()))
    with pytest.raises(WireError, match="signature"):
        box.upstream.heard(FromCentral("wh/1/S1/site/ev", signed("B2", entry | {"box": "B1"}, KEY)))
    box.turns()
    assert box.qty() == 63


def test_two_lost_epochs_come_back_one_after_the_other(tmp_path, central, lost):
    backup, first, rows = lost()
    central.has(first, rows)
    restored(tmp_path, backup)
    with closing(open_store(tmp_path)) as store:
        second = store.epoch
        again = save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS + 60_000).path
        post(store, goods(1, SUPPLIER, loc("A-02")))
        central.has(second, store.rows(0, 100))
    restored(tmp_path, again)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (box.qty(), box.qty("A-02")) == (63, 1)
        assert [(one.epoch, one.complete) for one in box.past.epochs()] == [(first, True), (second, True)]
    assert refolds(tmp_path / "ledger.db")


# Before the past is whole


def test_what_would_book_is_refused_before_and_taken_after(box):
    refused = []
    order = Order(
        "command/1",
        stamp(),
        lambda: Ordered(Decision(drafts=(goods(1, SUPPLIER, loc("A-02")),))),
        print,
        refused.append,
    )
    assert box.writer.run([order]) == []
    assert "open-provisional" in refused[0]
    box.turns()
    assert box.writer.run([order])[0].entries


def decide(source, event):
    return Decide(source, stamp(), lambda _view: event)


def test_a_portals_passage_before_is_a_finding_and_moves_nothing(box, monkeypatch):
    passage = Passage("door/1", "DOOR", "DOCK-1", 80, (), "reader", "2026-11-23")
    monkeypatch.setattr("edge.core.floor.decide", lambda *_: Decision(drafts=(whole("P-1", SUPPLIER, loc("DOCK-1")),)))
    box.writer.run([decide("door/1", passage)])
    assert box.findings() == ["past-unbooked"]
    assert box.store.view.lpn("P-1") is None


def test_a_shelfs_step_that_nobody_claims_waits_and_is_booked_later(box, monkeypatch):
    step = ShelfStep("shelf/1", "A-02", 500_000, 1_000, "shelf", Moment(NOW_MS, 1))
    monkeypatch.setattr("edge.core.floor.decide", lambda *_: Decision(drafts=(goods(1, SUPPLIER, loc("A-02")),)))
    box.writer.run([decide("shelf/1/unclaimed", Unclaimed(step, NOW_MS))])
    assert box.store.next_due_ms() == NOW_MS + 60_000
    box.turns()
    box.writer.run([decide("shelf/1/unclaimed", Unclaimed(step, NOW_MS + 60_000))])
    assert box.qty("A-02") == 1


def test_a_supervisor_opens_the_box_and_the_book_says_who_and_why(box):
    told = box.command(operator="op-3", pin=PIN, reason="the truck waits")
    assert told == {"name": "Mira"}
    audit = json.loads(box.store.rows(box.store.last_seq - 2, 1)[0].body)
    assert (audit["act"], audit["op"], audit["approver"], audit["reason"]) == (
        "opened-provisional", "op-3", "op-3", "the truck waits",
    )  # fmt: skip
    assert box.findings() == ["past-missing"]
    box.turn()
    assert box.pulling.alarm() is None
    box.writer.run([decide_order(box)])
    assert box.qty("A-02") == 1


def decide_order(box):
    return Order(
        "command/2",
        stamp(),
        lambda: Ordered(Decision(drafts=(goods(1, SUPPLIER, loc("A-02")),))),
        lambda _: None,
        pytest.fail,
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"operator": "op-1", "pin": PIN, "reason": "x"}, "no supervisor"),
        ({"operator": "nobody", "pin": PIN, "reason": "x"}, "no supervisor"),
        ({"operator": "op-3", "pin": PIN, "reason": " "}, "--reason"),
    ],
)
def test_nobody_else_opens_it(box, args, said):
    with pytest.raises(CommandError, match=said):
        box.command(**args)
    assert box.past.is_waiting()


def test_a_wrong_pin_is_written_down_and_five_lock_the_command(box):
    commands = Commands({provisional.COMMAND: provisional.Provisional(lambda: b"", CLOCK)}, box.store, CLOCK)
    args = {"operator": "op-3", "pin": "0000", "reason": "x"}
    for _ in range(5):
        assert "PIN is wrong" in commands.run(provisional.COMMAND, args)["refused"]
    with pytest.raises(CommandError, match="five minutes"):
        commands.run(provisional.COMMAND, args | {"pin": PIN})
    acts = [json.loads(row.body).get("act") for row in box.store.rows(0, 100)]
    assert acts.count("open-provisional-refused") == 5
    assert box.past.is_waiting()


def provisional_commands(box, clock=CLOCK):
    """The command as a process that just started has it."""
    return Commands({provisional.COMMAND: provisional.Provisional(lambda: b"", clock)}, box.store, clock)


WRONG = {"operator": "op-3", "pin": "0000", "reason": "x"}


def test_wrong_pins_are_counted_over_a_restart_and_forgotten_after_five_minutes(box, monkeypatch):
    for _ in range(5):
        provisional_commands(box).run(provisional.COMMAND, WRONG)
    later, another = Clock("UTC"), Clock("UTC")
    another.boot = "after-a-power-cut"
    for clock in (CLOCK, another):
        with pytest.raises(CommandError, match="five minutes"):
            provisional_commands(box, clock).run(provisional.COMMAND, WRONG | {"pin": PIN})
    now = CLOCK.now()
    for boot in (CLOCK.boot, "after-a-power-cut"):
        later.boot = boot
        after = Moment(now.wall_ms + provisional.LOCK_MS + 60_000, now.mono_ms + provisional.LOCK_MS + 60_000)
        monkeypatch.setattr(later, "now", lambda after=after: after)
        assert "PIN is wrong" in provisional_commands(box, later).run(provisional.COMMAND, WRONG)["refused"]
    assert "name" in provisional_commands(box, later).run(provisional.COMMAND, WRONG | {"pin": PIN})


def test_a_wrong_pin_in_a_batch_that_is_run_again_counts_once(box):
    def bug():
        raise ValueError("a bug")

    refused = []
    commands = provisional_commands(box)
    for _ in range(4):
        order = commands.order(
            control.Command(id=secrets.token_hex(8), name=provisional.COMMAND, args=WRONG), lambda _: None, pytest.fail
        )
        breaks = Order("breaks", stamp(), bug, lambda _: None, refused.append)
        box.writer.run([order, breaks])
    assert len(refused) == 4, "each batch was run again"
    assert "name" in commands.run(provisional.COMMAND, WRONG | {"pin": PIN})


def test_what_comes_after_the_box_was_opened_is_posted_behind_and_the_finding_closes(tmp_path, box):
    box.command(operator="op-3", pin=PIN, reason="the truck waits")
    box.writer.run([decide_order(box)])
    after = box.store.last_seq
    box.turns()
    assert (box.qty(), box.qty("A-02")) == (63, 1)
    posted = box.store.cursor.execute("SELECT DISTINCT posted_after FROM past ORDER BY 1").fetchall()
    assert posted[0] == (0,)
    assert min(row[0] for row in posted[1:]) >= after
    assert box.findings() == []
    assert not box.past.opened()
    assert refolds(tmp_path / "ledger.db")


def test_an_entry_that_contradicts_what_was_done_meanwhile_is_kept_and_told_and_the_others_go_on(
    tmp_path, central, lost
):
    """Before the loss somebody moved the pallet; after the restore it was moved elsewhere in ignorance of that."""
    pallet = (
        whole("P-9", SUPPLIER, loc("A-01")),
        whole("P-9", loc("A-01"), loc("S-01")),
        goods(1, SUPPLIER, loc("A-02")),
    )
    backup, epoch, rows = lost(1, 0, *pallet)
    central.has(epoch, rows)
    restored(tmp_path, backup)
    with opened_before_its_past(tmp_path, central) as box:
        post(box.store, whole("P-9", SUPPLIER, loc("DOCK-1")))
        box.turns()
        assert box.store.view.lpn("P-9").location == loc("DOCK-1")
        assert box.qty("A-02") == 1
        assert box.findings() == ["past-contradicts", "past-contradicts"]
        assert box.store.cursor.execute("SELECT seq FROM past WHERE posted = 0").fetchall() == [(2,), (3,)]
        assert box.past.epochs()[0].complete
    assert refolds(tmp_path / "ledger.db")


def test_goods_that_are_not_there_any_more_leave_no_half_of_a_movement(tmp_path, central, lost):
    moved = goods(3, loc("A-01"), loc("A-02"))
    backup, epoch, rows = lost(3, 0, moved, goods(1, SUPPLIER, loc("S-01")))
    central.has(epoch, rows)
    restored(tmp_path, backup)
    with opened_before_its_past(tmp_path, central) as box:
        post(box.store, goods(2, loc("A-01"), loc("DOCK-1")))
        box.turns()
        assert (box.qty("A-01"), box.qty("A-02"), box.qty("DOCK-1"), box.qty("S-01")) == (1, 0, 2, 1)
        assert box.findings() == ["past-contradicts"]
    assert refolds(tmp_path / "ledger.db")


def test_an_input_of_the_lost_epoch_that_is_told_again_changes_nothing(tmp_path):
    with closing(open_store(tmp_path)) as store:
        post(store, goods(5, SUPPLIER, loc("A-01")), source="shelf/1")
        (tmp_path / "backups").mkdir()
        backup = save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS).path
    restored(tmp_path, backup)
    with closing(open_store(tmp_path)) as store:
        before = store.last_seq
        post(store, goods(5, SUPPLIER, loc("A-01")), source="shelf/1")
        assert store.last_seq == before


def test_the_same_act_in_the_book_and_in_the_past_is_posted_once(tmp_path, central, lost):
    backup, epoch, _rows = lost(1, 0)
    with told_twice(tmp_path, central, backup, epoch) as box:
        box.turns()
        assert box.qty("A-02") == 5
        assert box.findings() == ["past-contradicts"]
    assert refolds(tmp_path / "ledger.db")


def test_the_same_act_in_two_earlier_epochs_is_posted_once(tmp_path, central, lost):
    """Told again in the second epoch while the first had not come back; then the second is lost too."""
    backup, first, _rows = lost(1, 0)
    with told_twice(tmp_path, central, backup, first) as box:
        central.has(box.store.epoch, box.store.rows(0, 100))
        backup = save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS + 60_000).path
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert box.qty("A-02") == 5
        assert "past-contradicts" in box.findings()
    assert refolds(tmp_path / "ledger.db")


def test_what_the_gate_turned_into_a_finding_is_posted_when_its_movement_comes_back(tmp_path, central, lost):
    backup, epoch, _rows = lost(1, 0)
    with closing(open_store(tmp_path)) as store:
        post(store, goods(5, SUPPLIER, loc("A-02")), source="passage/7")
        central.has(epoch, store.rows(0, 100))
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        told = Finding("past/unbooked/passage/7", "opened", "past-unbooked", {"source": "passage/7"})
        post(box.store, Draft(told), source="passage/7")
        box.turns()
        assert box.qty("A-02") == 5
        assert box.findings() == ["past-unbooked"]
    assert refolds(tmp_path / "ledger.db")


def test_without_central_the_box_stays_closed_until_a_supervisor_opens_it(tmp_path, lost):
    backup, _epoch, _rows = lost()
    restored(tmp_path, backup)
    box = Box(tmp_path, None)
    with closing(box.store):
        box.turn()
        assert box.pulling.alarm() == control.Text(key="alarm-past-waiting")
        assert box.pulling.due_ms(box.clock.now()) is None
        box.command(operator="op-3", pin=PIN, reason="there is no central")
        box.turn()
        assert box.pulling.alarm() is None


def test_a_box_that_was_never_restored_has_nothing_to_pull(tmp_path, central):
    with closing(with_reference(open_store(tmp_path), tmp_path)):
        pass
    box = Box(tmp_path, central)
    with closing(box.store):
        assert not box.pulling.is_needed
        assert box.pulling.due_ms(Moment(0, 0)) is None
        box.turn()
        assert central.said == []
        with pytest.raises(CommandError, match="nothing is missing"):
            box.command(operator="op-3", pin=PIN, reason="x")


def test_a_part_that_cannot_be_taken_is_given_up_and_told(box, monkeypatch):
    def bad(*_args):
        raise RuntimeError("a bug")

    monkeypatch.setattr(Past, "take", bad)
    box.turns()
    assert box.pulling.alarm().key == "alarm-past-differs"


# The request alone


def batch(first, count, last, asked=""):
    entries = [{"seq": seq} for seq in range(first, first + count)]
    fields = {"box": "B1", "epoch": "e", "last": last, "from": first, "to": first + count - 1, "entries": entries}
    fields["asked"] = asked
    return SiteBatch.model_validate(fields)


def test_batches_out_of_order_or_twice_are_not_taken():
    request = Request(0)
    request.asked("a", 0, sent=True)
    assert len(request.heard(batch(1, 3, 10), 0)) == 3
    assert request.heard(batch(1, 3, 10), 0) == []
    assert request.heard(batch(7, 3, 10), 0) == []
    assert (request.received, request.is_over) == (3, False)


def test_what_nobody_asked_for_is_not_taken():
    assert Request(0).heard(batch(1, 3, 10), 0) == []


def test_waits_grow_while_central_is_silent_and_shrink_when_it_speaks():
    request = Request(0)
    waits = []
    now = 0
    for _ in range(8):
        request.asked("a", now, sent=True)
        waits.append(request.due_ms - now)
        now = request.due_ms
    assert waits == [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]
    request.heard(batch(1, 3, 10), now)
    assert request.due_ms - now == 10_000


def test_an_answer_without_entries_says_that_there_is_no_more():
    request = Request(5)
    request.asked("a", 0, sent=True)
    request.heard(batch(6, 0, 3, "a"), 0)
    assert request.is_over
    assert request.due_ms is None


def test_the_answer_to_another_request_is_not_taken_and_a_late_one_is():
    request = Request(0)
    request.asked("a", 0, sent=True)
    assert request.heard(batch(1, 3, 3, "x"), 0) == []
    request.asked("b", 10_000, sent=True)
    assert len(request.heard(batch(1, 3, 3, "a"), 0)) == 3
    assert request.is_over


def test_an_end_that_names_no_request_is_the_end_when_it_is_said_twice_in_a_row():
    request = Request(0)
    for last in (2, 4, 4):
        request.asked(f"{last}", 0, sent=True)
        request.heard(batch(request.received + 1, last - request.received, last), 0)
        assert request.is_over == (request.due_ms is None)
    assert (request.received, request.is_over) == (4, True)


def test_an_end_that_names_no_request_and_comes_twice_to_one_request_was_said_once():
    request = Request(0)
    for is_over in (False, True):
        request.asked("a", 0, sent=True)
        for _copy in range(2):
            request.heard(batch(1, 0, 0), 0)
            assert request.is_over == is_over
