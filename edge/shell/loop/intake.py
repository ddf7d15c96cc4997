"""Intake: what the inbox gave becomes work. Reads are folded here, once; scans are named when they are decided on."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from edge import control
from edge.config import Config, DeviceConfig, StationConfig
from edge.core import floor
from edge.core.decision import DropStep
from edge.core.entry import Draft, Stamp
from edge.core.event import (
    Chosen,
    Event,
    Input,
    Scan,
    SessionIdle,
    ShelfStep,
    Typed,
    Unclaimed,
    Unreadable,
    Via,
    Weighed,
    What,
)
from edge.core.gs1 import GS
from edge.core.gs1_label import read_label
from edge.core.identify import SourceRules, identify
from edge.core.identity import Refused, Scanned
from edge.core.message import msg
from edge.core.names import COMMANDS, CommandScan, UnknownScan
from edge.core.naming import name_scan
from edge.core.read import CODE_BYTES_MAX, CodeSeen, Moment, Read, WeightSeen
from edge.core.view import View
from edge.shell.clock import Clock
from edge.shell.loop.inbox import DeviceRead, PinResult
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.work import Apply, Decide

PIN_DIGITS_MAX = 12
CODE_DIGITS_MIN = 4
CODES_KEPT = 2_048


class Intake:
    """Makes work. Owned by the loop."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        sensing: Sensing,
        fixed: frozenset[str] = frozenset(),
        odd: Callable[[str, Collection[str]], None] = lambda _device, _warnings: None,
    ) -> None:
        self._config, self._clock, self._sensing, self._fixed, self._odd = config, clock, sensing, fixed, odd
        self._number = 0
        self._rules_of: dict[tuple[str, int], SourceRules] = {}

    def read(self, item: DeviceRead) -> Decide | None:
        """A scan or a load at a station, or a shelf's step; None for a read that says nothing to decide."""
        read = item.read
        match read.seen:
            case CodeSeen() as seen:
                return self._scan(read, seen, item.committed)
            case WeightSeen() as seen:
                if (at := self._config.devices[read.device]).station is not None and not at.places:
                    return self._weighed(read, seen, at.station, item.committed)
                step = self._sensing.weight(read, seen)
                return self._step(step, item.committed) if step is not None else None
            case _:
                return None

    def screen(self, client: int, station: str, message: control.Input) -> Decide:
        """An act at a screen: a scan of its wedge, typed text, or a key."""
        seen, ago_ms = self._clock.now(), message.age_ms
        at = Moment(seen.wall_ms - ago_ms, max(0, seen.mono_ms - ago_ms))
        value = unicodedata.normalize("NFC", message.value)

        def make(view: View) -> Event:
            what = self._typed(view, station, message.via, value)
            via: Via = "key" if message.via in ("key", "chosen") else "screen"
            return self._input(message.id, station, via, what, at, turn=message.turn)

        return Decide(message.id, self._stamp(at, station), make, client=client)

    def pin(self, item: PinResult) -> Decide:
        """The end of a PIN check."""
        at = self._clock.now()
        source = self._source("pin", at)

        def make(_view: View) -> Event:
            return self._input(source, item.station, "key", item.result, at)

        return Decide(source, self._stamp(at, item.station), make)

    def passages(self, now: Moment) -> Iterator[Decide]:
        """Passages that have ended by now."""
        for passage, began in self._sensing.tick(now):
            yield Decide(passage.id, self._stamp(began, device=passage.device), _always(passage))

    def unclaimed(self, step: ShelfStep) -> Decide:
        """A held shelf step whose time is over."""
        event = Unclaimed(step, self._clock.now().wall_ms)
        source, stamp = f"{step.id}/unclaimed", self._stamp(step.at, device=step.device)
        return Decide(source, stamp, _always(event), on_put_aside=(DropStep(step.id),))

    def idle(self, station: str, now: Moment) -> Decide:
        """A session nobody touched."""
        source = self._source("idle", now)
        return Decide(source, self._stamp(now, station), _always(SessionIdle(source, station)))

    def change(self, who: str, change: Callable[[], Sequence[Draft] | None]) -> Apply:
        """A change of the shell's own tables, and what the book must say of it."""
        at = self._clock.now()
        return Apply(change, self._source(who, at), self._stamp(at))

    def _scan(self, read: Read, seen: CodeSeen, committed: Callable[[], None] | None) -> Decide | None:
        device = self._config.devices[read.device]
        via: Via = "scanner" if device.confirms and read.device not in self._fixed else "fixed"
        home = device.station or ""
        if not home and (via == "fixed" or device.zones or device.places):
            return None
        source = self._source(read.device, read.at)
        year = self._year(read.at)

        def make(view: View) -> Event:
            station = self._station(view, read.device, home)
            rules = self._rules_of.get((read.device, year))
            if rules is None:
                rules = self._rules_of[read.device, year] = _rules(device, year, view)
            found = _read(seen, rules)
            if isinstance(found, Scanned) and (found.warnings or GS in found.text):
                self._odd(read.device, found.warnings)
            what = named(view, found, seen.data)
            return self._input(source, station, via, what, read.at, device=read.device)

        return Decide(source, self._stamp(read.at, home, read.device), make, committed)

    def _station(self, view: View, device: str, home: str) -> str:
        """Where a device works: where it was moved to, while the config has that station, else where the config says.

        Asked when its scan is decided on: the scan before may have moved it.
        """
        moved = view.station_of_device(device)
        return moved if moved and view.station(moved) is not None else home

    def _weighed(
        self, read: Read, seen: WeightSeen, station: str, committed: Callable[[], None] | None
    ) -> Decide | None:
        """A bench scale's load, once it is at rest; it confirms nothing."""
        if not seen.stable or seen.weight_mg <= 0:
            return None
        source, what = self._source(read.device, read.at), Weighed(seen.weight_mg, seen.before)

        def make(_view: View) -> Event:
            return self._input(source, station, "fixed", what, read.at, device=read.device)

        return Decide(source, self._stamp(read.at, station, read.device), make, committed)

    def _step(self, step: ShelfStep, committed: Callable[[], None] | None) -> Decide:
        return Decide(step.id, self._stamp(step.at, device=step.device), _always(step), committed)

    def _typed(self, view: View, station: str, via: str, value: str) -> What:
        """What was sent from a screen: digits where the prompt asks for digits, else a code."""
        if via == "chosen":
            return chosen(value)
        if via == "key":
            return Scan(value, (CommandScan(value),)) if value in COMMANDS else _unreadable(value)
        kind = floor.prompt(view, view.session(station)).kind
        digits = {"quantity": 6, "choice": 2, "secret": PIN_DIGITS_MAX}.get(kind, 0)
        if value.isascii() and value.isdigit() and len(value) <= digits and not _is_code(view, kind, value):
            return Typed(value)
        data = value.encode(errors="replace")[: CODE_BYTES_MAX + 1]
        aim, rest = (value[:3], data[3:]) if value[:1] == "]" and len(value) > 3 and value[:3].isascii() else ("", data)
        rules = _rules(self._config.stations.get(station), self._year(self._clock.now()), view)
        return named(view, identify(rest, aim, rules), rest)

    def _year(self, at: Moment) -> int:
        return int(self._clock.today(at)[:4])

    def _input(
        self, ident: str, station: str, via: Via, what: What, at: Moment, device: str = "", turn: int | None = None
    ) -> Input:
        now = self._clock.now()
        return Input(ident, station, via, what, at, now, self._clock.today(at), device, turn)

    def _stamp(self, at: Moment, station: str = "", device: str = "") -> Stamp:
        devices = (device,) if device else ()
        return Stamp(at, self._clock.boot, self._clock.state(), self._clock.zone, station, devices)

    def _source(self, device: str, at: Moment) -> str:
        """A name for an input that brought none: no other of this device has it, however the wall clock is set."""
        self._number += 1
        return f"{device}/{self._clock.boot}/{at.mono_ms}/{self._number}"


def _always(event: Event) -> Callable[[View], Event]:
    return lambda _view: event


def _is_code(view: View, kind: str, digits: str) -> bool:
    """Whether digits at a prompt for digits are a scan after all: a wedge types what it reads, at any speed.

    A PIN prompt takes a badge, of whoever is there now. Where pieces are counted, digits that the site's tables know
    are a code, but for the few that people type all day; a number that is also a code gets through as 01000.
    """
    if kind == "secret":
        return view.operator_by_badge(digits) is not None
    if kind != "quantity" or len(digits) < CODE_DIGITS_MIN:
        return False
    found = name_scan(view, identify(digits.encode(), ""), digits)
    return isinstance(found, Scan) and not isinstance(found.names[0], UnknownScan)


def _rules(source: DeviceConfig | StationConfig | None, year: int, view: View) -> SourceRules:
    """What is known of a source of codes: of a device, or of the scanner that types into a station's screen."""
    variable = view.policy.variable
    if source is None:
        return SourceRules(year=year, variable=variable)
    return SourceRules(source.gs1_without_aim, source.gs_aliases, year, variable)


def _read(seen: CodeSeen, rules: SourceRules) -> Scanned | Refused:
    return read_label(seen.symbols, rules) if seen.whole else _identified(seen.data, seen.aim, rules)


@lru_cache(CODES_KEPT)
def _identified(data: bytes, aim: str, rules: SourceRules) -> Scanned | Refused:
    """What a code says; the labels of bins and of what sells are read again and again, and say the same."""
    return identify(data, aim, rules)


def chosen(value: str) -> What:
    """A row of a desk's list, as its screen names it: `finding/ID` or `session/STATION`."""
    kind, _, ident = value.partition("/")
    match kind:
        case "finding" | "session" if ident:
            return Chosen(kind, ident)
        case _:
            return Unreadable(value, msg("chosen-unknown"))


def named(view: View, found: Scanned | Refused, data: bytes) -> What:
    """What the tables make of a code that was read; `data` is shown where it is no text."""
    text = getattr(found, "text", None) or data.decode("latin-1")
    return name_scan(view, found, text)


def _unreadable(value: str) -> Unreadable:
    return Unreadable(value, msg("unknown-code", code=value))
