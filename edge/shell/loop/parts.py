"""What the loop works with; made by `edge.main`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.config import Config
from edge.shell.clock import Clock
from edge.shell.disk.room import Room
from edge.shell.ledger.store import Store
from edge.shell.loop import inbox as box
from edge.shell.loop.chores import Chore
from edge.shell.loop.commands import Commands
from edge.shell.loop.health import Health
from edge.shell.loop.notify import Notifier
from edge.shell.loop.pins import Pins
from edge.shell.loop.screens import Screens
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.work import Work
from edge.shell.sync.upstream import Upstream


@dataclass(frozen=True, slots=True)
class Parts:
    config: Config
    clock: Clock
    inbox: box.Inbox
    store: Store
    sensing: Sensing
    health: Health
    screens: Screens
    upstream: Upstream | None
    pins: Pins
    notifier: Notifier
    commands: Commands
    chores: Sequence[Chore] = ()
    fixed: frozenset[str] = frozenset()
    """Devices that no hand moves: what they read confirms no warning."""
    room: Room | None = None
    damage: Callable[[], str] = str
    """What is wrong with the store; '' for nothing."""
    first: Sequence[Work] = ()
    """What the first transaction is to do, once there is room for it."""
