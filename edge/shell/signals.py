"""SIGTERM and SIGINT as inbox items.

A Python signal handler may interrupt the loop inside the inbox's own lock; putting something there would then wait for
ever. So the interpreter writes the signal's number into a socket, and a supervised thread puts `Stop` into the inbox.
"""

import signal
import socket
import threading
from typing import Final

from edge.shell.loop.inbox import Inbox, Stop

_ENDING: Final = (signal.SIGTERM, signal.SIGINT)
_CLOSED: Final = 0


class Signals:
    """Made in the main thread; from then on both signals mean `Stop`."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._here, self._there = socket.socketpair()
        self._there.setblocking(False)
        signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        for number in _ENDING:
            signal.signal(number, lambda *_: None)

    def run(self, stop: threading.Event) -> None:
        """The service's thread body; ends after a signal, or at `close`."""
        while (seen := self._here.recv(64)) and _CLOSED not in seen:
            if any(number in seen for number in _ENDING):
                self._inbox.put_until(Stop(), stop)
                return

    def close(self) -> None:
        """End the thread; the signals do what they did before."""
        signal.set_wakeup_fd(-1)
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
        self._there.send(bytes([_CLOSED]))
