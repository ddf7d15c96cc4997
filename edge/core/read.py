"""Reads: what one device observed, where and when. The only thing that comes out of a driver.

A driver emits a `Seen`; the shell adds the device and the moment and makes it a `Read`.
Nothing here is a movement, and nothing here has been identified yet.
"""

from typing import Literal, TypeAlias

from edge.core.value import value

CODE_BYTES_MAX = 512
SYMBOLS_MAX = 7
EPC_BYTES_MAX = 64
POINT_LENGTH_MAX = 64


@value
class Moment:
    """A point in time as this box saw it: wall clock (ms since 1970 UTC) and monotonic (ms since boot)."""

    wall_ms: int
    mono_ms: int


@value
class Symbol:
    """One barcode: the symbol's bytes with 0x1D for FNC1, and its ISO/IEC 15424 (AIM) identifier (`]C1`) or ''."""

    data: bytes
    aim: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.data) <= CODE_BYTES_MAX:
            raise ValueError(f"a code has 1 to {CODE_BYTES_MAX} bytes, not {len(self.data)}")
        if self.aim and not (len(self.aim) == 3 and self.aim[0] == "]" and self.aim.isascii()):
            raise ValueError("an AIM identifier is ] and two ASCII characters")


@value
class CodeSeen:
    """One barcode, with the other symbols of the same label that came into view with it.

    `whole`: no more of its label is to come, so it must say all that it needs; else it may be a part of one.
    """

    data: bytes
    aim: str = ""
    point: str = ""
    beside: tuple[Symbol, ...] = ()
    whole: bool = False

    def __post_init__(self) -> None:
        Symbol(self.data, self.aim)
        if len(self.beside) > SYMBOLS_MAX:
            raise ValueError(f"a label has at most {SYMBOLS_MAX} symbols more, not {len(self.beside)}")

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """All symbols of the label, this one first."""
        return (Symbol(self.data, self.aim), *self.beside)


@value
class TagSeen:
    """One RFID tag in one report: `point` is the antenna number, `rssi_dbm` the peak, `count` its reads there."""

    epc: bytes
    point: str
    rssi_dbm: int | None = None
    count: int = 1
    pc: int | None = None
    tid: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.epc) <= EPC_BYTES_MAX:
            raise ValueError(f"an EPC has 1 to {EPC_BYTES_MAX} bytes, not {len(self.epc)}")


Before: TypeAlias = Literal["empty", "load", "unknown"]
"""What a scale bore before a load: nothing, another load, or what nobody saw put on it."""


@value
class WeightSeen:
    """The gross load on one platform, in milligrams. `sample` numbers the device's reports (0: not numbered)."""

    point: str
    weight_mg: int
    stable: bool = False
    sample: int = 0
    before: Before = "empty"


@value
class TriggerSeen:
    """An input line of a device changed, for example a photo-eye."""

    point: str
    on: bool


@value
class ClimateSeen:
    """Air at a point: thousandths of a degree Celsius and of a per cent relative humidity."""

    point: str
    temperature_mc: int
    humidity_mpct: int | None = None


Seen: TypeAlias = CodeSeen | TagSeen | WeightSeen | TriggerSeen | ClimateSeen


@value
class Read:
    """A `Seen` with its device and moment. `point` is the read point, for the whole box: `device` or `device/point`."""

    device: str
    seen: Seen
    at: Moment

    @property
    def point(self) -> str:
        return f"{self.device}/{self.seen.point}" if self.seen.point else self.device
