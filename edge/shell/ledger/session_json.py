"""Sessions between their row and the core's type."""

from typing import Any

import orjson

from edge.core.message import Answer, Message
from edge.core.session import Armed, HeldInput, Leave, Said, Session, SignedOut, dump_step, load_step


def dump_session(session: Session) -> str:
    """The session as JSON text."""
    said, armed = session.said, session.armed
    fields: dict[str, Any] = {
        "operator": session.operator,
        "step": dump_step(session.step),
        "turn": session.turn,
        "armed": [armed.code, armed.mono_ms] if armed else None,
        "said": _plain(said) if said else None,
        "earlier": [_plain(one) for one in session.earlier],
        "undoable": session.undoable,
        "touched_ms": session.touched_ms,
        "failures": session.failures,
        "locked_until_ms": session.locked_until_ms,
        "offered": session.offered,
        "held": [_held(one) for one in session.held],
        "applying": session.applying,
        "told_ms": session.told_ms,
        "rule": session.rule,
        "refused": _held(session.refused) if session.refused else None,
        "leaves": _leaves(session.leaves),
        "carrier": session.carrier,
        "stood": session.stood,
        "left": session.left,
        "left_by": session.left_by,
    }
    return orjson.dumps(fields).decode()


def load_session(station: str, body: str) -> Session:
    """The session of a row. A step that this version does not know sends the operator back to the badge."""
    fields = orjson.loads(body)
    said, armed, refused = fields["said"], fields["armed"], fields.get("refused")
    try:
        step, operator = load_step(fields["step"]), fields["operator"]
    except (KeyError, TypeError):
        step, operator = SignedOut(), ""
    return Session(
        station,
        operator,
        step,
        fields["turn"],
        Armed(*armed) if armed else None,
        _said(said) if said else None,
        tuple(fields["undoable"]),
        fields["touched_ms"],
        fields["failures"],
        tuple(_said(one) for one in fields.get("earlier", ())),
        fields.get("locked_until_ms", 0),
        tuple(fields.get("offered", ())),
        tuple(_held_input(one) for one in fields.get("held", ())),
        fields.get("applying", 0),
        fields.get("told_ms", 0),
        fields.get("rule", ""),
        _held_input(refused) if refused else None,
        tuple(Leave(*one) for one in fields.get("leaves", ())),
        fields.get("carrier", ""),
        tuple((lpn, units) for lpn, units in fields.get("stood", ())),
        _tuples(fields.get("left", ())),
        fields.get("left_by", ""),
    )


def _tuples(values: Any) -> Any:
    return tuple(_tuples(one) for one in values) if isinstance(values, list | tuple) else values


def _held(one: HeldInput) -> list[Any]:
    made = [one.id, one.via, one.text, one.names, one.wall_ms, one.mono_ms, one.device, one.tries]
    return [*made, _leaves(one.leaves), one.most]


def _leaves(leaves: tuple[Leave, ...]) -> list[Any]:
    return [[one.rule, one.reason, one.approver, one.most] for one in leaves]


def _held_input(values: list[Any]) -> HeldInput:
    ident, via, text, names, wall_ms, mono_ms, device, tries, leaves, *most = values  # `most` came later
    told = tuple(Leave(*one) for one in leaves)
    named = tuple(tuple(name) for name in names)
    return HeldInput(ident, via, text, named, wall_ms, mono_ms, device, tries, told, *most)


def _plain(said: Said) -> list[Any]:
    return [said.input_id, said.answer.level, said.answer.message.key, dict(said.answer.message.args)]


def _said(values: list[Any]) -> Said:
    return Said(values[0], Answer(values[1], Message(values[2], values[3])))
