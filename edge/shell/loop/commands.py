"""Commands that write to the book: the same code in the running daemon and, while it is down, in the command line.

    up      wedge import ... -> control socket -> the loop, one transaction -> `commanded`
    down    wedge import ... -> takes the store's lock -> the same handler, the same writer

A command that is given again, under the same id, gets the first answer. A handler looks at the store and says what to
write; it may be run twice and writes nothing but through its decision and the shell's own tables on the transaction.
"""

import json
import secrets
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from edge import control
from edge.core.entry import Stamp
from edge.shell.clock import Clock
from edge.shell.ledger.answered import Answered
from edge.shell.ledger.store import Store
from edge.shell.loop.work import CommandError, Order, Ordered
from edge.shell.loop.writing import Writer

Handler: TypeAlias = Callable[[Store, Mapping[str, Any]], Ordered]
ANSWER_WITHIN_S: Final = 60.0


class Commands:
    """The commands of one box by name."""

    def __init__(self, handlers: Mapping[str, Handler], store: Store, clock: Clock) -> None:
        self._handlers, self._store, self._clock = handlers, store, clock

    def order(
        self,
        command: control.Command,
        done: Callable[[Mapping[str, Any]], None],
        refused: Callable[[str], None],
    ) -> Order | None:
        """The work of a command; None, and refused, where there is no such command."""
        handler = self._handlers.get(command.name)
        if handler is None:
            refused(f"this box knows no command {command.name!r}")
            return None
        clock, known = self._clock, Answered(self._store.cursor)
        stamp = Stamp(clock.now(), clock.boot, clock.state(), clock.zone)

        def run() -> Ordered:
            if (before := known.result(command.id)) is not None:
                return Ordered(result=before)
            ordered = handler(self._store, command.args)
            known.put(command.id, ordered.result)
            return ordered

        return Order(f"command/{command.id}", stamp, run, done, refused)

    def run(self, name: str, args: Mapping[str, Any], ident: str = "") -> Mapping[str, Any]:
        """Run one command here, under the lock that the open store holds. Raises `CommandError`, `sqlite3.Error`."""
        answers: list[Mapping[str, Any]] = []
        refusals: list[str] = []
        order = self.order(_command(name, args, ident), answers.append, refusals.append)
        if order is not None:
            answers += [done.result for done in Writer(self._store, self._clock).run([order])]
        if refusals:
            raise CommandError(refusals[0])
        return answers[0]


class Connection:
    """The running daemon's control socket, for one command after the other. Raises `OSError` where nobody listens."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_WITHIN_S)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("rb")

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def run(self, name: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        """Have the daemon run one command. Raises `CommandError`; `OSError` when the daemon went away before it
        answered: whether the command was done is not known, and it may be given again."""
        command = _command(name, args)
        data = control.line(command)
        if len(data) > control.LINE_BYTES_MAX:
            raise CommandError(f"{name}: {len(data)} bytes at once, a line has at most {control.LINE_BYTES_MAX}")
        self._socket.sendall(data)
        while line := self._lines.readline(2 * control.LINE_BYTES_MAX):
            fields = json.loads(line)
            if fields.get("type") == "refused":
                raise CommandError(str(fields.get("message")))
            if fields.get("type") == "commanded" and fields.get("id") == command.id:
                answer = control.Commanded.model_validate(fields)
                if answer.status == "refused":
                    raise CommandError(answer.message)
                return answer.result
        raise ConnectionResetError(f"the daemon ended before it answered {name}")


def _command(name: str, args: Mapping[str, Any], ident: str = "") -> control.Command:
    return control.Command(id=ident or secrets.token_hex(8), name=name, args=dict(args))
