"""F7: what is moved, as it happens."""

from edge.control import Feed, MovementRow
from tui.panes.base import Desk
from tui.panes.listing import FeedPane
from tui.rows import Arrangement
from tui.screens.table import Cell, Column
from tui.voice import Voice


class MovementsPane(FeedPane[MovementRow]):
    """The newest first. Enter shows the entry in the ledger, with its neighbours in time."""

    name, key, enter = "movements", "f7", "entry"
    topics = ("movements",)
    columns = (
        Column("seq", 8, right=True, least=100, by="seq"),
        Column("time", 8, least=28, by="at_ms"),
        Column("kind", 9, least=50, by="kind"),
        Column("qty", 8, right=True, by="qty"),
        Column("what", 0, by="what", is_code=True),
        Column("source", 14, least=64, by="source", most=20, is_code=True),
        Column("target", 14, least=40, by="target", most=20, is_code=True),
        Column("operator", 12, least=100, by="operator"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, lambda: desk.board.movements)

    def fed(self, feed: Feed) -> None:
        if feed.topic == "movements" and self.arrangement == Arrangement():
            self.rows.changed()
            self.table.grown(sum(isinstance(row, MovementRow) for row in feed.items))

    def cells(self, row: MovementRow) -> tuple[Cell, ...]:
        return (
            (str(row.seq), "$faint"),
            (self.desk.voice.clock(row.at_ms), "$faint"),
            (kind_word(self.desk.voice, row.kind), "$strong"),
            (self.desk.voice.say("ui-under-count"), "$faint") if row.qty is None else (str(row.qty), "bold"),
            self._cell(row.what),
            self._cell(row.source),
            self._cell(row.target),
            self._cell(row.operator, "$faint"),
        )

    def chosen(self, row: MovementRow) -> None:
        self.desk.acts.go("history", f"entry:{row.seq}")


def kind_word(voice: Voice, kind: str) -> str:
    """The word for a kind of movement or of another entry."""
    return voice.known(f"movement-{kind}", kind)
