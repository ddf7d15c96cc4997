"""PIN checks, off the loop: argon2id takes tens of milliseconds and must not hold up a scan.

loop: check -> [the newest of each station] -> one at a time -> thread: compare -> inbox -> loop: done -> the next
"""

import hashlib
import hmac
import queue
import threading

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from edge.core.decision import CheckPin
from edge.core.event import PinChecked
from edge.shell.loop.inbox import Inbox, PinResult


def peppered(pin: str, pepper: bytes) -> str:
    """What is hashed for a PIN: HMAC-SHA256 under the site's pepper, in hex. Central makes its hashes the same way."""
    return hmac.new(pepper or b"wedge", pin.encode(), hashlib.sha256).hexdigest()


def hash_pin(pin: str, pepper: bytes) -> str:
    """The `pin_hash` of a PIN: argon2id of `peppered`, 19 MiB and two passes, in PHC text."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(peppered(pin, pepper))


def matches(pin: str, pin_hash: str, pepper: bytes) -> bool:
    """Whether a PIN is the one that was hashed; takes tens of milliseconds."""
    try:
        return PasswordHasher().verify(pin_hash, peppered(pin, pepper))
    except (VerificationError, ValueError):  # no hash at all is a ValueError, and so is one that is not ASCII
        return False


class Pins:
    """One thread that compares PINs with hashes; results come back through the inbox.

    `check` and `done` are the loop's and never wait: what waits for the thread stands here, one check a station.
    """

    def __init__(self, inbox: Inbox, pepper: bytes = b"") -> None:
        self._inbox = inbox
        self._pepper = pepper
        self._waiting: dict[str, tuple[CheckPin, str]] = {}
        self._given: queue.Queue[tuple[CheckPin, str] | None] = queue.Queue(2)  # one comparison, and the end
        self._is_comparing = False

    def check(self, check: CheckPin, pin_hash: str) -> None:
        """Ask for one comparison; it takes the place of one of the same station that has not begun."""
        self._waiting[check.station] = (check, pin_hash)
        if not self._is_comparing:
            self._give()

    def done(self) -> None:
        """A result came out of the inbox: the next comparison may begin."""
        self._is_comparing = False
        if self._waiting:
            self._give()

    def run(self, stop: threading.Event) -> None:
        """The service's thread body."""
        while (given := self._given.get()) is not None:
            check, pin_hash = given
            ok = matches(check.pin, pin_hash, self._pepper)
            self._inbox.put_until(PinResult(check.station, PinChecked(check.operator, ok, check.id)), stop)

    def close(self) -> None:
        """End the thread after the comparison it is at."""
        self._given.put_nowait(None)

    def _give(self) -> None:
        station = next(iter(self._waiting))
        self._given.put_nowait(self._waiting.pop(station))
        self._is_comparing = True
