"""One entry of the ledger with all that is known of it: who, when, why, what speaks for it and against it, pictures."""

from collections.abc import Iterator, Mapping

from textual.content import Content

from edge.control import EntryRow, PictureRow, Told
from edge.core.message import Level
from tui.panes.base import MOVES, PAGES, Desk
from tui.panes.drawn import Sheet, beside, heading
from tui.panes.movements import kind_word
from tui.picture import Picture
from tui.show import path_rows
from tui.window import Window

BESIDE = 72
"""Columns from which the picture stands beside the words; else it is below them."""
KIN_MAX = 20
PICTURES_MAX = 10
LABEL = 14
_SIGNED: Mapping[str, tuple[Level, str]] = {"agrees": ("ok", "$good"), "conflicts": ("refuse", "$bad")}


class EntryView:
    """The entry that is open, if one is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.sheet = Sheet(id="entry-view", resized=self.paint)
        self.row: EntryRow | None = None
        self._kin: Window[EntryRow] = Window("entries", EntryRow, desk.acts.ask, desk.is_up, "kin")
        self._pictures: Window[PictureRow] = Window("pictures", PictureRow, desk.acts.ask, desk.is_up)
        self._picture = Picture(desk.acts.draw, None)
        self._at = 0

    @property
    def is_open(self) -> bool:
        return self.row is not None

    @property
    def subject(self) -> str:
        """Whose history is asked for from here: of what it is about, of the document, else of what was moved."""
        row = self.row
        if row is None:
            return ""
        if row.of or row.corrects:
            return f"entry:{row.of or row.corrects}"
        return f"doc:{row.document}" if row.document else row.what

    def open(self, row: EntryRow) -> None:
        """Show this entry."""
        self._picture.close()
        self._picture = Picture(self._desk.acts.draw, self._desk.acts.emit())
        self.row, self._at = row, 0
        self.sheet.top = 0
        self._kin.look_at(f"entry:{row.id}")
        self._pictures.look_at(row.id)
        self._kin.again()
        self._pictures.again()

    def close(self) -> None:
        """Show none."""
        self.row = None
        self._picture.close()

    def told(self, told: Told) -> bool:
        """An answer; whether it was one to this entry's own questions to the list of entries."""
        self._pictures.told(told)
        return self._kin.told(told)

    def press(self, key: str) -> bool:
        """Arrows and pages move; left and right choose the picture."""
        if key in MOVES:
            self.sheet.top += MOVES[key]
        elif key in PAGES:
            self.sheet.top += PAGES[key] * max(1, self.sheet.room[1] - 1)
        elif key in {"left", "right"} and self._pictures.total:
            self._at = (self._at + (1 if key == "right" else -1)) % self._pictures.total
        else:
            return False
        return True

    def paint(self) -> None:
        """Draw it."""
        row = self.row
        if row is None:
            return
        voice, (width, height) = self._desk.voice, self.sheet.room
        title = f"{voice.say('ui-entry', seq=row.seq)}  {kind_word(voice, row.kind)}"
        kin = [one for one in self._kin.at(0, KIN_MAX) if one is not None]
        pictures = [one for one in self._pictures.at(0, PICTURES_MAX) if one is not None]
        has_room = width >= BESIDE and bool(pictures)
        share = (width - 2) // 2 if has_room else width
        words = [*self._facts(row, share), *self._witnesses(row, kin, share)]
        art = self._shown(pictures, share, (height - 4) if has_room else height)
        body = beside([words, art], [share, share]) if has_room else [*words, *art]
        self.sheet.put([heading(title, voice.moment(row.at_ms), width), Content(""), *body])

    def _facts(self, row: EntryRow, width: int) -> Iterator[Content]:
        voice = self._desk.voice
        facts = (
            ("what", row.what), ("qty", "" if row.qty is None else str(row.qty)),
            ("source", row.source), ("target", row.target), ("document", row.document),
            ("operator", row.operator), ("approver", row.approver), ("station", row.station), ("device", row.device),
            ("reason", row.reason), ("corrects", row.corrects), ("of", row.of), ("id", row.id),
        )  # fmt: skip
        for name, value in facts:
            if value:
                yield from self._fact(voice.say(f"ui-column-{name}"), voice.safe(value), width)
        if row.reason:
            known = voice.known(f"reason-{row.reason}", "")
            if known:
                yield from self._fact("", known, width)
        if row.text is not None:
            yield from self._fact(voice.say("ui-column-text"), voice.text(row.text), width)

    def _fact(self, name: str, value: str, width: int) -> Iterator[Content]:
        for number, line in enumerate(Content(value).wrap(max(8, width - LABEL))):
            label = name if not number else ""
            yield Content.assemble((label[: LABEL - 1].ljust(LABEL), "$faint"), line)

    def _witnesses(self, row: EntryRow, kin: list[EntryRow], width: int) -> Iterator[Content]:
        """What speaks for it and against it, and what put it right."""
        voice, signs = self._desk.voice, self._desk.voice.signs
        yield Content("")
        yield Content.styled(voice.say("ui-entry-evidence"), "bold $strong")
        seen = [voice.known(f"ui-witness-{one}", one) for one in row.agree.split()]
        if seen:
            yield Content.assemble((f"{signs.level['ok']} ", "bold $good"), ", ".join(seen))
        others = [one for one in kin if one.id != row.id]
        for one in others:
            yield from self._kin_line(one, width)
        if not seen and not others:
            yield Content.styled(voice.say("ui-asking" if self._kin.is_asking else "ui-entry-no-evidence"), "$faint")

    def _kin_line(self, one: EntryRow, width: int) -> Iterator[Content]:
        voice, signs = self._desk.voice, self._desk.voice.signs
        level, style = _SIGNED.get(one.verdict, ("info", "$strong"))
        said = voice.text(one.text) if one.text is not None else voice.safe(one.what)
        words = voice.say("ui-entry-corrected", seq=one.seq) if one.corrects else kind_word(voice, one.kind)
        line = f"{words}  {said}  {voice.moment(one.at_ms)}"
        for number, part in enumerate(Content(line).wrap(max(8, width - 2))):
            sign = signs.level[level] if not number else " "
            yield Content.assemble((f"{sign} ", f"bold {style}"), part)

    def _shown(self, pictures: list[PictureRow], width: int, height: int) -> list[Content]:
        voice = self._desk.voice
        if not pictures:
            is_asking = self._pictures.is_asking and self.row is not None and self.row.pictures
            return [Content(""), Content.styled(voice.say("ui-asking"), "$faint")] if is_asking else []
        one = pictures[min(self._at, len(pictures) - 1)]
        of = f"  {self._at + 1}/{len(pictures)}" if len(pictures) > 1 else ""
        head = Content.styled(f"{voice.say('ui-entry-picture', device=one.device)}{of}", "bold $strong")
        path = [Content.styled(row, "$faint") for row in path_rows(voice.safe(one.path), max(1, width))]
        room = max(4, height - len(path) - 1)
        art, fault = self._picture.rows(one.path, width, room, ascii_only=self._desk.state.ascii)
        if fault:
            art = [Content.styled(voice.say(fault), "$faint")]
        return [head, *art, *path]
