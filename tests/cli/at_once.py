"""A command in this process: as the real one, without the second that starting Python takes."""

from unittest.mock import patch

from typer.testing import CliRunner, Result

from edge.cli import app


def at_once(*words: object) -> Result:
    """Run `wedge WORDS` to its end; `stdout`, `stderr` and `exit_code` are what a shell would see."""
    with patch(
        "os.nice"
    ):  # a command that makes way for others would make the tests after it do so, and what they start
        return CliRunner().invoke(app, [str(word) for word in words])
