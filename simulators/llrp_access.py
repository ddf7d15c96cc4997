"""AccessSpecs: reading a bank of the tags that match, as they are inventoried.

    AccessSpec 207 -+- stop trigger 208 (null, or a number of operations)
                    +- AccessCommand 209 -+- C1G2TagSpec 338: one or two C1G2TargetTag 339
                    |                     +- C1G2Read 341 ...
                    +- AccessReportSpec 239

This reader reads and does not write. Source: EPCglobal LLRP 1.0.1, sections 11.2 (AccessSpec), 15.3.1.3 (Gen2 access).
"""

from dataclasses import dataclass
from struct import Struct

from simulators.llrp_field import Tag
from simulators.llrp_parse import GEN2, Limits
from simulators.llrp_report import Row
from simulators.llrp_wire import Parameters, Refused, Status, cut, tlv

ACCESS_SPECS_MAX = 32
OPERATIONS_MAX = 8
ALL_ACCESS_SPECS = 0
_SPEC = Struct(">IHBBI")
_STOP = Struct(">BH")
_TARGET = Struct(">BHH")
_LONG_COUNT = Struct(">H")
_READ = Struct(">HIBHH")
_RESULT = Struct(">BHH")
_SUCCESS, _TAG_ERROR = 0, 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """One C1G2TargetTag: the masked bits are `value`, or (`match` false) are not."""

    bank: int
    match: bool
    pointer: int
    mask: int
    value: int
    bits: int

    def fits(self, tag: Tag) -> bool:
        """An empty mask fits every tag."""
        if not self.bits:
            return self.match
        memory = tag.memory(self.bank)
        rest = len(memory) * 8 - self.pointer - self.bits
        if rest < 0:
            return not self.match
        return ((int.from_bytes(memory) >> rest ^ self.value) & self.mask == 0) is self.match


@dataclass(frozen=True, slots=True)
class ReadOp:
    """One C1G2Read; no words means to the end of the bank. No tag here has a password."""

    ident: int
    bank: int
    word: int
    words: int

    def result(self, tag: Tag) -> bytes:
        """Its C1G2ReadOpSpecResult (349)."""
        memory = tag.memory(self.bank)
        end = (self.word + self.words) * 2 if self.words else len(memory)
        if end > len(memory) or self.word * 2 >= len(memory):
            return tlv(349, _RESULT.pack(_TAG_ERROR, self.ident, 0))
        data = memory[self.word * 2 : end]
        return tlv(349, _RESULT.pack(_SUCCESS, self.ident, len(data) // 2), data)


@dataclass(slots=True)
class AccessSpec:
    """`left` counts operations down to the deletion of the spec; None is without limit."""

    ident: int
    antenna: int
    rospec: int
    patterns: tuple[Pattern, ...]
    reads: tuple[ReadOp, ...]
    left: int | None
    value: bytes
    enabled: bool = False

    def encoded(self) -> bytes:
        """As GET_ACCESSSPECS gives it back: as it came, but for the state."""
        return tlv(207, self.value[:7], bytes([0x80 if self.enabled else 0]), self.value[8:])

    def applies(self, row: Row, rospec: int) -> bool:
        here = self.antenna in {0, row.sighting.antenna} and self.rospec in {0, rospec}
        return self.enabled and here and all(p.fits(row.sighting.tag) for p in self.patterns)


class Access:
    """The AccessSpecs of the reader. A tag is operated on by the first that fits it."""

    def __init__(self) -> None:
        self._specs: dict[int, AccessSpec] = {}
        self.enabled = False

    def add(self, value: bytes, limits: Limits) -> None:
        """Raises `Refused`."""
        spec = parse_access_spec(value, limits)
        if spec.ident in self._specs:
            raise Refused(Status.M_FIELD_ERROR, f"there is an AccessSpec {spec.ident}")
        if len(self._specs) >= ACCESS_SPECS_MAX:
            raise Refused(Status.M_OVERFLOW_PARAMETER, f"there are {ACCESS_SPECS_MAX} AccessSpecs")
        self._specs[spec.ident] = spec

    def delete(self, ident: int) -> None:
        """0 is all. Raises `Refused` when there is no such AccessSpec."""
        for spec in self._named(ident):
            del self._specs[spec.ident]
        self._look()

    def enable(self, ident: int, *, on: bool) -> None:
        """0 is all. Raises `Refused` when there is no such AccessSpec."""
        for spec in self._named(ident):
            spec.enabled = on
        self._look()

    def clear(self) -> None:
        self._specs.clear()
        self._look()

    def encoded(self) -> bytes:
        return b"".join(spec.encoded() for spec in self._specs.values())

    def operate(self, row: Row, rospec: int) -> None:
        """Do to a tag just read what the first fitting AccessSpec says; the row carries the results."""
        spec = next((s for s in self._specs.values() if s.applies(row, rospec)), None)
        if spec is None:
            return
        row.access_id = spec.ident
        row.ops = b"".join(op.result(row.sighting.tag) for op in spec.reads)
        if spec.left is not None:
            spec.left -= 1
            if spec.left <= 0:
                self.delete(spec.ident)

    def _named(self, ident: int) -> list[AccessSpec]:
        if ident == ALL_ACCESS_SPECS:
            return list(self._specs.values())
        if ident not in self._specs:
            raise Refused(Status.M_FIELD_ERROR, f"there is no AccessSpec {ident}")
        return [self._specs[ident]]

    def _look(self) -> None:
        self.enabled = any(spec.enabled for spec in self._specs.values())


def parse_access_spec(value: bytes, limits: Limits) -> AccessSpec:
    """Read the value of a parameter 207. Raises `Refused` for what this reader cannot do."""
    (ident, antenna, protocol, state, rospec), rest = cut(_SPEC, value)
    if ident == ALL_ACCESS_SPECS:
        raise Refused(Status.M_FIELD_ERROR, "AccessSpecID 0 stands for all AccessSpecs")
    if antenna > limits.antennas or protocol != GEN2 or state & 0x80:
        raise Refused(
            Status.M_FIELD_ERROR, "an AccessSpec is added disabled, for Class 1 Gen 2 and an antenna there is"
        )
    parts = Parameters(rest, frozenset({208, 209, 239}))
    (stop, count), _ = cut(_STOP, parts.one(208))
    command = Parameters(parts.one(209), frozenset({338, 341}))
    targets = Parameters(command.one(338), frozenset({339})).all(339)
    reads = tuple(_read(one) for one in command.all(341))
    if not 1 <= len(targets) <= 2 or not 1 <= len(reads) <= OPERATIONS_MAX:
        raise Refused(Status.M_PARAMETER_ERROR, f"1 or 2 target tags and 1 to {OPERATIONS_MAX} reads are accepted")
    return AccessSpec(ident, antenna, rospec, tuple(map(_pattern, targets)), reads, count if stop else None, value)


def _pattern(value: bytes) -> Pattern:
    (bank, pointer, bits), rest = cut(_TARGET, value)
    size = -(-bits // 8)
    mask = rest[:size]
    (data_bits,), data = cut(_LONG_COUNT, rest[size:])
    if len(mask) < size or len(data) * 8 < data_bits or data_bits not in {bits, 0}:
        raise Refused(Status.M_PARAMETER_ERROR, "the mask and the data of a target tag do not fit each other")
    shift = size * 8 - bits
    value_bits = int.from_bytes(data[:size]) >> shift if data_bits else 0
    return Pattern(bank >> 6, bool(bank & 0x20), pointer, int.from_bytes(mask) >> shift, value_bits, data_bits)


def _read(value: bytes) -> ReadOp:
    (ident, _password, bank, word, words), _ = cut(_READ, value)
    return ReadOp(ident, bank >> 6, word, words)
