"""The running box: all its parts made, started and ended in order."""

import logging
import queue
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from drivers import registry
from edge import __version__
from edge.config import Config, ConfigError
from edge.main import (
    SWITCH_INTERVAL_S,
    handlers,
    load_reference,
    open_store,
    output_devices,
    pepper_of,
    policy_of,
    settle_memory,
    stations_of,
)
from edge.shell.audit.checkpoints import Checkpoints
from edge.shell.audit.head_file import HeadFile
from edge.shell.audit.signing import head_file, key_file, load_or_make
from edge.shell.clock import Clock
from edge.shell.control_server import ControlServer
from edge.shell.copies.archive_reader import Resender, folders
from edge.shell.copies.pulling import Pulling
from edge.shell.copies.second_copy import SecondCopy
from edge.shell.desk.service import Desk
from edge.shell.disk.children import Children
from edge.shell.disk.damage import damage_of, note_damage
from edge.shell.disk.nightly import Nightly
from edge.shell.disk.room import Quota, Room
from edge.shell.disk.soundness import Soundness
from edge.shell.disk.standstill import Standstill, stopped
from edge.shell.disk.wal import WalKeeper
from edge.shell.imports.staging import Forgetting
from edge.shell.ledger.cursor import Cursor
from edge.shell.ledger.database import StoreLostError, scratch
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.ledger.refusals import is_damage, is_full, is_untrusted, named
from edge.shell.ledger.store import Store
from edge.shell.ledger.store_view import StoreView
from edge.shell.loop.chores import Chore
from edge.shell.loop.commands import Commands
from edge.shell.loop.daemon import Daemon
from edge.shell.loop.health import Health
from edge.shell.loop.holding import Holding
from edge.shell.loop.inbox import Call, Inbox
from edge.shell.loop.notify import Notifier
from edge.shell.loop.parts import Parts
from edge.shell.loop.pins import Pins
from edge.shell.loop.screens import Screens
from edge.shell.loop.sensing import Sensing
from edge.shell.loop.work import Apply, Work
from edge.shell.outputs.runner import Outputs
from edge.shell.pictures.album import album_of
from edge.shell.pictures.found import Found
from edge.shell.signals import Signals
from edge.shell.supervisor import ServiceError, Supervisor
from edge.shell.sync.broker import Broker
from edge.shell.sync.upstream import Upstream

log = logging.getLogger("wedge")

READY_WITHIN_S: Final = 5.0


def run(config: Config, path: Path) -> None:
    """The daemon of the config at `path`, until a signal ends it. Raises `ConfigError`, `StoreError`, `RecordError`,
    `ServiceError`, `sqlite3.Error`; `StoreLostError` where the process must end without closing anything."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with ExitStack() as opened:  # closed in the opposite order, however far the start came
        try:
            store = open_store(config)
        except StoreLostError as error:
            _stand_without_store(config, str(error))
            raise
        opened.callback(store.close)
        was_damaged = damage_of(config.store.path, store.epoch)
        try:
            daemon = _serve(opened, store, config, path)
        except sqlite3.Error as error:
            if not is_untrusted(error):
                raise
            lost = _lost(store, config, error)
            if was_damaged:
                opened.close()  # so much that not even the parts could be made
                _stand_without_store(config, was_damaged)
            else:
                opened.pop_all()  # at once: nothing more is asked of the disk; devices and screens see us gone
            raise lost from error
    if store.connection.abandoned:
        raise StoreLostError(daemon.fault)
    if daemon.fault:
        raise ServiceError(daemon.fault)
    log.info("stopped")


def _lost(store: Store, config: Config, error: sqlite3.Error) -> StoreLostError:
    """What is left to say when the disk is not to be trusted; a damaged store is marked, and the next start stands."""
    store.connection.abandon()
    if is_damage(error):
        with suppress(OSError):
            note_damage(config.store.path, store.epoch, named(error))
    return StoreLostError(f"{config.store.path}: {named(error)}: it is checked at the next start")


def _serve(opened: ExitStack, store: Store, config: Config, path: Path) -> Daemon:
    """Make all parts, and run until the end."""
    box = _Box(opened, config, path, store)
    first = () if box.sound.damage else _reference(box)
    server, pins = ControlServer(config.control.socket, box.inbox), Pins(box.inbox, pepper_of(config))
    broker = Broker(config.upstream, config.site, config.box, box.inbox) if config.upstream else None
    upstream = Upstream(config, store, box.clock, broker, __version__) if broker else None
    if broker is not None and upstream is not None:
        opened.callback(lambda: _goodbye(broker, upstream))
    opened.callback(pins.close)
    opened.callback(server.close)
    screens, sensing = Screens(server, store.view), Sensing(config, box.clock)
    copies = () if box.sound.damage else _copies(box, broker, upstream)
    outputs = Outputs(store, box.inbox, box.supervisor.stopping, output_devices(config))
    fixed = frozenset(name for name, device in config.devices.items() if registry.load(device.kind).fixed)
    commands = Commands(handlers(config, box.clock), store, box.clock)
    parts = Parts(
        config, box.clock, box.inbox, store, sensing, Health(config), screens, upstream, pins, box.notifier, commands,
        (box.sound, *copies, *_keepers(box), outputs, Holding(store, box.clock)), fixed, box.room,
        lambda: box.sound.damage, first,
    )  # fmt: skip
    daemon = Daemon(parts)
    _signals(box)
    _desk(box, server)
    _start(box, server, broker, upstream, pins, outputs)
    box.notifier.ready()
    settle_memory()
    log.info("ready: site %s, box %s, %d entries in the book", config.site, config.box, store.last_seq)
    if store.connection.unchecked and not box.sound.damage:
        log.warning("the store was not closed when it was last used: it is looked through while work goes on")
        box.nightly.check_now()
    daemon.run()
    if box.sound.damage:
        store.connection.abandon()
    return daemon


class _Box:
    """What the other parts stand on. Made in order, ended in the opposite order by `opened`."""

    def __init__(self, opened: ExitStack, config: Config, path: Path, store: Store) -> None:
        self.opened, self.config, self.store = opened, config, store
        self.clock, self.inbox, self.notifier = Clock(config.timezone), Inbox(), Notifier()
        self.wal = WalKeeper(config.store.path, store.connection)
        self.room = Room(config.store.path, config.store.ballast_mib, self.clock.now(), self.wal.begin_anew)
        self.sound = Soundness(config.store.path, store.epoch, store.connection.checked)
        self.supervisor = Supervisor(self.inbox, self.clock)
        opened.callback(self.supervisor.stop)
        self.children = Children(self.inbox)
        opened.callback(self.children.close)
        last_seq = lambda: store.last_seq  # noqa: E731  # asked each night
        self.nightly = Nightly(config, path, self.children, self.sound.checked, last_seq, self.clock.now())


def _keepers(box: _Box) -> Sequence[Chore]:
    """What keeps the store: signed, in room, its log short, looked after by night."""
    config = box.config
    head = HeadFile(head_file(config.store), box.inbox)
    box.opened.callback(head.close)
    box.supervisor.service("head-file", head.run)
    box.supervisor.service("children", box.children.run)
    key = load_or_make(key_file(config.store))
    checkpoints = Checkpoints(config.site, config.box, box.store, box.clock, key, head)
    forgetting = Forgetting(box.store, box.clock.now())
    return (box.room, checkpoints, box.wal, box.nightly, Quota(config.store.path), forgetting)


def _signals(box: _Box) -> None:
    signals = Signals(box.inbox)
    box.opened.callback(signals.close)
    box.opened.callback(box.notifier.stopping)
    box.supervisor.service("signals", signals.run)


def _desk(box: _Box, server: ControlServer) -> None:
    """Who answers what desks ask."""

    def index_now() -> None:
        with suppress(queue.Full):  # then it is asked for with the next question
            box.inbox.put_nowait(Call(box.nightly.index_now))

    config = box.config
    archives = folders(config.store.path, config.store.archive_dir)
    desk = Desk(config.store.path, archives, server.told, index_now, Found(config))
    server.asks, server.desk_came = desk.ask, desk.come
    box.opened.callback(desk.close)
    box.supervisor.service("desk", desk.run)


def _stand_without_store(config: Config, why: str) -> None:
    """The store cannot even be opened: every screen says so, and every input is refused, until the end."""
    clock, inbox, notifier, health = Clock(config.timezone), Inbox(), Notifier(), Health(config)
    supervisor, server = Supervisor(inbox, clock), ControlServer(config.control.socket, inbox)
    nothing = StoreView(scratch().cursor(Cursor), config.site, stations_of(config), policy_of(config))
    log.critical("THE STORE IS DAMAGED, no work is done: %s", why)
    with ExitStack() as opened:
        opened.callback(supervisor.stop)
        opened.callback(server.close)
        signals = Signals(inbox)
        opened.callback(signals.close)
        opened.callback(notifier.stopping)
        supervisor.service("signals", signals.run)
        _listen(supervisor, server)
        for name in config.devices.keys() - output_devices(config):
            driver = registry.load(config.devices[name].kind)
            supervisor.device(name, driver, driver.options(**config.devices[name].options))
        notifier.ready()
        log.info("ready: to say that nothing works")
        stand = Standstill(config.devices, Screens(server, nothing), health, None, why)
        stand.run(inbox, notifier, clock, lambda: stopped(health, is_local=config.upstream is None))


def _reference(box: _Box) -> Sequence[Work]:
    """Load the reference file; on a full disk, the work that does it later. Raises `RecordError`."""
    store, config = box.store, box.config
    try:
        load_reference(store, config)
    except sqlite3.Error as error:
        if not is_full(error):
            raise
        if box.room.make(error, box.clock.now()):
            return _reference(box)
        reference = ReferenceStore(store.cursor)
        file = config.reference.file if config.reference else None
        return (Apply(lambda: reference.load_file(file) if file else reference.release("file")),)
    return ()


def _copies(box: _Box, broker: Broker | None, upstream: Upstream | None) -> Sequence[Chore]:
    """What brings back earlier epochs after a restore, and what keeps a second copy against the next one."""
    config, store = box.config, box.store
    pulling = Pulling(config, store, box.clock, broker, lambda: upstream is not None and upstream.connected)
    if pulling.is_needed and broker is not None and upstream is not None:
        broker.hear_site()
        upstream.earlier = pulling
    acked = lambda: upstream.acked if upstream else 0  # noqa: E731  # asked with every run of the copy
    copy = SecondCopy(config.store, store, config.box, acked, box.inbox, box.clock, is_local=upstream is None)
    if copy.is_written:
        box.opened.callback(copy.close)
        box.supervisor.service("second-copy", copy.run)
    resending = (store.archive,) if isinstance(store.archive, Resender) else ()
    return (pulling, copy, *resending)


def _goodbye(broker: Broker, upstream: Upstream) -> None:
    """Leave the state of an ended box; where the store cannot be read, the broker leaves our last will."""
    with suppress(sqlite3.Error):
        broker.goodbye(upstream.birth(online=False))


def _listen(supervisor: Supervisor, server: ControlServer) -> None:
    """Let screens come. Raises `ServiceError`, `ConfigError`."""
    supervisor.service("control", server.run)
    if not server.ready.wait(READY_WITHIN_S):
        raise ServiceError(f"the control server is not ready within {READY_WITHIN_S:g} s")
    if server.failed:
        raise ConfigError(f"control.socket: {server.failed}")


def _start(
    box: _Box, server: ControlServer, broker: Broker | None, upstream: Upstream | None, pins: Pins, outputs: Outputs
) -> None:
    _listen(box.supervisor, server)
    box.supervisor.service("pins", pins.run)
    if broker is not None and upstream is not None:
        broker.will(upstream.birth(online=False))
        box.supervisor.service("upstream", broker.run)
    for name, device in box.config.devices.items():
        driver = registry.load(device.kind)
        album = album_of(box.config, name)
        box.supervisor.device(name, driver, driver.options(**device.options), outputs.port(name), album)
