"""systemd's notification protocol (sd_notify(3)): ready, watchdog, status. Without systemd it does nothing."""

import os
import socket


class Notifier:
    """Talks to the service manager named in $NOTIFY_SOCKET."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_ms = int(os.environ.get("WATCHDOG_USEC", "0")) // 1000 if address else 0

    def ready(self) -> None:
        self._send("READY=1")

    def alive(self) -> None:
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as link:
            link.sendto(state.encode(), self._address)
