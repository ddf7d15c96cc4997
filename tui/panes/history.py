"""F7: the ledger's history of anything, and one entry of it with all that is known of it."""

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from edge.control import EntryRow, Told
from tui.panes.asked import AskedPane
from tui.panes.base import Desk
from tui.panes.entry import EntryView
from tui.panes.movements import kind_word
from tui.screens.table import Cell, Column


class Halves(Container):
    """The list, or the entry that is open."""

    def __init__(self, *parts: Widget) -> None:
        super().__init__(id="history")
        self._parts = parts

    def compose(self) -> ComposeResult:
        yield from self._parts


class HistoryPane(AskedPane[EntryRow]):
    """Of what is typed (`item:TEA`), or of the row from which it was asked for. Enter opens an entry, Esc closes it."""

    name, key, table_id, enter, least = "history", "f7", "entries", "entry", 32
    follows = False
    columns = (
        Column("seq", 9, right=True, least=90, by="seq"),
        Column("when", 19, least=70, by="at_ms"),
        Column("kind", 10, least=40, by="kind"),
        Column("qty", 6, right=True, least=44),
        Column("what", 0, is_code=True),
        Column("source", 12, least=80, most=20, is_code=True),
        Column("target", 12, least=50, most=20, is_code=True),
        Column("operator", 10, least=100),
        Column("evidence", 3, least=60),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "entries", EntryRow)
        self.entry = EntryView(desk)
        self._halves = Halves(self.table, self.entry.sheet)
        self._opens = False
        """The entry that was asked for is opened as soon as it is here."""

    @property
    def widget(self) -> Widget:
        return self._halves

    def cells(self, row: EntryRow) -> tuple[Cell, ...]:
        voice, signs = self.desk.voice, self.desk.voice.signs
        mark = {"agrees": (signs.level["ok"], "bold $good"), "conflicts": (signs.level["refuse"], "bold $bad")}
        seen = mark.get(row.verdict, (signs.picture * bool(row.pictures), "bold"))
        said = "" if row.text is None else voice.text(row.text)
        what = "  ".join(part for part in (voice.safe(row.what), said) if part), ""
        return (
            (str(row.seq), "$faint"),
            (voice.moment(row.at_ms), "$faint"),
            (kind_word(voice, row.kind), "$strong"),
            ("" if row.qty is None else str(row.qty), "bold"),
            what,
            self._cell(row.source),
            self._cell(row.target),
            self._cell(row.operator, "$faint"),
            seen,
        )

    def open(self, about: str) -> None:
        self._close()
        super().open(about)
        self._opens = self.rows.about.startswith("entry:")

    def find(self, text: str) -> None:
        self._close()
        super().find(text)

    def chosen(self, row: EntryRow) -> None:
        self._opens = False
        self.entry.open(row)

    def told(self, told: Told) -> None:
        is_mine = self.rows.told(told)
        if is_mine and self._opens and (first := self._meant()) is not None:
            self.chosen(first)
        if self.entry.told(told):
            self.rows.again()  # the list's own question may have given way to that of the entry

    def _meant(self) -> EntryRow | None:
        """The entry that was asked for by its id or number; what was said of it since is newer."""
        wanted = self.rows.about.partition(":")[2]
        rows = [row for row in self.rows.at(0, 20) if row is not None]
        return next((row for row in rows if wanted in (row.id, str(row.seq))), None)

    def paint(self) -> None:
        self.table.display = not self.entry.is_open
        self.entry.sheet.display = self.entry.is_open
        if self.entry.is_open:
            self.entry.paint()
        else:
            super().paint()

    def words(self) -> dict[str, str]:
        if self.entry.is_open:
            return {"f4": self.desk.voice.say("ui-enter-history")}
        return super().words()

    def hint(self) -> str:
        return self.desk.voice.say("ui-entry-hint") if self.entry.is_open else super().hint()

    def press(self, key: str) -> bool:
        if not self.entry.is_open:
            return super().press(key)
        if key == "enter" and (about := self.entry.subject):
            self.find(about)
            return True
        return self.entry.press(key)

    def back(self) -> bool:
        if self.entry.is_open:
            self._close()
            return True
        return super().back()

    def _close(self) -> None:
        self._opens = False
        self.entry.close()
