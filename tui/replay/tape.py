"""A recording that was opened: all its lines by number, and an index that finds what a screen showed at any moment.

One pass over the file notes of each line its moment, where it stands, and which stream it belongs to: a station's
views, its answers, one topic's feeds. The newest line of each stream before a moment is what the screen showed then, so
a jump costs a look-up a stream, however long the recording is.
"""

import contextlib
import re
import tempfile
import zlib
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import orjson
from pydantic import ValidationError

from edge import control
from edge.core.shown import show
from tui.replay.recording import FORMAT, GZIP_BITS, Header, is_compressed

CHUNK: Final = 256 * 1024
LINE_MAX: Final = 2 * control.LINE_BYTES_MAX
UNPACKED_MAX: Final = 8 * 1024**3
UNPACKED_AT_ONCE: Final = 4 * 1024**2
GZIP_BEGINS: Final = b"\x1f\x8b"

_PLAIN: Final = re.compile(
    rb'\{"t_ms":(\d{1,15}),"station":"([\w.-]{0,64})","line":\{"v":1,"type":"'
    rb'(?:(view)"|feed","topic":"((?!findings)[a-z]{1,32})")'
)
"""Most of a recording are views and feeds, of which the index wants no more than this: they need no parsing."""
_PLAIN_ENDS: Final = b"}}\n"

Stream: TypeAlias = tuple[str, str]
"""A station ('' for the desks'), and what kind of line: `view`, `result`, `refused`, `gone`, or a feed's topic."""


class TapeError(Exception):
    """The file cannot be played: one sentence."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of a recording; `line` is None where it cannot be read, and where the daemon `is_gone`."""

    t_ms: int
    station: str
    line: control.ForScreen | None
    is_gone: bool = False


@dataclass(slots=True, eq=False)
class Tape:
    """One recording."""

    header: Header
    file: BinaryIO
    times: "array[int]" = field(default_factory=lambda: array("q"))
    places: "array[int]" = field(default_factory=lambda: array("q"))
    kinds: "array[int]" = field(default_factory=lambda: array("l"))
    """The stream of each line, by its place among `streams`."""
    streams: "dict[Stream, array[int]]" = field(default_factory=dict)
    marks: "dict[str, array[int]]" = field(default_factory=lambda: defaultdict(lambda: array("l")))
    """By station: the lines that were a refusal; by '': those that told of a new finding."""
    end: int = 0
    findings: frozenset[str] | None = None
    _numbers: dict[Stream, int] = field(default_factory=dict)

    @property
    def length_ms(self) -> int:
        return self.times[-1] if self.times else 0

    @property
    def stations(self) -> list[str]:
        return sorted({station for station, _ in self.streams if station})

    def __len__(self) -> int:
        return len(self.times)

    def upto(self, t_ms: int) -> int:
        """How many lines had been heard at a moment."""
        return bisect_right(self.times, t_ms)

    def read(self, number: int) -> Heard:
        """One line, from the file."""
        begin, end = self.places[number], self.places[number + 1] if number + 1 < len(self) else self.end
        self.file.seek(begin)
        station, kind = list(self.streams)[self.kinds[number]]
        message = None
        if kind != "gone":
            with contextlib.suppress(ValueError):  # a later version's, or damaged: this screen leaves it out
                message = control.to_screen.validate_python(orjson.loads(self.file.read(end - begin))["line"])
        return Heard(self.times[number], station, message, is_gone=kind == "gone")

    def wanted(self, first: int, end: int, streams: Collection[Stream]) -> list[int]:
        """The lines of some streams from `first` on, before `end`."""
        numbers = {self._numbers[stream] for stream in streams if stream in self._numbers}
        return [line for line in range(first, min(end, len(self))) if self.kinds[line] in numbers]

    def newest(self, stream: Stream, before: int, count: int = 1) -> list[int]:
        """The newest lines of a stream among the first `before` of the recording, the oldest of them first."""
        lines = self.streams.get(stream)
        if lines is None:
            return []
        upto = bisect_right(lines, before - 1)
        return list(lines[max(0, upto - count) : upto])

    def next_mark(self, station: str, t_ms: int) -> int | None:
        """When the next refusal of a station ('' for any), or the next new finding, came after a moment."""
        after = self.upto(t_ms)
        named = {station, ""} if station else set(self.marks)
        found = [marks[at] for name in named if (at := bisect_right(marks := self.marks[name], after - 1)) < len(marks)]
        return self.times[min(found)] if found else None

    def note(self, begin: int, line: dict[str, Any]) -> None:
        """Take one line into the index. Raises `KeyError`, `TypeError`, `ValueError` for one that is none."""
        t_ms, station, said = line["t_ms"], line["station"], line["line"]
        if not (isinstance(t_ms, int) and isinstance(station, str) and isinstance(said, dict | None)):
            raise TypeError("no line of a recording")
        kind = "gone" if said is None else str(said.get("topic") if said.get("type") == "feed" else said.get("type"))
        self.add(begin, t_ms, station, kind)
        if said is not None:
            self._mark(len(self.times) - 1, station, kind, said)

    def add(self, begin: int, t_ms: int, station: str, kind: str) -> None:
        """Take one line of a stream into the index."""
        stream = (station, kind)
        if stream not in self.streams:
            self._numbers[stream] = len(self._numbers)
            self.streams[stream] = array("l")
        self.streams[stream].append(len(self.times))
        self.kinds.append(self._numbers[stream])
        self.times.append(max(t_ms, self.length_ms))
        self.places.append(begin)

    def _mark(self, number: int, station: str, kind: str, said: dict[str, Any]) -> None:
        if kind == "result" and station and said.get("level") == "refuse":
            self.marks[station].append(number)
        elif kind == "findings":
            ids = frozenset(row["id"] for row in said["items"])
            if self.findings is not None and ids - self.findings:
                self.marks[""].append(number)
            self.findings = ids


def opened(path: Path) -> Tape:
    """The recording in a file; one that was cut off is played up to there. Raises `TapeError`."""
    name = show(str(path))
    if path.exists() and not path.is_file():
        raise TapeError(f"{name} is no file")
    try:
        plain = _plain(path)
    except OSError as error:
        raise TapeError(f"{name}: {error.strerror}") from error
    except zlib.error as error:
        raise TapeError(f"{name} is damaged: it cannot be unpacked") from error
    lines = _lines(plain, name)
    tape = Tape(_header(next(lines, (0, b""))[1], name), plain)
    for count, (begin, raw) in enumerate(lines, 2):
        tape.end = begin + len(raw)
        if (seen := _PLAIN.match(raw)) and raw.endswith(_PLAIN_ENDS):
            tape.add(begin, int(seen[1]), seen[2].decode(), (seen[3] or seen[4]).decode())
            continue
        try:
            tape.note(begin, orjson.loads(raw))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise TapeError(f"{name} is damaged: line {count} cannot be read") from error
    if not len(tape):
        raise TapeError(f"{name} holds nothing: nobody was heard while it was made")
    return tape


def _header(raw: bytes, name: str) -> Header:
    try:
        given = orjson.loads(raw)
        made_by = given["wedge_recording"]
    except (ValueError, TypeError, KeyError) as error:
        raise TapeError(f"{name} is no recording: `wedge record` makes them") from error
    try:
        return Header.model_validate(given)
    except ValidationError as error:
        if made_by != FORMAT:
            raise TapeError(f"{name} was made by another version of wedge: form {show(str(made_by))}") from error
        raise TapeError(f"{name} is damaged: its first line cannot be read") from error


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """All whole lines and where they begin; what stands behind the last line's end was cut off."""
    file.seek(0)
    begin = 0
    while raw := file.readline(LINE_MAX):
        if raw.endswith(b"\n"):
            yield begin, raw
        elif len(raw) >= LINE_MAX:
            raise TapeError(f"{name} is no recording: a line of it has no end")
        begin += len(raw)


def _plain(path: Path) -> BinaryIO:
    """The file itself, or what is packed in it in a file without a name."""
    file: BinaryIO = path.open("rb")
    if not is_compressed(path) and file.read(2) != GZIP_BEGINS:
        return file
    file.seek(0)
    plain: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the screen
    unpacker = zlib.decompressobj(wbits=GZIP_BITS)
    with file:
        while (chunk := file.read(CHUNK)) and plain.tell() < UNPACKED_MAX:
            while chunk:
                plain.write(unpacker.decompress(chunk, UNPACKED_AT_ONCE))
                chunk = unpacker.unconsumed_tail
    return plain
