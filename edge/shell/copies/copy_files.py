"""The files of the second copy: entries as they travel, one JSON line each, in runs named by box, epoch and first seq.

    {box}-{epoch}-{first:012}.jsonl

A line that a power cut left half written is cut off before anything is added; whoever reads stops at it.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from edge.shell.copies.past import ChainError, Told, told
from edge.shell.ledger.store import Row

FILE_BYTES_MAX: Final = 4 * 1024 * 1024
LINE_BYTES_MAX: Final = 2 * 1024 * 1024
_NAME: Final = re.compile(r"(?P<box>[A-Za-z0-9_.-]{1,32})-(?P<epoch>[0-9a-f]{16})-(?P<first>\d{12})\.jsonl\Z")


@dataclass(frozen=True, slots=True)
class CopyFile:
    """One file and whose run it holds."""

    path: Path
    epoch: str
    first: int


def files_of(folder: Path, box: str) -> list[CopyFile]:
    """A box's files, by epoch and first seq; files of others are not looked at. Raises `OSError`."""
    found = [(name, match) for name in os.listdir(folder) if (match := _NAME.match(name))]  # noqa: PTH208  # names, not paths
    mine = [CopyFile(folder / name, m["epoch"], int(m["first"])) for name, m in found if m["box"] == box]
    return sorted(mine, key=lambda one: (one.epoch, one.first))


def entries_in(path: Path) -> Iterator[Told]:
    """The entries of one file, up to the first line that is none. Raises `OSError`."""
    with path.open("rb") as lines:
        while line := lines.readline(LINE_BYTES_MAX):
            try:
                fields = json.loads(line) if line.endswith(b"\n") else None
                entry = told(fields) if isinstance(fields, dict) else None
            except (ValueError, RecursionError, ChainError):
                return
            if entry is None:
                return
            yield entry


def entries_of(folder: Path, box: str, epoch: str) -> Iterator[Told]:
    """What the second copy holds of one epoch of a box, in order as far as the files are. Raises `OSError`."""
    for file in files_of(folder, box):
        if file.epoch == epoch:
            yield from entries_in(file.path)


class Appender:
    """One file being written; a torn last line is cut off when it is opened. Every method raises `OSError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO = path.open("ab", buffering=0)
        try:
            self._mend()
        except OSError:
            self._file.close()
            raise

    def append(self, rows: Sequence[Row]) -> None:
        """Durable when this returns. After an error the file may end in a torn line: close it, and open it again."""
        data = memoryview(b"".join(f'{row.body[:-1]},"hash":"{row.hash}"}}\n'.encode() for row in rows))
        while data:
            data = data[self._file.write(data) :]
        os.fsync(self._file.fileno())

    def is_full(self) -> bool:
        return self._file.tell() >= FILE_BYTES_MAX

    def close(self) -> None:
        self._file.close()

    def _mend(self) -> None:
        """Cut off what follows the last line that is an entry."""
        good = sum(len(line) for line in _whole_lines(self.path))
        if good != os.fstat(self._file.fileno()).st_size:
            self._file.truncate(good)
            os.fsync(self._file.fileno())
        self._file.seek(0, os.SEEK_END)


def end_of(path: Path) -> int:
    """The last entry of a file that was closed whole, by its last line alone; 0 for none. Raises `OSError`."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LINE_BYTES_MAX))
        lines = file.read(LINE_BYTES_MAX).splitlines()
    try:
        return int(json.loads(lines[-1])["seq"])
    except (IndexError, ValueError, TypeError, KeyError, RecursionError):
        return 0


def last_seq(path: Path) -> int:
    """The last entry of a file; 0 when it has none. Raises `OSError`."""
    last = 0
    for line in _whole_lines(path):
        last = int(json.loads(line)["seq"])
    return last


def _whole_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        while line := lines.readline(LINE_BYTES_MAX):
            try:
                whole = line.endswith(b"\n") and isinstance(json.loads(line)["seq"], int)
            except (ValueError, TypeError, KeyError, RecursionError):
                return
            if not whole:
                return
            yield line
