"""The state of a reader: its client, its configuration, its ROSpecs and which of them is active. No sockets, no clock.

    command -> LIFE table -> start or end of an inventory          tick -> inventory -> events and reports

Specs and configuration outlive a connection; what is read between two is held (`HELD_TAGS_MAX`), as by a real reader.
Source: EPCglobal LLRP 1.0.1, sections 5.4 (connections), 6 (life), 12 (configuration), 13 (reports and events).
"""

from dataclasses import dataclass

from simulators import llrp_answers as answers
from simulators.llrp_access import Access
from simulators.llrp_answers import Attempt, Config, Event, RoEvent
from simulators.llrp_inventory import AISpecEnded, At, Field, Held, Inventory, fires
from simulators.llrp_parse import ALL_ROSPECS, Limits
from simulators.llrp_rospec import Cause, Gpi, ROSpec, Start, State, following
from simulators.llrp_wire import M, Refused, Status, message

REPORT_TAGS_MAX = 1000
EDGES_MAX = 64


@dataclass(slots=True)
class Slot:
    """One ROSpec and where it is in its life; `next_s` is when a periodic one starts (monotonic, None: no more)."""

    spec: ROSpec
    state: State = State.DISABLED
    armed: bool = False
    next_s: float | None = None

    def due(self, at: At, edge: Gpi | None) -> bool:
        """Whether its start trigger fires."""
        if self.state is not State.INACTIVE or not self.armed:
            return False
        match self.spec.start.kind:
            case Start.IMMEDIATE:
                return True
            case Start.PERIODIC:
                return self.next_s is not None and at.mono >= self.next_s
            case Start.GPI:
                return fires(self.spec.start.gpi, edge)
            case Start.NULL:
                return False

    def enable(self, at: At) -> None:
        """Arm the start trigger; a period counts from now, or from the UTC it names."""
        self.armed = True
        start = self.spec.start
        wait = start.offset_ms / 1000
        if start.utc_us is not None:
            wait += (start.utc_us - at.utc_us) / 1e6
        period = start.period_ms / 1000
        self.next_s = at.mono + (wait % period if wait < 0 and period else wait)

    def started(self, at: At) -> None:
        """A periodic one is next due after a whole number of periods."""
        period = self.spec.start.period_ms / 1000
        if self.next_s is None or at.mono < self.next_s:
            return
        self.next_s = None if not period else self.next_s + period * ((at.mono - self.next_s) // period + 1)


class Reader:
    """The reader and its present client, if there is one."""

    def __init__(self, field: Field, antennas: int, *, keepalive_ms: int = 0) -> None:
        self.field = field
        self.limits = Limits(antennas, answers.INPUTS, len(answers.POWERS))
        self.config = self.factory = Config(keepalive_ms)
        self._inputs_on: set[int] = set()
        self._slots: dict[int, Slot] = {}
        self.access = Access()
        self.version = 1
        self._run: Inventory | None = None
        self._held = Held()
        self._asked_for = Held()
        self._out: list[bytes] = []
        self._ident = 0
        self._client = self._holding = False
        self._edges: list[Gpi] = []

    @property
    def busy(self) -> bool:
        """Whether time matters: some ROSpec may start, or goes on."""
        return any(slot.state is not State.DISABLED for slot in self._slots.values())

    # -- the connection

    def connect(self, at: At) -> bytes:
        """A client is there: what it hears first (section 5.4.1)."""
        self._client, self._holding, self.version = True, self.config.holds, 1
        self._out.clear()
        return self.notify(at, answers.connection_attempt(Attempt.SUCCESS))

    def disconnect(self) -> None:
        self._client = False
        self._out.clear()

    def refuse(self, at: At) -> bytes:
        """What a second client hears before it is closed."""
        return self.notify(at, answers.connection_attempt(Attempt.FAILED_CLIENT_THERE))

    def notify(self, at: At, parameter: bytes) -> bytes:
        """A READER_EVENT_NOTIFICATION with one event."""
        return self._message(M.READER_EVENT_NOTIFICATION, answers.event(at.utc_us, parameter))

    def keepalive(self) -> bytes:
        return self._message(M.KEEPALIVE)

    def release(self) -> None:
        """The client wants its events and reports from now on."""
        self._holding = False

    # -- ROSpecs

    def add(self, spec: ROSpec) -> None:
        """Raises `Refused`."""
        if spec.ident in self._slots:
            raise Refused(Status.M_FIELD_ERROR, f"there is an ROSpec {spec.ident}")
        if len(self._slots) >= answers.MAX_ROSPECS or len(spec.specs) > answers.MAX_SPECS_PER_ROSPEC:
            raise Refused(Status.M_OVERFLOW_PARAMETER, "more ROSpecs, or AISpecs in one, than the capabilities say")
        self._slots[spec.ident] = Slot(spec)

    def command(self, ident: int, cause: Cause, at: At) -> None:
        """Enable or disable an ROSpec (0: all), start or stop one. Raises `Refused` if there is none or it cannot."""
        if ident == ALL_ROSPECS and cause in {Cause.START, Cause.STOP}:
            raise Refused(Status.M_FIELD_ERROR, f"{cause.value} names one ROSpec")
        for slot in self._named(ident):
            if cause is Cause.START and self._run is not None and self._run.spec is not slot.spec:
                raise Refused(Status.R_DEVICE_ERROR, f"ROSpec {self._run.spec.ident} is active; one can be")
            self._move(slot, cause, at)

    def delete(self, ident: int, at: At) -> None:
        """Delete an ROSpec (0: all), ending it if it is active. Raises `Refused` when there is none."""
        for slot in self._named(ident):
            self._move(slot, Cause.DISABLE, at)
            del self._slots[slot.spec.ident]

    def rospecs(self) -> bytes:
        """All of them, encoded."""
        return b"".join(slot.spec.encoded(slot.state) for slot in self._slots.values())

    def surroundings(self) -> answers.Surroundings:
        return answers.Surroundings(frozenset(self.field.deaf), frozenset(self._inputs_on))

    def _named(self, ident: int) -> list[Slot]:
        if ident == ALL_ROSPECS:
            return list(self._slots.values())
        if ident not in self._slots:
            raise Refused(Status.M_FIELD_ERROR, f"there is no ROSpec {ident}")
        return [self._slots[ident]]

    # -- time and the world

    def tick(self, at: At, *, choked: bool = False) -> bytes:
        """Everything that happens until `at`. What is to be sent now; nothing if the link is `choked`."""
        sendable = self._client and not self._holding and not choked
        edges, self._edges = self._edges, []
        for edge in edges:
            self._advance(at, edge, sendable=sendable)
        if not edges:
            self._advance(at, None, sendable=sendable)
        return self._take(at) if sendable else b""

    def input(self, port: int, *, on: bool) -> None:
        """An input changes. Raises `ValueError` when there is no such input."""
        if not 1 <= port <= self.limits.inputs:
            raise ValueError(f"inputs are 1 to {self.limits.inputs}")
        if (port in self._inputs_on) != on and len(self._edges) < EDGES_MAX:
            self._edges.append(Gpi(port, on, 0))
        (self._inputs_on.add if on else self._inputs_on.discard)(port)

    def antenna(self, antenna: int, *, connected: bool, at: At) -> None:
        """A cable comes off or on. Raises `ValueError` when there is no such antenna."""
        if not 1 <= antenna <= self.limits.antennas:
            raise ValueError(f"antennas are 1 to {self.limits.antennas}")
        if (antenna in self.field.deaf) == connected:
            (self.field.deaf.discard if connected else self.field.deaf.add)(antenna)
            self._happen(at, Event.ANTENNA, answers.antenna_event(antenna, connected=connected))
        for crowd in self.field.crowds:
            crowd.changed()

    def report_now(self, ident: int) -> bytes:
        """All there is to report, as the answer to a GET_REPORT."""
        if self._run is not None:
            self._run.settle()
        return self.report(self._held.take() + self._asked_for.take(), ident)

    def report(self, encoded: list[bytes], ident: int | None = None) -> bytes:
        """RO_ACCESS_REPORTs with these tags; one at least, and the first answers `ident`."""
        batches = [encoded[n : n + REPORT_TAGS_MAX] for n in range(0, len(encoded), REPORT_TAGS_MAX)] or [[]]
        first = self._message(M.RO_ACCESS_REPORT, b"".join(batches[0]), ident)
        return first + b"".join(self._message(M.RO_ACCESS_REPORT, b"".join(batch)) for batch in batches[1:])

    def _advance(self, at: At, edge: Gpi | None, *, sendable: bool) -> None:
        if edge is not None and edge.port in self.config.inputs_enabled:
            self._happen(at, Event.GPI, answers.gpi_event(edge.port, on=edge.on))
        elif edge is not None:
            return
        if self._run is None:
            due = next((slot for slot in self._slots.values() if slot.due(at, edge)), None)
            if due is not None:
                self._move(due, Cause.TRIGGERED, at)
        run = self._run
        if run is not None:
            running = run.step(at, edge, sendable=sendable)
            self._tell(run, at)
            if not running:
                self._move(self._slots[run.spec.ident], Cause.ENDED, at)

    def _tell(self, run: Inventory, at: At) -> None:
        for what in run.happened:
            if isinstance(what, AISpecEnded):
                self._happen(at, Event.AISPEC, answers.aispec_event(run.spec.ident, what.index))
            else:
                for half in (RoEvent.ENDED, RoEvent.STARTED):
                    self._happen(at, Event.ROSPEC, answers.rospec_event(half, run.spec.ident))
        run.happened.clear()
        self._out += map(self.report, run.reports)
        run.reports.clear()

    def _happen(self, at: At, kind: Event, parameter: bytes) -> None:
        if kind in self.config.events and self._client and len(self._out) < REPORT_TAGS_MAX:
            self._out.append(self.notify(at, parameter))

    def _take(self, at: At) -> bytes:
        if self._held.overflowed or self._asked_for.overflowed:
            self._held.overflowed = self._asked_for.overflowed = False
            self._out.append(self.notify(at, answers.buffer_overflow_event()))
        if self._held.tags and self._run is None:
            self._out.append(self.report(self._held.take()))
        out, self._out = self._out, []
        return b"".join(out)

    def _move(self, slot: Slot, cause: Cause, at: At) -> None:
        """One step of an ROSpec's life, and what it brings about. Raises `Refused` when there is no such step."""
        before, slot.state = slot.state, following(slot.state, cause)
        if cause is Cause.ENABLE:
            slot.enable(at)
        elif cause in {Cause.STOP, Cause.DISABLE}:
            slot.armed = False
        if before is not State.ACTIVE and slot.state is State.ACTIVE:
            self._start(slot, at)
        elif before is State.ACTIVE and slot.state is not State.ACTIVE:
            self._end(slot, at)

    def _start(self, slot: Slot, at: At) -> None:
        slot.started(at)
        report = slot.spec.report or self.config.report
        held = self._held if report.trigger else self._asked_for
        self._run = Inventory(slot.spec, report, self.field, self.access, held, at)
        self._run.repeats = slot.armed and slot.spec.start.kind is Start.IMMEDIATE
        self._happen(at, Event.ROSPEC, answers.rospec_event(RoEvent.STARTED, slot.spec.ident))

    def _end(self, slot: Slot, at: At) -> None:
        run, self._run = self._run, None
        assert run is not None
        run.settle()
        if self._held.tags and self._client and not self._holding:
            self._out.append(self.report(self._held.take()))
        self._happen(at, Event.ROSPEC, answers.rospec_event(RoEvent.ENDED, slot.spec.ident))

    def _message(self, kind: M, body: bytes = b"", ident: int | None = None) -> bytes:
        if ident is None:
            self._ident = ident = self._ident % 0xFFFFFFFF + 1
        return message(kind, ident, body, self.version)
