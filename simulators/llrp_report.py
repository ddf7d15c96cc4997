"""RO_ACCESS_REPORT: the TagReportData that a content selector asks for, packed by one `Struct` made for it.

    240 | length | EPC-96 or EPCData | ROSpecID 9 | SpecIndex 14 | InventoryParameterSpecID 10 | AntennaID 1
        | PeakRSSI 6 | ChannelIndex 7 | FirstSeenUTC 2 | LastSeenUTC 4 | TagSeenCount 8 | C1G2-PC 12 | C1G2-CRC 11
        | AccessSpecID 16 | results of access operations

All fields but the EPC are optional TVs. Times in microseconds since 1970 UTC. Source: LLRP 1.0.1, section 15.2.1.6.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from struct import Struct

from simulators.llrp_field import Sighting
from simulators.llrp_rospec import Selector

COUNT_MAX = 0xFFFF
_HEADER = Struct(">HH")


@dataclass(slots=True)
class Row:
    """What has been read of one tag since it was last reported; `ops` are results of access operations, encoded."""

    sighting: Sighting
    channel: int
    rssi: int
    first_us: int
    last_us: int
    count: int = 1
    access_id: int = 0
    ops: bytes = b""

    def again(self, rssi: int, at_us: int) -> None:
        """One more read of the same tag."""
        self.rssi = max(self.rssi, rssi)
        self.last_us = at_us
        self.count = min(self.count + 1, COUNT_MAX)


Encode = Callable[[Row], bytes]


@functools.lru_cache(256)
def encoder(selector: Selector, rospec: int, spec_index: int, inventory: int) -> Encode:
    """A function from a row to its TagReportData, for one AISpec (its index counts from 1)."""
    wanted = (
        (selector.rospec, "I"),
        (selector.spec_index, "H"),
        (selector.inventory, "H"),
        (selector.antenna, "H"),
        (selector.rssi, "b"),
        (selector.channel, "H"),
        (selector.first_seen, "Q"),
        (selector.last_seen, "Q"),
        (selector.count, "H"),
        (selector.pc, "H"),
        (selector.crc, "H"),
    )
    layout = Struct(">" + "".join("B" + code for on, code in wanted if on))
    places = [place for n, (on, _) in enumerate(wanted) if on for place in (2 * n, 2 * n + 1)]
    pick = itemgetter(*places) if places else None

    def encode(row: Row) -> bytes:
        sighting = row.sighting
        tag = sighting.tag
        # fmt: off
        fields = (
            0x89, rospec, 0x8E, spec_index, 0x8A, inventory, 0x81, sighting.antenna, 0x86, row.rssi, 0x87, row.channel,
            0x82, row.first_us, 0x84, row.last_us, 0x88, row.count, 0x8C, tag.pc, 0x8B, tag.crc,
        )
        # fmt: on
        value = tag.wire + (layout.pack(*pick(fields)) if pick else b"")
        if row.ops:
            value += (b"\x90" + row.access_id.to_bytes(4) if selector.access else b"") + row.ops
        return _HEADER.pack(240, 4 + len(value)) + value

    return encode
