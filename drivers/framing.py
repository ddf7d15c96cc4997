"""Where one frame ends and the next begins on a wire of bytes. No clock, no I/O, bounded memory.

A frame is never given out in part: what grows beyond `FRAME_BYTES_MAX`, or is broken off, is dropped and counted.
"""

import re
from dataclasses import dataclass

FRAME_BYTES_MAX = 2048
"""No scanner's code is longer, even with its separators spelt out; a wire without terminators stops growing here."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How a device marks its frames.

    `start`: the byte that opens a frame, whatever stands between frames is noise; b"" where none does.
    `ends`: each of these bytes closes a frame; b"" where only silence does (then `Framer.flush` closes it).
    `pair`: CR LF together close a frame, and either of them alone is part of it.
    """

    start: bytes = b""
    ends: bytes = b"\r\n"
    pair: bool = False


CR_OR_LF = Framing()
CR = Framing(ends=b"\r")
LF = Framing(ends=b"\n")
CRLF = Framing(ends=b"\n", pair=True)
TAB = Framing(ends=b"\t")
STX_ETX = Framing(start=b"\x02", ends=b"\x03")
GAP = Framing(ends=b"")


class Framer:
    """Cuts a stream into frames, the same for any split of the same bytes. Empty frames are not given out."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        marks = framing.start + framing.ends
        self._marks = re.compile(b"([" + re.escape(marks) + b"])") if marks else None
        self._buffer = bytearray()
        self._open = not framing.start
        self._overlong = False
        self.dropped = 0
        """Frames that were too long or broken off."""

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._buffer)

    def feed(self, chunk: bytes) -> list[bytes]:
        """The frames that these bytes complete."""
        if self._marks is None:
            self._append(chunk)
            return []
        frames = []
        for index, piece in enumerate(self._marks.split(chunk)):
            is_mark = index % 2 == 1
            if not is_mark:
                self._append(piece)
            elif piece == self._framing.start:
                self._restart()
            elif frame := self._end(piece):
                frames.append(frame)
        return frames

    def flush(self) -> list[bytes]:
        """The wire fell silent: a frame that only silence closes is complete, any other was broken off."""
        if not self._framing.ends:
            frame = self._close()
            return [frame] if frame else []
        self._restart(opened=not self._framing.start)
        return []

    def _append(self, piece: bytes) -> None:
        if not self._open:
            return
        self._buffer += piece
        longest = FRAME_BYTES_MAX + self._framing.pair  # the CR of a pair does not count
        if not self._overlong and len(self._buffer) > longest:
            self._overlong = True
            self.dropped += 1
        if self._overlong:
            del self._buffer[:-1]  # the last byte stays: it may be the CR of the pair that ends all this

    def _end(self, mark: bytes) -> bytes:
        if not self._open:
            return b""
        if self._framing.pair and not self._pair_ends():
            self._append(mark)
            return b""
        return self._close()

    def _pair_ends(self) -> bool:
        if self._buffer.endswith(b"\r"):
            del self._buffer[-1]
            return True
        return False

    def _close(self) -> bytes:
        frame = b"" if self._overlong else bytes(self._buffer)
        self._buffer.clear()
        self._overlong = False
        self._open = not self._framing.start
        return frame

    def _restart(self, *, opened: bool = True) -> None:
        if self._buffer and not self._overlong:
            self.dropped += 1
        self._close()
        self._open = opened
