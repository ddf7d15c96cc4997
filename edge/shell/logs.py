"""Logs for the journal: one line an event, facts in the text, hostile characters made visible."""

import logging
import sys
from typing import Final

_VISIBLE: Final = {code: f"<{code:02X}>" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(_VISIBLE)


def set_up(level: str = "INFO") -> None:
    """Log to standard error; the service manager adds the time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("sllurp").setLevel(logging.CRITICAL)  # its driver says what a person needs to hear
