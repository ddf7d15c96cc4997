"""What a refusing store means: there is no room, or the disk cannot be trusted any more.

    no room       SQLITE_FULL, SQLITE_IOERR_WRITE     the transaction is gone whole: wait, and try again
    no trust      a failed fsync, read or truncation  what the disk holds is not known: end at once, check at the start
    damage        SQLITE_CORRUPT, SQLITE_NOTADB       the same, and no work until somebody has looked

A write that fails is told to whoever writes; an fsync that fails is told once, and the pages it was about are dropped
from the cache as if they were on the disk (sqlite.org/rescode.html; "Can Applications Recover from fsync Failures?",
USENIX ATC 2020). So the first is tried again, the second never.
"""

import sqlite3
from typing import Final

_PRIMARY: Final = 0xFF
_NO_ROOM: Final = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_full(error: BaseException) -> bool:
    """Whether the store had no room, or was not allowed to grow: nothing was written."""
    code = _code(error)
    return code & _PRIMARY == sqlite3.SQLITE_FULL or code in _NO_ROOM


def is_untrusted(error: BaseException) -> bool:
    """Whether nothing may be asked of the store any more, not even to close."""
    code = _code(error)
    return (code & _PRIMARY == sqlite3.SQLITE_IOERR and code not in _NO_ROOM) or is_damage(error)


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file is not what it wrote."""
    return _code(error) & _PRIMARY in _DAMAGE


def named(error: BaseException) -> str:
    """An error with SQLite's own name for it."""
    name = getattr(error, "sqlite_errorname", "")
    return f"{error} ({name})" if name else str(error)


def _code(error: BaseException) -> int:
    return int(getattr(error, "sqlite_errorcode", None) or 0)
