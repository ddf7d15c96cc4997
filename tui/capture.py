"""What a wedge scanner and a keyboard type, collected into lines. One buffer for the whole screen, no timer.

    ]d2010...<GS>10LOT<CR>      one scan: GS (ctrl+]) is data, CR, LF or TAB ends it
    1 2 <Enter>                 a quantity
    <ctrl+q> <ctrl+c> ...       control characters of a hostile or odd barcode: swallowed

How fast characters come labels a line (`wedge` or `typed`); it never accepts or refuses one. Only what lay on the line
for seconds before a scanner's burst, a digit that was pressed in passing, is no part of the code.
"""

import codecs
import functools
import os
import re
import signal
from dataclasses import dataclass
from encodings.utf_8 import IncrementalDecoder
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

Via: TypeAlias = Literal["wedge", "paste", "typed", "key", "chosen"]

LINE_MAX = 512
"""Characters in one line, as the control protocol allows."""
GS = "\x1d"
_GS_KEY = "ctrl+right_square_bracket"
_WEDGE_GAP_S = 0.035
_WEDGE_LENGTH_MIN = 4
_HAND_GAP_S = 0.025
"""No hand presses two keys closer than this: an erasing key that comes sooner is part of a barcode."""
_LEFT_S = 2.0
"""What was typed so long before a burst was left there."""
_ENDS = frozenset({"enter", "ctrl+j", "ctrl+m", "tab"})


@dataclass(frozen=True, slots=True)
class Line:
    """One submitted line. `whole` is false when it was longer than `LINE_MAX`: it must not be used.

    `left` was typed long before the scan, and was left out of it.
    """

    value: str
    via: Via
    whole: bool = True
    left: str = ""


class LineBuffer:
    """Collects characters into lines. Not thread-safe; feed it from the screen's loop."""

    def __init__(self) -> None:
        self.text = ""
        self._overflow = False
        self._times: list[float] = []
        self._last_s = 0.0

    def key(self, key: str, character: str | None, at_s: float) -> Line | None:
        """Feed one key press; returns the line it ended. Keys that are no text and no end of line are swallowed."""
        if key in _ENDS:
            return self._end()
        if key == _GS_KEY:  # terminals with newer key protocols name it without a character
            character = GS
        if key == "backspace":
            self._erase(at_s)
        elif character is not None and len(character) == 1 and (character == GS or not _control(character)):
            self._add(character, at_s)
        return None

    def paste(self, text: str) -> list[Line]:
        """Feed pasted text: what it adds to the line, and a line for each line end in it."""
        lines: list[Line] = []
        for char in text:
            if char in "\r\n\t":
                lines += [line] if (line := self._end(via="paste")) else []
            elif char == GS or not _control(char):
                self._add(char, self._last_s)
        return lines

    def clear(self) -> None:
        """Forget what was collected."""
        self.text = ""
        self._times.clear()
        self._overflow = False

    def _add(self, char: str, at_s: float) -> None:
        self._last_s = at_s
        if len(self.text) < LINE_MAX:
            self.text += char
            self._times.append(at_s)
        else:
            self._overflow = True

    def _erase(self, at_s: float) -> None:
        if self.text and at_s - self._last_s >= _HAND_GAP_S:
            self.text = self.text[:-1]
            self._times.pop()
            self._last_s = at_s

    def _end(self, via: Via | None = None) -> Line | None:
        if not self.text:
            return None  # the second half of CR LF, or Enter by itself
        start = self._burst() if via is None else 0
        label: Via = via or ("wedge" if _is_burst(self._times[start:]) else "typed")
        line = Line(self.text[start:], label, whole=not self._overflow, left=self.text[:start])
        self.clear()
        return line

    def _burst(self) -> int:
        """Where a scanner's burst begins after something that was left there; 0 where all is one line."""
        pairs = enumerate(zip(self._times, self._times[1:], strict=False), 1)
        start = max((number for number, (before, at) in pairs if at - before >= _LEFT_S), default=0)
        is_scan = _is_burst(self._times[start:]) and not _is_burst(self._times[:start])
        return start if is_scan else 0


def _is_burst(times: list[float]) -> bool:
    """Whether characters came as only a scanner types them."""
    return len(times) >= _WEDGE_LENGTH_MIN and times[-1] - times[0] <= _WEDGE_GAP_S * (len(times) - 1)


def _control(char: str) -> bool:
    """C0, DEL and C1 control characters."""
    return char < " " or "\x7f" <= char <= "\x9f"


class _UntilHungUp(IncrementalDecoder):
    """Reads what a terminal sends. Nothing at all is its end: no signal says so where the screen leads no session."""

    def decode(self, input: "Buffer", final: bool = False) -> str:  # noqa: A002
        if not input and not final:
            os.kill(os.getpid(), signal.SIGHUP)
        return super().decode(input, final)


def harden_terminal_input() -> None:
    """Keep Textual's terminal reader alive and honest whatever bytes a scanner types. Call before the app runs.

    Three things a barcode can do to Textual 8.2: end it with a byte that is no UTF-8 (issue 6456); open a bracketed
    paste that never closes, which swallows every later scan; claim a new screen size. Bad bytes become U+FFFD, paste
    brackets are dropped (their content comes as keys, the same path), size reports in the input are dropped (the size
    comes with SIGWINCH). And a terminal that has gone away is read again and again, for a third of a processor: the
    screen is told so. Held by tests/tui/test_terminal.py, which is to be run before a new Textual is allowed.
    """
    from textual import _xterm_parser
    from textual.drivers import linux_driver, web_driver

    def lenient(encoding: str) -> "functools.partial[codecs.IncrementalDecoder]":
        return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = lambda _encoding: functools.partial(_UntilHungUp, errors="replace")
    vars(web_driver)["getincrementaldecoder"] = lenient
    vars(_xterm_parser)["BRACKETED_PASTE_START"] = ""
    vars(_xterm_parser)["_re_in_band_window_resize"] = re.compile(r"(?!)")
