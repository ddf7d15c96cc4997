"""Events: everything that may lead to a decision, with the time it came in. Decisions never ask a clock."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from edge.core.message import Message
from edge.core.names import Name
from edge.core.read import Before, Moment
from edge.core.value import value

Via: TypeAlias = Literal["scanner", "fixed", "screen", "key"]


@value
class Typed:
    """Text an operator typed at a prompt that asks for text: a quantity, a PIN, a menu number."""

    text: str


@value
class Scan:
    """A code, with all it may name, in the order of the tables. `text` is the code as shown to people."""

    text: str
    names: tuple[Name, ...]


@value
class Unreadable:
    """A code that was refused before it named anything (bad check digit, control characters)."""

    text: str
    message: Message


@value
class PinChecked:
    """The PIN check that a decision asked for, under this id, has ended."""

    operator: str
    ok: bool
    check: str = ""
    at_door: bool = False
    """No step asked for it: badge and PIN were proven before this station's screen was opened."""


@value
class Weighed:
    """A bench scale at the station stands still at this weight; `before` is what lay on it then."""

    mg: int
    before: Before = "empty"


@value
class Chosen:
    """A row of a desk's list: a finding by its id, or the session of a station by its name."""

    kind: Literal["finding", "session"]
    ident: str


What: TypeAlias = Typed | Scan | Unreadable | PinChecked | Weighed | Chosen


@value
class Input:
    """One act of an operator at a station. `at` is the capture, `now` the decision; `today` the site's date then.

    `fixed` readers never confirm a warning, and of what they see a step takes only what its table says. `turn` is the
    view the operator saw, where the source knows it.
    """

    id: str
    station: str
    via: Via
    what: What
    at: Moment
    now: Moment
    today: str
    device: str = ""
    turn: int | None = None


@value
class SeenTag:
    """One tag of a passage: its EPC in hex, how often it was read, and its protocol control word if that is known."""

    epc: str
    reads: int
    pc: int | None = None


@value
class Passage:
    """Tags that came into a portal together; `id` is the same when the same passage is told again."""

    id: str
    zone: str
    location: str
    share_pct: int
    tags: Sequence[SeenTag]
    device: str
    today: str


@value
class ShelfStep:
    """A stable change of weight at a location, since `at`. `id` is the same when the same step is told again.

    `item` and `units` (with sign) are what it was taken for when it was held; empty and 0 before.
    """

    id: str
    location: str
    delta_mg: int
    noise_mg: int
    device: str
    at: Moment
    item: str = ""
    units: int = 0


@value
class Unclaimed:
    """A shelf step that nobody claimed in time. `now_ms` is the wall time at which that was noticed."""

    step: ShelfStep
    now_ms: int = 0


@value
class ApplyHeld:
    """The first of a session's held inputs has its turn. `id` is the one that it is decided under (see `held.py`)."""

    id: str
    station: str
    now: Moment
    today: str


@value
class SessionIdle:
    """Nobody has touched a signed-in session for as long as the config allows."""

    id: str
    station: str


Event: TypeAlias = Input | Passage | ShelfStep | Unclaimed | SessionIdle | ApplyHeld
