"""SIGTERM and SIGINT as inbox items.

A Python signal handler may interrupt the loop inside the inbox's own lock; putting something there would then wait for
ever. So the interpreter writes the signal's number into a socket, and a supervised thread puts `Stop` into the inbox.
"""

import signal
import socket
import threading
from typing import Final

from edge.shell.inbox import Inbox, Stop

_ENDING: Final = (signal.SIGTERM, signal.SIGINT)


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
        """The service's thread body."""
        while not stop.is_set():
            if any(byte in _ENDING for byte in self._here.recv(64)):
                self._inbox.put(Stop())

    def close(self) -> None:
        """End the thread; the signals do what they did before."""
        signal.set_wakeup_fd(-1)
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
        self._there.send(b"\0")
