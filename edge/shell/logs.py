"""Logs for the journal: one line an event, facts in the text, hostile characters made visible."""

import logging
import sys
from typing import Final

_VISIBLE: Final = {code: f"<{code:02X}>" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}
_VISIBLE_BUT_LINES: Final = {code: text for code, text in _VISIBLE.items() if code != ord("\n")}


class _Formatter(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        return super().formatMessage(record).translate(_VISIBLE)

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(_VISIBLE_BUT_LINES)  # a traceback keeps its lines


def set_up(level: str = "INFO") -> None:
    """Log to standard error; the service manager adds the time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("sllurp").setLevel(logging.CRITICAL)  # its driver says what a person needs to hear
