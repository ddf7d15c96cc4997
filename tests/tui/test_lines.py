"""Parts that are rows of text (tui/lines.py): what is drawn again, and that it is the newest."""

from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region

from tui.lines import Lines


class Rows(Lines):
    """What it is told."""

    def __init__(self) -> None:
        super().__init__(id="rows")
        self.all: Sequence[Content] = ()

    def put(self, *rows: str | Content) -> None:
        self.all = [Content(row) if isinstance(row, str) else row for row in rows]
        self.changed()

    def rows(self, width: int, height: int) -> Sequence[Content]:
        return self.all


class One(App[None]):
    """One part, as wide as the screen."""

    CSS = "#rows { height: 4; }"

    def __init__(self) -> None:
        super().__init__()
        self.part = Rows()

    def compose(self) -> ComposeResult:
        yield self.part

    @property
    def seen(self) -> list[str]:
        """The rows on the screen."""
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in row).rstrip() for row in strips]


async def test_only_rows_that_are_not_what_they_were_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = One()
    async with app.run_test(size=(10, 5)) as pilot:
        app.part.put("one", "two", "three")
        await pilot.pause()
        drawn: list[Region] = []
        monkeypatch.setattr(app.part, "refresh", lambda *regions: drawn.extend(regions))
        app.part.put("one", "2", "three", "four")
        assert drawn == [Region(0, 1, 10, 1), Region(0, 3, 10, 1)]
        drawn.clear()
        app.part.put("one", Content.styled("2", "bold"), "three", "four")
        assert drawn == [Region(0, 1, 10, 1)], "another look is another row"
        drawn.clear()
        app.part.put("one")
        assert [region.y for region in drawn] == [1, 2, 3], "rows that are gone are wiped"


async def test_what_was_told_while_it_was_hidden_is_seen_when_it_comes_back() -> None:
    app = One()
    async with app.run_test(size=(10, 5)) as pilot:
        app.part.put("old", "rows")
        await pilot.pause()
        assert app.seen[:2] == ["old", "rows"]
        app.part.display = False
        await pilot.pause()
        app.part.put("new")
        app.part.display = True
        await pilot.pause()
        assert app.seen[:2] == ["new", ""]


async def test_another_width_makes_every_row_anew() -> None:
    app = One()
    async with app.run_test(size=(6, 5)) as pilot:
        app.part.put("a long row")
        await pilot.pause()
        assert app.seen[0] == "a long"
        await pilot.resize_terminal(12, 5)
        await pilot.pause()
        assert app.seen[0] == "a long row"
        await pilot.resize_terminal(6, 5)
        await pilot.pause()
        assert app.seen[0] == "a long"
