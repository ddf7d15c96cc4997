"""docs/workflows.md is drawn from the tables that the daemon works by, and says all that stands in them."""

import re
from pathlib import Path

import pytest

from edge.core.workflows import WORKFLOWS
from edge.core.workflows.drawn import diagram, page
from edge.core.workflows.rules import Workflow

DOC = Path(__file__).parents[1] / "docs" / "workflows.md"


def test_the_page_is_what_the_code_says() -> None:
    assert DOC.read_text(encoding="utf-8") == page(WORKFLOWS.values()) + "\n", "make docs"


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=lambda one: one.name)
def test_every_step_stands_in_its_diagram_and_can_be_come_to(workflow: Workflow) -> None:
    drawn = diagram(workflow)
    steps = {step.__name__ for step in workflow.steps}
    ways = re.findall(r"^    (\S+) --> (\w+)", drawn, re.MULTILINE)
    met, waiting = set(), [workflow.first.__name__]
    while waiting:
        step = waiting.pop()
        met.add(step)
        waiting += [to for start, to in ways if start == step and to not in met]
    assert met >= steps, "a step that no way leads to"


def test_a_way_that_leads_to_another_workflow_leads_to_one_of_its_steps() -> None:
    every = {step for workflow in WORKFLOWS.values() for step in workflow.steps}
    drawn = {to for one in WORKFLOWS.values() for rules in one.steps.values() for on in rules.takes for to in on.to}
    assert drawn <= every
