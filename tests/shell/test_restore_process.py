"""A box loses its disk: restored from a backup, it gets back from central what came after, nothing twice."""

import contextlib
import json
import random
import sqlite3
import threading

import pytest

from edge.shell.clock import Clock
from edge.shell.copies.backup import save
from edge.shell.copies.past import Past
from edge.shell.copies.restore import check_backup, restore
from edge.shell.copies.restore_build import Origin
from tests.brokers import Broker, mosquitto_path, without_mosquitto
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, open_store, post
from tests.shell.daemon_process import Box, running, wait_until
from tests.shell.floor import TEA
from tests.shell.past_refold import refolds
from tests.shell.test_daemon import receive, sign_in
from tests.shell.test_upstream_process import central


@pytest.fixture
def broker():
    if mosquitto_path() is None:
        without_mosquitto()
    with Broker() as one:
        yield one


@pytest.fixture
def box(tmp_path, broker):
    (tmp_path / "backups").mkdir()
    (tmp_path / "stick").mkdir()
    up = f'upstream = {{ host = "127.0.0.1", port = {broker.port} }}'
    one = Box(tmp_path, upstream=up)
    config = one.config.read_text()
    store = f'store = {{ path = "{one.store}"'
    one.config.write_text(config.replace(store, f'{store}, second_copy = "{tmp_path}/stick"'))
    yield one
    one.end()


def at_work(box):
    screen = box.screen("DOCK-1")
    sign_in(screen)
    receive(screen, "RCV-2")
    return screen


def put_tea(screen, times=1):
    for _ in range(times):
        assert screen.send(TEA, "wedge").text.key == "counted"
        assert screen.send("DOCK-1", "wedge").text.key == "received"


def tea(box):
    """What stands at the dock, by the balances."""
    with contextlib.closing(sqlite3.connect(box.store)) as db:
        row = db.execute("SELECT qty FROM balance WHERE place = 'loc:S1/DOCK-1' AND item = 'TEA'").fetchone()
    return row[0] if row else 0


def held_by_central(folder):
    """Per epoch: how many entries, and how far they are whole."""
    with contextlib.closing(sqlite3.connect(folder / "central.db", timeout=30)) as db:
        counts = dict(db.execute("SELECT epoch, count(*) FROM entry GROUP BY epoch"))
        heads = dict(db.execute("SELECT epoch, upto FROM head"))
        faults = db.execute("SELECT * FROM fault").fetchall()
    assert faults == []
    return {epoch: (counts[epoch], heads[epoch]) for epoch in counts}


def past(box):
    with contextlib.closing(sqlite3.connect(box.store)) as db:
        return Past(db.cursor()).epochs()


def all_acknowledged(folder, box):
    """Central has every entry of every epoch of the box, and the box has heard it: else they are on the stick, too."""

    def done():
        with contextlib.closing(sqlite3.connect(box.store)) as db:
            wanted = dict(db.execute("SELECT epoch, upto FROM past_epoch"))
            (epoch,) = db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
            wanted[epoch] = db.execute("SELECT max(seq) FROM ledger").fetchone()[0]
            heard = db.execute("SELECT epoch, upto FROM cursor WHERE consumer = 'central'").fetchone()
        if heard != (epoch, wanted[epoch]):
            return False
        return held_by_central(folder) == {epoch: (upto, upto) for epoch, upto in wanted.items()}

    wait_until(done, "all epochs at central", 60)


def lose_the_disk(box):
    for side in ("", "-wal", "-shm"):
        box.store.with_name(box.store.name + side).unlink(missing_ok=True)


def backed_up(folder, box):
    """Beside the running daemon."""
    return save(box.store, folder / "backups", 3, NOW_MS).path


def restored(folder, box, backup):
    lose_the_disk(box)
    checked = check_backup(backup, "S1", "B1", folder / "scratch")
    return restore(Origin("S1", "B1", box.store, checked, folder / "stick"), Clock("UTC"))


def whole(box):
    wait_until(lambda: all(one.complete for one in past(box)), "the past is whole", 60)


def test_a_box_that_lost_its_disk_works_on_with_the_true_stock_and_nothing_twice(tmp_path, box, broker):
    with central(tmp_path, broker):
        with running(box):
            box.wait_log("upstream is up")
            screen = at_work(box)
            put_tea(screen, 3)
            backup = backed_up(tmp_path, box)
            put_tea(screen, 40)
            all_acknowledged(tmp_path, box)
            stick_is_empty(tmp_path)
            broker.kill()  # what comes now is on this box and on the stick alone
            box.wait_log("upstream is down")
            put_tea(screen, 4)
            wait_until(lambda: _last_on_stick(tmp_path) == len(box.entries()), "the second copy")
            box.kill()
        waiting = _on_stick(tmp_path)
        assert waiting[-4:] == list(range(waiting[-1] - 3, waiting[-1] + 1))
        done = restored(tmp_path, box, backup)
        assert (done.upto, done.waiting) == (done.backup_upto, len(waiting))
        with running(box):  # central is not there yet
            screen = box.screen("DOCK-1")
            assert screen.view.state.alarm.key == "alarm-past-waiting"
            sign_in(screen)
            receive(screen, "RCV-2")
            assert screen.send(TEA, "wedge").text.key == "counted"
            assert screen.send("DOCK-1", "wedge").text.key == "past-waiting"
            assert tea(box) == 3
            broker.start()
            whole(box)
            screen.wait(lambda: screen.view.state.alarm is None, "the alarm is over")
            assert tea(box) == 47
            assert screen.send("DOCK-1", "wedge").text.key == "received"
            put_tea(screen, 2)
            all_acknowledged(tmp_path, box)
            assert tea(box) == 50
            stick_is_empty(tmp_path)
            assert box.stop() == 0
    assert refolds(box.store)
    assert box.verdict().ok
    assert not list(tmp_path.glob("ledger.db.past-*"))


def test_two_disks_lost_after_one_backup_leave_nothing_out_and_nothing_twice(tmp_path, box, broker):
    with central(tmp_path, broker):
        with running(box):
            screen = at_work(box)
            put_tea(screen, 3)
            backup = backed_up(tmp_path, box)
            put_tea(screen, 10)
            all_acknowledged(tmp_path, box)
            box.kill()
        for times in (20, 5):
            restored(tmp_path, box, backup)
            with running(box):
                whole(box)
                put_tea(at_work(box), times)
                all_acknowledged(tmp_path, box)
                box.kill()
        restored(tmp_path, box, backup)
        with running(box):
            whole(box)
            assert tea(box) == 38
            all_acknowledged(tmp_path, box)
            assert box.stop() == 0
    assert len(past(box)) == 3
    assert refolds(box.store)
    assert box.verdict().ok


def _on_stick(folder):
    """The entries the second copy holds, in order."""
    files = sorted((folder / "stick").iterdir())
    return [json.loads(line)["seq"] for file in files for line in file.read_text().splitlines()]


def _last_on_stick(folder):
    return max(_on_stick(folder), default=0)


def stick_is_empty(folder):
    """Central has all, and the second copy has nothing more to keep."""
    wait_until(lambda: list((folder / "stick").iterdir()) == [], "the stick is empty")


def test_killed_while_it_pulls_back_it_goes_on_where_it_was(tmp_path, box, broker):
    killed_while_pulling(tmp_path, box, broker, 1)


@pytest.mark.soak
def test_killed_often_while_it_pulls_back(tmp_path, box, broker):
    killed_while_pulling(tmp_path, box, broker, 6)


def killed_while_pulling(folder, box, broker, rounds):
    dice, pause = random.Random(5), threading.Event()
    with contextlib.closing(open_store(folder)) as store:
        backup = save(box.store, folder / "backups", 3, NOW_MS).path
        for _ in range(60):
            post(store, *(goods(1, SUPPLIER, loc("DOCK-1")) for _ in range(50)))
    with central(folder, broker):
        with running(box):
            all_acknowledged(folder, box)
            box.kill()
        restored(folder, box, backup)
        for _ in range(rounds):
            before = past(box)[0].upto
            box.start()
            wait_until(lambda: past(box)[0].upto > before, "the first part")  # noqa: B023 - awaited here
            pause.wait(dice.uniform(0.0, 0.02))
            box.kill()
            assert not past(box)[0].complete, "it was over before it was killed"
        with running(box):
            whole(box)
            assert tea(box) == 3000
            all_acknowledged(folder, box)
            assert box.stop() == 0
    assert refolds(box.store)
