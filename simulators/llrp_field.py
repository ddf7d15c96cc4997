"""Tags before the antennas: what each holds, who is heard where and how strongly, and who is read next.

A `Crowd` is a set of tags read at one pace, in turn. The reader has two: the tags it plays alone (`rate` reads a second
in all) and the tags the stage has put there (each read once a period). Gen2 memory follows EPC UHF Gen2, 6.3.2.1:
bank 1 is CRC, PC, EPC; bank 2 is a TID of class E2h. EPCs look like GS1 EPC TDS 1.x SGTIN-96 and SSCC-96.
"""

import hashlib
import random
from binascii import crc_hqx
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulators.llrp_rospec import AISpec, Mask
from simulators.llrp_wire import tlv

EPC_BYTES_MAX = 62
TAGS_MAX = 20_000
CATCH_UP_S = 0.5
READS_AT_ONCE_MAX = 5_000
SPECS_KEPT = 64
_PREFIX = 4_012_345


def epc_parameter(epc: bytes) -> bytes:
    """EPC-96 (type 13, a TV) for 96 bits, EPCData (type 241, a TLV) for any other length."""
    return b"\x8d" + epc if len(epc) == 12 else tlv(241, (len(epc) * 8).to_bytes(2), epc)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag and what is on it; made once, since checksum and wire form cost more than a read may."""

    epc: bytes
    pc: int
    crc: int
    wire: bytes

    @classmethod
    def of(cls, epc: bytes) -> "Tag":
        """Raises `ValueError` for an EPC that is no whole number of 16-bit words, or too long for the memory."""
        if not 2 <= len(epc) <= EPC_BYTES_MAX or len(epc) % 2:
            raise ValueError(f"an EPC has 2 to {EPC_BYTES_MAX} bytes in words of two, not {len(epc)}")
        pc = len(epc) // 2 << 11
        return cls(epc, pc, crc_hqx(pc.to_bytes(2) + epc, 0xFFFF) ^ 0xFFFF, epc_parameter(epc))

    def memory(self, bank: int) -> bytes:
        """All of one bank: reserved (no passwords), EPC, TID, user (none)."""
        match bank:
            case 0:
                return bytes(8)
            case 1:
                return self.crc.to_bytes(2) + self.pc.to_bytes(2) + self.epc
            case 2:
                return b"\xe2\x80\x11\x60\x20\x00" + hashlib.blake2b(self.epc, digest_size=6).digest()
            case _:
                return b""

    def holds(self, bank: int, pointer: int, bits: int, value: int) -> bool:
        """Whether the bank has these bits at this bit address; it has nothing beyond its end."""
        memory = self.memory(bank)
        rest = len(memory) * 8 - pointer - bits
        return rest >= 0 and int.from_bytes(memory) >> rest & ((1 << bits) - 1) == value


def passes(tag: Tag, masks: tuple[Mask, ...]) -> bool:
    """Whether the filters leave the tag in the inventory (the six unaware actions of LLRP section 15.3.1.2.1.1.3)."""
    if not masks:
        return True
    selected = masks[0].action in {2, 3}  # these two only ever unselect, so all are selected before them
    for mask in masks:
        match_, other = _ACTIONS[mask.action]
        become = match_ if tag.holds(mask.bank, mask.pointer, mask.bits, mask.value) else other
        selected = selected if become is None else become
    return selected


_ACTIONS = ((True, False), (True, None), (None, False), (False, None), (False, True), (None, True))
"""What a tag that matches, and one that does not, becomes: selected, not, or None for as it was."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """One tag as one antenna hears it (dBm). A key by identity, so that a report finds its row without hashing EPCs."""

    tag: Tag
    antenna: int
    rssi: int


@dataclass(slots=True)
class Crowd:
    """Tags read in turn: `total` reads a second among all of them, or `each` a second of each."""

    total: float = 0.0
    each: float = 0.0
    sightings: dict[bytes, tuple[Sighting, ...]] = field(default_factory=dict)
    _fresh: deque[Sighting] = field(default_factory=lambda: deque(maxlen=TAGS_MAX))
    _heard: dict[AISpec, list[Sighting]] = field(default_factory=dict)
    _next: int = 0
    _owed: float = 0.0

    def put(self, epc: bytes, sightings: tuple[Sighting, ...]) -> None:
        """Put a tag there, or move it; it is read at the next occasion, before those whose turn it is."""
        self.sightings[epc] = sightings
        self._fresh.extend(sightings)
        self._heard.clear()

    def take(self, epc: bytes) -> None:
        """Take a tag away; one that is not there is no matter."""
        if self.sightings.pop(epc, None) is not None:
            self._heard.clear()

    def clear(self) -> None:
        """Take all away."""
        self.sightings.clear()
        self._fresh.clear()
        self._heard.clear()

    def changed(self) -> None:
        """Who is heard must be found out again."""
        self._heard.clear()

    def due(self, spec: AISpec, deaf: set[int], seconds: float, haste: float) -> int:
        """How many reads belong into these seconds, given what this AISpec hears; `haste` times as many as usual."""
        heard = self.heard(spec, deaf)
        if not heard:
            self._owed = 0.0
            return 0
        pace = (self.total or self.each * heard) * haste
        self._owed = min(self._owed + pace * seconds, pace * CATCH_UP_S)
        count = int(self._owed)
        self._owed -= count
        return min(count + len(self._fresh), READS_AT_ONCE_MAX)

    def read(self, spec: AISpec, deaf: set[int]) -> Sighting | None:
        """The next tag this AISpec hears, or None when it hears none."""
        while self._fresh:
            fresh = self._fresh.popleft()
            if fresh in self.sightings.get(fresh.tag.epc, ()) and _audible(fresh, spec, deaf):
                return fresh
        heard = self._all_heard(spec, deaf)
        if not heard:
            return None
        self._next = (self._next + 1) % len(heard)
        return heard[self._next]

    def heard(self, spec: AISpec, deaf: set[int]) -> int:
        """How many tags this AISpec hears."""
        return len(self._all_heard(spec, deaf))

    def _all_heard(self, spec: AISpec, deaf: set[int]) -> list[Sighting]:
        heard = self._heard.get(spec)
        if heard is None:
            if len(self._heard) >= SPECS_KEPT:  # specs come and go; only those in use matter
                self._heard.clear()
            everyone = (s for several in self.sightings.values() for s in several)
            heard = self._heard[spec] = [s for s in everyone if _audible(s, spec, deaf)]
        return heard


def _audible(sighting: Sighting, spec: AISpec, deaf: set[int]) -> bool:
    antenna = sighting.antenna
    return spec.hears(antenna) and antenna not in deaf and passes(sighting.tag, spec.masks_at(antenna))


def residents(count: int, antennas: int, rate: float, seed: int) -> Crowd:
    """`count` different tags, spread over the antennas, that stay; the same for the same seed."""
    chance = random.Random(seed)
    crowd = Crowd(total=rate)
    for epc in epcs(count, seed):
        crowd.sightings[epc] = (Sighting(Tag.of(epc), chance.randint(1, antennas), chance.randint(-68, -42)),)
    return crowd


def epcs(count: int, seed: int) -> Iterable[bytes]:
    """Different EPCs: three SGTIN-96 of a few articles to one SSCC-96, all of one company prefix of seven digits."""
    chance = random.Random(f"epc {seed}")
    first = chance.randrange(1 << 30)
    for n in range(count):
        yield _sscc(first + n) if n % 4 == 3 else _sgtin(chance.randrange(1, 40), first + n)


def _sgtin(item: int, serial: int) -> bytes:
    return (0x30 << 88 | 1 << 85 | 5 << 82 | _PREFIX << 58 | item << 38 | serial).to_bytes(12)


def _sscc(serial: int) -> bytes:
    return (0x31 << 88 | 2 << 85 | 5 << 82 | _PREFIX << 58 | serial << 24).to_bytes(12)
