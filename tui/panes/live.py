"""F6: the devices, the tags in the zones, what weighs and shines, and the newest reads."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from edge.control import DeviceRow, ReadRow, Topic, ZoneRow
from tui.panes.base import Desk
from tui.panes.listing import FeedPane
from tui.screens.table import Cell, Column, Sheet, Table
from tui.trend import Point, spark

T = TypeVar("T")

ZONES_MAX = 4
"""Zones that are seen at once; the others have no room."""
POINTS_MAX = 6
TREND = 12
DEVICES_LEAST = 3
ROWS_FOR_POINTS = 20
"""Rows of the pane from which weights and signals have room, too."""

ZONES = (
    Column("zone", 12),
    Column("tags", 6, right=True),
    Column("last", 8, least=50),
    Column("what", 0, least=24),
)
POINTS = (
    Column("device", 14, least=100),
    Column("point", 16),
    Column("text", 0),
    Column("trend", 24, least=60),
)
READS = (
    Column("time", 8, least=28),
    Column("device", 14, least=100),
    Column("point", 16, least=60),
    Column("text", 0),
)


class Lists(Container):
    """The lists, one under the other."""

    def __init__(self, *tables: Table) -> None:
        super().__init__(id="live")
        self._tables = tables

    def compose(self) -> ComposeResult:
        yield from self._tables


class LivePane(FeedPane[DeviceRow]):
    """Devices have the cursor; Enter shows what a device's reads led to."""

    name, key, table_id, enter = "live", "f6", "devices", "history"
    topics = ("devices",)
    columns = (
        Column("state", 1, by="up"),
        Column("device", 16, by="device"),
        Column("kind", 8, least=44, by="kind"),
        Column("place", 12, least=58, by="place"),
        Column("per_min", 6, right=True, least=30, by="per_min"),
        Column("trend", TREND, least=100),
        Column("last", 8, least=50, by="last_read_ms"),
        Column("what", 0, least=24, by="what"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self._devices)
        self._zones = Table(ZONES, self._zone_cells, id="zones")
        self._points = Table(POINTS, self._point_cells, id="points")
        self._reads = Table(READS, self._read_cells, id="reads")
        self._lists = Lists(self.table, self._zones, self._points, self._reads)

    @property
    def widget(self) -> Widget:
        return self._lists

    @property
    def drawn_from(self) -> frozenset[Topic]:
        return frozenset(("devices", "presence", "reads"))

    def title(self) -> str:
        return self.desk.voice.say("ui-table-devices", n=self.rows.total)

    def empty(self) -> str:
        return super().empty() if self.search else self.desk.voice.say("ui-empty-devices")

    def paint(self) -> None:
        super().paint()
        board = self.desk.board
        self._share_rows()
        self._put(self._zones, "zones", ZONES, len(board.zones))
        self._put(self._points, "points", POINTS, len(board.trends.points))
        self._put(self._reads, "reads", READS, len(board.reads))

    def chosen(self, row: DeviceRow) -> None:
        self.desk.acts.go("history", row.device)

    def cells(self, row: DeviceRow) -> tuple[Cell, ...]:
        signs, board = self.desk.voice.signs, self.desk.board
        sign = (signs.online, "$good") if row.up else (signs.level["refuse"], "bold $bad")
        rate = (str(row.per_min), "") if row.per_min else ("-", "$faint")
        line = board.trends.rates.get(row.device)
        trend = spark(line.values, TREND, signs.spark, from_zero=True) if line is not None else ""
        last = (self.desk.voice.clock(row.last_read_ms), "" if row.last_read_ms is not None else "$faint")
        what = self._cell(row.what, "$faint" if row.up else "$bad")
        name = self._cell(row.device, "bold")
        return sign, name, self._cell(row.kind), self._cell(row.place), rate, (trend, "$strong"), last, what

    def _devices(self) -> Iterable[DeviceRow]:
        """What is down first."""
        return sorted(self.desk.board.devices.values(), key=lambda row: (row.up, row.place, row.device))

    def _share_rows(self) -> None:
        """On a desk the lists share the rows: devices have what they need, up to a half; on a gun they are alone."""
        board, (_, height) = self.desk.board, self.desk.state.size
        is_desk = self.desk.state.is_desk
        least = min(len(board.devices) + DEVICES_LEAST, max(4, height // 2 - 3))
        self.table.styles.height = least if is_desk else "1fr"
        points = min(len(board.trends.points), POINTS_MAX, max(0, height - ROWS_FOR_POINTS))
        self._zones.display = is_desk and bool(board.zones)
        self._zones.styles.height = min(len(board.zones), ZONES_MAX) + DEVICES_LEAST
        self._points.display = is_desk and bool(points)
        self._points.styles.height = points + DEVICES_LEAST

    def _put(self, table: Table, name: str, columns: Sequence[Column], total: int) -> None:
        voice = self.desk.voice
        names = {one.name: voice.say(f"ui-column-{one.name}") for one in columns}
        empty = voice.say(f"ui-empty-{name}")
        table.put(Sheet(voice.say(f"ui-table-{name}"), names, empty, total, is_old=self.rows.is_old))

    def _zone_cells(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        return [self._zone(row) for row in _slice(self.desk.board.zones.values(), top, count)]

    def _zone(self, row: ZoneRow) -> tuple[Cell, ...]:
        voice = self.desk.voice
        tags = (str(row.present), "bold" if row.present else "$faint")
        what = voice.say("ui-tag-arrived" if row.last == "arrived" else "ui-tag-departed", epc=row.epc)
        when = (self.desk.voice.clock(row.at_ms), "" if row.at_ms is not None else "$faint")
        return self._cell(row.zone, "bold"), tags, when, (what if row.last else "", "$faint")

    def _point_cells(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        return [self._point(row) for row in _slice(self.desk.board.trends.points.values(), top, count)]

    def _point(self, row: Point) -> tuple[Cell, ...]:
        trend = spark(row.line.values, 24, self.desk.voice.signs.spark)
        return self._cell(row.device), self._cell(row.point, "bold"), self._cell(row.text), (trend, "$strong")

    def _read_cells(self, top: int, count: int) -> Sequence[tuple[Cell, ...]]:
        return [self._read(row) for row in _slice(self.desk.board.reads, top, count)]

    def _read(self, row: ReadRow) -> tuple[Cell, ...]:
        point = self._cell(row.point or row.device, "$strong")
        return (
            (self.desk.voice.clock(row.at_ms), "$faint"),
            self._cell(row.device, "$faint"),
            point,
            self._cell(row.text),
        )


def _slice(rows: Iterable[T], top: int, count: int) -> list[T]:
    return list(islice(rows, top, top + count))
