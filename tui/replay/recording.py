"""A recording: every line that screens heard, with its moment. JSON lines; a name that ends in .gz is compressed.

    {"wedge_recording": 1, "program": "0.9", "name": "S1/B1", "stations": ["PICK-1"], "began_ms": 1790000000000}
    {"t_ms": 12, "station": "PICK-1", "line": {"type": "view", ...}}     the screens of that station heard it
    {"t_ms": 40, "station": "", "line": {"type": "feed", ...}}           every desk heard it
    {"t_ms": 90, "station": "PICK-1", "line": null}                      the daemon was gone

Answers repeat no PIN (docs/replay.md), so there is none in it. What was written stays: a recorder that is killed leaves
a file that plays up to its last second.
"""

import json
import zlib
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = 1
GZIP_BITS: Final = 31
"""zlib's word for a gzip file of the largest window."""
MIB: Final = 1024 * 1024


class Header(BaseModel):
    """The first line."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    wedge_recording: Literal[1] = FORMAT
    program: str = ""
    name: str = ""
    """What it is a recording of, as far as its maker said."""
    stations: list[str] = []
    """The stations that were asked for; none: all."""
    began_ms: Annotated[int, Field(ge=0, le=10**14)]
    """Wall time at which `t_ms` is nought."""


def is_compressed(path: Path) -> bool:
    return path.suffix == ".gz"


class Writer:
    """Writes one recording. Raises `OSError` where the disk takes no more."""

    def __init__(self, path: Path, header: Header, max_bytes: int) -> None:
        """Make the file; one that is there already is left alone: `FileExistsError`."""
        self._file: BinaryIO = path.open("xb", buffering=0)
        self._packer = zlib.compressobj(wbits=GZIP_BITS) if is_compressed(path) else None
        self._max = max_bytes
        self._loose = 0
        self.written = 0
        self.is_full = False
        self._write(header.model_dump_json().encode() + b"\n")
        self.flush()

    def add(self, t_ms: int, station: str, raw: bytes | None) -> None:
        """One line that was heard (a JSON object), or None: the daemon has gone. One beyond the bound is left out."""
        line = b"null" if raw is None else raw.strip()
        text = b'{"t_ms":%d,"station":%s,"line":%s}\n' % (t_ms, json.dumps(station).encode(), line)
        # What waits in the packer is counted as it is: it comes out smaller.
        if self.is_full or self.written + self._loose + len(text) > self._max:
            self.is_full = self.is_full or not self._made_room(len(text))
        if not self.is_full:
            self._write(text)

    def flush(self) -> None:
        """What was written so far can be read, whatever happens to this process."""
        if self._packer is not None and self._loose:
            self._put(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._loose = 0

    def close(self) -> None:
        if self._packer is not None:
            self._put(self._packer.flush())
        self._file.close()

    def _made_room(self, size: int) -> bool:
        """Whether the line fits after all, once what waits has come out."""
        self.flush()
        return self.written + size <= self._max

    def _write(self, text: bytes) -> None:
        if self._packer is None:
            self._put(text)
        else:
            self._loose += len(text)
            self._put(self._packer.compress(text))

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.written += len(data)
