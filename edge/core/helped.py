"""Help that is asked for with a command code: what to do at the question, by the key of its sentence."""

from typing import Final

from edge.core.decision import Decision
from edge.core.message import Answer, Message, Prompt
from edge.core.session import Session

_REASONS: Final = "ask-reason-"


def helped(session: Session, asked: Prompt) -> Decision:
    """The answer; nothing that waits, is armed or begun changes. All questions for a reason have the same sentence."""
    key = asked.ask.key
    return Decision(session, Answer("info", Message(f"help-ask-{'ask-reason' if key.startswith(_REASONS) else key}")))
