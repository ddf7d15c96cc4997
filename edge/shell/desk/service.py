"""The desk's service: one thread that answers what desks ask, and never the loop's.

control server -[newest question of each list]-> thread: lists, on a connection of its own -> control server -> screen
                                                   | nothing asked: one step of what makes the lists ready, from
                                                   |   when the first desk comes, before it asks
                                                   | nothing to do: it sleeps

After each step it rests as long as that took: whatever is asked, scans have the interpreter for half of the time, and
more, since SQLite works without it.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from edge import control
from edge.shell.desk.lists import Lists
from edge.shell.desk.questions import SOON, Question, Questions
from edge.shell.desk.window import Pictures, Unanswerable, Window, no_pictures
from edge.shell.ledger.database import StoreError

log = logging.getLogger("wedge.desk")

PATIENCE_S: Final = 1.0
"""So long a question waits for its first row, before it is told what there is so far."""
REST_S: Final = 0.02
"""It never rests longer."""
TOO_MANY: Final = "too much is asked at once: ask again"
FAILED: Final = "this could not be answered; the box's log says why"


class Desk:
    """`ask` is for the control server's thread and never waits; `run` is the service's thread."""

    def __init__(
        self,
        store: Path,
        archives: Sequence[Path],
        told: Callable[[int, control.Told], None],
        index_now: Callable[[], None],
        pictures: Pictures = no_pictures,
    ) -> None:
        self._store, self._archives, self._told, self._pictures = store, archives, told, pictures
        self._index_now = index_now
        self._questions = Questions()
        self._lists: Lists | None = None
        self._has_work = False
        self._partly: dict[tuple[int, str], Question] = {}

    def ask(self, client: int, ask: control.Ask) -> None:
        """Have a question answered; it takes the place of an older one of that list that was not answered yet."""
        if not self._questions.add(Question(client, ask)):
            self._told(client, refusal(ask, TOO_MANY))

    def come(self) -> None:
        """A desk is there: what lists are made of is made ready before it asks."""
        self._questions.soon()

    def run(self, stop: threading.Event) -> None:
        """The service's thread body."""
        try:
            while (question := self._next(stop)) is not None:
                began = time.monotonic()
                is_answered = self._take(question)
                self._has_work = True
                rest(began, stop)
                if is_answered:
                    self._go_on(stop)
        finally:
            self._forget()

    def close(self) -> None:
        """End the thread after the step it is at."""
        self._questions.end()

    def _take(self, question: Question) -> bool:
        """Answer it, or do a step towards that; returns whether it was answered."""
        if question is SOON:
            self._begin()
        elif (told := self._answer(question)) is None:
            self._questions.give_back(question)
        else:
            self._told(question.client, told)
            self._note(question, told)
            return True
        return False

    def _begin(self) -> None:
        with suppress(StoreError, sqlite3.Error):  # who asks hears why
            self._opened()

    def _opened(self) -> Lists:
        if self._lists is None:
            self._lists = Lists(self._store, self._archives, self._pictures, self._index_now)
        return self._lists

    def _next(self, stop: threading.Event) -> Question | None:
        """The next question; work goes on until there is one."""
        while self._has_work and self._questions.empty():
            began = time.monotonic()
            self._has_work = self._work()
            if not self._has_work:
                self._tell_more()
            rest(began, stop)
        return self._questions.get()

    def _go_on(self, stop: threading.Event) -> None:
        """Where all is not there yet, a step of what makes it: who asks on and on does not hold that up."""
        if self._lists is not None and not self._lists.is_ready():
            began = time.monotonic()
            self._work()
            rest(began, stop)

    def _note(self, question: Question, told: control.Told) -> None:
        """Who was told a part, because not all was ready, hears the rest."""
        self._partly.pop(question.key, None)
        if told.is_more and self._lists is not None and not self._lists.is_ready():
            self._partly[question.key] = question

    def _tell_more(self) -> None:
        for question in self._partly.values():
            self._questions.give_back(question)
        self._partly.clear()

    def _work(self) -> bool:
        try:
            return self._lists is not None and self._lists.work()
        except (StoreError, sqlite3.Error) as error:
            self._failed(error)
        except Exception:
            log.exception("a desk's list failed")
            self._forget()
        return False

    def _answer(self, question: Question) -> control.Told | None:
        """The answer; None after a step towards it."""
        ask, waited_s = question.ask, time.monotonic() - question.since
        try:
            lists = self._opened()
            if lists.prepare(ask, waited_s):
                return None
            window = lists.window(ask)
            is_early = waited_s < PATIENCE_S and window.is_more and not window.rows
            return None if is_early else fitting(ask, window)
        except Unanswerable as error:
            return refusal(ask, str(error))
        except (StoreError, sqlite3.Error) as error:
            return refusal(ask, self._failed(error))
        except Exception:  # a question must not end the box's work
            log.exception("a desk's list failed")
            self._forget()
            return refusal(ask, FAILED)

    def _failed(self, error: StoreError | sqlite3.Error) -> str:
        """Throw away what the lists are made of: the next question makes them anew. Gives what whoever asked hears."""
        self._forget()
        if isinstance(error, StoreError):
            return str(error)
        log.warning("a desk's list could not be read: %s", error)
        return f"the store could not be read: {error}"

    def _forget(self) -> None:
        if self._lists is not None:
            self._lists.close()
            self._lists = None


def refusal(ask: control.Ask, why: str) -> control.Told:
    """A question that is not answered."""
    return control.Told(id=ask.id, of=ask.of, top=ask.top, fault=why)


def rest(began: float, stop: threading.Event) -> None:
    """Leave the others as much time as a step took."""
    stop.wait(min(REST_S, time.monotonic() - began))


def fitting(ask: control.Ask, window: Window) -> control.Told:
    """As many of the rows as one line of the protocol holds; those that have no room are asked for from there on."""
    rows = list(window.rows)
    while True:
        told = control.Told(id=ask.id, of=ask.of, top=ask.top, total=window.total, is_more=window.is_more, rows=rows)
        if len(control.line(told)) <= control.LINE_BYTES_MAX or not rows:
            return told
        rows = rows[: len(rows) * 3 // 4]
