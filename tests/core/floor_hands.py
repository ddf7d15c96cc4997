"""Hands that do what a step asks for, whatever the workflow: made from its table, its fields and the floor's codes.

    act(floor, number) -> Outcome     the same number on the same floor is the same act

Two in three acts use what the step itself names (its bin, its tote, the item it waits for), so that work gets done; the
others are anything that can be scanned.
"""

import random
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from edge.core.event import Scan, Typed, Weighed, What
from edge.core.leave import LeaveBadge, LeavePin, LeaveReason
from edge.core.names import COMMANDS, CommandScan
from edge.core.session import AwaitPin, Menu, SignedOut
from edge.core.workflows import WORKFLOWS
from tests.builders import Floor, Outcome

TRIES = 6
Code = str | tuple[str, str]
OWNERS = {step: workflow for workflow in WORKFLOWS.values() for step in workflow.steps}


class Hands:
    """Codes by kind, and the dice that choose among them."""

    def __init__(self, codes: dict[str, list[Code]], operators: dict[str, int]) -> None:
        self._codes = codes
        self._operators = operators
        """The operator who works at a station, by number."""

    def act(self, floor: Floor, number: int) -> Outcome:
        """One act at the floor's present station."""
        dice = random.Random(number)
        match floor.step():
            case SignedOut():
                return floor.scan(f"BADGE-{self._operators[floor.station]}")
            case AwaitPin(operator=who):
                floor.type("2580")
                return floor.pin(ok=True, operator_id=who)
            case Menu():
                keys = [
                    one.key for one in floor.prompt().options if one.text.key != "menu-approve" or self._leads(floor)
                ]
                return floor.type(dice.choice(keys))
            case LeaveBadge():
                return floor.scan("BADGE-4")
            case LeavePin(supervisor=who):
                floor.type("2580")
                return floor.pin(ok=True, operator_id=who)
            case LeaveReason():
                return floor.type("1")
        if dice.random() < 0.02:
            return floor.key("menu")
        if floor.session().rule and dice.random() < 0.3:
            return floor.key("override")
        if floor.session().armed is not None and dice.random() < 0.6 and floor.last is not None:
            floor.wait(800)
            return self._same_again(floor)
        return self._at_step(floor, dice)

    def _leads(self, floor: Floor) -> bool:
        operator = floor.view.operator(floor.session().operator)
        return operator is not None and operator.role == "supervisor"

    def _same_again(self, floor: Floor) -> Outcome:
        assert floor.last is not None
        return floor.input(floor.last.what, via=floor.last.via)

    def _at_step(self, floor: Floor, dice: random.Random) -> Outcome:
        """The first of some acts that the floor would not refuse; now and then one that it may."""
        what = self._any(floor, dice)
        for _ in range(TRIES if dice.random() < 0.9 else 0):
            if floor.would_say(what) != "refuse":
                break
            what = self._any(floor, dice)
        return floor.input(what, via="screen" if isinstance(what, Typed) else "scanner")

    def _any(self, floor: Floor, dice: random.Random) -> What:
        step = floor.step()
        takes = [on.kind for on in OWNERS[type(step)].steps[type(step)].takes]
        kind = dice.choice(takes) if dice.random() < 0.9 else dice.choice(list(self._codes))
        if kind == "cancel" and dice.random() < 0.8:
            kind = dice.choice(takes)
        if kind in COMMANDS:
            return Scan(kind, (CommandScan(kind),))
        match kind:
            case "number":
                wanted = [n for n in _numbers(step) if n > 0] or [1, 2]
                return Typed(str(dice.choice([*wanted, *wanted, 1, 2, 0, 5])))
            case "text":
                return Typed(dice.choice(("L-1", "M1", "box of nails", "270131")))
            case "weight":
                return Weighed(dice.choice((250_000, 500_000, 1_000_000)))
        named = [code for code in _texts(step) if self._is(floor, kind, code)]
        pool = self._codes.get(kind, ["XQ-1"])
        return floor.named(dice.choice(named) if named and dice.random() < 0.7 else dice.choice(pool))

    def _is(self, floor: Floor, kind: str, text: str) -> bool:
        match kind:
            case "location":
                return floor.view.location(text) is not None
            case "lpn":
                return floor.view.lpn(text) is not None or text.startswith(("T-", "LPN-"))
            case "item":
                return floor.view.item(text) is not None
            case "document":
                return bool(floor.view.known(text).documents)
            case _:
                return False


def _texts(value: Any) -> Iterator[str]:
    """All texts in a step, places by their codes."""
    if isinstance(value, str):
        yield value.rpartition("/")[2] if value.startswith("loc:") else value.removeprefix("lpn:")
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif hasattr(value, "__dataclass_fields__"):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))


def _numbers(value: Any) -> list[int]:
    return [got for one in fields(value) if isinstance(got := getattr(value, one.name), int)]
