"""A workflow's table of cases: every step against every kind of thing that can be scanned, and what comes of it.

    class TestReceive(WorkflowTable):
        workflow = WORKFLOW
        made = staticmethod(made)                        # (folder) -> Floor, with its reference data and stock
        at = {ReceiveItem: at_item, ...}                 # brings a fresh floor to each step
        things = {"item": ean(6), "lpn": "T-99", ...}    # one of each kind, known on this floor, of no use by itself
        cases = [
            Case(ReceiveItem, "item", "of a line", lambda floor: floor.scan(TEA), ("ok", "counted"), ReceiveQuantity),
        ]

For every case: the answer and the next step are right and are in the workflow's own table; told again it is answered
the same and posts nothing; after a restart it comes to the same; a warning is confirmed by the same hand alone, late
enough. What a step does not take is refused and changes nothing. Of what a fixed reader sees, a step takes what its
table says, and all else changes nothing. Every kind a step takes has a case, and so has every step it says that it
leads to, and all that it takes of a fixed reader.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, get_args
from unittest.mock import patch

import pytest

from edge.core.event import Input, Scan, Typed, Unreadable, Weighed, What
from edge.core.floor import decide
from edge.core.names import COMMANDS, THINGS, CommandScan
from edge.core.session import Step
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.rules import Kind, Workflow, kinds_of
from tests.builders import Floor, Outcome

EVERYWHERE = {"menu", "sign-out", "undo", "print", "override", "help", "tasks"}
"""Commands that work at every step alike, and are tested with the floor; so are rows chosen at a desk."""
COMMON = {
    "badge": "BADGE-2",
    "detail": ("10L9", "]C1"),
    "station": "ST-DOCK-2",
    "unknown": "XQ-1",
}


@dataclass(frozen=True, slots=True)
class Case:
    """At a step, a thing of a kind: what is said, and the step then. `given` changes the floor just before.

    `check` looks at what came of it (entries, stock, prompt).
    """

    step: type[Step]
    kind: str
    what: str
    act: Callable[[Floor], Outcome]
    said: tuple[str, str]
    then: type[Step]
    given: Callable[[Floor], object] = lambda _floor: None
    check: Callable[[Floor, Outcome], object] = lambda _floor, _outcome: None

    def __str__(self) -> str:
        return f"{self.step.__name__}-{self.kind}-{self.what.replace(' ', '_')}"


def kinds() -> list[str]:
    """All that an input can be, besides the commands that work everywhere."""
    flat: list[str] = []
    for part in get_args(Kind):
        flat += get_args(part) or [part]
    return sorted({*flat, *COMMANDS, *THINGS.values()} - EVERYWHERE - {"command"})


class _FirstInput(Exception):  # noqa: N818 - it is no error
    def __init__(self, what: What, via: str) -> None:
        self.what, self.via = what, via


def first(case: Case, floor: Floor) -> tuple[What, str]:
    """The first input of a case's act, and by whose hand; it is not done."""

    def told(what: What, via: str = "scanner", **_more: object) -> None:
        raise _FirstInput(what, via)

    with patch.object(floor, "input", told):
        try:
            case.act(floor)
        except _FirstInput as done:
            return done.what, done.via
    raise AssertionError(f"{case} does nothing")


class WorkflowTable:
    """The tests of one table; subclasses give the workflow, the floor, the way to each step, and the cases."""

    workflow: ClassVar[Workflow]
    made: ClassVar[Callable[[Path], Floor]]
    at: ClassVar[Mapping[type[Step], Callable[[Floor], object]]]
    things: ClassVar[Mapping[str, Any]] = {}
    cases: ClassVar[Sequence[Case]]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "case" in metafunc.fixturenames:
            chosen = self.cases
            if "warned" in metafunc.function.__name__:
                chosen = [one for one in self.cases if one.said[0] == "warn"]
            metafunc.parametrize("case", chosen, ids=str)
        if "watched" in metafunc.fixturenames:
            steps = list(self.workflow.steps)
            metafunc.parametrize("watched", steps, ids=[one.__name__ for one in steps])

    @classmethod
    def _taken(cls, step: type[Step]) -> set[str]:
        return {on.kind for on in cls.workflow.steps[step].takes}

    @classmethod
    def _leads_to(cls, step: type[Step], kind: str) -> set[type[Step]]:
        takes = [on for on in cls.workflow.steps[step].takes if on.kind == kind]
        others = [set(WORKFLOWS[name].steps) for on in takes for name in on.into]
        return {step}.union(*(on.to for on in takes), *others)

    def _brought(self, folder: Path, case: Case) -> Floor:
        floor = self._at(folder, case.step)
        case.given(floor)
        assert type(floor.step()) is case.step, "what is given must not move the session"
        return floor

    def _at(self, folder: Path, step: type[Step]) -> Floor:
        floor = type(self).made(folder)
        self.at[step](floor)
        floor.wait(1000)
        assert type(floor.step()) is step
        return floor

    def test_a_case_is_answered_and_goes_where_the_workflow_says(self, case: Case, tmp_path: Path) -> None:
        floor = self._brought(tmp_path, case)
        outcome = case.act(floor)
        assert outcome.said == case.said
        assert type(floor.step()) is case.then
        assert case.then in self._leads_to(case.step, case.kind) or outcome.level == "refuse"
        case.check(floor, outcome)

    def test_a_case_told_again_is_answered_the_same_and_posts_nothing_and_comes_to_the_same_after_a_restart(
        self, case: Case, tmp_path: Path
    ) -> None:
        floor = self._brought(tmp_path, case).restart()
        first = case.act(floor)
        assert first.said == case.said
        assert type(floor.step()) is case.then
        session = floor.session()
        again = floor.told_again()
        assert (again.said, again.args, again.entries) == (first.said, first.args, [])
        assert floor.session() == session

    def test_a_warned_case_is_confirmed_by_the_same_hand_alone(self, case: Case, tmp_path: Path) -> None:
        floor = self._brought(tmp_path, case)
        case.act(floor)
        assert floor.last is not None
        what, via = floor.last.what, floor.last.via
        floor.wait(100)
        too_early = floor.input(what, via=via)
        assert (too_early.said, too_early.entries) == (case.said, []), "confirmed before it could be read"
        floor.wait(1000)
        armed = floor.session().armed
        assert floor.input(what, via="fixed").entries == [], "a fixed reader confirmed"
        assert (type(floor.step()), floor.session().armed) == (case.then, armed)
        floor.wait(1000)
        assert floor.input(what, via=via).said != case.said, "a warning that nobody can confirm"

    def test_a_warned_case_that_a_fixed_reader_saw_is_not_confirmed_by_the_first_scan_of_a_hand(
        self, case: Case, tmp_path: Path
    ) -> None:
        if not any(on.fixed and on.kind == case.kind for on in self.workflow.steps[case.step].takes):
            return
        floor = self._brought(tmp_path, case)
        what, _ = first(case, floor)
        assert floor.input(what, via="fixed").said == case.said
        assert floor.wait(1000).input(what).said == case.said
        assert floor.wait(1000).input(what).said != case.said

    def test_what_a_fixed_reader_sees_changes_nothing_but_what_the_table_says(
        self, watched: type[Step], tmp_path: Path
    ) -> None:
        floor = self._at(tmp_path, watched)
        served = {on.kind for on in self.workflow.steps[watched].takes if on.fixed}
        for what in self._to_be_seen(floor):
            event = Input("seen", floor.station, "fixed", what, floor.now, floor.now, floor.today)
            if served & set(kinds_of(event)):
                continue
            before = floor.session()
            seen = floor.input(what, via="fixed")
            assert (seen.level, seen.entries) == ("info", []), what
            assert floor.session() == before, what

    def _to_be_seen(self, floor: Floor) -> list[What]:
        """One of every kind, every command, and all that is scanned or keyed at this step in some case."""
        codes = {**COMMON, **self.things}.values()
        commands = sorted(COMMANDS)
        cases = [first(one, floor)[0] for one in self.cases if one.step is type(floor.step())]
        return [
            *(floor.named(code) for code in codes),
            *(Scan(name, (CommandScan(name),)) for name in commands),
            *(what for what in cases if isinstance(what, Scan | Unreadable)),
        ]

    def test_all_that_is_taken_of_a_fixed_reader_has_a_case(self, tmp_path: Path) -> None:
        said = {(step, on.kind) for step, rules in self.workflow.steps.items() for on in rules.takes if on.fixed}
        floor = type(self).made(tmp_path) if said else None
        shown = {
            (one.step, one.kind)
            for one in self.cases
            if floor is not None and (one.step, one.kind) in said and first(one, floor)[1] == "fixed"
        }
        assert said - shown == set()

    def test_what_a_step_has_no_use_for_is_refused_and_what_it_offers_does_something(
        self, watched: type[Step], tmp_path: Path
    ) -> None:
        floor = self._at(tmp_path, watched)
        is_back_offered = "cancel" in floor.prompt().commands
        assert self._is_idle(floor) == (set() if is_back_offered else {"cancel"})
        before = floor.step()
        for kind in (one for one in kinds() if one not in self._taken(watched)):
            if (outcome := self._given(floor, kind)) is None:
                continue
            # a scale stands beside the screen and speaks whenever somebody leans on it: nobody is told off for that
            assert (outcome.level, outcome.entries) == ("" if kind == "weight" else "refuse", []), kind
            assert floor.step() == before, kind
            floor.wait(1000)
        for row in ("finding/none", f"session/{floor.station}", "session/none", "other/none"):
            outcome = floor.row(row)
            assert (outcome.level, outcome.entries, floor.step()) == ("refuse", [], before), row

    def _is_idle(self, floor: Floor) -> set[str]:
        """Commands that do nothing here: of those that are offered, and of the step back."""
        return {one for one in (*floor.prompt().commands, "cancel") if self._key_of(floor, one) == "is-command"}

    @staticmethod
    def _key_of(floor: Floor, command: str) -> str:
        """What a command would be answered now."""
        what = Scan(command, (CommandScan(command),))
        answer = decide(
            floor.view, Input("asked", floor.station, "key", what, floor.now, floor.now, floor.today)
        ).answer
        return answer.message.key if answer is not None else ""

    def _given(self, floor: Floor, kind: str) -> Outcome | None:
        """One of a kind comes in; None where this floor has none of it."""
        if kind in COMMANDS:
            return floor.key(kind)
        match kind:
            case "number":
                return floor.input(Typed("7"), via="screen")
            case "text":
                return floor.input(Typed("abc"), via="screen")
            case "weight":
                return floor.input(Weighed(5_000), via="fixed")
        code = {**COMMON, **self.things}.get(kind)
        if code is None:
            assert kind == "wave", f"the table must name one {kind}"
            return None
        outcome = floor.scan(code)
        what = floor.last.what if floor.last is not None else None
        named = [THINGS[type(name)] for name in what.names] if isinstance(what, Scan) else []
        assert kind in named, f"{code} is no {kind} on this floor, but {named}"
        assert set(named) & self._taken(type(floor.step())) == set(), f"{code} is also something that is taken here"
        return outcome

    def test_every_step_can_be_come_to(self) -> None:
        assert self.at.keys() == self.workflow.steps.keys()

    def test_every_kind_that_a_step_takes_has_a_case(self) -> None:
        declared = {(step.__name__, kind) for step in self.workflow.steps for kind in self._taken(step)}
        assert declared - {(case.step.__name__, case.kind) for case in self.cases} == set()

    def test_every_step_that_a_step_leads_to_is_reached_by_a_case(self) -> None:
        drawn = {
            (step.__name__, on.kind, to.__name__)
            for step, rules in self.workflow.steps.items()
            for on in rules.takes
            for to in on.to
        }
        reached = {(case.step.__name__, case.kind, case.then.__name__) for case in self.cases}
        assert drawn - reached == set()

    def test_every_workflow_that_a_step_leads_into_is_reached_by_a_case(self) -> None:
        owner = {step: name for name, workflow in WORKFLOWS.items() for step in workflow.steps}
        drawn = {
            (step, on.kind, name)
            for step, rules in self.workflow.steps.items()
            for on in rules.takes
            for name in on.into
        }
        reached = {(case.step, case.kind, owner[case.then]) for case in self.cases}
        assert drawn - reached == set()
