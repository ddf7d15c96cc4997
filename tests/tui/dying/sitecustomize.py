"""Loaded by a daemon under test at its start: it kills itself, as `kill -9` does, at the moment that a file names.

The file at WEDGE_DIES_AT holds one of `MOMENTS`; it is taken away just before, so that the daemon started next lives.
"""

import functools
import os
import signal
from pathlib import Path

_ORDER = Path(os.environ["WEDGE_DIES_AT"])


def _dies(moment: str) -> None:
    if _ORDER.exists() and _ORDER.read_text() == moment:
        _ORDER.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def _around(owner: type, name: str, before: str = "", after: str = "") -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def watched(*args: object, **kwargs: object) -> object:
        _dies(before)
        result = original(*args, **kwargs)
        _dies(after)
        return result

    setattr(owner, name, watched)


def _watch() -> None:
    from edge.shell.control_server import ControlServer
    from edge.shell.ledger.store import Store
    from edge.shell.loop.screens import Screens

    _around(ControlServer, "_put", before="read")
    _around(Store, "commit", before="before the commit", after="after the commit")
    _around(Screens, "answered", after="after the answer")


_watch()
