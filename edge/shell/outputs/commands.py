"""The commands on outputs: try again, cancel, print again. Handlers; see edge/shell/loop/commands.py."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import bindparam, null, select, update
from sqlalchemy.dialects.sqlite import insert

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import sql
from edge.shell.ledger.store import Store
from edge.shell.loop.work import CommandError, Ordered

RETRY: Final = "output-retry"
CANCEL: Final = "output-cancel"
REPRINT: Final = "output-reprint"
KEY_MAX: Final = 400

_ROW: Final = sql(select(t.output).where(t.output.c.key == bindparam("key")))
_NEW = insert(t.output).values({column.name: bindparam(column.name) for column in t.output.columns})
_PUT: Final = sql(_NEW.on_conflict_do_nothing())
_OF_KEY = update(t.output).where(t.output.c.key == bindparam("of"))
_WAIT: Final = sql(_OF_KEY.values(state="waiting", error="", ended_ms=null()))
_CANCEL: Final = sql(_OF_KEY.values(state="cancelled", ended_ms=bindparam("now_ms")))


class _Args(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(min_length=1, max_length=KEY_MAX)]
    at_ms: Annotated[int, Field(ge=0)]
    op: Annotated[str, Field(max_length=64)] = ""
    again: Annotated[str, Field(pattern=r"^[0-9a-f]{1,32}$")] = "1"
    device: Annotated[str, Field(max_length=32)] = ""


def retry(store: Store, args: Mapping[str, Any]) -> Ordered:
    """Let what was cancelled wait for its device again. Raises `CommandError`."""
    asked, row = _asked(store, args)
    if row["state"] == "done":
        raise CommandError(f"{asked.key} is done; to print it once more, reprint it")
    _run(store, _WAIT, of=asked.key)
    return _ordered(asked, row, "output-retried", {"state": "waiting"})


def cancel(store: Store, args: Mapping[str, Any]) -> Ordered:
    """What waits is not done any more. Raises `CommandError`."""
    asked, row = _asked(store, args)
    if row["state"] != "waiting":
        raise CommandError(f"{asked.key} does not wait: it is {row['state']}")
    _run(store, _CANCEL, of=asked.key, now_ms=asked.at_ms)
    return _ordered(asked, row, "output-cancelled", {"state": "cancelled"})


def reprint(store: Store, args: Mapping[str, Any]) -> Ordered:
    """The same once more, on its device or on another: a row of its own. Raises `CommandError`."""
    asked, row = _asked(store, args)
    again = row | {"key": f"{asked.key[: KEY_MAX // 2]}/{asked.again}", "device": asked.device or row["device"]}
    again |= {"made_ms": asked.at_ms, "state": "waiting", "attempts": 0, "error": "", "ended_ms": None}
    _run(store, _PUT, **again)
    return _ordered(asked, row, "output-reprinted", {"key": again["key"], "device": again["device"]})


HANDLERS: Final[Mapping[str, Callable[[Store, Mapping[str, Any]], Ordered]]] = {
    RETRY: retry,
    CANCEL: cancel,
    REPRINT: reprint,
}


def _asked(store: Store, args: Mapping[str, Any]) -> tuple[_Args, dict[str, Any]]:
    try:
        asked = _Args.model_validate(dict(args))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise CommandError(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
    found = store.cursor.execute(_ROW, {"key": asked.key}).fetchone()
    if found is None:
        raise CommandError(f"there is no output {asked.key}; `wedge output list --all` shows them")
    return asked, dict(zip((column.name for column in t.output.columns), found, strict=True))


def _ordered(asked: _Args, row: Mapping[str, Any], act: str, result: Mapping[str, Any]) -> Ordered:
    """The book says who had it done."""
    draft = Draft(Audit(act, {"output": asked.key, "device": str(row["device"])}), asked.op)
    return Ordered(Decision(drafts=(draft,)), dict(result))


def _run(store: Store, text: str, **values: Any) -> None:
    store.cursor.execute(text, values)
