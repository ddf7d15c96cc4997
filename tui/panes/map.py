"""F7: the warehouse as a map. A row a rack, a letter a bin; where something just came or went is lit for some seconds.

    PICK  A-01   ..FFFLF.BFF*..F…       . empty  F filled  B blocked  M finding  C count  L low  * just now
                      ^ the cursor: what stands there is told below      … the rack goes on there

Only the racks that are seen are asked for, so fifty thousand bins cost as much as fifty.
"""

import time
from collections.abc import Callable

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from edge.control import Feed, MapRow, StockRow, Told
from tui.panes.asked import FRESH_S
from tui.panes.base import MOVES, PAGES, Desk, Pane
from tui.panes.drawn import Sheet, heading
from tui.rows import Arrangement
from tui.show import fit
from tui.window import Window

LIT_S = 5.0
LIT_STEP_S = 0.5
"""So soon lights go on after a movement, and so often it is looked whether one goes out."""
LIT_MAX = 2000
BELOW = 6
"""Rows for the bin under the cursor."""
STATES = "efbmcl"
_STYLES = {"e": "$faint", "f": "$strong", "b": "bold $bad", "m": "bold $warning", "c": "bold $good", "l": "$warning"}
LABEL = 18


class MapPane(Pane):
    """Arrows move among bins, pages among racks; a search finds racks; Enter shows what was moved at the bin."""

    name, key, least = "map", "f7", 80
    can_search = True

    def __init__(self, desk: Desk, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(desk)
        self.sheet = Sheet(id=self.name, resized=self.paint)
        self.racks: Window[MapRow] = Window("map", MapRow, desk.acts.ask, desk.is_up)
        self.stock: Window[StockRow] = Window("stock", StockRow, desk.acts.ask, desk.is_up, "bin")
        self._now_s = now_s
        self._lit: dict[str, float] = {}
        self._looked = ""
        self._rack = self._bin = self._top = self._left = 0
        self._lights: Timer | None = None
        self._fresh_at_s = 0.0
        self._is_stale = False

    @property
    def widget(self) -> Widget:
        return self.sheet

    @property
    def search(self) -> str:
        return self._looked

    def words(self) -> dict[str, str]:
        return {"f4": self.desk.voice.say("ui-enter-history")}

    def hint(self) -> str:
        voice = self.desk.voice
        letters = voice.say("ui-map-letters")
        legend = [f"{letters[at]} {voice.say(f'ui-map-{state}')}" for at, state in enumerate(STATES)]
        return "  ".join((*legend, f"* {voice.say('ui-map-lit')}"))

    # --- what comes

    def shown(self) -> None:
        self._again()

    def linked(self) -> None:
        self._again()

    def told(self, told: Told) -> None:
        self.racks.told(told)
        self.stock.told(told)

    def fed(self, feed: Feed) -> None:
        if feed.topic != "movements" or not feed.items:
            return
        until = self._now_s() + LIT_S
        for row in feed.items:
            if row.type == "movement":
                self._lit |= {code: until for code in (row.source, row.target) if code}
        self._lit = dict(list(self._lit.items())[-LIT_MAX:])
        self._is_stale = True
        self._wake()

    def due(self) -> None:
        """Lights go out, and what was moved is asked for again; while there is either, look again."""
        self._lights = None
        now = self._now_s()
        self._lit = {code: until for code, until in self._lit.items() if until > now}
        if self._is_stale and now >= self._fresh_at_s:
            self._is_stale, self._fresh_at_s = False, now + FRESH_S
            self._again()
        if self._lit or self._is_stale:
            self._wake()

    def _wake(self) -> None:
        if self._lights is None:
            self._lights = self.desk.acts.after(LIT_STEP_S, self)

    def _again(self) -> None:
        self.racks.again()
        self.stock.again()

    # --- what is typed

    def find(self, text: str) -> None:
        self._looked = text.strip()
        self.racks.arrange(Arrangement(search=self._looked))
        self._rack = self._bin = self._top = self._left = 0

    def back(self) -> bool:
        if not self._looked:
            return False
        self.find("")
        return True

    def press(self, key: str) -> bool:
        room = self._room()[1]
        if key in MOVES:
            self._rack += MOVES[key]
        elif key in PAGES:
            self._rack += PAGES[key] * max(1, room - 1)
        elif key in {"left", "right"}:
            self._bin += 1 if key == "right" else -1
        elif key in {"home", "end"}:
            self._rack = 0 if key == "home" else self.racks.total
        elif key == "enter" and (code := self._code()):
            self.desk.acts.go("history", f"loc:{code}")
        else:
            return False
        return True

    def _code(self) -> str:
        """The code of the bin under the cursor."""
        row = self.racks.peek(self._rack)
        codes = row.codes.split(" ") if row is not None else []
        return f"{row.rack}{codes[self._bin]}" if row is not None and self._bin < len(codes) else ""

    # --- what is drawn

    def _room(self) -> tuple[int, int]:
        width, height = self.sheet.room
        return max(1, width - LABEL - 2), max(1, height - BELOW - 1)

    def _keep_within(self) -> None:
        wide, room = self._room()
        self._rack = max(0, min(self._rack, self.racks.total - 1))
        row = self.racks.peek(self._rack)
        if row is not None:
            self._bin = max(0, min(self._bin, len(row.cells) - 1))
        self._top = max(self._rack - room + 1, min(self._top, self._rack), 0)
        self._left = max(self._bin - wide + 1, min(self._left, self._bin), 0)

    def paint(self) -> None:
        self._keep_within()
        voice = self.desk.voice
        width, height = self.sheet.room
        wide, room = self._room()
        total = self.racks.total
        note = f"{min(self._rack + 1, total)}/{total}{'+' if self.racks.is_more else ''}" if total else ""
        looked = f"/{voice.safe(self._looked)}  " if self._looked else ""
        rows = [heading(voice.say("ui-pane-map"), looked + note, width)]
        for number, row in enumerate(self.racks.at(self._top, room), self._top):
            rows.append(Content.styled(voice.signs.more, "$faint") if row is None else self._drawn(row, number, wide))
        if not total:
            rows.append(Content.styled(self._nothing(), "$faint"))
        rows += [Content("")] * (height - BELOW - len(rows))
        self.sheet.put(rows + self._below(width))

    def _nothing(self) -> str:
        voice = self.desk.voice
        if self.racks.fault:
            return voice.safe(self.racks.fault)
        if not self.desk.is_up() or self.racks.is_asking:
            return voice.say("ui-asking" if self.desk.is_up() else "ui-wait")
        return voice.say("ui-nothing-found" if self._looked else "ui-empty-map")

    def _drawn(self, row: MapRow, number: int, wide: int) -> Content:
        """One rack, from the first bin that is seen on."""
        voice, letters = self.desk.voice, self.desk.voice.say("ui-map-letters")
        codes = row.codes.split(" ")
        label = fit(f"{voice.safe(row.zone)} {voice.safe(row.rack)}", LABEL)
        parts: list[tuple[str, str]] = [(label, "bold" if number == self._rack else "$faint")]
        is_cut = self._left + wide < len(row.cells)
        parts.append(("…" if self._left else " ", "$faint"))
        for at, state in enumerate(row.cells[self._left : self._left + wide], self._left):
            is_lit = at < len(codes) and f"{row.rack}{codes[at]}" in self._lit
            sign = "*" if is_lit else letters[STATES.index(state)] if state in STATES else "?"
            style = "$faint" if self.racks.is_old else "bold underline" if is_lit else _STYLES.get(state, "$bad")
            style = "reverse" if number == self._rack and at == self._bin else style
            if parts[-1][1] == style:
                parts[-1] = (parts[-1][0] + sign, style)  # bins that look alike are one piece
            else:
                parts.append((sign, style))
        return Content.assemble(*parts, ("…" if is_cut else "", "$faint"))

    def _below(self, width: int) -> list[Content]:
        """What stands in the bin under the cursor."""
        voice, code = self.desk.voice, self._code()
        if not code:
            return [Content("")] * BELOW
        row = self.racks.peek(self._rack)
        state = row.cells[self._bin] if row is not None and self._bin < len(row.cells) else ""
        word = voice.say(f"ui-map-{state}") if state in STATES and state else ""
        self.stock.look_at(f"loc:{code}")
        shown = self.stock.at(0, BELOW - 2)
        total = self.stock.total
        more = f"  {voice.signs.more} +{total - len(shown)}" if total > len(shown) else ""
        rows = [Content(""), Content.assemble((voice.safe(code), "bold $strong"), f"  {word}{more}")]
        rows += [self._goods(one, width) for one in shown if one is not None]
        if not total:
            rows.append(Content.styled(voice.say("ui-asking" if self.stock.is_asking else "ui-map-nothing"), "$faint"))
        return (rows + [Content("")] * BELOW)[:BELOW]

    def _goods(self, row: StockRow, width: int) -> Content:
        voice = self.desk.voice
        qty = voice.say("ui-under-count") if row.qty is None else str(row.qty)
        parts = (row.item, row.name, row.unit, row.lot, row.expiry)
        said = "  ".join(voice.safe(part) for part in parts if part)
        return Content.assemble((fit(qty, 8, right=True), "bold"), f"  {fit(said, width - 10)}")
