"""Sessions between their row and the core's type."""

import json
from typing import Any

from edge.core.message import Answer, Message
from edge.core.session import Armed, Said, Session, SignedOut, dump_step, load_step


def dump_session(session: Session) -> str:
    """The session as JSON text."""
    said, armed = session.said, session.armed
    fields: dict[str, Any] = {
        "operator": session.operator,
        "step": dump_step(session.step),
        "turn": session.turn,
        "armed": [armed.code, armed.mono_ms] if armed else None,
        "said": [said.input_id, said.answer.level, said.answer.message.key, dict(said.answer.message.args)]
        if said
        else None,
        "undoable": session.undoable,
        "touched_ms": session.touched_ms,
        "failures": session.failures,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def load_session(station: str, body: str) -> Session:
    """The session of a row. A step that this version does not know sends the operator back to the badge."""
    fields = json.loads(body)
    said, armed = fields["said"], fields["armed"]
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
        Said(said[0], Answer(said[1], Message(said[2], said[3]))) if said else None,
        tuple(fields["undoable"]),
        fields["touched_ms"],
        fields["failures"],
    )
