"""Builders: small reference records, and a `Floor` that is worked on as the daemon works: named, decided, written.

    floor = Floor(tmp_path, items=[item("TEA")], locations=[bin_("A-01")], ...)
    floor.sign_in(); floor.choose("receive")
    floor.scan(...), floor.type("12"), floor.key("done"), floor.wait(700)

Every act answers with its `Outcome`: level, message key, arguments; the step is `floor.step()`.
"""

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.core import floor
from edge.core.changed import changed
from edge.core.decision import CheckPin, Decision
from edge.core.entry import DocLine, Draft, Entry, Finding, Movement, Stamp
from edge.core.entry import Outcome as OutcomeEntry
from edge.core.event import (
    ApplyHeld,
    Event,
    Input,
    Passage,
    PinChecked,
    Scan,
    SeenTag,
    SessionIdle,
    ShelfStep,
    Typed,
    Unclaimed,
    Via,
    Weighed,
    What,
)
from edge.core.held import captured, tried
from edge.core.identify import identify
from edge.core.message import Prompt
from edge.core.names import CommandScan
from edge.core.place import Place
from edge.core.policy import Policy
from edge.core.read import Before, Moment
from edge.core.reference import DocumentType
from edge.core.session import Session, Step, dump_step, load_step
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.view import Station
from edge.core.workflows import WORKFLOWS as REGISTRY
from edge.shell.ledger.book import Book, Verdict
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.ledger.session_json import dump_session, load_session
from edge.shell.ledger.store import Store
from edge.shell.loop.intake import chosen, named
from edge.wire import Dataset, RefOp
from tests.empty_stores import lay_empty_store

SITE = "TST"
STATION = "DOCK-1"
TODAY = "2026-11-23"
START = Moment(1_795_420_800_000, 5_000_000)
WORKFLOWS = tuple(REGISTRY)
GS = "\x1d"
HAND_MS = 300
"""From one act to the next: a hand is slower than a screen, and quicker than a warning is confirmed."""


def gtin(number: int, pack: int = 0) -> str:
    """A GTIN-14 with a right check digit."""
    digits = f"{pack}400638{number:06}"
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def sscc(number: int) -> str:
    """An SSCC with a right check digit."""
    digits = f"3400638{number:010}"
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def item(code: str, number: int, *tracking: str, pack: int = 12, **more: Any) -> dict[str, Any]:
    """An item with a GTIN for one unit and one for a case of `pack`."""
    codes = {gtin(number): 1, gtin(number, 1): pack}
    return {"code": code, "name": code.title(), "codes": codes, "tracking": list(tracking)} | more


def bin_(code: str, walk: int = 0, **more: Any) -> dict[str, Any]:
    return {"code": code, "kind": "bin", "walk": walk} | more


def place(code: str, kind: str) -> dict[str, Any]:
    return {"code": code, "kind": kind}


def line(number: int, item_code: str, qty: int, **more: Any) -> dict[str, Any]:
    return {"line": number, "item": item_code, "qty": qty} | more


def receipt(ident: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "receipt", "partner": "Nord", "lines": list(lines)} | more


def order(ident: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "order", "partner": "Laden", "place": "STAGE-1", "lines": list(lines)} | more


def return_(ident: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "return", "partner": "Laden", "lines": list(lines)} | more


def shipment(ident: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "shipment", "partner": "Laden", "place": STATION, "lines": list(lines)} | more


def kit(ident: str, item_code: str, qty: int, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "kit", "item": item_code, "qty": qty, "lines": list(lines)} | more


def count_task(ident: str, place_code: str, **more: Any) -> dict[str, Any]:
    return {"id": ident, "type": "count", "place": place_code} | more


def operator(number: int, **more: Any) -> dict[str, Any]:
    known = {"id": f"op-{number}", "name": f"Name {number}", "badge": f"BADGE-{number}", "pin_hash": "$argon2id$-"}
    return known | more


def gs1(*elements: tuple[str, str]) -> tuple[str, str]:
    """A GS1-128 symbol: its text, each field ended by FNC1, and its AIM identifier."""
    return GS.join(ai + value for ai, value in elements), "]C1"


def ean(number: int) -> tuple[str, str]:
    """The EAN-13 symbol of a unit."""
    return gtin(number)[1:], "]E0"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one input led to."""

    level: str
    key: str
    args: dict[str, Any]
    decision: Decision
    entries: list[Entry]

    @property
    def said(self) -> tuple[str, str]:
        return self.level, self.key

    @property
    def movements(self) -> list[Movement]:
        return [one.draft.body for one in self.entries if isinstance(one.draft.body, Movement)]

    @property
    def kinds(self) -> list[str]:
        return [type(one.draft.body).__name__ for one in self.entries]

    @property
    def findings(self) -> list[str]:
        return [one.draft.body.code for one in self.entries if isinstance(one.draft.body, Finding)]


class Floor:
    """A real store with reference data, and hands that scan and type at its stations."""

    def __init__(
        self,
        folder: Path,
        *,
        items: Iterable[dict[str, Any]] = (),
        locations: Iterable[dict[str, Any]] = (),
        receipts: Iterable[dict[str, Any]] = (),
        orders: Iterable[dict[str, Any]] = (),
        counts: Iterable[dict[str, Any]] = (),
        returns: Iterable[dict[str, Any]] = (),
        shipments: Iterable[dict[str, Any]] = (),
        kits: Iterable[dict[str, Any]] = (),
        operators: Iterable[dict[str, Any]] = (),
        policy: Policy | None = None,
        stations: Sequence[str] = (STATION, "DOCK-2"),
    ) -> None:
        self.path = folder / "book.sqlite"
        self._stations = {name: Station(name, name, WORKFLOWS, code=f"ST-{name}") for name in stations}
        self._policy = policy
        self.last: Input | None = None
        self.applied: list[Outcome] = []
        """What the held inputs led to that the last act gave their turn; done by the daemon, and here at once."""
        self.is_killed = False
        """Whether the process ends after the next act, before held inputs have their turn."""
        self._open()
        self.now = START
        self.today = TODAY
        self.station = stations[0]
        self._number = 0
        datasets: dict[Dataset, list[dict[str, Any]]] = {
            "items": list(items),
            "locations": [*(place(name, "dock") for name in stations), *locations],
            "receipts": list(receipts),
            "orders": list(orders),
            "counts": list(counts),
            "operators": list(operators) or [operator(1), operator(2), operator(3, role="supervisor")],
        }
        others: dict[str, list[dict[str, Any]]] = {
            "returns": list(returns),
            "shipments": list(shipments),
            "kits": list(kits),
        }
        datasets |= {name: records for name, records in others.items() if records}  # type: ignore[misc]
        for dataset, records in datasets.items():
            self.load(dataset, records)

    def _open(self) -> None:
        lay_empty_store(self.path, SITE, "box1")
        self.store = Store(self.path, SITE, "box1", self._stations, self._policy)
        self._closes = weakref.finalize(self, self.store.close)
        self.store.cursor.execute("PRAGMA synchronous = OFF")  # no test here pulls the plug
        self.view = self.store.view

    def restart(self) -> "Floor":
        """The process ended and came back: all it knows is what it wrote down."""
        self._closes()
        self._open()
        return self

    def fit(self, station: str, *, printer: str = "", scale: str = "") -> "Floor":
        """A station gets a label printer or a bench scale; the process starts anew."""
        self._stations[station] = changed(self._stations[station], printer=printer, scale=scale)
        return self.restart()

    def refit(self, station: str, *, workflows: tuple[str, ...]) -> "Floor":
        """A station does other work from now on; the process starts anew."""
        self._stations[station] = changed(self._stations[station], workflows=workflows)
        return self.restart()

    def weigh(self, grams: int, before: Before = "empty") -> Outcome:
        """The bench scale of the station comes to rest."""
        return self.input(Weighed(grams * 1000, before), via="fixed")

    def picked(self, ident: str, lpn: str, *lines: tuple[int, str, int], stage: str = "STAGE-1", **key: Any) -> None:
        """Goods that were picked for an order's lines into a unit that stands at its stage."""
        stands, unit = Place(f"loc:{SITE}/{stage}"), Place(f"lpn:{lpn}")
        if self.view.lpn(lpn) is None:
            self.post(Draft(Movement("opening", WholeLpn(lpn), Place(f"virt:{SITE}/OPENING"), stands)))
        serials = tuple(key.pop("serials", ()))
        for number, item_code, qty in lines:
            self.put(stage, item_code, qty, serials=serials, **key)
            goods = Goods(StockKey(item_code, **key), qty, serials=serials)
            self.post(Draft(Movement("pick", goods, stands, unit, DocLine("order", ident, number))))

    def ended(self, type_: DocumentType, ident: str) -> None:
        """A document is closed."""
        self.post(Draft(OutcomeEntry(DocLine(type_, ident), "closed")))

    def told_again(self) -> Outcome:
        """The last input once more, under the same id: its answer was lost on the way."""
        assert self.last is not None
        return self.event(changed(self.last, now=self.now), self.last.id, self.last.at)

    def load(self, dataset: Dataset, records: Iterable[dict[str, Any]]) -> None:
        """Replace a dataset."""
        reference = ReferenceStore(self.store.cursor)
        ops = [RefOp(op="put", key=str(one.get("id") or one.get("code")), doc=one) for one in records]
        self.store.begin()
        reference.change(dataset, 0, reference.revisions()[dataset] + 1, ops)
        self.store.commit()

    def at(self, station: str) -> "Floor":
        """From now on acts are done at this station."""
        self.station = station
        return self

    def wait(self, ms: int) -> "Floor":
        self.now = Moment(self.now.wall_ms + ms, self.now.mono_ms + ms)
        return self

    def session(self) -> Session:
        return self.view.session(self.station)

    def step(self) -> Step:
        return self.session().step

    def prompt(self) -> Prompt:
        return floor.prompt(self.view, self.session())

    def named(self, code: str | tuple[str, str]) -> What:
        """What a code names on this floor, now."""
        text, aim = code if isinstance(code, tuple) else (code, "")
        return named(self.view, identify(text.encode(), aim), text.encode())

    def would_say(self, what: What) -> str:
        """The level of what an input would be answered now. Nothing is written: decisions are pure."""
        event = Input("would", self.station, "scanner", what, self.now, self.now, self.today)
        answer = floor.decide(self.view, event).answer
        return answer.level if answer is not None else ""

    def scan(self, code: str | tuple[str, str], aim: str = "", *, via: Via = "scanner", **more: Any) -> Outcome:
        """Scan a code as it comes from a scanner: text with FNC1 as GS, and its AIM identifier."""
        text, aim = code if isinstance(code, tuple) else (code, aim)
        return self.input(named(self.view, identify(text.encode(), aim), text.encode()), via=via, **more)

    def type(self, text: str, **more: Any) -> Outcome:
        """Type at the screen: a number where the prompt takes one, else a code."""
        digits = {"quantity": 6, "choice": 2, "secret": 12}.get(self.prompt().kind, 0)
        is_number = text.isascii() and text.isdigit() and len(text) <= digits
        what: What = Typed(text) if is_number else named(self.view, identify(text.encode(), ""), text.encode())
        return self.input(what, via="screen", **more)

    def key(self, name: str, **more: Any) -> Outcome:
        """Press the key of a command."""
        return self.input(Scan(name, (CommandScan(name),)), via="key", **more)

    def row(self, value: str, **more: Any) -> Outcome:
        """Choose a row of a desk's list: `finding/ID` or `session/STATION`."""
        return self.input(chosen(value), via="key", **more)

    def input(
        self,
        what: What,
        *,
        via: Via = "scanner",
        ident: str = "",
        turn: int | None = None,
        ago_ms: int = 0,
        device: str = "",
    ) -> Outcome:
        """Any input. `ago_ms`: how long before now it was captured."""
        self._number += 1
        at = Moment(self.now.wall_ms - ago_ms, self.now.mono_ms - ago_ms)
        source = ident or f"gun/{self._number}"
        self.last = Input(source, self.station, via, what, at, self.now, self.today, device, turn)
        return self.event(self.last, source, at)

    def event(self, event: Event, source: str, at: Moment | None = None) -> Outcome:
        """Decide and write one event in a transaction, as the daemon's writer does."""
        stamp = Stamp(at or self.now, "boot1", "synced", "Europe/Berlin", self.station)
        self.store.begin()
        try:
            decision = floor.decide(self.view, event)
            entries = self.store.write(decision, source, stamp, self.now.wall_ms)
        except BaseException:
            self.store.rollback()
            raise
        self.store.commit()
        self._survives()
        answer = decision.answer
        key, args = (answer.message.key, dict(answer.message.args)) if answer else ("", {})
        outcome = Outcome(answer.level if answer else "", key, args, decision, entries)
        if not isinstance(event, ApplyHeld):
            self.applied = [] if self.is_killed else self.apply()
            self.now = Moment(self.now.wall_ms + HAND_MS, self.now.mono_ms + HAND_MS)
        return outcome

    def apply(self) -> list[Outcome]:
        """Held inputs whose turn it is are decided, one after the other."""
        done: list[Outcome] = []
        while session := next((one for one in self.view.sessions() if one.applying and one.held), None):
            source, station = tried(session.held[0]), self.station
            self.station = session.station
            event = ApplyHeld(source, session.station, self.now, self.today)
            done.append(self.event(event, source, captured(session.held[0], self.now)))
            self.station = station
        return done

    def _survives(self) -> None:
        """Every session is the same after it was written and read, and has a prompt."""
        for session in self.view.sessions():
            assert load_step(dump_step(session.step)) == session.step
            assert load_session(session.station, dump_session(session)) == session
            assert floor.prompt(self.view, session).ask.key

    def pin(self, *, ok: bool, operator_id: str = "op-1", check: str = "", **more: Any) -> Outcome:
        """The end of a PIN check: of the one under way, or of the one given."""
        check = check or getattr(self.step(), "check", "")
        return self.input(PinChecked(operator_id, ok, check), via="key", **more)

    def sign_in(self, number: int = 1) -> "Floor":
        assert self.scan(f"BADGE-{number}").key == "badge-read"
        typed = self.type("2580")
        assert any(isinstance(effect, CheckPin) for effect in typed.decision.effects)
        assert self.pin(ok=True, operator_id=f"op-{number}").key.startswith("welcome")
        return self

    def choose(self, work: str) -> "Floor":
        """Go to a workflow's first step."""
        self.key("menu")
        assert self.type(str(WORKFLOWS.index(work) + 1)).key == "work-chosen"
        return self

    def working(self, work: str, number: int = 1) -> "Floor":
        """Sign in and choose a work."""
        return self.sign_in(number).choose(work)

    def shelf(self, location: str, grams: int, ident: str = "", noise_mg: int = 10_000, ago_ms: int = 0) -> Outcome:
        """A shelf's weight steps by so many grams; it began so long ago."""
        self._number += 1
        source = ident or f"shelf/{self._number}"
        at = Moment(self.now.wall_ms - ago_ms, self.now.mono_ms - ago_ms)
        return self.event(ShelfStep(source, location, grams * 1000, noise_mg, "shelf", at), source)

    def due(self) -> list[Outcome]:
        """What nobody claimed in time, as the daemon's deadline tells it."""
        return [self.told_late(step) for step in self.store.due_steps(self.now.wall_ms)]

    def told_late(self, step: ShelfStep) -> Outcome:
        """A held shelf step whose time is said to be over."""
        return self.event(Unclaimed(step, self.now.wall_ms), f"{step.id}/unclaimed", step.at)

    def passage(
        self, epcs: Iterable[str], ident: str = "", location: str = STATION, share: int = 80, pc: int | None = None
    ) -> Outcome:
        """Tags roll through the portal."""
        self._number += 1
        source = ident or f"door/{self._number}"
        tags = tuple(SeenTag(epc, 3, pc) for epc in epcs)
        return self.event(Passage(source, "DOOR", location, share, tags, "reader", self.today), source)

    def idle(self) -> Outcome:
        """Nobody touched the session for long."""
        self._number += 1
        return self.event(SessionIdle(f"idle/{self._number}", self.station), f"idle/{self._number}")

    def put(self, code: str, item_code: str, qty: int, *, lpn: str = "", **key: Any) -> list[Entry]:
        """Stock that was there before, loose in a location or in a unit that stands there."""
        stands, opening = Place(f"loc:{SITE}/{code}"), Place(f"virt:{SITE}/OPENING")
        drafts: list[Draft] = []
        if lpn and self.view.lpn(lpn) is None:
            drafts.append(Draft(Movement("opening", WholeLpn(lpn), opening, stands)))
        serials = tuple(key.pop("serials", ()))
        goods = Goods(StockKey(item_code, **key), qty, serials=serials)
        into = Place(f"lpn:{lpn}") if lpn else stands
        return self.post(*drafts, Draft(Movement("opening", goods, opening, into)))

    def move(self, source: str, target: str, item_code: str, qty: int, **key: Any) -> None:
        """Somebody else moved goods from one location to another."""
        places = (Place(f"loc:{SITE}/{source}"), Place(f"loc:{SITE}/{target}"))
        self.post(Draft(Movement("transfer", Goods(StockKey(item_code, **key), qty), *places)))

    def move_below(self, source: str, item_code: str, qty: int, target: str = "A-03") -> None:
        """More was taken from a location than the book has there, by a supervisor's leave."""
        places = (Place(f"loc:{SITE}/{source}"), Place(f"loc:{SITE}/{target}"))
        movement = Movement("transfer", Goods(StockKey(item_code), qty), *places)
        self.post(Draft(movement, approver="op-3", reason="seen-here"))

    def move_unit(self, lpn: str, source: str, target: str) -> None:
        """Somebody else moved a unit from one location to another."""
        places = (Place(f"loc:{SITE}/{source}"), Place(f"loc:{SITE}/{target}"))
        self.post(Draft(Movement("transfer", WholeLpn(lpn), *places)))

    def post(self, *drafts: Draft) -> list[Entry]:
        """Entries that no station's input led to; a minute passes."""
        self._number += 1
        self.store.begin()
        stamp = Stamp(self.now, "boot1", "synced", "Europe/Berlin")
        entries = self.store.write(Decision(drafts=drafts), f"other/{self._number}", stamp, self.now.wall_ms)
        self.store.commit()
        self.wait(60_000)
        return entries

    def stock(self, where: str) -> dict[str, int]:
        """Units per item (item/lot where it has one) that stand directly in `A-01`, `lpn:T-1` or `virt:NAME`."""
        text = where if where.startswith("lpn:") else f"loc:{SITE}/{where}"
        if where.startswith("virt:"):
            text = f"virt:{SITE}/{where[5:]}"
        found: dict[str, int] = {}
        for key, qty in self.store.cursor.execute(
            "SELECT item || iif(lot = '', '', '/' || lot), qty FROM balance WHERE place = ?", (text,)
        ).fetchall():
            found[key] = found.get(key, 0) + qty
        return found

    def unit(self, lpn: str) -> str:
        """The code of the location a unit stands in."""
        state = self.view.lpn(lpn)
        return Place(state.location).code if state else ""

    def findings(self) -> list[str]:
        return [code for _, code, _, _ in self.store.open_findings()]

    def verify(self) -> Verdict:
        """The book as a reader sees it."""
        return Book(self.path).verify()
