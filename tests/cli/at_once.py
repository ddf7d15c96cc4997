"""A command in this process: as the real one, without the second that starting Python takes."""

from typer.testing import CliRunner, Result

from edge.cli import app


def at_once(*words: object) -> Result:
    """Run `wedge WORDS` to its end; `stdout`, `stderr` and `exit_code` are what a shell would see."""
    return CliRunner().invoke(app, [str(word) for word in words])
