"""Any work whatever, by hypothesis: the store holds what a plain model holds, through retries, crashes and clocks.

`make soak` runs many more and longer ones; a failure is told with the steps that lead to it.
"""

import shutil
from contextlib import ExitStack, closing
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from edge.core.decision import Decision
from edge.core.entry import Audit, Draft
from edge.core.message import Answer, msg
from edge.core.session import Menu, Said, Session
from edge.shell.ledger.book import Book
from edge.shell.ledger.posting import PostingError
from edge.shell.ledger.store import Store
from tests.folders import quick_folder
from tests.shell.book_builder import NOW_MS, loc, open_store, post, stamp
from tests.shell.stock_acts import ATTEMPT, DECISION, KEYS, LATER, Meant, draft, understood, which
from tests.shell.stock_model import Act, Model, Moved, RefusedError, UnitMoved

NEVER = Session("DOCK-2", "op-2", Menu(), 99)


def posts(after: Model, act: Act) -> bool:
    """Whether an act can be; the model is then that after it, else as it was."""
    try:
        after.copy().post(act)
    except RefusedError:
        return False
    after.post(act)
    return True


class StoreMachine(RuleBasedStateMachine):
    """The real store in a folder, and the model of it."""

    def __init__(self) -> None:
        super().__init__()
        self.ending = ExitStack()
        self.root = self.ending.enter_context(quick_folder())
        self.folder = self.root / "0"
        self.folder.mkdir()
        self.store: Store = open_store(self.folder)
        self.model = Model()
        self.now_ms, self.inputs, self.crashes = NOW_MS, 0, 0
        self.told: list[tuple[str, int, Decision]] = []
        self.session = Session("DOCK-1")
        self.posted: list[tuple[str, Moved | UnitMoved]] = []
        self.ids: set[str] = set()
        self.reader: tuple[Book, object] | None = None

    def teardown(self) -> None:
        self.look_away()
        try:
            self.the_book_is_what_it_says()
        finally:
            self.store.close()
            self.ending.close()

    # What is done to it

    @rule(batch=st.lists(DECISION, min_size=1, max_size=3), later_ms=LATER)
    def work(self, batch: list[list[Meant]], later_ms: int) -> None:
        """One transaction of some decisions that can be."""
        self.now_ms = max(1, self.now_ms + later_ms)
        after = self.model.copy()
        decisions = [(self.input(), [one for meant in each if (one := self.can_be(meant, after))]) for each in batch]
        self.commit([(source, acts, [draft(act) for act in acts]) for source, acts in decisions], after, refused=False)

    @rule(batch=st.lists(DECISION, min_size=1, max_size=3), later_ms=LATER)
    def more_work(self, batch: list[list[Meant]], later_ms: int) -> None:
        """Twice as often as anything else."""
        self.work(batch, later_ms)

    @rule(meant=ATTEMPT)
    def attempt(self, meant: tuple[list[Meant], Meant]) -> None:
        """Some work and one act more: all of it, or nothing where the model says that the last cannot be."""
        (first, then), after = meant, self.model.copy()
        acts = [one for act in first if (one := self.can_be(act, after))]
        last = understood(then, after)
        if last is None:
            return
        refused = not posts(after, last)
        both = [(self.input(), acts, [*map(draft, acts)]), (self.input(), [last], [draft(last)])]
        self.commit(both, after, refused)

    @precondition(lambda self: self.posted)
    @rule(number=which)
    def undo(self, number: int) -> None:
        """The reversal of an entry, where it can still be taken back."""
        ident, act = self.posted[-1 - number % min(len(self.posted), 5)]
        after, back = self.model.copy(), act.back()
        refused = not posts(after, back)
        self.commit([(self.input(), [back], [draft(back, corrects=ident)])], after, refused, undoing=True)

    @precondition(lambda self: self.told)
    @rule(number=which, beside=st.booleans())
    def told_again(self, number: int, beside: bool) -> None:
        """The same input, captured at the same moment: nothing new, and what was answered stands."""
        source, at_ms, decision = self.told[-1 - number % min(len(self.told), 8)]
        before = self.store.view.session("DOCK-1")
        changed = Decision(Session("DOCK-1", turn=-1), drafts=decision.drafts)
        self.store.begin()
        if beside:
            self.store.write(Decision(drafts=(Draft(Audit("beside")),)), self.input(), stamp(self.now_ms), self.now_ms)
            self.model.entries += 1
        assert self.store.write(changed, source, stamp(at_ms), self.now_ms + 5) == []
        self.store.commit()
        assert self.store.view.session("DOCK-1") == before

    @rule(decision=DECISION)
    def given_up(self, decision: list[Meant]) -> None:
        """A batch that is rolled back for no reason of its own."""
        self.store.begin()
        self.half_done(decision)
        self.store.rollback()

    @rule(decision=DECISION, in_transaction=st.booleans())
    def crash(self, decision: list[Meant], in_transaction: bool) -> None:
        """The process goes as it is: another one begins with the files it left."""
        self.look_away()
        if in_transaction:
            self.store.begin()
            self.half_done(decision)
        self.crashes += 1
        left = self.root / str(self.crashes)
        left.mkdir()
        for name in ("ledger.db", "ledger.db-wal"):
            shutil.copyfile(self.folder / name, left / name)
        self.store.rollback()
        self.store.close()
        self.folder, self.store = left, open_store(left)
        self.the_book_is_what_it_says()

    @rule()
    def reopen(self) -> None:
        self.look_away()
        epoch = self.store.epoch
        self.store.close()
        self.store = open_store(self.folder)
        assert self.store.epoch == epoch

    @rule()
    def look(self) -> None:
        """A reader beside the writer: in the midst of its reading it sees one moment, whatever is written meanwhile."""
        if self.reader is None:
            book = Book(self.folder / "ledger.db")
            book._connection.execute("BEGIN")
            self.reader = book, (book.last_seq(), list(book.stock()), list(book.units()))
            return
        book, seen = self.reader
        assert (book.last_seq(), list(book.stock()), list(book.units())) == seen
        self.look_away()

    # How it is done

    def input(self) -> str:
        self.inputs += 1
        return f"input-{self.inputs}"

    def commit(
        self, decisions: list[tuple[str, list[Act], list[Draft]]], after: Model, refused: bool, *, undoing: bool = False
    ) -> None:
        """All in one transaction; `refused` says whether something in it must be."""
        done: list[tuple[str, Act]] = []
        told: list[tuple[str, int, Decision]] = []
        self.store.begin()
        try:
            for source, acts, drafts in decisions:
                session = Session("DOCK-1", "op-1", Menu(), self.inputs, None, Said(source, Answer("ok", msg("done"))))
                decision = Decision(session, drafts=tuple(drafts))
                entries = self.store.write(decision, source, stamp(self.now_ms), self.now_ms)
                assert [entry.draft for entry in entries[: len(drafts)]] == drafts
                done += zip((entry.id for entry in entries), acts, strict=False)  # findings may come after them
                told += [(source, self.now_ms, decision)] if drafts else []
            self.store.commit()
        except PostingError:
            self.store.rollback()
            if not refused:
                raise
            return
        except BaseException:
            self.store.rollback()
            raise
        assert not refused, "posted, though it cannot be"
        self.model, self.session = after, session
        self.told += told
        if not undoing:  # an undo is not undone: the work is done again
            self.posted += [(ident, act) for ident, act in done if isinstance(act, Moved | UnitMoved)]
        assert not self.ids & {ident for ident, _act in done}
        self.ids |= {ident for ident, _act in done}

    def can_be(self, meant: Meant, after: Model) -> Act | None:
        """The act, and the model after it; None where it cannot be."""
        act = understood(meant, after)
        return act if act is not None and posts(after, act) else None

    def half_done(self, decision: list[Meant]) -> None:
        acts = [act for meant in decision if (act := understood(meant, self.model)) is not None]
        try:
            drafts = tuple(map(draft, acts))
            self.store.write(Decision(NEVER, drafts=drafts), f"never-{self.inputs}", stamp(self.now_ms), self.now_ms)
        except PostingError:
            pass  # what the transaction holds until then is as good

    def look_away(self) -> None:
        if self.reader is not None:
            self.reader[0]._connection.close()
            self.reader = None

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        return self.store.cursor.execute(text).fetchall()

    # What always holds

    @invariant()
    def holds(self) -> None:
        self.nothing_is_made_or_lost()
        self.balances_are_the_models()
        self.the_roll_up_is_the_models()
        self.units_and_serials_stand_where_the_model_says()
        self.documents_are_as_far_as_the_model_says()
        self.numbers_have_no_gap()
        self.what_was_answered_last_stands()

    def nothing_is_made_or_lost(self) -> None:
        assert all(total == 0 for (total,) in self.rows("SELECT sum(qty) FROM balance GROUP BY item"))

    def balances_are_the_models(self) -> None:
        found = self.rows("SELECT place, item, lot, status, qty FROM balance WHERE qty <> 0")
        assert {(row[0], row[1:4]): row[4] for row in found} == self.model.balance

    def the_roll_up_is_the_models(self) -> None:
        found = self.rows("SELECT location, item, lot, status, qty FROM stock WHERE qty <> 0")
        assert {(row[0], row[1:4]): row[4] for row in found} == self.model.stock()

    def units_and_serials_stand_where_the_model_says(self) -> None:
        found = {
            code: (parent, location) for code, parent, location in self.rows("SELECT code, parent, location FROM lpn")
        }
        assert found == {code: (parent, self.model.location(parent)) for code, parent in self.model.parent.items()}
        serials = {(item, serial): where for item, serial, where in self.rows("SELECT item, serial, place FROM serial")}
        assert serials == self.model.serial

    def documents_are_as_far_as_the_model_says(self) -> None:
        found = {(doc, number): done for doc, number, done in self.rows("SELECT doc, line, qty FROM progress")}
        assert {at: done for at, done in found.items() if done} == {
            at: done for at, done in self.model.progress.items() if done
        }

    def numbers_have_no_gap(self) -> None:
        (count, last) = self.rows("SELECT count(*), ifnull(max(seq), 0) FROM ledger")[0]
        assert count == last == self.store.last_seq == self.model.entries

    def what_was_answered_last_stands(self) -> None:
        assert self.store.view.session("DOCK-1") == self.session
        assert self.store.view.session("DOCK-2") == Session("DOCK-2"), "of what was given up, something stayed"

    def the_book_is_what_it_says(self) -> None:
        """Chain, and every derived table refolded."""
        book = Book(self.folder / "ledger.db")
        with closing(book._connection):
            verdict = book.verify()
        assert verdict.ok, verdict
        assert verdict.entries == self.model.entries


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]
"""A failure is told at once; the soak looks for the fewest steps that lead to it."""
TestAnyWork = StoreMachine.TestCase
TestAnyWork.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=QUIET, phases=UNSHRUNK
)


@pytest.mark.soak
class TestMuchMoreWork(StoreMachine.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=1_000, stateful_step_count=60, deadline=None, suppress_health_check=QUIET)


def test_every_item_that_one_decision_takes_below_zero_has_a_finding_of_its_own(tmp_path):
    store = open_store(tmp_path)
    taken = [Moved(loc("A-01"), loc("A-02"), key, 1, allowed=True) for key in KEYS[:2]]
    post(store, *map(draft, taken))
    found = [args["item"] for _ident, code, args, _at in store.open_findings() if code == "negative-stock"]
    store.close()
    assert sorted(map(str, found)) == ["BEANS", "TEA"]
