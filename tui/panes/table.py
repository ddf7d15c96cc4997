"""The one table of panes, in the order in which their keys show them."""

from collections.abc import Mapping

from tui.panes.base import Desk, Pane
from tui.panes.findings import FindingsPane
from tui.panes.history import HistoryPane
from tui.panes.live import LivePane
from tui.panes.map import MapPane
from tui.panes.movements import MovementsPane
from tui.panes.portal import PortalPane
from tui.panes.sessions import SessionsPane
from tui.panes.stock import StockPane
from tui.panes.sync import SyncPane
from tui.panes.work import WorkPane

KINDS: tuple[type[Pane], ...] = (
    WorkPane,
    LivePane,
    PortalPane,
    SyncPane,
    MovementsPane,
    StockPane,
    HistoryPane,
    MapPane,
    FindingsPane,
    SessionsPane,
)
KEYS = tuple(dict.fromkeys(kind.key for kind in KINDS))


class Panes:
    """All panes of one screen, by name."""

    def __init__(self, desk: Desk, first: str) -> None:
        self._state = desk.state
        self.work = WorkPane(desk)
        made = [self.work if kind is WorkPane else kind(desk) for kind in KINDS]
        self.by_name: Mapping[str, Pane] = {pane.name: pane for pane in made}
        self.front = self.by_name[first]

    def of(self, key: str) -> list[Pane]:
        """The panes that a key leads to on this screen."""
        return [pane for pane in self.offered if pane.key == key]

    @property
    def offered(self) -> list[Pane]:
        """Those that have room."""
        return [pane for pane in self.by_name.values() if pane.least <= self._state.size[0]]

    def after(self, key: str) -> Pane | None:
        """Where a key leads now: to its first pane, and from one of its panes to the next."""
        panes = self.of(key)
        if self.front in panes:
            return panes[(panes.index(self.front) + 1) % len(panes)]
        return panes[0] if panes else None
