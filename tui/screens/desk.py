"""The desk: devices and live reads, movements, open findings. Each is one table over the board."""

import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Container

from edge.control import DeviceRow, FindingRow, MovementRow, ReadRow, ZoneRow
from tui.board import Board
from tui.catalogue import Catalogue
from tui.screens.table import Cell, Column, Table
from tui.show import plain, show
from tui.themes import Signs

T = TypeVar("T")

DEVICES = (
    Column("state", 1),
    Column("device", 16),
    Column("kind", 8, least=44),
    Column("place", 12, least=58),
    Column("per_min", 6, right=True, least=30),
    Column("last", 8, least=50),
    Column("what", 0, least=24),
)
ZONES = (
    Column("zone", 12),
    Column("tags", 6, right=True),
    Column("last", 8, least=50),
    Column("what", 0, least=24),
)
READS = (Column("time", 8, least=28), Column("point", 16, least=60), Column("text", 0))
MOVEMENTS = (
    Column("seq", 8, right=True, least=100),
    Column("time", 8, least=28),
    Column("kind", 9, least=50),
    Column("qty", 6, right=True),
    Column("what", 0),
    Column("source", 14, least=64),
    Column("target", 14, least=40),
    Column("operator", 12, least=100),
)
FINDINGS = (Column("time", 8, least=28), Column("text", 0))


class Desk:
    """Turns the board into rows: the words, signs and board of the moment."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.words = Catalogue(None)
        self.signs: Signs
        self.ascii = False

    def devices(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        ordered = sorted(self.board.devices.values(), key=lambda row: (row.up, row.place, row.device))
        return [self._device(row) for row in ordered[top : top + count]]

    def zones(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        return [self._zone(row) for row in _slice(self.board.zones.values(), top, count)]

    def reads(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        return [self._read(row) for row in _slice(self.board.reads, top, count)]

    def movements(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        return [self._movement(row) for row in _slice(self.board.movements, top, count)]

    def findings(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        ordered = sorted(self.board.findings.values(), key=lambda row: -row.at_ms)
        return [self._finding(row) for row in ordered[top : top + count]]

    def _device(self, row: DeviceRow) -> tuple[Cell, ...]:
        sign = (self.signs.online, "$good") if row.up else (self.signs.level["refuse"], "bold $bad")
        rate = (str(row.per_min), "") if row.per_min else ("-", "$faint")
        last = (clock(row.last_read_ms), "") if row.last_read_ms is not None else ("-", "$faint")
        what = (self._safe(row.what), "$faint" if row.up else "$bad")
        return sign, (self._safe(row.device), "bold"), self._cell(row.kind), self._cell(row.place), rate, last, what

    def _zone(self, row: ZoneRow) -> tuple[Cell, ...]:
        tags = (str(row.present), "bold" if row.present else "$faint")
        last = (clock(row.at_ms), "") if row.at_ms is not None else ("-", "$faint")
        what = self.words.say("ui-tag-arrived" if row.last == "arrived" else "ui-tag-departed", epc=show(row.epc))
        return (self._safe(row.zone), "bold"), tags, last, (self._plain(what) if row.last else "", "$faint")

    def _read(self, row: ReadRow) -> tuple[Cell, ...]:
        return (clock(row.at_ms), "$faint"), (self._safe(row.point), "$strong"), self._cell(row.text)

    def _movement(self, row: MovementRow) -> tuple[Cell, ...]:
        return (
            (str(row.seq), "$faint"),
            (clock(row.at_ms), "$faint"),
            (self._safe(self._kind(row.kind)), "$strong"),
            (str(row.qty), "bold"),
            self._cell(row.what),
            self._cell(row.source),
            self._cell(row.target),
            (self._safe(row.operator), "$faint"),
        )

    def _finding(self, row: FindingRow) -> tuple[Cell, ...]:
        return (clock(row.at_ms), "$faint"), (self._plain(self.words.text(row.text)), "")

    def _kind(self, kind: str) -> str:
        key = f"movement-{kind}"
        return self.words.say(key) if self.words.has(key) else kind

    def _cell(self, text: str) -> Cell:
        return self._safe(text), ""

    def _safe(self, text: str) -> str:
        return self._plain(show(text))

    def _plain(self, text: str) -> str:
        return plain(text) if self.ascii else text


class Live(Container):
    """Device health, the tags in the zones where there are any, and the newest reads."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="live")
        self.devices = Table(DEVICES, desk.devices, id="devices")
        self.zones = Table(ZONES, desk.zones, id="zones")
        self.reads = Table(READS, desk.reads, id="reads")

    def compose(self) -> ComposeResult:
        yield self.devices
        yield self.zones
        yield self.reads


def clock(at_ms: int) -> str:
    """Wall time of the box as hours, minutes, seconds; '?' for a time no calendar has."""
    try:
        return time.strftime("%H:%M:%S", time.localtime(at_ms / 1000))
    except (OverflowError, OSError, ValueError):
        return "?"


def _slice(rows: Iterable[T], top: int, count: int) -> list[T]:
    return list(islice(rows, top, top + count))
