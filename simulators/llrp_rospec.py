"""ROSpecs: what a client wants inventoried, when it starts and stops, what is reported; and an ROSpec's life.

    ROSpec 177 -+- ROBoundarySpec 178 -+- start trigger 179 (null, immediate, periodic, GPI)
                |                      +- stop trigger 182 (null, duration, GPI with timeout)
                +- AISpec 183 ... antennas, stop trigger 184, InventoryParameterSpec 186 (filters an antenna)
                +- ROReportSpec 237: when to report, and a TagReportContentSelector 238: what of a tag

`simulators.llrp_parse` reads them from the wire.
Source: EPCglobal LLRP 1.0.1, sections 6.2 (life), 10.2 (ROSpec), 13.2.1 (ROReportSpec), 15.3.1.2 (Gen2 filters).
"""

from dataclasses import dataclass
from enum import Enum, IntEnum
from struct import pack

from simulators.llrp_wire import Refused, Status, tlv

ALL_ANTENNAS = 0


class State(IntEnum):
    """Where an ROSpec is in its life; the number is the CurrentState field."""

    DISABLED = 0
    INACTIVE = 1
    ACTIVE = 2


class Cause(Enum):
    """What moves an ROSpec from state to state."""

    ENABLE = "ENABLE_ROSPEC"
    DISABLE = "DISABLE_ROSPEC"
    START = "START_ROSPEC"
    STOP = "STOP_ROSPEC"
    TRIGGERED = "its start trigger"
    ENDED = "its stop trigger, or the end of its last AISpec"


LIFE: dict[tuple[State, Cause], State] = {
    (State.DISABLED, Cause.ENABLE): State.INACTIVE,
    (State.DISABLED, Cause.DISABLE): State.DISABLED,
    (State.INACTIVE, Cause.ENABLE): State.INACTIVE,
    (State.INACTIVE, Cause.DISABLE): State.DISABLED,
    (State.INACTIVE, Cause.START): State.ACTIVE,
    (State.INACTIVE, Cause.STOP): State.INACTIVE,
    (State.INACTIVE, Cause.TRIGGERED): State.ACTIVE,
    (State.ACTIVE, Cause.ENABLE): State.ACTIVE,
    (State.ACTIVE, Cause.DISABLE): State.DISABLED,
    (State.ACTIVE, Cause.START): State.ACTIVE,
    (State.ACTIVE, Cause.STOP): State.INACTIVE,
    (State.ACTIVE, Cause.ENDED): State.INACTIVE,
}
"""Section 6.2.1. What is not here cannot happen: a client that asks for it is refused."""


def following(state: State, cause: Cause) -> State:
    """The state after `cause`. Raises `Refused` when the table has no such step."""
    after = LIFE.get((state, cause))
    if after is None:
        raise Refused(Status.M_FIELD_ERROR, f"{cause.value}: the ROSpec is {state.name.lower()}")
    return after


class Start(IntEnum):
    NULL = 0
    IMMEDIATE = 1
    PERIODIC = 2
    GPI = 3


class Stop(IntEnum):
    """Of an ROSpec (the first three) or an AISpec."""

    NULL = 0
    DURATION = 1
    GPI = 2
    TAGS = 3


class TagStop(IntEnum):
    """How tags end an AISpec; the last two are new in LLRP 1.1."""

    N_TAGS = 0
    QUIET = 1
    N_ATTEMPTS = 2
    N_UNIQUE = 3
    QUIET_UNIQUE = 4


@dataclass(frozen=True, slots=True)
class Gpi:
    """An edge on an input; `timeout_ms` (0: none) ends the wait of a stop trigger."""

    port: int
    on: bool
    timeout_ms: int


@dataclass(frozen=True, slots=True)
class StartTrigger:
    """Times in milliseconds; `utc_us` is the moment the offset counts from (None: when it is enabled)."""

    kind: Start
    offset_ms: int = 0
    period_ms: int = 0
    utc_us: int | None = None
    gpi: Gpi | None = None


@dataclass(frozen=True, slots=True)
class StopTrigger:
    """`tag_kind`, `tags`, `attempts`, `quiet_ms` and `timeout_ms` count for `Stop.TAGS` only. 0: without limit."""

    kind: Stop
    duration_ms: int = 0
    gpi: Gpi | None = None
    tag_kind: TagStop = TagStop.N_TAGS
    tags: int = 0
    attempts: int = 0
    quiet_ms: int = 0
    timeout_ms: int = 0


@dataclass(frozen=True, slots=True)
class Mask:
    """One C1G2Filter: bits of a memory bank, and what a tag that matches or does not becomes (section 15.3.1.2.1.1)."""

    bank: int
    pointer: int
    bits: int
    value: int
    action: int


@dataclass(frozen=True, slots=True, eq=False)
class AISpec:
    """One antenna inventory: by identity a key, since what it can hear is looked up for every read."""

    antennas: frozenset[int]
    stop: StopTrigger
    inventory_id: int
    masks: dict[int, tuple[Mask, ...]]

    def hears(self, antenna: int) -> bool:
        return ALL_ANTENNAS in self.antennas or antenna in self.antennas

    def masks_at(self, antenna: int) -> tuple[Mask, ...]:
        return self.masks.get(antenna, self.masks.get(ALL_ANTENNAS, ()))


@dataclass(frozen=True, slots=True)
class Selector:
    """Which optional fields a TagReportData has (section 13.2.1.1)."""

    rospec: bool = True
    spec_index: bool = True
    inventory: bool = True
    antenna: bool = True
    channel: bool = True
    rssi: bool = True
    first_seen: bool = True
    last_seen: bool = True
    count: bool = True
    access: bool = True
    crc: bool = False
    pc: bool = False


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """When to report and what. `trigger`: 0 on GET_REPORT only; 1, 2 after `n` tags or at the end of AISpec, ROSpec;
    3, 4 (LLRP 1.1) after `n` seconds or those ends; 5, 6 after `n` milliseconds or those ends."""

    trigger: int = 2
    n: int = 0
    selector: Selector = Selector()
    value: bytes = pack(">BH", 2, 0) + tlv(238, b"\xff\xc0")

    @property
    def at_ai_end(self) -> bool:
        return self.trigger in {1, 3, 5}

    @property
    def tags(self) -> int:
        """Report as soon as there are so many (0: no such limit)."""
        return self.n if self.trigger in {1, 2} else 0

    @property
    def interval_s(self) -> float:
        """Report at least so often (0: no such limit)."""
        return self.n * {3: 1.0, 4: 1.0, 5: 0.001, 6: 0.001}.get(self.trigger, 0.0)


DEFAULT_REPORT = ReportSpec()
"""The factory's: at the end of the ROSpec, with everything but what Gen2 adds."""


@dataclass(frozen=True, slots=True)
class ROSpec:
    """What to do, when and what to tell of it. `value` is its wire form without the parameter header."""

    ident: int
    start: StartTrigger
    stop: StopTrigger
    specs: tuple[AISpec, ...]
    report: ReportSpec | None
    value: bytes

    def encoded(self, state: State) -> bytes:
        """As GET_ROSPECS gives it back: as it came, but for the state."""
        return tlv(177, self.value[:5], bytes([state]), self.value[6:])
