"""A scripted daemon: speaks edge/control.py over a Unix socket, follows a written story, goes away and comes back.

    python -m tests.tui.script_daemon SOCKET [--hz 4] [--scene pick] [--lang de]

It stands in for the real daemon where only the screen is looked at. It keeps what was applied, so that a test can ask
whether an input was done once.
"""

import argparse
import asyncio
import contextlib
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from edge.control import (
    LINE_BYTES_MAX,
    Ask,
    DeviceRow,
    Feed,
    FindingRow,
    Hello,
    Input,
    MovementRow,
    Option,
    PortalRow,
    Prompt,
    ReadRow,
    Refused,
    Result,
    SessionRow,
    State,
    Subscribe,
    SyncRow,
    Text,
    View,
    line,
    to_daemon,
)
from tests.tui.script_lists import Lists

NOON_MS = 1_790_000_000_000


def text(key: str, **args: str | int) -> Text:
    return Text(key=key, args=args)


def prompt(kind: str = "scan", **more: Any) -> Prompt:
    """A prompt of any kind; everything has a default."""
    given = {"title": text("pick-title"), "ask": text("pick-ask-location", location="A-03-2")} | more
    return Prompt(kind=kind, **given)


PICK = prompt(
    "quantity",
    ask=text("pick-ask-item", item="Espresso beans 1 kg"),
    lines=[
        text("item-line", item="4006381", name="Espresso beans 1 kg"),
        text("lot-line", lot="L2607A"),
        text("lpn-line", lpn="TOTE-17"),
    ],
    done=3,
    want=24,
    commands=["short", "undo", "menu", "done"],
)
MENU = prompt(
    "choice",
    title=text("menu-title"),
    ask=text("ask-work"),
    options=[Option(key=str(n), text=text(f"menu-{name}")) for n, name in enumerate(
        ("receive", "putaway", "pick", "count"), 1)],
    commands=["undo", "sign-out"],
)  # fmt: skip
BADGE = prompt("scan", title=text("sign-in-title"), ask=text("ask-badge", station="dock-1"))
PIN = prompt("secret", title=text("sign-in-title"), ask=text("ask-pin", name="Anna"), commands=["cancel"])
CONFIRM = prompt(
    "confirm", ask=text("pick-short", missing=2, item="Espresso beans 1 kg"), commands=["confirm", "cancel"]
)
RECEIVE = prompt(
    title=text("receive-title"),
    ask=text("receive-ask-item", document="PO-4711"),
    lines=[
        text("receive-line", item=name, done=done, want=want)
        for name, done, want in (
            ("Espresso beans 1 kg", 6, 24),
            ("Filter paper no. 4, 100 pcs", 0, 60),
            ("Oat drink 1 l", 12, 48),
            ("Mug, blue", 0, 12),
        )
    ],
    done=18,
    want=144,
    commands=["done", "undo", "menu"],
)
SCENES = {"pick": PICK, "menu": MENU, "badge": BADGE, "pin": PIN, "confirm": CONFIRM, "receive": RECEIVE}


@dataclass
class Act:
    """What the daemon does with one input: its answer, and the prompt after it (None: the same)."""

    level: str = "ok"
    text: Text = field(default_factory=lambda: text("counted", quantity=1))
    prompt: Prompt | None = None


Story = Callable[[Input], Act]


def always(level: str = "ok", key: str = "counted", **args: str | int) -> Story:
    """Answers every input in the same way."""
    return lambda _: Act(level, text(key, **(args or {"quantity": 1})))


class ScriptDaemon:
    """Serves one session. `applied` are the inputs that were done, each once; `heard` all that came."""

    def __init__(self, path: Path, first: Prompt = PICK, story: Story | None = None, *, lang: str = "en") -> None:
        self.path, self.prompt, self.lang = path, first, lang
        self.story = story or always()
        self.turn = 1
        self.heard: list[Input] = []
        self.applied: list[Input] = []
        self.hellos: list[Hello] = []
        self.subscribed: list[list[str]] = []
        self.state = State(online=True, unsent=0, devices_down=0)
        self.operator: str | None = "Anna"
        self.mute = False
        """Apply inputs, but do not answer (as if killed between the commit and the answer)."""
        self.gate = asyncio.Event()
        """Cleared: inputs wait before they are done."""
        self.gate.set()
        self.lists = Lists()
        self.greeting: list[Feed] = []
        """What a screen is told of the feeds that it wants, at once."""
        self.asking = asyncio.Event()
        """Cleared: questions for lists are not answered."""
        self.asking.set()
        self.last: Result | None = None
        """The session's last answer, which a screen that comes is told."""
        self._answers: dict[str, Result] = {}
        self._clients: dict[asyncio.StreamWriter, list[str]] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Open the door (again)."""
        self.path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self.path, limit=LINE_BYTES_MAX)

    async def stop(self) -> None:
        """Go away: close the door and hang up on everyone. What was applied is kept."""
        if self._server is not None:
            self._server.close()
        self.path.unlink(missing_ok=True)
        for writer in list(self._clients):
            writer.close()
        self._clients.clear()

    def view(self) -> View:
        return View(
            turn=self.turn,
            station="dock-1",
            operator=self.operator,
            lang=self.lang,
            prompt=self.prompt,
            last=self.last,
            state=self.state,
        )

    def show(self, new: Prompt | None = None, **state: Any) -> None:
        """Change the prompt or the state, and tell everyone."""
        self.prompt = new or self.prompt
        self.state = self.state.model_copy(update=state)
        self.tell(self.view())

    def tell(self, message: View | Result | Feed | Refused) -> None:
        for writer, topics in self._clients.items():
            if not isinstance(message, Feed) or message.topic in topics:
                writer.write(line(message))

    def raw(self, data: bytes) -> None:
        """Send bytes that may be no message at all."""
        for writer in self._clients:
            writer.write(data)

    def weighed(self, new: Prompt, ident: str = "scale1/1") -> Result:
        """A scale says its word, which no screen asked for: it is answered, and the next thing is asked."""
        self.turn += 1
        self.last = Result(
            id=ident,
            level="ok",
            text=text("packed", box="P-1", order="SO-1", number=1),
            turn=self.turn,
            source="scale1",
        )
        self.tell(self.last)
        self.show(new)
        return self.last

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients[writer] = []
        with contextlib.suppress(ConnectionError, ValueError, asyncio.CancelledError):
            while data := await reader.readline():
                await self._line(to_daemon.validate_json(data), writer)
        self._clients.pop(writer, None)
        writer.close()

    async def _line(self, message: Hello | Input | Subscribe | Ask, writer: asyncio.StreamWriter) -> None:
        match message:
            case Hello():
                self.hellos.append(message)
                writer.write(line(self.view()))
            case Subscribe():
                self.subscribed.append(list(message.topics))
                self._clients[writer] = list(message.topics)
                for one in self.greeting:
                    if one.topic in message.topics:
                        writer.write(line(one))
            case Ask():
                told = self.lists.told(message)
                if self.asking.is_set():
                    writer.write(line(told))
            case Input():
                self.heard.append(message)
                await self.gate.wait()
                self._input(message, writer)

    def _input(self, message: Input, writer: asyncio.StreamWriter) -> None:
        if message.id not in self._answers:
            act = self.story(message)
            self.applied.append(message)
            self.turn += 1
            self.prompt = act.prompt or self.prompt
            self.last = Result(id=message.id, level=act.level, text=act.text, turn=self.turn)
            self._answers[message.id] = self.last
        if not self.mute:
            writer.write(line(self._answers[message.id]))
            writer.write(line(self.view()))


def devices() -> list[DeviceRow]:
    rows = [
        ("gun-1", "serial", True, "Honeywell 1950 on a serial port", 412, 31, "dock-1"),
        ("portal", "llrp", True, "4 antennas, Impinj R420, 8 tags in view", 96_412, 1_204, "dock door 1"),
        ("shelf-a3", "shelf", True, "12 platforms", 8_214, 120, "A-03"),
        ("camera-2", "camera", False, "no picture for 12 s: the cable or the switch", 88, 0, "pack-2"),
        ("gun-2", "serial", True, "Zebra DS3678 on a serial port", 77, 4, "pack-2"),
    ]
    return [
        DeviceRow(device=name, kind=kind, up=up, what=what, reads=reads, per_min=rate, place=place,
                  last_read_ms=NOON_MS + 900 * number)
        for number, (name, kind, up, what, reads, rate, place) in enumerate(rows)
    ]  # fmt: skip


def reads(start: int, count: int) -> list[ReadRow]:
    kinds = (
        ("portal", "portal/2", "tag", "urn:epc:id:sgtin:4006381.012345.{n}  -61 dBm"),
        ("gun-1", "gun-1", "code", "(01)04006381333931(10)L2607A"),
        ("shelf-a3", "shelf-a3/4", "weight", "12.4{n} kg"),
        ("portal", "portal/3", "tag", "urn:epc:id:sscc:4006381.1{n}  -54 dBm"),
    )
    rows = []
    for n in range(start, start + count):
        device, point, kind, said = kinds[n % len(kinds)]
        value = {"tag": -50.0 - n % 17, "weight": 12_400.0 + n % 90}.get(kind)
        at_ms = NOON_MS + n * 250
        rows.append(ReadRow(device=device, point=point, kind=kind, text=said.format(n=n), at_ms=at_ms, value=value))
    return rows


def movements(start: int, count: int) -> list[MovementRow]:
    kinds = (
        ("receive", "Espresso beans 1 kg  L2607A", 24, "SUPPLIER", "DOCK-1", "Anna"),
        ("putaway", "00340063810000000017", 1, "DOCK-1", "A-03-2", "Anna"),
        ("pick", "Oat drink 1 l  26-11", 6, "A-01-4", "TOTE-17", "Jamal"),
        ("adjust", "Mug, blue", 1, "ADJUSTMENT", "B-11-1", "shelf-a3"),
    )
    rows = []
    for n in range(start, start + count):
        kind, what, qty, source, target, who = kinds[n % len(kinds)]
        rows.append(MovementRow(seq=10_000 + n, kind=kind, what=what, qty=qty, source=source, target=target,
                                operator=who, at_ms=NOON_MS + n * 4_000))  # fmt: skip
    return rows


def findings() -> list[FindingRow]:
    return [
        FindingRow(id="f1", text=text("finding-shelf-differs", place="A-01-2", shelf=3, said=2), at_ms=NOON_MS),
        FindingRow(
            id="f2",
            text=text("finding-short-pick", missing=2, item="Mug, blue", location="B-11-1", order="SO-2207"),
            at_ms=NOON_MS + 60_000,
        ),
    ]


def portals() -> list[PortalRow]:
    return [
        PortalRow(
            zone="dock-door-1", location="DOCK-1", document="ASN-4711", state="passed", expected=14, seen=13, tags=15,
            units=[f"0034006381000000{n:04d}" for n in range(13)], missing=["00340063810000000013"],
            extra=["3034257BF400B7800004CB2F"], verdict=text("finding-portal-foreign-tags", count=1, zone="dock-door-1",
            tags="3034257BF400B7800004CB2F"), at_ms=NOON_MS,
        )
    ]  # fmt: skip


def sessions() -> list[SessionRow]:
    return [
        SessionRow(station="dock-1", operator="op-17", name="Anna", title=text("receive-title"),
                   ask=text("receive-ask-item", document="PO-4711"), document="PO-4711", touched_ms=NOON_MS, screens=2),
        SessionRow(station="pick-2", operator="op-4", name="Jamal", title=text("pick-title"),
                   ask=text("pick-ask-location", location="A-03-2"), document="SO-2207", touched_ms=NOON_MS - 90_000),
        SessionRow(station="pack-2", title=text("sign-in-title"), ask=text("ask-badge", station="pack-2")),
    ]  # fmt: skip


def sync() -> SyncRow:
    return SyncRow(connected=True, last_seq=10_240, acked_seq=10_237, oldest_unacked_ms=NOON_MS)


def greeting() -> list[Feed]:
    """What comes whole, as it is at first."""
    return [
        Feed(topic="devices", items=devices()),
        Feed(topic="findings", items=findings()),
        Feed(topic="portals", items=portals()),
        Feed(topic="sessions", items=sessions()),
        Feed(topic="sync", items=[sync()]),
    ]


async def feed(daemon: ScriptDaemon, hz: float, numbers: Iterable[int] | None = None) -> None:
    """Send all feeds, `hz` times a second, until cancelled or the numbers end."""
    for one in greeting():
        daemon.tell(one)
    for number in numbers if numbers is not None else itertools.count():
        lag = (3, 9, 17, 8, 2, 0, 5)[number // 8 % 7]
        daemon.tell(Feed(topic="sync", items=[sync().model_copy(update={"acked_seq": 10_240 - lag})]))
        daemon.tell(Feed(topic="devices", items=devices()))
        daemon.tell(Feed(topic="reads", items=reads(number * 50, 50)))
        daemon.tell(Feed(topic="movements", items=movements(number * 2, 2)))
        await asyncio.sleep(1 / hz)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("socket", type=Path)
    parser.add_argument("--hz", type=float, default=4)
    parser.add_argument("--scene", choices=SCENES, default="pick")
    parser.add_argument("--lang", default="en")
    options = parser.parse_args()
    async with ScriptDaemon(options.socket, SCENES[options.scene], demo_story, lang=options.lang) as daemon:
        daemon.greeting = greeting()
        daemon.show(unsent=3, devices_down=1)
        while True:
            await asyncio.sleep(1)
            if options.hz:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(feed(daemon, options.hz), 3600)


def demo_story(one: Input) -> Act:
    """Something of every level: by the first letter of the scan."""
    match one.value[:1].lower():
        case "w":
            return Act("warn", text("other-bin", scanned="B-01-1", suggested="A-03-2"))
        case "x":
            return Act("refuse", text("wrong-location", scanned="B-01-1", expected="A-03-2"))
        case "m":
            return Act("info", text("menu-opened"), MENU)
        case "p":
            return Act("ok", text("badge-read", name="Anna"), PIN)
        case _:
            done = (PICK.done or 0) + 1
            return Act("ok", text("picked", quantity=1, item="Espresso beans 1 kg", tote="TOTE-17"),
                       PICK.model_copy(update={"done": done}))  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
