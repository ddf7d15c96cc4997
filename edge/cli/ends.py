"""How commands end: one table of exit statuses, one way to say why. For whoever writes scripts: docs/reference.md.

With `--json` a failure is one JSON object on standard output, {"error": CODE, "message": SENTENCE}, behind whatever was
written before it; the sentence goes to standard error in any case.
"""

import json
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from edge.core.shown import show_whole

if TYPE_CHECKING:
    from edge.config import Config


class End(StrEnum):
    """Why a command ends without having done what it was for: the word in JSON."""

    BAD = "bad"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    USAGE = "usage"
    PROGRAM = "program"
    IO = "io"
    TRY_AGAIN = "try_again"
    CONFIG = "config"
    STOPPED = "stopped"


BAD_STATUS: Final = 1
STATUS: Final[Mapping[End, int]] = {
    End.BAD: BAD_STATUS,
    End.NOT_FOUND: BAD_STATUS,
    End.REFUSED: BAD_STATUS,
    End.USAGE: 2,
    End.PROGRAM: os.EX_SOFTWARE,
    End.IO: os.EX_IOERR,
    End.TRY_AGAIN: os.EX_TEMPFAIL,
    End.CONFIG: os.EX_CONFIG,
    End.STOPPED: 128,
}
"""What is bad, missing or refused is an answer: status 1. From 2 on there is none. A signal is added to its 128."""


class Ended(Exception):  # noqa: N818  # no error of the program: a sentence for whoever gave the command
    """A command ends with a sentence."""

    def __init__(self, message: str, end: End, status: int) -> None:
        super().__init__(message)
        self.end = end
        self.status = status


def end(message: object, how: End, *, signal: int = 0) -> NoReturn:
    """End the command with a sentence."""
    raise Ended(str(message), how, STATUS[how] + signal)


def tell(message: str, how: End, *, as_json: bool) -> None:
    """Say why a command ends, where its reader looks for it."""
    if as_json:
        print(in_json(message, how))
    sys.stdout.flush()
    print("\n".join(show_whole(row) for row in message.split("\n")), file=sys.stderr)


def in_json(message: str, how: End) -> str:
    """A failure as a JSON object."""
    return json.dumps({"error": str(how), "message": message})


def end_of_store(error: Exception) -> NoReturn:
    """End the command because of a `StoreError` or one of SQLite's."""
    end(f"the store refuses: {error}", how_store_failed(error))


def how_store_failed(error: Exception) -> End:
    """Another process that has the store open goes away; nothing else does by itself."""
    from edge.shell.ledger.database import StoreBusyError

    return End.TRY_AGAIN if isinstance(error, StoreBusyError) else End.IO


def read_box(config: Path) -> "Config":
    """The box's config; a fault in it ends the command."""
    from edge import main
    from edge.config import ConfigError

    try:
        return main.read_config(config)
    except ConfigError as error:
        end(error, End.CONFIG)
