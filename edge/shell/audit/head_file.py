"""The head file: the newest signed checkpoint, kept outside the store, best on another disk.

loop: give -> [the newest, nothing else] -> thread: temp file, fsync, rename, fsync of the folder -> inbox -> loop

A slow or missing disk holds up nothing: what could not be written is tried again until a newer one takes its place.
"""

import contextlib
import logging
import os
import queue
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from edge.core.checkpoint import Head, read_notes
from edge.shell.durable import sync_folder
from edge.shell.loop.inbox import Call, Inbox
from edge.shell.supervisor import backoff

log = logging.getLogger("wedge.head")

RETRY_FIRST_S: Final = 1.0
RETRY_MAX_S: Final = 60.0


class HeadFile:
    """One thread that writes notes. `give` and `close` are the loop's and never wait; `failed` is why it cannot be."""

    def __init__(self, path: Path, inbox: Inbox) -> None:
        self._path, self._inbox = path, inbox
        self._given: queue.Queue[tuple[str, bool]] = queue.Queue(1)
        self._newest = ""
        self.failed = ""

    def found(self) -> Head | None:
        """What the file says, before anything new is written; None where it is not there or says nothing."""
        try:
            return read_notes(self._path.read_bytes())[-1].head
        except (OSError, ValueError):
            return None

    def set_aside(self, head: Head) -> str:
        """Keep the file under another name: it is evidence. Gives that name; '' where it cannot be."""
        kept = self._path.with_name(f"{self._path.name}.{head.epoch}-{head.size}")
        try:
            self._path.replace(kept)
        except OSError:
            return ""
        return str(kept)

    def give(self, note: str) -> None:
        """Have a note written; it takes the place of one that has not been."""
        self._newest = note
        self._put(note, last=False)

    def close(self) -> None:
        """End the thread once it has tried to write the newest."""
        self._put(self._newest, last=True)

    def run(self, stop: threading.Event) -> None:
        """The service's thread body."""
        written, told = "", ""
        note, last = self._given.get()
        delays = backoff(RETRY_FIRST_S, RETRY_MAX_S)
        while True:
            reason = self._write(note) if note != written else ""
            if reason != told:
                self._tell(reason, stop)
                told = reason
            if not reason:
                written, delays = note, backoff(RETRY_FIRST_S, RETRY_MAX_S)
            if last:
                return
            try:
                note, last = self._given.get(timeout=next(delays) if reason else None)
            except queue.Empty:
                continue

    def _put(self, note: str, *, last: bool) -> None:
        while True:
            try:
                self._given.put_nowait((note, last))
            except queue.Full:
                _take(self._given)
            else:
                return

    def _write(self, note: str) -> str:
        """Write it whole or not at all; why it could not be, '' when it was."""
        try:
            replace(self._path, note.encode())
        except OSError as error:
            return error.strerror or type(error).__name__
        return ""

    def _tell(self, reason: str, stop: threading.Event) -> None:
        if reason:
            log.warning("the signed head %s cannot be written: %s; trying again", self._path, reason)
        else:
            log.info("the signed head %s is written again", self._path)
        self._inbox.put_until(Call(self._keep(reason)), stop)

    def _keep(self, reason: str) -> Callable[[], None]:
        def keep() -> None:
            self.failed = reason

        return keep


def _take(given: "queue.Queue[tuple[str, bool]]") -> None:
    try:
        given.get_nowait()
    except queue.Empty:
        return  # the thread was faster


def replace(path: Path, data: bytes) -> None:
    """Put a file in place of another, durably: at any moment one of the two is there, whole. Raises `OSError`.

    It keeps the mode of the one that was there: whoever may read the note may read the next one.
    """
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        with contextlib.suppress(OSError):  # none was there, or a disk without modes
            os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)
