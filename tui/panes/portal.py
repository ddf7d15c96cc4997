"""F6: what goes through the portals: expected and seen, what is missing, what is too much, and the verdict."""

from textual.content import Content

from edge.control import PortalRow
from tui.digits import big
from tui.panes.base import MOVES, Desk
from tui.panes.drawn import SheetPane, beside, heading

NARROW = 60


class PortalPane(SheetPane):
    """One portal at a time; up and down choose among several. The one that something passes comes by itself."""

    name, key, least = "portal", "f6", 32
    topics = ("portals",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._zone = ""
        self._is_chosen = False

    def press(self, key: str) -> bool:
        zones = sorted(self.desk.board.portals)
        if key not in MOVES or not zones:
            return super().press(key)
        now = zones.index(self._zone) if self._zone in zones else 0
        self._zone, self._is_chosen = zones[(now + MOVES[key]) % len(zones)], True
        return True

    def draw(self, width: int, height: int) -> list[Content]:
        voice, row = self.desk.voice, self._row()
        if row is None:
            title = heading(voice.say("ui-pane-portal"), "", width)
            return [title, Content.styled(voice.say("ui-empty-portal"), "$faint")]
        zones = sorted(self.desk.board.portals)
        of = f"{zones.index(row.zone) + 1}/{len(zones)} {voice.signs.up_down}" if len(zones) > 1 else ""
        where = f" {voice.signs.dot} ".join(voice.safe(part) for part in (row.location, row.zone, row.document) if part)
        rows = [
            heading(f"{voice.say('ui-pane-portal')}  {where}", of, width),
            *self._state(row).wrap(width),
            Content(""),
        ]
        rows += [*self._counts(row, width, height), Content("")]
        return rows + self._lists(row, width, height - len(rows))

    def _row(self) -> PortalRow | None:
        """The portal that was chosen, or the one at which something happens, or the last."""
        rows = self.desk.board.portals
        if not self._is_chosen or self._zone not in rows:
            passing = [row for row in rows.values() if row.state == "passing"]
            newest = max(passing or rows.values(), key=lambda row: row.at_ms or 0, default=None)
            self._zone = newest.zone if newest is not None else ""
        return rows.get(self._zone)

    def _state(self, row: PortalRow) -> Content:
        """What goes on, or what was decided."""
        voice, signs = self.desk.voice, self.desk.voice.signs
        state = voice.say(f"ui-portal-{row.state}")
        when = f" {self.desk.voice.clock(row.at_ms)}" if row.at_ms is not None else ""
        parts: list[Content | tuple[str, str]] = [
            (f"{state}{when}", "bold reverse" if row.state == "passing" else "bold")
        ]
        if row.verdict is not None:
            is_good = not row.missing and not row.extra
            sign, style = (signs.level["ok"], "bold $good") if is_good else (signs.level["warn"], "bold $warning")
            parts.append((f"  {sign} {voice.text(row.verdict)}", style))
        return Content.assemble(*parts)

    def _counts(self, row: PortalRow, width: int, height: int) -> list[Content]:
        voice = self.desk.voice
        small = height < 16 or self.desk.state.ascii
        style = "bold $good" if row.seen >= row.expected and not row.extra else "bold $warning"
        count = f"{row.seen}/{row.expected}" if row.expected else str(row.seen)
        blocks = [(count, "ui-portal-seen", style), (str(len(row.missing)), "ui-portal-missing", ""),
                  (str(len(row.extra)), "ui-portal-extra", "bold $bad" if row.extra else ""),
                  (str(row.tags), "ui-portal-tags", "$faint")]  # fmt: skip
        blocks = blocks[: 4 if width >= NARROW else 3]
        columns = [
            [
                *(Content.styled(line, how) for line in big(number, ascii_only=small)),
                Content.styled(voice.say(key), "$faint"),
            ]
            for number, key, how in blocks
        ]
        share = (width - 2 * (len(columns) - 1)) // (len(columns) + 1)  # the first has two numbers in it
        return beside(columns, [2 * share, *([share] * (len(columns) - 1))])

    def _lists(self, row: PortalRow, width: int, room: int) -> list[Content]:
        """Seen, missing and extra side by side, or under each other where that is too narrow."""
        voice, signs = self.desk.voice, self.desk.voice.signs
        lists = (
            ("ui-portal-seen", list(reversed(row.units)), signs.level["ok"], "$good"),
            ("ui-portal-missing", row.missing, signs.level["warn"], "$warning"),
            ("ui-portal-extra", row.extra, signs.level["refuse"], "$bad"),
        )
        columns = []
        for key, units, sign, style in lists:
            head = Content.styled(f"{voice.say(key)} {len(units)}", "$faint")
            shown = [Content.assemble((f"{sign} ", f"bold {style}"), voice.safe(unit)) for unit in units]
            columns.append([head, *shown])
        if width < NARROW:
            return [line for column in columns for line in column]
        share = (width - 4) // 3
        return beside([_cut(column, max(2, room), signs.more) for column in columns], [share] * 3)


def _cut(column: list[Content], room: int, more: str) -> list[Content]:
    """What has room, and how many others there are."""
    if len(column) <= room:
        return column
    return [*column[: room - 1], Content.styled(f"{more} +{len(column) - room + 1}", "$faint")]
