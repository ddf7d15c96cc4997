"""F8: what somebody has to decide."""

from collections.abc import Iterable

from edge.control import FindingRow
from tui.panes.base import Desk
from tui.panes.listing import FeedPane
from tui.screens.table import Cell, Column


class FindingsPane(FeedPane[FindingRow]):
    """The newest first. Enter hands one to the work, which asks what to do."""

    name, key, enter = "findings", "f8", "settle"
    topics = ("findings",)
    columns = (
        Column("time", 8, least=28, by="at_ms"),
        Column("place", 12, least=70, by="place"),
        Column("item", 14, least=110, by="item"),
        Column("text", 0, by="text"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self._newest)

    def count(self) -> int:
        return len(self.desk.board.findings)

    def cells(self, row: FindingRow) -> tuple[Cell, ...]:
        text = self.desk.voice.text(row.text)
        return (
            (self.desk.voice.clock(row.at_ms), "$faint"),
            self._cell(row.place, "bold"),
            self._cell(row.item),
            (text, ""),
        )

    def chosen(self, row: FindingRow) -> None:
        self.desk.acts.choose(f"finding/{row.id}")

    def _newest(self) -> Iterable[FindingRow]:
        return sorted(self.desk.board.findings.values(), key=lambda row: -row.at_ms)
