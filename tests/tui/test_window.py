"""A window on a list that only the daemon has whole: what is asked, what is kept, which answers count."""

from edge.control import Ask, StockRow, Told
from tests.tui.script_lists import Lists, stock
from tui.rows import Arrangement, FeedRows
from tui.window import KEPT_MAX, Window


class Daemon:
    """Answers when it is told to."""

    def __init__(self, **lists: int) -> None:
        self.lists = Lists(**lists)
        self.open: list[Ask] = []
        self.up = True
        self.window = Window("stock", StockRow, self.open.append, lambda: self.up)

    def answer(self) -> None:
        while self.open:
            self.window.told(self.lists.told(self.open.pop(0)))
            self.window.fetch()

    def codes(self, top: int, count: int) -> list[str | None]:
        return [None if row is None else row.item for row in self.window.at(top, count)]


def test_nothing_waits_for_an_answer_and_what_came_is_there() -> None:
    daemon = Daemon()
    assert daemon.codes(0, 20) == []
    daemon.answer()
    assert daemon.window.total == 1000
    assert daemon.codes(0, 2) == ["TEA-0000000", "TEA-0000001"]


def test_what_lies_ahead_is_there_before_anybody_scrolls() -> None:
    daemon = Daemon(stock=1_000_000)
    daemon.codes(0, 30)
    daemon.answer()
    asked = len(daemon.lists.asked)
    assert None not in daemon.codes(60, 30)
    daemon.answer()
    assert None not in daemon.codes(90, 30)
    assert len(daemon.lists.asked) > asked


def test_a_jump_shows_blanks_and_asks_for_what_is_seen_first() -> None:
    daemon = Daemon(stock=1_000_000)
    daemon.codes(0, 30)
    daemon.answer()
    assert daemon.codes(900_000, 3) == [None, None, None]
    assert daemon.open[-1].top == 900_000
    daemon.answer()
    assert daemon.codes(900_000, 1) == ["TEA-0900000"]


def test_one_question_at_a_time_unless_what_is_seen_is_not_in_it() -> None:
    daemon = Daemon(stock=1_000_000)
    for _ in range(5):
        daemon.codes(0, 30)
    assert len(daemon.open) == 1
    daemon.answer()
    daemon.codes(500, 30)
    daemon.codes(505, 30)
    assert len(daemon.open) == 1
    daemon.codes(5000, 30)
    assert [ask.top for ask in daemon.open] == [500, 5000]


def test_an_answer_to_what_was_looked_for_before_is_not_shown() -> None:
    daemon = Daemon()
    daemon.codes(0, 5)
    daemon.window.arrange(Arrangement(search="mug"))
    daemon.codes(0, 5)
    old, new = daemon.open
    daemon.window.told(daemon.lists.told(old))
    assert daemon.codes(0, 5) == []
    daemon.window.told(daemon.lists.told(new))
    assert daemon.codes(0, 1) == ["TEA-0000003"]


def test_answers_that_are_shorter_than_asked_are_asked_on() -> None:
    daemon = Daemon()
    daemon.lists.most = 7
    daemon.codes(0, 30)
    daemon.answer()
    assert None not in daemon.codes(0, 30)


def test_asking_again_shows_the_old_rows_until_the_new_ones_come() -> None:
    daemon = Daemon()
    daemon.codes(0, 5)
    daemon.answer()
    daemon.window.again()
    assert daemon.codes(0, 1) == ["TEA-0000000"]
    ask = daemon.open.pop()
    rows = [stock(5), stock(6)]
    daemon.window.told(Told(id=ask.id, of="stock", top=0, total=2, rows=rows))
    assert daemon.codes(0, 5) == ["TEA-0000005", "TEA-0000006"]


def test_while_the_daemon_is_away_what_is_there_stays_and_nothing_is_asked() -> None:
    daemon = Daemon()
    daemon.codes(0, 5)
    daemon.answer()
    daemon.up = False
    daemon.window.again()
    assert daemon.codes(0, 1) == ["TEA-0000000"]
    assert daemon.window.is_old
    assert daemon.open == []
    daemon.up = True
    daemon.codes(0, 1)
    assert len(daemon.open) == 1


def test_a_list_whose_end_is_not_known_is_asked_on() -> None:
    daemon = Daemon()
    daemon.codes(0, 5)
    ask = daemon.open.pop()
    daemon.window.told(Told(id=ask.id, of="stock", top=0, total=1, is_more=True, rows=[stock(0)]))
    daemon.codes(0, 5)
    assert daemon.open[-1].top == 1


def test_a_list_that_has_become_shorter_ends_where_it_ends() -> None:
    daemon = Daemon(stock=1_000)
    daemon.codes(0, 5)
    daemon.answer()
    daemon.lists.stock = 400
    daemon.codes(900, 5)
    daemon.answer()
    assert daemon.window.total == 400


def test_what_is_kept_is_bounded() -> None:
    daemon = Daemon(stock=1_000_000)
    daemon.codes(0, 30)
    daemon.answer()
    for top in range(0, 20_000, 150):
        daemon.codes(top, 30)
        daemon.answer()
    assert len(daemon.window._rows) <= KEPT_MAX
    assert None not in daemon.codes(top, 30)


def test_why_there_is_nothing_is_known() -> None:
    daemon = Daemon()
    daemon.lists.fault = "the index is being built"
    daemon.codes(0, 5)
    daemon.answer()
    assert daemon.codes(0, 5) == []
    assert daemon.window.fault == "the index is being built"
    assert daemon.open == []


def test_rows_of_a_feed_are_searched_and_ordered_in_the_screen() -> None:
    rows = [stock(number) for number in (3, 1, 7, 2)]
    feed = FeedRows(lambda: rows, lambda row: f"{row.item} {row.name}", lambda: True)
    assert [row.item for row in feed.at(0, 9)] == [row.item for row in rows]
    feed.arrange(Arrangement(by="qty", is_turned=True))
    assert [row.qty for row in feed.at(0, 9)] == [4, 3, 2, None]
    feed.arrange(Arrangement(search="MUG tea"))
    assert {row.item for row in feed.at(0, 9)} == {"TEA-0000003", "TEA-0000007"}
    assert feed.total == 2
