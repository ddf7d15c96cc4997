"""Times as they are now known to have been: wall times of a boot, put right by the clock entries that came after them.

boot 9f2c   08:00 ....... entry 08:10 .... clock entry: set by +3600 s .... entry 09:20
read as                   09:10                                             09:20
"""

import bisect
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edge.core.entry_json import utc_ms
from edge.shell.history.entries import At, Row

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def site_time(ms: int, zone: str) -> datetime:
    """The site's own time of a moment; UTC where the zone is not known here, the nearest there is for wild clocks."""
    try:
        return (_EPOCH + timedelta(milliseconds=ms)).astimezone(zone_of(zone))
    except OverflowError:
        return _EPOCH.replace(year=1 if ms < 0 else 9999)


@lru_cache(16)
def zone_of(name: str) -> ZoneInfo:
    """A zone by its name; UTC where it is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


class Clocks:
    """The clock entries of a book."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._set: dict[str, list[tuple[At, int, int]]] = {}
        for row in rows:
            if (fields := row.fields()) is None:
                continue
            if fields["kind"] == "clock" and fields["offset_ms"]:
                self._set.setdefault(fields["boot"], []).append((row.at, fields["mono_ms"], fields["offset_ms"]))

    def correction(self, boot: str, at: At) -> int:
        """What the clock of a boot was set by after an entry was recorded, in ms."""
        known = self._set.get(boot)
        return (
            sum(offset for _at, _mono, offset in known[bisect.bisect_right(known, (at, 1 << 62, 0)) :]) if known else 0
        )

    def recorded_ms(self, row: Row, fields: Mapping[str, Any]) -> int:
        """When an entry was written down."""
        return utc_ms(fields["rec"]) + self.correction(fields["boot"], row.at)

    def captured_ms(self, row: Row, fields: Mapping[str, Any]) -> int:
        """When what an entry says happened: by the clock as it went then, wherever the entry stands."""
        known = self._set.get(fields["boot"], ())
        later = (offset for at, mono, offset in known if at > row.at or mono > fields["mono_ms"])
        return utc_ms(fields["t"]) + sum(later)
