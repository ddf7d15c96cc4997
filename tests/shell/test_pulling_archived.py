"""An earlier epoch of which a part lies in the archive goes up to a central that lost that part."""

# ruff: noqa: F811 - a fixture is named twice

from contextlib import closing

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge.core.checkpoint import Head
from edge.core.entry import Checkpoint, Draft
from edge.shell.copies.archive import DROP, MARK, Rules, archive, drop, mark
from edge.shell.copies.backup import save
from edge.shell.ledger.database import open_reader
from edge.shell.loop.commands import Commands
from tests.shell.book_builder import NOW_MS, SUPPLIER, goods, loc, open_store, post, with_reference
from tests.shell.test_pulling import CLOCK, Box, central, restored  # noqa: F401 - a fixture


def archived(tmp_path):
    """A backup of a box whose first entries lie in its archive; its epoch and all its entries."""
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        post(store, *(goods(1, SUPPLIER, loc("A-01")) for _ in range(50)))
        size, digest = store.head
        key = Ed25519PrivateKey.generate()
        signature = key.sign(Head("S1", "B1", store.epoch, size, digest).text).hex()
        post(store, Draft(Checkpoint(size, digest, key.public_key().public_bytes_raw().hex(), signature)))
        post(store, *(goods(1, SUPPLIER, loc("A-01")) for _ in range(20)))
        store.begin()
        store.put_acked(store.last_seq)
        store.commit()
        epoch, rows = store.epoch, store.rows(0, 1_000)
        commands = Commands({MARK: mark, DROP: drop}, store, CLOCK)
        with closing(open_reader(tmp_path / "ledger.db")) as reader:
            done = list(archive(reader, tmp_path / "archive", Rules(NOW_MS * 2, True, keep=5), commands.run, NOW_MS))
        assert done
        (tmp_path / "backups").mkdir()
        return save(tmp_path / "ledger.db", tmp_path / "backups", 3, NOW_MS).path, epoch, rows


def test_what_central_lost_of_an_archived_epoch_is_sent_from_the_archive(tmp_path, central):
    backup, epoch, rows = archived(tmp_path)
    central.has(epoch, rows[:30])
    restored(tmp_path, backup)
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert (central.store.upto("B1", epoch), central.store.faults("B1", epoch)) == (box.past.epochs()[0].upto, [])
        assert not box.pulling.is_needed


def test_an_archive_file_that_is_not_there_is_an_alarm_until_it_is_back(tmp_path, central):
    backup, epoch, rows = archived(tmp_path)
    central.has(epoch, rows[:30])
    restored(tmp_path, backup)
    away = (tmp_path / "archive").rename(tmp_path / "away")
    box = Box(tmp_path, central)
    with closing(box.store):
        box.turns()
        assert box.pulling.alarm().key == "alarm-archive-unreadable"
        assert central.store.highest("B1", epoch) == 30
        away.rename(tmp_path / "archive")
        box.turn(after_ms=30_000)
        box.turns()
        assert (central.store.upto("B1", epoch), box.pulling.alarm()) == (box.past.epochs()[0].upto, None)
