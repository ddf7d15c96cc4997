"""SQLite's calls of the C library, taken over in this process: written down in order, or made to fail. No compiler.

    libsqlite3's table of imported functions        pwrite64 -> C library
    after `take_over`                               pwrite64 -> a function here -> C library, or EIO

What the loader wrote into that table (ELF relocations, System V gABI chapter 5) is written over. Only the files of one
store are watched: the database, its write-ahead log, its rollback journal, and the folder. The `-shm` file is memory
that is rebuilt after a cut.

Two uses, by environment or by hand:
    WEDGE_DISK_LOG=FILE     every act on the store's files is appended to FILE as a pickled tuple (see `replay.py`)
    WEDGE_DISK_FAULT=FILE   while FILE is there, it says what fails: "fdatasync EIO 3" the third one from then on,
                            "pwrite64 ENOSPC all" every one; SHORT writes half of it
    WEDGE_DISK_STORE=PATH   the store they are about
"""

import ctypes
import errno
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WATCHED = ("", "-wal", "-journal")
_PT_DYNAMIC, _DT_JMPREL, _DT_RELA = 2, 23, 7
_DT_PLTRELSZ, _DT_RELASZ, _DT_STRTAB, _DT_SYMTAB = 2, 8, 5, 6
_RELA_BYTES, _SYM_BYTES = 24, 24
_PROT_READ_WRITE = 3


class _Phdr(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("offset", ctypes.c_uint64), ("vaddr", ctypes.c_uint64),
        ("paddr", ctypes.c_uint64), ("filesz", ctypes.c_uint64), ("memsz", ctypes.c_uint64), ("align", ctypes.c_uint64),
    ]  # fmt: skip


class _Info(ctypes.Structure):
    _fields_ = [
        ("base", ctypes.c_uint64), ("name", ctypes.c_char_p),
        ("phdr", ctypes.POINTER(_Phdr)), ("count", ctypes.c_uint16),
    ]  # fmt: skip


_libc = ctypes.CDLL(None, use_errno=True)
_INT, _SIZE, _PATH, _BYTES = ctypes.c_int, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_void_p
_OFF = ctypes.c_int64
_kept: list[Any] = []
"""What SQLite holds pointers to: for as long as the process lives."""


def _call(name: str, result: Any, *args: Any) -> Any:
    """The C library's own function."""
    return ctypes.CFUNCTYPE(result, *args, use_errno=True)((name, _libc))


def _loaded() -> Iterator[tuple[str, int, int]]:
    """Every loaded object that has a dynamic section: its path ('' for the program), its base, that section."""
    found: list[tuple[str, int, int]] = []

    @ctypes.CFUNCTYPE(_INT, ctypes.POINTER(_Info), _SIZE, _BYTES)
    def each(info: Any, _size: int, _data: int) -> int:
        one = info.contents
        parts = (one.phdr[at] for at in range(one.count))
        name = (one.name or b"").decode()
        found.extend((name, one.base, one.base + part.vaddr) for part in parts if part.type == _PT_DYNAMIC)
        return 0

    _libc.dl_iterate_phdr(each, None)
    return iter(found)


def _u64(at: int) -> int:
    return ctypes.c_uint64.from_address(at).value


def _slots(base: int, dynamic: int) -> Iterator[tuple[str, int]]:
    """The imported functions of an object: name, and where its address stands."""
    facts: dict[int, int] = {}
    while tag := _u64(dynamic):
        facts[tag], dynamic = _u64(dynamic + 8), dynamic + 16
    where = {tag: value if value > base else base + value for tag, value in facts.items()}
    for table, size in ((_DT_JMPREL, _DT_PLTRELSZ), (_DT_RELA, _DT_RELASZ)):
        for at in range(0, facts.get(size, 0), _RELA_BYTES):
            row = where[table] + at
            if number := _u64(row + 8) >> 32:
                name = ctypes.c_uint32.from_address(where[_DT_SYMTAB] + number * _SYM_BYTES).value
                yield ctypes.string_at(where[_DT_STRTAB] + name).decode(), base + _u64(row)


def take_over(functions: dict[str, Any]) -> None:
    """From now on SQLite calls these. Raises `RuntimeError` where its calls cannot be found."""
    import sqlite3  # noqa: F401 - loads the library

    objects = list(_loaded())
    own = [one for one in objects if "sqlite" in one[0].lower()]
    inside = [one for one in objects if not one[0] or "libpython" in one[0]]  # linked into the interpreter
    page = os.sysconf("SC_PAGE_SIZE")
    for group in (own, inside):
        taken = set()
        for _name, base, dynamic in group:
            for name, slot in _slots(base, dynamic):
                if name in functions:
                    _libc.mprotect(_BYTES(slot // page * page), _SIZE(page), _PROT_READ_WRITE)
                    ctypes.c_void_p.from_address(slot).value = ctypes.cast(functions[name], ctypes.c_void_p).value
                    taken.add(name.removesuffix("64"))
        if {"open", "pwrite", "ftruncate", "fdatasync"} <= taken:
            return
    raise RuntimeError(f"SQLite's calls are not found in {[name for name, *_ in objects]}")


class Disk:
    """Watches one store's files in this process: `told` hears of every act, `fault` may refuse it."""

    def __init__(self, store: Path, told: Callable[..., None], fault: Callable[[str], str]) -> None:
        self._store, self._told, self._fault = os.fspath(store), told, fault
        self._names = {self._store + end: (self._store + end)[len(str(store.parent)) + 1 :] for end in WATCHED}
        self._names[os.fspath(store.parent)] = "."
        self._fds: dict[int, str] = {}
        self._interrupted: set[str] = set()

    def watch(self) -> None:
        functions: dict[str, Any] = {}
        for name, result, args in (
            ("open", _INT, (_PATH, _INT, _INT)), ("close", _INT, (_INT,)), ("unlink", _INT, (_PATH,)),
            ("pwrite", ctypes.c_ssize_t, (_INT, _BYTES, _SIZE, _OFF)), ("ftruncate", _INT, (_INT, _OFF)),
            ("write", ctypes.c_ssize_t, (_INT, _BYTES, _SIZE)),
            ("fsync", _INT, (_INT,)), ("fdatasync", _INT, (_INT,)),
        ):  # fmt: skip
            for spelled in (name, name + "64"):
                if hasattr(_libc, spelled):
                    functions[spelled] = self._function(name, spelled, result, args)
        _kept.append(functions)
        take_over(functions)

    def _function(self, name: str, spelled: str, result: Any, args: tuple[Any, ...]) -> Any:
        real, ours = _call(spelled, result, *args), getattr(self, f"_{name}")

        def called(*values: Any) -> int:
            try:
                return int(ours(real, *values))
            except BaseException as error:  # noqa: BLE001 - a callback that raises would go on as if it had worked
                print(f"interpose: {name}: {error!r}", file=sys.stderr, flush=True)
                os._exit(99)

        return ctypes.CFUNCTYPE(result, *args, use_errno=True)(called)

    def _fails(self, call: str) -> int:
        """The errno with which a call fails, 0 where it goes through; SHORT is -1."""
        word = self._fault(call)
        if word == "EINTR":  # every other call, or nothing would ever get done
            self._interrupted ^= {call}
            return errno.EINTR if call in self._interrupted else 0
        if word in {"", "SHORT"}:
            return -1 if word else 0
        self._told("fault", call, word)
        return int(getattr(errno, word))

    def _refused(self, call: str) -> bool:
        failed = self._fails(call)
        if failed > 0:
            ctypes.set_errno(failed)
        return failed > 0

    def _open(self, real: Any, path: bytes, flags: int, mode: int) -> int:
        name = self._names.get(os.fsdecode(path), "")
        new = name not in {"", "."} and flags & os.O_CREAT and not os.path.lexists(path)
        fd = int(real(path, flags, mode))
        if fd >= 0:
            self._fds.pop(fd, None)
            if name:
                self._fds[fd] = name
                if new:
                    self._told("create", name)
        return fd

    def _close(self, real: Any, fd: int) -> int:
        self._fds.pop(fd, None)
        return int(real(fd))

    def _unlink(self, real: Any, path: bytes) -> int:
        name = self._names.get(os.fsdecode(path), "")
        done = int(real(path))
        if name and done == 0:
            self._told("unlink", name)
        return done

    def _write(self, real: Any, fd: int, data: int, size: int) -> int:
        if fd in self._fds:
            raise RuntimeError("this SQLite writes without an offset: nobody watches that")
        return int(real(fd, data, size))

    def _pwrite(self, real: Any, fd: int, data: int, size: int, offset: int) -> int:
        name = self._fds.get(fd, "")
        failed = self._fails("pwrite64") if name else 0
        if failed > 0:
            ctypes.set_errno(failed)
            return -1
        done = int(real(fd, data, size // 2 if failed and size > 1 else size, offset))
        if name and done > 0:
            self._told("write", name, offset, ctypes.string_at(data, done))
        return done

    def _ftruncate(self, real: Any, fd: int, size: int) -> int:
        name = self._fds.get(fd, "")
        if name and self._refused("ftruncate"):
            return -1
        done = int(real(fd, size))
        if name and done == 0:
            self._told("truncate", name, size)
        return done

    def _fsync(self, real: Any, fd: int) -> int:
        return self._sync(real, fd)

    def _fdatasync(self, real: Any, fd: int) -> int:
        return self._sync(real, fd)

    def _sync(self, real: Any, fd: int) -> int:
        name = self._fds.get(fd, "")
        if name and self._refused("fdatasync"):
            return -1
        done = int(real(fd))
        if name and done == 0:
            self._told("sync", name)
        return done


class Faults:
    """What fails, as a file says it: call, errno, the how-manieth from the moment the file came."""

    def __init__(self, file: str) -> None:
        self._file, self._seen, self._said = file, 0, ""

    def __call__(self, call: str) -> str:
        try:
            said = Path(self._file).read_text() if self._file else ""
        except FileNotFoundError:
            said = ""
        if said != self._said:
            self._said, self._seen = said, 0
        which, word, number = said.split() if said else ("", "", "0")
        if call != which:
            return ""
        self._seen += 1
        return word if number in {"all", str(self._seen)} else ""


class Log:
    """The list of acts, appended to a file at once: the process may end at any moment."""

    def __init__(self, file: str) -> None:
        self._fd = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT) if file else -1

    def __call__(self, *act: Any) -> None:
        if self._fd >= 0:
            os.write(self._fd, pickle.dumps(act))


def watch_as_told() -> Log:
    """Watch what the environment names; gives the log, for marks of the caller's own."""
    told = Log(os.environ.get("WEDGE_DISK_LOG", ""))
    Disk(Path(os.environ["WEDGE_DISK_STORE"]), told, Faults(os.environ.get("WEDGE_DISK_FAULT", ""))).watch()
    return told
