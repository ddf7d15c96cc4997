"""F5: the work. What is asked is drawn by tui/paint.py; here are only its keys."""

from textual.widget import Widget

from tui.panes.base import MOVES, PAGES, Desk, Pane
from tui.screens.work import Work


class WorkPane(Pane):
    """The prompt of the station's session, and the screen's own questions."""

    name, key = "work", "f5"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.work = Work()

    @property
    def widget(self) -> Widget:
        return self.work

    def press(self, key: str) -> bool:
        body = self.work.body
        if key in MOVES:
            body.scroll_rows(MOVES[key])
        elif key in PAGES:
            body.scroll_rows(PAGES[key] * max(1, body.size.height - 2))
        return key in MOVES or key in PAGES
