"""Workflows drawn from their tables: a state diagram in Mermaid's words, and what each step takes, as Markdown.

stateDiagram-v2
    [*] --> ReceiveDocument
    ReceiveDocument --> ReceiveItem: document, number
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from edge.core.session import Step
from edge.core.workflows.rules import Rules, Workflow

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FIXED: Final = "+fixed"


def page(workflows: Iterable[Workflow]) -> str:
    """All workflows as one page."""
    return "\n".join([_HEAD, *(part for workflow in workflows for part in _chapter(workflow))])


def diagram(workflow: Workflow) -> str:
    """The workflow's steps and the ways between them, and the other workflows it leads into.

    What leaves a session where it is has no line.
    """
    first = workflow.first.__name__
    lines = [f"    {one}: {_words(one)}" for one in (step.__name__ for step in workflow.steps)]
    lines += [f"    {name}: the work of {name}" for name in _others(workflow)]
    ways = [f"    {start} --> {end}: {', '.join(kinds)}" for (start, end), kinds in _ways(workflow).items()]
    return "\n".join(["stateDiagram-v2", *lines, f"    [*] --> {first}", *ways])


def _ways(workflow: Workflow) -> dict[tuple[str, str], list[str]]:
    """The kinds of things that lead from one step to another."""
    ways: dict[tuple[str, str], list[str]] = {}
    for step, rules in workflow.steps.items():
        for on in rules.takes:
            for to in (*(one.__name__ for one in on.to), *on.into):
                kinds = ways.setdefault((step.__name__, to), [])
                if (kind := _kind(rules, on.kind)) not in kinds:
                    kinds.append(kind)
    return ways


def _kind(rules: Rules, kind: str) -> str:
    """A kind of thing, with a mark where it is taken of a fixed reader too."""
    return f"{kind} {_FIXED}" if any(on.fixed and on.kind == kind for on in rules.takes) else kind


def _others(workflow: Workflow) -> list[str]:
    """The workflows whose work this one leads into."""
    return list(dict.fromkeys(name for rules in workflow.steps.values() for on in rules.takes for name in on.into))


def _chapter(workflow: Workflow) -> list[str]:
    return [
        f"## {workflow.name}\n",
        "```mermaid",
        diagram(workflow),
        "```\n",
        "| step | takes, in this order | leads to |",
        "|---|---|---|",
        *_rows(workflow.steps),
        "",
    ]


def _rows(steps: Mapping[type[Step], Rules]) -> Iterable[str]:
    for step, rules in steps.items():
        kinds = ", ".join(dict.fromkeys(_kind(rules, on.kind) for on in rules.takes))
        targets = list(dict.fromkeys(_words(to.__name__) for on in rules.takes for to in on.to))
        into = list(dict.fromkeys(name for on in rules.takes for name in on.into))
        targets += [f"the work of {', '.join(into)}: where it begins, or where it was left"] if into else []
        asked = " ".join((step.__doc__ or "").split())
        yield f"| **{_words(step.__name__)}**: {asked} | {kinds} | {', '.join(targets) or '-'} |"


def _words(name: str) -> str:
    return _HUMP.sub(" ", name).lower()


_HEAD: Final = """\
# Workflows

Drawn from the tables that the daemon works by (`edge/core/workflows/`), by `make docs`: `wedge workflows` prints it.

What a scan can be: `item` (a GTIN with what its label says beside it), `lpn` (a pallet, case or tote), `location`,
`document`, `badge`, `detail` (a lot, a date or a serial alone), `station`, `wave`, `number` (typed, or a printed
quantity), `text` (typed), `weight` (of the bench scale), `unknown`, or a command such as `done` and `short`.

At every step besides: **menu**, **sign-out**, **undo** (takes back the last act's movements), **print**, **tasks**,
and **override** after a refusal that a supervisor may lift (badge, PIN, reason). What a step does not take is refused
by its name, and nothing changes. A way that is drawn may need the same code twice: a warning comes first, and the same
code again, at least 700 ms later and by the operator's own scanner, confirms it.

`+fixed`: also what a fixed reader, a camera or a scale sees, which nobody holds in the hand. All else that those see is
told and changes nothing, commands among it; they never confirm, and arm no warning. Where a badge is asked for, a
mounted reader may read it: the PIN is typed.
"""
