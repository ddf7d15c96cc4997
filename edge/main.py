"""The composition root: the only file that knows every concrete class. Config -> parts -> run."""

import gc
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from drivers import registry
from edge import __version__
from edge.config import Config, ConfigError, load
from edge.core.view import Policy, Station
from edge.driver import Options
from edge.shell import archive, import_stock, output_commands, provisional
from edge.shell.archive_reader import Resender, folders
from edge.shell.broker import Broker
from edge.shell.checkpoints import Checkpoints
from edge.shell.children import Children
from edge.shell.chores import Chore
from edge.shell.clock import Clock
from edge.shell.commands import Commands, Connection, Handler
from edge.shell.control_server import ControlServer
from edge.shell.cursor import Cursor
from edge.shell.daemon import Daemon, Parts
from edge.shell.damage import damage_of, note_damage
from edge.shell.database import StoreLostError, scratch
from edge.shell.head_file import HeadFile
from edge.shell.health import Health
from edge.shell.inbox import Inbox
from edge.shell.nightly import Nightly
from edge.shell.notify import Notifier
from edge.shell.outputs import Outputs
from edge.shell.pins import Pins
from edge.shell.pulling import Pulling
from edge.shell.reference_store import ReferenceStore, read_file
from edge.shell.refusals import is_damage, is_full, is_untrusted, named
from edge.shell.room import Quota, Room
from edge.shell.screens import Screens
from edge.shell.second_copy import SecondCopy
from edge.shell.sensing import Sensing
from edge.shell.signals import Signals
from edge.shell.signing import head_file, key_file, load_or_make
from edge.shell.soundness import Soundness
from edge.shell.standstill import Standstill, stopped
from edge.shell.store import Store
from edge.shell.store_view import StoreView
from edge.shell.supervisor import ServiceError, Supervisor
from edge.shell.upstream import Upstream
from edge.shell.wal import WalKeeper
from edge.shell.work import Apply, CommandError, Work

log = logging.getLogger("wedge")

SWITCH_INTERVAL_S: Final = 0.000_5
"""How long one thread may hold the interpreter while another waits: a busy thread must not hold up a scan."""
GARBAGE_AFTER: Final = (20_000, 20, 20)
READY_WITHIN_S: Final = 5.0
Command: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
HANDLERS: Final[Mapping[str, Handler]] = {
    import_stock.COMMAND: import_stock.import_stock,
    archive.MARK: archive.mark,
    archive.DROP: archive.drop,
    **output_commands.HANDLERS,
}
"""The commands that write, by name."""


def driver_options() -> dict[str, type[Options]]:
    """Every device kind's options; loads the driver modules, not their device libraries."""
    return {kind: registry.load(kind).options for kind in registry.KINDS}


def read_config(path: Path) -> Config:
    """The config in a file, with every device's options checked. Raises `ConfigError`."""
    return load(path, driver_options())


def open_store(config: Config) -> Store:
    """The writer of the box's store. Raises `StoreError`."""
    store = Store(config.store.path, config.site, config.box, stations_of(config), policy_of(config))
    store.archive = Resender(store.cursor, folders(config.store.path, config.store.archive_dir))
    return store


def stations_of(config: Config) -> dict[str, Station]:
    """The stations as the core has them."""
    return {
        name: Station(name, station.location, tuple(station.workflows), _printer_of(config, name))
        for name, station in config.stations.items()
    }


def _printer_of(config: Config, station: str) -> str:
    """The device that prints a station's labels; '' for none."""
    return next((name for name in _output_devices(config) if config.devices[name].station == station), "")


def _output_devices(config: Config) -> list[str]:
    return [name for name, device in config.devices.items() if registry.load(device.kind).output]


def policy_of(config: Config) -> Policy:
    """The site's rules as the core has them."""
    plates = rf"(?=[!-~]{{1,40}}\Z)(?:{config.policy.lpn_pattern})"  # whatever it matches must fit a place
    return Policy(config.policy.count_tolerance, config.policy.unclaimed_s * 1000, plates)


def check_reference(config: Config) -> None:
    """Read the reference file, where one is configured, and change nothing. Raises `RecordError`."""
    if config.reference is not None:
        read_file(config.reference.file)


def load_reference(store: Store, config: Config) -> None:
    """Take the datasets of the reference file; without one, central may own what a file owned. Raises `RecordError`."""
    store.begin()
    try:
        if config.reference is None:
            ReferenceStore(store.cursor).release("file")
        else:
            ReferenceStore(store.cursor).load_file(config.reference.file)
        store.commit()
    except BaseException:
        store.rollback()
        raise


@contextmanager
def commander(config: Config) -> Iterator[Command]:
    """What runs commands that write: in the daemon, or here, under the store's lock, while the daemon is down.

    Raises `StoreError`; what it gives raises `CommandError` for a refused command, `OSError`, `sqlite3.Error`.
    """
    try:
        connection = Connection(config.control.socket)
    except OSError:
        with closing(open_store(config)) as store:
            clock = Clock(config.timezone)
            yield Commands(_handlers(config, clock), store, clock).run
        return
    with closing(connection):
        yield connection.run


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
    clock, inbox, notifier = Clock(config.timezone), Inbox(), Notifier()
    wal = WalKeeper(config.store.path, store.connection)
    room = Room(config.store.path, config.store.ballast_mib, clock.now(), wal.begin_anew)
    sound = Soundness(config.store.path, store.epoch, store.connection.checked)
    first = () if sound.damage else _reference(store, config, room, clock)
    supervisor, server = Supervisor(inbox, clock), ControlServer(config.control.socket, inbox)
    opened.callback(supervisor.stop)
    broker = Broker(config.upstream, config.site, config.box, inbox) if config.upstream else None
    upstream = Upstream(config, store, clock, broker, __version__) if broker else None
    if broker is not None and upstream is not None:
        opened.callback(lambda: _goodbye(broker, upstream))
    pins, health = Pins(inbox, _pepper(config)), Health(config)
    opened.callback(pins.close)
    opened.callback(server.close)
    screens, sensing = Screens(server, store.view), Sensing(config, clock)
    head = HeadFile(head_file(config.store), inbox)
    opened.callback(head.close)
    key = load_or_make(key_file(config.store))
    children = Children(inbox)
    opened.callback(children.close)
    nightly = Nightly(config, path, children, sound.checked, lambda: store.last_seq, clock.now())
    copies = () if sound.damage else _copies(opened, config, store, clock, inbox, broker, upstream, supervisor)
    outputs = Outputs(store, inbox, supervisor.stopping, _output_devices(config))
    chores: Sequence[Chore] = (
        sound,
        *copies,
        room,
        Checkpoints(config.site, config.box, store, clock, key, head),
        wal,
        nightly,
        Quota(config.store.path),
        outputs,
    )
    fixed = frozenset(name for name, device in config.devices.items() if registry.load(device.kind).fixed)
    commands = Commands(_handlers(config, clock), store, clock)
    parts = Parts(
        config, clock, inbox, store, sensing, health, screens, upstream, pins, notifier, commands, chores, fixed, room,
        lambda: sound.damage, first,
    )  # fmt: skip
    daemon, signals = Daemon(parts), Signals(inbox)
    opened.callback(signals.close)
    opened.callback(notifier.stopping)
    supervisor.service("signals", signals.run)
    supervisor.service("head-file", head.run)
    supervisor.service("children", children.run)
    _start(config, supervisor, server, broker, upstream, pins, outputs)
    notifier.ready()
    gc.freeze()  # what lives as long as the process need not be looked at again
    log.info("ready: site %s, box %s, %d entries in the book", config.site, config.box, store.last_seq)
    if store.connection.unchecked and not sound.damage:
        log.warning("the store was not closed when it was last used: it is looked through while work goes on")
        nightly.check_now()
    daemon.run()
    if sound.damage:
        store.connection.abandon()
    return daemon


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
        for name in config.devices.keys() - _output_devices(config):
            driver = registry.load(config.devices[name].kind)
            supervisor.device(name, driver, driver.options(**config.devices[name].options))
        notifier.ready()
        log.info("ready: to say that nothing works")
        stand = Standstill(config.devices, Screens(server, nothing), health, None, why)
        stand.run(inbox, notifier, clock, lambda: stopped(health))


def _reference(store: Store, config: Config, room: Room, clock: Clock) -> Sequence[Work]:
    """Load the reference file; on a full disk, the work that does it later. Raises `RecordError`."""
    try:
        load_reference(store, config)
    except sqlite3.Error as error:
        if not is_full(error):
            raise
        if room.make(error, clock.now()):
            return _reference(store, config, room, clock)
        reference = ReferenceStore(store.cursor)
        file = config.reference.file if config.reference else None
        return (Apply(lambda: reference.load_file(file) if file else reference.release("file")),)
    return ()


def _copies(
    opened: ExitStack,
    config: Config,
    store: Store,
    clock: Clock,
    inbox: Inbox,
    broker: Broker | None,
    upstream: Upstream | None,
    supervisor: Supervisor,
) -> Sequence[Chore]:
    """What brings back earlier epochs after a restore, and what keeps a second copy against the next one."""
    pulling = Pulling(config, store, clock, broker, lambda: upstream is not None and upstream.connected)
    if pulling.is_needed and broker is not None and upstream is not None:
        broker.hear_site()
        upstream.earlier = pulling
    copy = SecondCopy(config.store, store, config.box, lambda: upstream.acked if upstream else 0, inbox, clock)
    if copy.is_written:
        opened.callback(copy.close)
        supervisor.service("second-copy", copy.run)
    return (pulling, copy)


def _handlers(config: Config, clock: Clock) -> Mapping[str, Handler]:
    """All commands that write: those that need the config too."""

    def pepper() -> bytes:
        try:
            return _pepper(config)
        except ConfigError as error:
            raise CommandError(str(error)) from error

    return {**HANDLERS, provisional.COMMAND: provisional.Provisional(pepper, clock)}


def _goodbye(broker: Broker, upstream: Upstream) -> None:
    """Leave the state of an ended box; where the store cannot be read, the broker leaves our last will."""
    with suppress(sqlite3.Error):
        broker.goodbye(upstream.birth(online=False))


def settle_memory() -> None:
    """What lives as long as the process need not be looked at again, and a scan leaves few circles behind."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)


def _pepper(config: Config) -> bytes:
    file = config.control.pepper_file
    try:
        return file.read_bytes() if file else b""
    except OSError as error:
        raise ConfigError(f"control.pepper_file: {file} cannot be read: {error.strerror}") from error


def _listen(supervisor: Supervisor, server: ControlServer) -> None:
    """Let screens come. Raises `ServiceError`, `ConfigError`."""
    supervisor.service("control", server.run)
    if not server.ready.wait(READY_WITHIN_S):
        raise ServiceError(f"the control server is not ready within {READY_WITHIN_S:g} s")
    if server.failed:
        raise ConfigError(f"control.socket: {server.failed}")


def _start(
    config: Config,
    supervisor: Supervisor,
    server: ControlServer,
    broker: Broker | None,
    upstream: Upstream | None,
    pins: Pins,
    outputs: Outputs,
) -> None:
    _listen(supervisor, server)
    supervisor.service("pins", pins.run)
    if broker is not None and upstream is not None:
        broker.will(upstream.birth(online=False))
        supervisor.service("upstream", broker.run)
    for name, device in config.devices.items():
        driver = registry.load(device.kind)
        supervisor.device(name, driver, driver.options(**device.options), outputs.port(name))
