"""Hands that do what a step asks for, whatever the workflow: made from its table, its prompt and the floor's codes.

    Hands(codes, operators).act(floor, number) -> Outcome     the same number after the same acts is the same act

Decisions are pure, so the hands look what some acts would come to before they do one: what moves goods or ends work
before what only talks, what they have seldom seen before what they know, and now and then anything.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from edge.core import floor as core
from edge.core.decision import Decision
from edge.core.entry import Movement
from edge.core.entry import Outcome as Ended
from edge.core.event import Input, Scan, Typed, Via, Weighed, What
from edge.core.leave import LeaveBadge, LeavePin, LeaveReason
from edge.core.names import COMMANDS, CommandScan
from edge.core.session import AwaitPin, Menu, Relieved, SignedOut
from edge.core.stock import Balance
from edge.core.workflows import WORKFLOWS
from tests.builders import GS, SITE, Floor, Outcome

LOOKED_AT = 6
"""Acts that are looked at before one is done."""
LEADER = "BADGE-4"
STANDING = ("STAGE-1", "DOCK-2")
"""Where units wait to be put away or loaded."""
Code = str | tuple[str, str]
OWNERS = {step: workflow for workflow in WORKFLOWS.values() for step in workflow.steps}
FIRST = {workflow.first for workflow in WORKFLOWS.values()}
LONG = {
    "menu-pick": 5,
    "menu-pack": 3,
    "menu-ship": 4,
    "menu-kit": 2,
    **dict.fromkeys(("menu-settle", "menu-sessions", "menu-handover", "menu-look"), 0.3),
}
"""Work of many steps, which has to be begun more often to be done as often; and what gets no goods anywhere."""
SELDOM = {"cancel": 0.05, "short": 0.1, "skip": 0.05, "damaged": 0.05, "full": 0.03}
"""Commands that seldom get work done."""


class Hands:
    """Codes by kind, the dice that choose among them, and what came of it so far."""

    def __init__(self, codes: Mapping[str, Sequence[Code]], operators: Mapping[str, int]) -> None:
        self._codes = codes
        self._operators = operators
        """The operator who works at a station, by number."""
        self._seen: Counter[object] = Counter()

    def act(self, floor: Floor, number: int) -> Outcome:
        """One act at the floor's present station."""
        dice, step = random.Random(number), floor.step()
        match step:
            case SignedOut():
                mine = self._operators[floor.station]
                who = mine if dice.random() < 0.9 else dice.choice(list(self._operators.values()))
                outcome = floor.scan(f"BADGE-{who}")
                return floor.wait(800).scan(f"BADGE-{who}") if outcome.level == "warn" else outcome
            case AwaitPin(operator=who) | LeavePin(supervisor=who):
                floor.type("2580")
                return floor.pin(ok=True, operator_id=who)
            case Menu():
                return self._menu(floor, dice)
            case Relieved():
                return floor.key("confirm") if dice.random() < 0.9 else floor.type("1")
            case LeaveBadge():
                return floor.scan(LEADER)
            case LeaveReason():
                return floor.type("1")
        outcome = self._impulse(floor, dice) or self._at_step(floor, dice)
        self._seen[(type(step), outcome.key)] += 1
        self._seen.update(_work(outcome.decision))
        return outcome

    def _menu(self, floor: Floor, dice: random.Random) -> Outcome:
        """The work that was done least so far."""
        operator = floor.view.operator(floor.session().operator)
        leads = operator is not None and operator.role == "supervisor"
        open_ = [one for one in floor.prompt().options if leads or one.text.key != "menu-approve"]
        weights = [LONG.get(one.text.key, 1) / (1 + self._seen[one.text.key]) for one in open_]
        chosen = dice.choices(open_, weights)[0]
        self._seen[chosen.text.key] += 1
        return floor.type(chosen.key)

    def _impulse(self, floor: Floor, dice: random.Random) -> Outcome | None:
        """What is done at any step: held scans, leave, the same once more, undo, somewhere else."""
        session = floor.session()
        if session.held and dice.random() < 0.7:
            return floor.key(dice.choice(("confirm", "confirm", "cancel")))
        if session.rule and dice.random() < 0.4:
            return floor.key("override")
        if session.armed is not None and floor.last is not None and dice.random() < 0.6:
            return floor.wait(800).input(floor.last.what, via=floor.last.via)
        if session.undoable and dice.random() < 0.03:
            return floor.key("undo")
        if dice.random() < (0.2 if type(session.step) in FIRST else 0.01):
            return floor.key(dice.choice(("menu", "menu", "tasks", "sign-out")))
        return None

    def _at_step(self, floor: Floor, dice: random.Random) -> Outcome:
        """One of some acts: as a rule the one that promises most."""
        some = self._some(floor, dice)
        worth = [self._worth(floor, what) for what in some]
        if max(worth) < 0.1 and dice.random() < 0.15:
            return floor.key("menu")
        what = dice.choices(some, worth)[0]
        said = floor.session().said
        is_red = said is not None and said.answer.level in ("warn", "refuse")
        return floor.input(what, via=_via(what), ago_ms=700 if is_red and dice.random() < 0.2 else 0)

    def _worth(self, floor: Floor, what: What) -> float:
        event = Input("would", floor.station, _via(what), what, floor.now, floor.now, floor.today)
        decision = core.decide(floor.view, event)
        if decision.answer is None or decision.answer.level == "refuse":
            return 0.01
        step = floor.step()
        known = self._seen[(type(step), decision.answer.message.key)]
        work = sum(8 / (1 + self._seen[one]) for one in _work(decision))
        after = type(decision.session.step) if decision.session is not None else type(step)
        on = 1.0 if after is not type(step) and after not in FIRST else 0.05
        name = what.text if isinstance(what, Scan) else ""
        return (work + on + 1 / (1 + known)) * SELDOM.get(name, 1)

    def _some(self, floor: Floor, dice: random.Random) -> list[What]:
        """One thing of some of the kinds that the step takes, and now and then of another."""
        step = floor.step()
        takes = [str(on.kind) for on in OWNERS[type(step)].steps[type(step)].takes]
        kinds = dice.sample(takes, min(len(takes), LOOKED_AT - 1))
        kinds += dice.choices(takes if dice.random() < 0.8 else list(self._codes), k=LOOKED_AT - len(kinds))
        return [self._one(floor, kind, dice) for kind in kinds]

    def _one(self, floor: Floor, kind: str, dice: random.Random) -> What:
        step = floor.step()
        if kind in COMMANDS:
            return Scan(kind, (CommandScan(kind),))
        match kind:
            case "number":
                return Typed(dice.choice([one.key for one in floor.prompt().options] or _amounts(step)))
            case "text":
                return Typed(dice.choice(("L-1", "M1", "box of nails", "270131")))
            case "weight":
                return Weighed(dice.choice((250_000, 500_000, 1_000_000, 2_000_000)))
        near = self._near(floor, kind, dice) if dice.random() < 0.75 else []
        return floor.named(dice.choice(near or list(self._codes.get(kind, ("XQ-1",)))))

    def _near(self, floor: Floor, kind: str, dice: random.Random) -> list[Code]:
        """The codes of a kind that the step itself names, or that stand in the places it names."""
        named = list(_texts(floor.step()))
        own = [one.removeprefix("lpn:") for one in named if _is_unit(floor, one)]
        if kind == "lpn" and own and dice.random() < 0.7:
            return [*own]
        places = [one if ":" in one else f"loc:{SITE}/{one}" for one in (*named, floor.station, *STANDING)]
        units = [lpn for place in places for lpn in floor.view.units_in(place)]
        match kind:
            case "location":
                return [one.rpartition("/")[2] for one in named if floor.view.location(one.rpartition("/")[2])]
            case "lpn":
                return [*units]
            case "item":
                places += [f"lpn:{one}" for one in (*units, *named)]
                stock = [one for place in places for one in floor.view.content(place)]
                return [label for one in stock for label in labels(floor, one)]
            case "document":
                others = [text for session in floor.view.sessions() for text in _texts(session.step)]
                return [one for one in (*named, *others) if floor.view.known(one).documents]
            case _:
                return []


def labels(floor: Floor, stock: Balance) -> list[Code]:
    """GS1 labels of goods, with all that their item tracks: one a serial number where it has them."""
    item, key = floor.view.item(stock.key.item), stock.key
    if item is None:
        return []
    code = next((one for one, units in item.codes.items() if units == 1 and len(one) == 14), "")
    if not code:
        return [item.code]
    parts = [f"01{code}"]
    if key.expiry:
        parts.append(f"17{key.expiry[2:].replace('-', '')}")
    if key.lot:
        parts.append(f"10{key.lot}")
    serials = floor.view.serials_in(stock.place, key.item)[:4] if "serial" in item.tracking else [""]
    return [(GS.join([*parts, *([f"21{serial}"] if serial else [])]), "]C1") for serial in serials]


def _work(decision: Decision) -> list[object]:
    """What a decision gets done: movements and ends of documents, by kind; work taken from another."""
    done: list[object] = []
    for one in decision.drafts:
        match one.body:
            case Movement(type=type_, what=what):
                done.append((type_, type(what)))
            case Ended(outcome=outcome, doc=doc):
                done.append((doc.type, outcome))
    return [*done, *("other" for _ in decision.others)]


def _via(what: What) -> Via:
    return "screen" if isinstance(what, Typed) else "fixed" if isinstance(what, Weighed) else "scanner"


def _is_unit(floor: Floor, text: str) -> bool:
    code = text.removeprefix("lpn:")
    return floor.view.lpn(code) is not None or code.startswith(("T-", "LPN-"))


def _amounts(step: Any) -> list[str]:
    """Quantities that a step may be told: its own small numbers, and some others."""
    own = [got for one in fields(step) if isinstance(got := getattr(step, one.name), int) and 0 < got < 500]
    return [str(one) for one in (*own, *own, 1, 2, 3, 0)]


def _texts(value: Any) -> Iterator[str]:
    """All texts in a step."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif hasattr(value, "__dataclass_fields__"):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
