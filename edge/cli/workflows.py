"""`wedge workflows`: what the floor can do, step by step, drawn from the tables it works by."""

from typing import Annotated

import typer

from edge.cli.ends import End, end


def workflows(
    name: Annotated[str, typer.Argument(help="One workflow; left out: all, as a page in Markdown.")] = "",
) -> None:
    """The workflows as state diagrams (Mermaid) and tables."""
    from edge.core.workflows import WORKFLOWS
    from edge.core.workflows.drawn import diagram, page

    if name and name not in WORKFLOWS:
        end(f"there is no workflow {name}; there are {', '.join(WORKFLOWS)}", End.USAGE)
    typer.echo(diagram(WORKFLOWS[name]) if name else page(WORKFLOWS.values()))
