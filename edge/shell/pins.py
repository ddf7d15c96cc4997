"""PIN checks, off the loop: argon2id takes tens of milliseconds and must not hold up a scan."""

import hashlib
import hmac
import queue
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from edge.core.decision import CheckPin
from edge.core.event import PinChecked
from edge.shell.inbox import Inbox, PinResult

WAITING_MAX: Final = 20


def peppered(pin: str, pepper: bytes) -> str:
    """What is hashed for a PIN: HMAC-SHA256 under the site's pepper, in hex. Central makes its hashes the same way."""
    return hmac.new(pepper or b"wedge", pin.encode(), hashlib.sha256).hexdigest()


class Pins:
    """One thread that compares PINs with hashes; results come back through the inbox."""

    def __init__(self, inbox: Inbox, pepper: bytes = b"") -> None:
        self._inbox = inbox
        self._pepper = pepper
        self._waiting: queue.Queue[tuple[CheckPin, str] | None] = queue.Queue(WAITING_MAX)
        self._hasher = PasswordHasher()

    def check(self, check: CheckPin, pin_hash: str) -> None:
        """Ask for one comparison; when too many wait, it counts as wrong."""
        try:
            self._waiting.put_nowait((check, pin_hash))
        except queue.Full:
            self._inbox.put(PinResult(check.station, PinChecked(check.operator, ok=False)))

    def run(self, stop: threading.Event) -> None:
        """The service's thread body."""
        while (waiting := self._waiting.get()) is not None and not stop.is_set():
            check, pin_hash = waiting
            ok = self._matches(check.pin, pin_hash)
            self._inbox.put(PinResult(check.station, PinChecked(check.operator, ok=ok)))

    def close(self) -> None:
        """End the thread after the comparison it is at."""
        self._waiting.put(None)

    def _matches(self, pin: str, pin_hash: str) -> bool:
        try:
            return self._hasher.verify(pin_hash, peppered(pin, self._pepper))
        except (VerificationError, InvalidHashError):
            return False
