"""The box's clock: the only place that asks the time."""

import ctypes
import time
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from edge.core.entry import Clock as ClockState
from edge.core.read import Moment

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_TIMESYNC: Final = Path("/run/systemd/timesync/synchronized")
_STA_UNSYNC: Final = 0x0040
_TIMEX_BYTES: Final = 256
_TIMEX_STATUS_AT: Final = 40  # `struct timex` of 64-bit Linux: modes, offset, freq, maxerror, esterror, status
_STATE_ASKED_EVERY_S: Final = 60
_MONO: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
MINUTE_MS: Final = 60_000
DATES_KEPT: Final = 64


class Clock:
    """Wall and monotonic time, the boot, the site's zone, and whether the wall clock is synchronised."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self._zone = ZoneInfo(zone)
        self.boot = _boot()
        self._state: ClockState = "free"
        self._asked_s: float | None = None

    def now(self) -> Moment:
        """Monotonic time counts from boot and goes on while the machine sleeps."""
        return Moment(time.time_ns() // 1_000_000, time.clock_gettime_ns(_MONO) // 1_000_000)

    def today(self, at: Moment) -> str:
        """The site's calendar date at a moment."""
        return _date(at.wall_ms // MINUTE_MS, self._zone)

    def state(self) -> ClockState:
        """Whether the kernel's clock is disciplined; asked at most once a minute."""
        now = time.monotonic()  # of the clocks the cheapest, and asked with every scan
        if self._asked_s is None or now - self._asked_s > _STATE_ASKED_EVERY_S:
            self._state, self._asked_s = _state(), now
        return self._state


@lru_cache(DATES_KEPT)
def _date(minute: int, zone: ZoneInfo) -> str:
    """Asked with every scan; a date begins with a minute, whatever the zone."""
    return datetime.fromtimestamp(minute * 60, zone).date().isoformat()


def _boot() -> str:
    try:
        return _BOOT_ID.read_text().strip().replace("-", "")[:12]
    except OSError:
        return "unknown"


def _state() -> ClockState:
    if _TIMESYNC.exists():
        return "synced"
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)
    try:
        failed = ctypes.CDLL(None).adjtimex(buffer) < 0
    except (OSError, AttributeError):
        return "free"
    status = int.from_bytes(buffer.raw[_TIMEX_STATUS_AT : _TIMEX_STATUS_AT + 4], "little")
    return "free" if failed or status & _STA_UNSYNC else "synced"
