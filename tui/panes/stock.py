"""F7: what stands where, of all there is."""

from edge.control import StockRow
from tui.panes.asked import AskedPane
from tui.panes.base import Desk
from tui.screens.table import Cell, Column


class StockPane(AskedPane[StockRow]):
    """Enter shows where the row's goods have been."""

    name, key, enter, least = "stock", "f7", "history", 32
    columns = (
        Column("item", 14, by="item"),
        Column("name", 0, least=60, by="name"),
        Column("location", 12, by="location"),
        Column("unit", 18, least=80, by="unit", is_code=True),
        Column("lot", 10, least=64, by="lot"),
        Column("expiry", 10, least=110, by="expiry"),
        Column("received_on", 10, least=140, by="received_on"),
        Column("status", 10, least=100, by="status"),
        Column("qty", 8, right=True, by="qty"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "stock", StockRow)

    def cells(self, row: StockRow) -> tuple[Cell, ...]:
        hidden = self.desk.voice.say("ui-under-count")
        return (
            self._cell(row.item, "bold"),
            self._cell(row.name),
            self._cell(row.location, "$strong"),
            self._cell(row.unit),
            self._cell(row.lot),
            self._cell(row.expiry),
            self._cell(row.received_on, "$faint"),
            self._cell(row.status, "$faint"),
            (hidden, "$faint") if row.qty is None else (str(row.qty), "bold"),
        )

    def chosen(self, row: StockRow) -> None:
        self.desk.acts.go("history", f"lpn:{row.unit}" if row.unit else f"item:{row.item}")
