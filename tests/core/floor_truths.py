"""What holds on the floor whatever is done: seen at every act (`Watched`), and at every step of a run (`Truths`).

A transition is one that the workflow's table declares for the kind of thing that came, but for what works at every
step alike: menu, tasks, sign-out, undo, leave, taking over, and a guard that finds the work gone.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from edge.core.entry import Draft, Entry, Finding, Movement
from edge.core.entry import Outcome as Ended
from edge.core.entry_json import from_json
from edge.core.event import ApplyHeld, Chosen, Event, Input, PinChecked
from edge.core.held import again, tried
from edge.core.leave import LeaveBadge, LeavePin, LeaveReason
from edge.core.read import Moment
from edge.core.session import Session, Step
from edge.core.stock import Goods, WholeLpn
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.contract import command
from edge.core.workflows.counting import under_count
from edge.core.workflows.rules import Workflow, kinds_of
from edge.core.workflows.tasks import Tasks
from edge.core.workflows.unfinished import owner_of
from tests.builders import Floor, Outcome
from tests.core.floor_site import TOLERANCE

ANYWHERE = frozenset(("menu", "tasks", "sign-out", "undo"))
"""Commands that lead away from every step."""
EVERYWHERE: tuple[type[Step], ...] = (LeaveBadge, LeavePin, LeaveReason)
HIDDEN_FROM = 500
"""Quantities that no hand here ever types."""
LEADER = "op-4"


class Watched(Floor):
    """A floor that holds each decision against the tables, and keeps what was said."""

    said: Counter[str]

    def event(self, event: Event, source: str, at: Moment | None = None) -> Outcome:
        """Every act is answered, at once or because it was given up meanwhile, and leads where its table says."""
        station = getattr(event, "station", "")
        before = self.view.session(station) if station else None
        allowed = self._allowed(before, event) if before is not None else None
        outcome = super().event(event, source, at)
        self.__dict__.setdefault("said", Counter())[outcome.key] += 1
        if isinstance(event, Input):
            assert outcome.key or outcome.decision.session is None, event
        after = outcome.decision.session
        if allowed is not None and before is not None and after is not None:
            kinds = kinds_of(event) if isinstance(event, Input) else ("held",)
            assert type(after.step) in allowed, (type(before.step), kinds, outcome.said, type(after.step))
        return outcome

    def _allowed(self, session: Session, event: Event) -> set[type[Step]] | None:
        """The steps that an event may lead to; None where no table tells."""
        session, act = self._input(session, event)
        owner, step = owner_of(session.step), session.step
        if act is None or not isinstance(owner, Workflow) or isinstance(step, Tasks):
            return None
        if isinstance(act.what, PinChecked | Chosen) or command(act) in ANYWHERE:
            return None
        operator = self.view.operator(session.operator)
        if operator is None or not operator.active:
            return None
        rules = owner.steps[type(step)]
        if rules.guard is not None and rules.guard(self.view, session, step, act) is not None:
            return None
        takes = [on for on in rules.takes if on.kind in kinds_of(act)]
        others = (to for on in takes for name in on.into for to in WORKFLOWS[name].steps)
        return {type(step), *(to for on in takes for to in on.to), *others, *EVERYWHERE}

    def _input(self, session: Session, event: Event) -> tuple[Session, Input | None]:
        if isinstance(event, ApplyHeld):
            if not session.held or tried(session.held[0]) != event.id:
                return session, None
            return session, again(self.view, session.held[0], event.station, event.now, event.today)
        return session, event if isinstance(event, Input) else None


class Truths:
    """The book as it was read so far, beside the store's own sums."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._seen = 0
        self._qty: Counter[tuple[str, ...]] = Counter()
        self._units: dict[str, str] = {}
        self._serials: dict[tuple[str, str], str] = {}
        self._open: set[str] = set()
        self._closed: set[str] = set()
        self._ended: set[tuple[str, str]] = set()
        self.picked: Counter[tuple[str, int]] = Counter()
        self.done: Counter[str] = Counter()
        """Movements by type, whole units apart; outcomes of documents and counts."""

    def hold(self, wanted: Counter[tuple[str, int]]) -> None:
        """All of it, with what was written since the last time."""
        for row in self._floor.store.rows(self._seen, 10_000):
            self._seen = row.seq
            self._read(from_json(json.loads(row.body)))
        assert all(qty <= wanted[of] for of, qty in self.picked.items()), (self.picked, wanted)
        self._sums()
        self._nobody_tells()

    def _read(self, entry: Entry) -> None:
        body = entry.draft.body
        match body:
            case Movement():
                self._moved(entry.draft, body)
            case Finding(state="opened"):
                assert body.finding not in self._open | self._closed, f"opened twice: {body}"
                self._open.add(body.finding)
            case Finding():
                assert body.finding in self._open, f"closed and not open: {body}"
                self._open.discard(body.finding)
                self._closed.add(body.finding)
            case Ended(outcome="closed", doc=doc) if doc.line is None and doc.type != "task":
                assert (doc.type, doc.id) not in self._ended, f"ended twice: {doc}"
                self._ended.add((doc.type, doc.id))
                self.done[f"{doc.type}-closed"] += 1
            case _:
                self.done[getattr(body, "outcome", "") or getattr(body, "act", "")] += 1

    def _moved(self, draft: Draft, body: Movement) -> None:
        if isinstance(body.what, WholeLpn):
            stands = self._units.get(body.what.lpn, str(body.source))
            assert stands == body.source or not _is_physical(stands), f"{body} from where it is not: {stands}"
            self._units[body.what.lpn] = str(body.target)
            self.done[f"{body.type}-whole"] += 1
            return
        self.done[body.type] += 1
        goods = body.what
        self._goods(draft, body, goods)
        if body.type == "pick" and body.doc is not None and body.doc.line is not None:
            self.picked[(body.doc.id, body.doc.line)] += -goods.qty if draft.corrects else goods.qty
        if body.type == "count" and goods.qty > TOLERANCE:
            assert LEADER in (draft.approver, draft.op), f"a count of {goods.qty} above tolerance: {draft}"

    def _goods(self, draft: Draft, body: Movement, goods: Goods) -> None:
        given = goods.to_key or goods.key
        out_of, into = _account(body.source, goods.key), _account(body.target, given)
        self._qty[out_of] -= goods.qty
        self._qty[into] += goods.qty
        if body.source.is_physical and self._qty[out_of] < 0:
            assert all((draft.approver, draft.reason)), f"below zero without leave: {draft}"
        for serial in goods.serials:
            stands = self._serials.get((goods.key.item, serial), str(body.source))
            assert stands == body.source or not _is_physical(stands), f"{serial} is at {stands}: {body}"
            self._serials[(goods.key.item, serial)] = str(body.target)

    def _sums(self) -> None:
        """The store's sums are those of its entries; nothing is lost or made; weights go with quantities."""
        rows = self._floor.store.cursor.execute("SELECT * FROM balance").fetchall()
        sums: Counter[str] = Counter()
        weights: Counter[str] = Counter()
        for *account, qty, catch in rows:
            assert self._qty[tuple(account)] == qty, (account, qty)
            sums[account[1]] += qty
            weights[account[1]] += catch
            if catch and not account[0].startswith("virt:") and qty >= 0:
                assert min(qty, catch) > 0, (account, qty, catch)
        assert not any(sums.values()), sums
        assert not any(weights.values()), weights
        assert sum(1 for qty in self._qty.values() if qty) == sum(1 for row in rows if row[-2]), "a balance is missing"
        self._numbers(rows)

    def _numbers(self, rows: list[Any]) -> None:
        """Units and serial numbers stand where their entries put them, as many as there are goods."""
        execute = self._floor.store.cursor.execute
        for code, parent, location in execute("SELECT code, parent, location FROM lpn").fetchall():
            assert self._units.get(code) == parent, (code, parent)
            root = parent
            while root.startswith("lpn:"):
                root = self._units[root[4:]]
            assert root == location, (code, root, location)
        at: Counter[tuple[str, str]] = Counter()
        for code, serial, where in execute("SELECT item, serial, place FROM serial").fetchall():
            assert self._serials[(code, serial)] == where, (serial, where)
            at[(where, code)] += 1
        held: Counter[tuple[str, str]] = Counter()
        for row in rows:
            held[(row[0], row[1])] += row[-2]
        wrong = {of: (many, held[of]) for of, many in at.items() if _is_physical(of[0]) and many != held[of]}
        assert not wrong, wrong

    def _nobody_tells(self) -> None:
        """What the book says of a place under count, nobody but a supervisor is told."""
        view = self._floor.view
        found = [(code, place) for _, code, place, _ in self._findings()]
        sessions = view.sessions()
        places = under_count(sessions, found)
        hidden = {one.qty for place in places for one in self._all_in(place) if one.qty >= HIDDEN_FROM}
        if not hidden:
            return
        for session in sessions:
            operator = view.operator(session.operator)
            if operator is None or operator.role == "supervisor":
                continue
            station = self._floor.station
            prompt = self._floor.at(session.station).prompt()
            self._floor.at(station)
            told = {*_numbers(prompt), *(_numbers(session.said.answer) if session.said else ())}
            assert not told & hidden, (session.step, prompt, session.said, hidden)

    def _findings(self) -> list[Any]:
        return self._floor.store.cursor.execute(
            "SELECT id, code, place, item FROM finding WHERE state = 'opened'"
        ).fetchall()

    def _all_in(self, place: str) -> Iterator[Any]:
        yield from self._floor.view.content(place)
        for unit in self._floor.view.units_in(place):
            yield from self._all_in(f"lpn:{unit}")


def _is_physical(text: str) -> bool:
    return not text.startswith("virt:")


def _account(place: str, key: Any) -> tuple[str, ...]:
    return (str(place), *(str(getattr(key, one.name)) for one in fields(key)))


def _numbers(value: Any) -> Iterator[int]:
    """All numbers that a prompt or an answer tells."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, str):
        yield from (int(one) for one in re.findall(r"(?<![\w.-])\d{3,5}(?![\w.-])", value))
    elif isinstance(value, dict):
        for part in value.values():
            yield from _numbers(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _numbers(part)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _numbers(getattr(value, one.name))
