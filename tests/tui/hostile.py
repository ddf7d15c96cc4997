"""Text that steers, hides, turns round or pretends, in every field that a daemon can send to a screen."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from rich.cells import set_cell_size

from edge.control import (
    AlarmRow,
    Ask,
    DeviceRow,
    EntryRow,
    Feed,
    FindingRow,
    Input,
    ListRow,
    MapRow,
    MovementRow,
    Option,
    PictureRow,
    PortalRow,
    Prompt,
    ReadRow,
    Result,
    SessionRow,
    State,
    StockRow,
    Subscribe,
    Text,
    Told,
    View,
    ZoneRow,
    line,
)
from tests.tui.script_daemon import NOON_MS, ScriptDaemon
from tui.show import show

SAMPLES = (
    "\x1b[2J",  # clears the screen
    "\x1b]0;pwn\x07",  # sets the title
    "\x1b]52;c;cHdu\x1b\\",  # writes to the clipboard
    "\x9b31m",  # CSI in one byte: colours
    "\x07\x07",  # rings
    "\x08\x08\x08",  # erases what stands before it
    "\r\n",  # overwrites the row
    "\x1bP1$q\x1b\\",  # asks the terminal, which answers as if typed
    "\x1b_Gf=100;AA\x1b\\",  # draws a picture
    "\x1b[6n",  # asks where the cursor is
    "\u202e\u2066",  # turns what follows round
    "\u200b\u00ad\ufeff",  # is not seen
    "\U000e0041\ue000",  # tags, private signs
    "\u2028",  # a line end of another kind
    "[red]",  # markup of the library that draws
    "[@click=app.exit]",  # the same, with a deed
    "e\u0301\u0301\u0301\u0301\u0301",  # marks that pile up
    "\U0001f469\u200d\U0001f4bb",  # one picture of several signs
)
TAIL = "\x1b]0;pwn\x07\u202e[red]"
LONG_EACH = 13
SHOWN_MIN = 5
"""So many cells of a sample, as it is shown, are looked for: narrow columns cut the rest."""


@dataclass
class Hostile:
    """Gives each field a text of its own: a tag that names the field, a sample in its turn, and more; some are long."""

    shift: int = 0
    tags: dict[str, str] = field(default_factory=dict)
    """What must be seen of each field."""

    def __call__(self, tag: str, most: int = 4000) -> str:
        number = len(self.tags)
        sample = SAMPLES[(number + self.shift) % len(SAMPLES)]
        text = (f"{tag}{sample}{TAIL}" + "L" * (2000 if number % LONG_EACH == LONG_EACH - 1 else 0))[:most]
        self.tags[tag] = set_cell_size(show(text), len(tag) + SHOWN_MIN).rstrip()
        return text

    def text(self, tag: str) -> Text:
        """A sentence of the catalogue with a hostile value."""
        return Text(key="lot-line", args={"lot": self(tag)})


class HostileDaemon(ScriptDaemon):
    """Fills every field of every message with hostile text."""

    def __init__(self, path: Any, shift: int = 0) -> None:
        super().__init__(path)
        self.bad = Hostile(shift)
        bad = self.bad
        self.prompt = Prompt(
            kind="choice",
            title=bad.text("TI"),
            ask=bad.text("AS"),
            lines=[bad.text("LI")],
            options=[Option(key=bad("K", 2), text=bad.text("OP"))],
            commands=["undo", bad("CM", 40)],
        )
        self.station, self.operator = bad("ST", 24), bad("ON", 24)
        self.state = State(online=True, unsent=1, devices_down=1, alarm=bad.text("AL"))
        self.feeds = _feeds(bad)
        self.rows = _rows(bad)
        self.fault = bad("FA")
        self.refused = asyncio.Event()

    def view(self) -> View:
        return super().view().model_copy(update={"station": self.station})

    async def _line(self, message: Any, writer: asyncio.StreamWriter) -> None:
        await super()._line(message, writer)
        if isinstance(message, Subscribe):
            for feed in self.feeds:
                if feed.topic in message.topics:
                    writer.write(line(feed))
        elif isinstance(message, Ask):
            rows = self.rows[message.of]
            fault = self.fault if message.search else ""
            told = Told(id=message.id, of=message.of, total=0 if fault else len(rows), fault=fault)
            writer.write(line(told.model_copy(update={"rows": [] if fault else rows})))

    def _input(self, message: Input, writer: asyncio.StreamWriter) -> None:
        self.applied.append(message)
        self.turn += 1
        said = self.bad.text("FB")
        self.last = Result(id=message.id, level="refuse", text=said, turn=self.turn, source=self.bad("SO", 24))
        writer.write(line(self.last) + line(self.view()))


def _feeds(bad: Hostile) -> list[Feed]:
    device = DeviceRow(device=bad("DD"), kind=bad("DK"), up=False, what=bad("DW"), reads=1, per_min=1, place=bad("DP"))
    read = ReadRow(device=bad("RD"), point=bad("RP"), kind="weight", text=bad("RT"), at_ms=NOON_MS, value=1.0)
    zone = ZoneRow(zone=bad("ZN"), present=1, last="arrived", epc=bad("ZE"), at_ms=NOON_MS)
    moved = MovementRow(
        seq=1, kind=bad("MK"), what=bad("MW"), qty=1, source=bad("MS"), target=bad("MT"), operator=bad("MO"),
        at_ms=NOON_MS,
    )  # fmt: skip
    finding = FindingRow(id="f1", text=bad.text("FT"), at_ms=NOON_MS, code=bad("FC"), place=bad("FP"), item=bad("FI"))
    session = SessionRow(
        station=bad("SS"), operator=bad("SW"), name=bad("SN"), title=bad.text("SI"), ask=bad.text("SA"),
        document=bad("SD"), touched_ms=NOON_MS, screens=1,
    )  # fmt: skip
    portal = PortalRow(
        zone=bad("PZ"), location=bad("PL"), document=bad("PD"), state="passed", expected=2, seen=1, tags=3,
        units=[bad("PU")], missing=[bad("PM")], extra=[bad("PE")], verdict=bad.text("PV"), at_ms=NOON_MS,
    )  # fmt: skip
    return [
        Feed(topic="devices", items=[AlarmRow(text=bad.text("AR")), device]),
        Feed(topic="reads", items=[read]),
        Feed(topic="presence", items=[zone]),
        Feed(topic="movements", items=[moved]),
        Feed(topic="findings", items=[finding]),
        Feed(topic="sessions", items=[session]),
        Feed(topic="portals", items=[portal]),
    ]


def _rows(bad: Hostile) -> dict[str, list[ListRow]]:
    stock = StockRow(
        item=bad("CI"), name=bad("CN"), location=bad("CL"), unit=bad("CU"), lot=bad("CO"), expiry=bad("CE"),
        received_on=bad("CR"), status=bad("CS"), qty=1,
    )  # fmt: skip
    entry = EntryRow(
        seq=1, id=bad("EI"), kind=bad("EK"), what=bad("EW"), qty=1, source=bad("ES"), target=bad("ET"),
        document=bad("ED"), operator=bad("EO"), device=bad("EV"), reason=bad("ER"), at_ms=NOON_MS, text=bad.text("EX"),
        pictures=1,
    )  # fmt: skip
    rack = MapRow(zone=bad("GZ"), rack=bad("GR"), codes=bad("GC"), cells=bad("GE"), kind=bad("GK"))
    picture = PictureRow(path=bad("XP"), device=bad("XD"), at_ms=NOON_MS, width=8, height=8)
    return {"stock": [stock], "entries": [entry], "map": [rack], "pictures": [picture]}
