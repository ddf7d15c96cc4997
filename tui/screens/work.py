"""The work: what is asked, what is known, how far it is, what is typed, and what became of the last input.

Any prompt fits it, from 20x8 to 120x40; the sizes are the business of app.tcss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size

from edge.core.message import Level
from tui.lines import Lines
from tui.screens.progress import Progress
from tui.show import fit, squeeze
from tui.themes import UNICODE, Signs

Align: TypeAlias = Literal["left", "center", "right"]
LEAST, ASK_MOST = 1, 2
"""Rows that an answer has on the smallest screens, and a question at most (app.tcss)."""
PLACE: dict[Level, Align] = {"ok": "left", "info": "left", "warn": "center", "refuse": "right"}
"""Where a level stands: the eye finds it without its colour."""


RECENT_SHOWN = 12
"""Last answers: each new one moves all of them, and what is moved is drawn. The movements pane has the rest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input: the level, its word and the sentence; `brief` is said where that has no room."""

    level: Level
    word: str
    text: str
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option, as shown."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the work screen shows of a prompt, in the operator's words."""

    ask: str
    lines: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    done: int | None = None
    want: int | None = None


class Ask(Lines):
    """The question. Where it has more rows than room, the last one shows that it goes on."""

    def __init__(self) -> None:
        super().__init__(id="ask")
        self._text = ""

    def put(self, text: str) -> None:
        if text != self._text:
            rows = len(self._wrapped(self.content_size.width))
            self._text = text
            if len(self._wrapped(self.content_size.width)) == rows:
                self.changed()
            else:
                self.refresh(layout=True)  # all below it moves

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self.needed(width)

    def needed(self, width: int) -> int:
        """Rows in which all of it stands."""
        return len(self._wrapped(width))

    def _wrapped(self, width: int) -> list[Content]:
        return Content(self._text).wrap(max(1, width))

    def rows(self, width: int, height: int) -> list[Content]:
        rows = self._wrapped(width)
        if len(rows) > height:
            rest = Content(" ").join(rows[height - 1 :]).plain
            return [*rows[: height - 1], Content(fit(rest, width))]
        return [Content("")] * ((height - len(rows)) // 2) + rows


class Body(Lines):
    """Lines and choices; more of them than fit are paged with the up and down keys."""

    def __init__(self) -> None:
        super().__init__(id="body")
        self.page = Page("")
        self.signs = UNICODE
        self._top = 0

    def put(self, page: Page, signs: Signs) -> None:
        if page != self.page or signs is not self.signs:
            if page.lines != self.page.lines or page.choices != self.page.choices:
                self._top = 0
            self.page, self.signs = page, signs
            self.changed()

    def scroll_rows(self, rows: int) -> None:
        """Move by this many rows, within what there is."""
        self._top = max(0, min(self._top + rows, len(self._all(self.content_size.width)) - 1))
        self.changed()

    def needed(self, width: int) -> int:
        """Rows in which all of it stands."""
        return len(self._all(width))

    def on_click(self, event: events.Click) -> None:
        """The lower half pages on, the upper half back."""
        self.scroll_rows(self.size.height - 1 if event.y * 2 >= self.size.height else 1 - self.size.height)

    def rows(self, width: int, height: int) -> list[Content]:
        rows = self._all(width)
        if len(rows) <= height or height < 2:
            return rows[self._top :]
        top = min(self._top, len(rows) - 1)
        shown = rows[top : top + height]
        shown += [Content("")] * (height - len(shown))
        mark = f" {self.signs.up_down}"
        if width >= 32:
            mark += f" {min(top + height, len(rows))}/{len(rows)}"
        shown[-1] = Content.assemble(_fitted(shown[-1].plain, width - len(mark)), mark)
        return shown

    def _all(self, width: int) -> list[Content]:
        width = max(1, width)
        rows: list[Content] = []
        deep = max((len(choice.key) for choice in self.page.choices), default=0)
        for choice in self.page.choices:
            first, *rest = Content(choice.text).wrap(max(1, width - deep - 1))
            rows.append(Content.assemble((choice.key.rjust(deep), "bold reverse"), " ", first))
            rows += [Content.assemble(" " * (deep + 1), more) for more in rest]
        if self.page.choices and self.page.lines and self.content_size.height > len(rows) + len(self.page.lines):
            rows.append(Content(""))
        for line in self.page.lines:
            rows += Content(line).wrap(width)
        return rows


class Feedback(Lines):
    """The last outcome: word, glyph and place; a block where there is room, two rows on a gun."""

    def __init__(self) -> None:
        super().__init__(id="feedback", classes="-none")
        self._outcome: Outcome | None = None
        self._signs = UNICODE
        self._typed = ""

    def put(self, outcome: Outcome | None, signs: Signs) -> None:
        if outcome != self._outcome or signs is not self._signs:
            self._outcome, self._signs = outcome, signs
            for level in PLACE:
                self.set_class(outcome is not None and outcome.level == level, f"-{level}")
            self._hide_if_empty()
            self.changed()

    def put_typed(self, text: str) -> None:
        """On the smallest screens what is typed stands in the first row of the feedback."""
        if text != self._typed:
            self._typed = text
            self._hide_if_empty()
            self.changed()

    def needed(self, width: int) -> int:
        """Rows in which all of it stands."""
        outcome = self._outcome
        if outcome is None:
            return 0
        head = f"{self._signs.level[outcome.level]} {outcome.word}"
        if Content(f"{head} {outcome.text}").cell_length <= width:
            return 1
        return 1 + len(Content(outcome.text).wrap(max(1, width)))

    def _hide_if_empty(self) -> None:
        self.set_class(self._outcome is None and not self._typed, "-none")

    def rows(self, width: int, height: int) -> list[Content]:
        if self._typed and self._outcome is None:
            return [Content.styled(self._typed, "bold")]
        if self._outcome is None:
            return []
        outcome = self._outcome
        big = height >= 3 and width >= 30
        room = width - 10 if big else width
        text = self._words(outcome, room, height)
        if not big:
            place = "left" if self._typed else PLACE[outcome.level]
            return [_aligned(row, place, width) for row in text[: max(1, height)]]
        return self._block(outcome, text, width, height)

    def _words(self, outcome: Outcome, room: int, height: int) -> list[Content]:
        head = self._typed or f"{self._signs.level[outcome.level]} {outcome.word}"
        if height <= 1:
            said = f"{head} {outcome.text}"
            if outcome.brief and Content(said).cell_length > room:
                said = f"{head} {outcome.brief}"
            if Content(said).cell_length > room and not self._typed:
                said = f"{self._signs.level[outcome.level]} {outcome.brief or outcome.text}"
            return [Content(_fitted(said, room).rstrip())]
        rows = Content(outcome.text).wrap(max(1, room))
        if len(rows) > height - 1 and outcome.brief:
            rows = Content(outcome.brief).wrap(max(1, room))
        if len(rows) > height - 1:
            left = Content(" ").join(rows[height - 2 :]).plain
            rows = [*rows[: height - 2], Content(_fitted(left, room))]
        return [Content.styled(head, "bold"), *rows]

    def _block(self, outcome: Outcome, text: list[Content], width: int, height: int) -> list[Content]:
        """The big glyph stands where its level stands; the words fill the rest."""
        place = PLACE[outcome.level]
        above = (height - 3) // 2
        glyph = [""] * above + list(self._signs.big[outcome.level])
        glyph += [""] * (height - len(glyph))
        over = (height - len(text)) // 2
        words = [Content("")] * over + text + [Content("")] * (height - len(text) - over)
        rows: list[Content] = []
        for sign, row in zip(glyph, words, strict=True):
            if place == "right":
                rows.append(Content.assemble(_aligned(row, "right", width - 10), "  ", (sign.ljust(8), "bold")))
            else:
                room = width - 10
                rows.append(Content.assemble((sign.ljust(8), "bold"), "  ", _aligned(row, place, room)))
        return rows


def _fitted(text: str, width: int) -> str:
    """A row that is cut where it has no room, but never at the end of a code before all else was tried."""
    return fit(squeeze(text, width), width)


def _aligned(row: Content, place: Align, width: int) -> Content:
    gap = max(0, width - row.cell_length)
    left = {"left": 0, "center": gap // 2, "right": gap}[place]
    return row.pad_left(left).pad_right(gap - left)


class Recent(Lines):
    """The last answers at this station, newest first."""

    def __init__(self) -> None:
        super().__init__(id="recent")
        self._title = ""
        self._past: tuple[tuple[str, str, str, str], ...] = ()

    def put(self, title: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
        """`rows` are (time, glyph, style, text)."""
        if (title, tuple(rows)) != (self._title, self._past):
            self._title, self._past = title, tuple(rows)
            self.changed()

    def rows(self, width: int, height: int) -> list[Content]:
        out = [Content.styled(self._title, "bold $faint"), Content("")]
        for past in self._past[: min(height, RECENT_SHOWN)]:
            out += _told(past, max(12, width))
        return out


@lru_cache(maxsize=64)
def _told(past: tuple[str, str, str, str], width: int) -> tuple[Content, ...]:
    """The rows of one answer: all of them move on with each new one, and none is made again."""
    when, glyph, style, text = past
    first, *rest = Content(text).wrap(width - 11)
    head = Content.assemble((when, "$faint"), " ", (glyph, f"bold {style}"), " ", first)
    return head, *(Content.assemble(" " * 11, more) for more in rest[:2])


class Work(Horizontal):
    """The pane of the work."""

    def __init__(self) -> None:
        super().__init__(id="work")
        self._ask = Ask()
        self._lent: int | None = None
        self.progress, self.body, self.feedback, self.recent = Progress(), Body(), Feedback(), Recent()

    def compose(self) -> ComposeResult:
        with Vertical(id="task"):
            yield self._ask
            yield self.progress
            yield self.body
            yield self.feedback
        yield self.recent

    def put(self, page: Page, signs: Signs) -> None:
        """Show a prompt."""
        self.body.put(page, signs)
        self._ask.put(page.ask)
        self.progress.put(page.done, page.want, signs)
        self.feedback.set_class(bool(page.choices), "-choice")

    def lend(self, is_tight: bool) -> None:
        """On the smallest screens an answer that needs more rows than it has takes those that nothing stands in."""
        width, rows = self.body.content_size.width, self.size.height
        free = rows - min(ASK_MOST, self._ask.needed(width)) - max(1, self.body.needed(width))
        wanted = min(self.feedback.needed(width), free) if is_tight and width else 0
        height = wanted if wanted > LEAST else None
        if height != self._lent:
            self._lent = height
            self.feedback.styles.height = height
