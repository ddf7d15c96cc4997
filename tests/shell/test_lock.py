"""The lock of a store: whoever could not take it leaves nothing behind."""

import errno
import os

import pytest

from edge.shell.ledger import lock as locking
from edge.shell.ledger.lock import Lock, LockedError


@pytest.mark.parametrize("step", ["pread", "pwrite", "fsync"])
def test_a_lock_that_fails_holds_no_file_open(tmp_path, monkeypatch, step):
    path = tmp_path / "ledger.db"

    def bad(*_args):
        raise OSError(errno.EIO, "the disk")

    before = os.listdir("/proc/self/fd")
    with monkeypatch.context() as patch:
        patch.setattr(locking.os, step, bad)
        with pytest.raises(OSError, match="the disk"):
            Lock(path)
    assert len(os.listdir("/proc/self/fd")) == len(before)
    Lock(path).close()


def test_a_lock_that_another_holds_is_refused_and_holds_no_file_open(tmp_path):
    held = Lock(tmp_path / "ledger.db")
    before = os.listdir("/proc/self/fd")
    with pytest.raises(LockedError):
        Lock(tmp_path / "ledger.db")
    assert len(os.listdir("/proc/self/fd")) == len(before)
    held.close()
