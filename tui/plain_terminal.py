"""Old terminals are not asked what only new ones understand: they print it, or wait for an end that never comes.

CSI ? 2026 $ p   CSI ? 2048 $ p     does it know these modes     an old Linux console prints `p`
CSI > 25 u   CSI < u                keys of a newer kind         and `25u`, `u`
OSC 22 ; shape BEL                  the pointer's shape          a VT220 waits for ST and swallows what follows
"""

import os
import re

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

OLD = frozenset({"linux", "vt100", "vt102", "vt220", "vt320", "vt420", "ansi", "dumb"})
"""Values of TERM."""
_NEWER = re.compile(r"\x1b\[\?\d+\$p|\x1b\[>\d+u|\x1b\[<u|\x1b\]22;[^\x07\x1b]*\x07")


class PlainDriver(LinuxDriver):
    """Textual's own, without the newer questions."""

    def write(self, data: str) -> None:
        """Send what an old terminal understands of it."""
        if told := _NEWER.sub("", data):
            super().write(told)


def driver_for(usual: type[Driver]) -> type[Driver]:
    """`usual`, or on an old terminal the plain one in place of Textual's own."""
    return PlainDriver if usual is LinuxDriver and os.environ.get("TERM", "") in OLD else usual
