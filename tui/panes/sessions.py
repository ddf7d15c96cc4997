"""F8: who works where, and at what."""

from edge.control import SessionRow
from tui.panes.base import Desk
from tui.panes.listing import FeedPane
from tui.screens.table import Cell, Column


class SessionsPane(FeedPane[SessionRow]):
    """Enter hands a session to the work, which asks whether to take it over."""

    name, key, enter, least = "sessions", "f8", "take", 32
    topics = ("sessions",)
    columns = (
        Column("station", 12, by="station"),
        Column("operator", 14, by="name"),
        Column("title", 12, least=64),
        Column("ask", 0, least=44),
        Column("document", 14, least=100, by="document"),
        Column("last", 8, least=32, by="touched_ms"),
        Column("screens", 8, right=True, least=90, by="screens"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, lambda: sorted(desk.board.sessions.values(), key=lambda row: row.station))

    def cells(self, row: SessionRow) -> tuple[Cell, ...]:
        voice = self.desk.voice
        return (
            self._cell(row.station, "bold"),
            self._cell(row.name or row.operator or "-", "" if row.operator else "$faint"),
            (voice.text(row.title), "$strong"),
            (voice.text(row.ask), ""),
            self._cell(row.document),
            (self.desk.voice.clock(row.touched_ms or None), "$faint"),
            (str(row.screens), "$faint"),
        )

    def chosen(self, row: SessionRow) -> None:
        self.desk.acts.choose(f"session/{row.station}")
