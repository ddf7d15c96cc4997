"""The composition root, which knows every concrete class: the store and its commands here, the box in `running`."""

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from drivers import registry
from edge.config import Config, ConfigError, load
from edge.core.policy import Box, Policy
from edge.core.reference_links import Loose, within
from edge.core.site_codes import SiteCode
from edge.core.variable_codes import VariableCode
from edge.core.view import Station
from edge.driver import Options
from edge.shell.clock import Clock
from edge.shell.copies import archive, provisional
from edge.shell.copies.archive_reader import Resender, folders
from edge.shell.imports import staging
from edge.shell.imports import stock as import_stock
from edge.shell.ledger.database import open_reader
from edge.shell.ledger.records import parse
from edge.shell.ledger.reference_store import ReferenceStore, read_file
from edge.shell.ledger.store import Store
from edge.shell.loop.commands import Commands, Connection, Handler
from edge.shell.loop.work import CommandError
from edge.shell.outputs import commands as output_commands

SWITCH_INTERVAL_S: Final = 0.000_5
"""How long one thread may hold the interpreter while another waits: a busy thread must not hold up a scan."""
GARBAGE_AFTER: Final = (20_000, 20, 20)
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
        name: Station(
            name,
            station.location,
            tuple(station.workflows),
            _printer_of(config, name),
            station.code or f"ST-{name}",
            station.carrier or "",
            _scale_of(config, name),
        )
        for name, station in config.stations.items()
    }


def _printer_of(config: Config, station: str) -> str:
    """The device that prints a station's labels; '' for none."""
    return next((name for name in output_devices(config) if config.devices[name].station == station), "")


def _scale_of(config: Config, station: str) -> str:
    """The device that weighs at a station; '' for none."""
    scales = (name for name, device in config.devices.items() if registry.load(device.kind).weighs)
    return next((name for name in scales if config.devices[name].station == station), "")


def output_devices(config: Config) -> list[str]:
    return [name for name, device in config.devices.items() if registry.load(device.kind).output]


def policy_of(config: Config) -> Policy:
    """The site's rules as the core has them."""
    plates = rf"(?=[!-~]{{1,40}}\Z)(?:{config.policy.lpn_pattern})"  # whatever it matches must fit a place
    codes = tuple(SiteCode(one.kind, re.compile(one.pattern), one.aims) for one in config.policy.codes)
    variable = tuple(VariableCode(**one.model_dump()) for one in config.policy.variable_codes)
    said = config.policy
    return Policy(
        said.count_tolerance,
        said.unclaimed_s * 1000,
        plates,
        codes,
        variable,
        said.over_receipt_pct,
        said.over_receipt_limit_pct,
        said.blind_receipt,
        said.older_stock,
        said.confirm_pick,
        said.zero_check,
        said.count_again_by_other,
        (said.abc_days[0], said.abc_days[1], said.abc_days[2]),
        said.cluster_max,
        said.pack_tolerance_pct,
        tuple(Box(one.code, one.tare_g * 1000, one.max_g * 1000, tuple(one.carriers)) for one in said.boxes),
        frozenset(said.ask_reasons),
        zone=config.timezone,
        tote_mg=said.tote_g * 1000,
    )


def check_reference(config: Config) -> list[Loose]:
    """Read the reference file, where one is configured, and change nothing: what its records name that it does not
    hold. A dataset that is not in it comes from elsewhere, and is not asked. Raises `RecordError`."""
    if config.reference is None:
        return []
    content = read_file(config.reference.file)
    found = ((name, op.key, parse(name, op.key, op.doc)) for name, ops in content.items() for op in ops)
    return list(within(found, content))


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
        open_reader(config.store.path).close()  # a command neither makes a store nor brings an old one up to date
        with closing(open_store(config)) as store:
            clock = Clock(config.timezone)
            yield Commands(handlers(config, clock), store, clock).run
        return
    with closing(connection):
        yield connection.run


def handlers(config: Config, clock: Clock) -> Mapping[str, Handler]:
    """All commands that write: those that need the config too."""

    def pepper() -> bytes:
        try:
            return pepper_of(config)
        except ConfigError as error:
            raise CommandError(str(error)) from error

    staged = staging.handlers(lambda: clock.now().mono_ms, needed_locations(config))
    return {**HANDLERS, **staged, provisional.COMMAND: provisional.Provisional(pepper, clock)}


def needed_locations(config: Config) -> dict[str, str]:
    """The locations that the config names, and what each is there: none of them may go."""
    shelves = {
        code: f"a place of device {name}" for name, one in config.devices.items() for code in one.places.values()
    }
    covered = {code: f"in zone {name}" for name, zone in config.zones.items() for code in zone.locations}
    doors = {zone.portal: f"the portal of zone {name}" for name, zone in config.zones.items() if zone.portal}
    return shelves | covered | doors | {one.location: f"station {name}" for name, one in config.stations.items()}


def settle_memory() -> None:
    """What lives as long as the process need not be looked at again, and a scan leaves few circles behind."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)


def pepper_of(config: Config) -> bytes:
    file = config.control.pepper_file
    try:
        return file.read_bytes() if file else b""
    except OSError as error:
        raise ConfigError(f"control.pepper_file: {file} cannot be read: {error.strerror}") from error
