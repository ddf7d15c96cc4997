"""The box's one config file: TOML -> `Config`. Unknown keys are refused with file, line and what is allowed.

site = "S1"                     # where the box stands
box = "B1"                      # which box it is
timezone = "Europe/Berlin"

[store]
path = "/var/lib/wedge/ledger.db"

[stations.DOCK-1]
location = "DOCK-1"

[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "/dev/serial/by-id/..." }
"""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from zoneinfo import available_timezones

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from edge.config.codes import GsAliases
from edge.config.policy import PolicyConfig
from edge.config.section import STRICT, like
from edge.driver import Options

Name: TypeAlias = Annotated[str, like(r"[A-Za-z0-9_.-]{1,32}", "1 to 32 letters (A-Z, a-z), digits and . _ -")]
LocationCode: TypeAlias = Annotated[str, like(r"[!-~]{1,40}", "1 to 40 ASCII characters without blanks")]
PublicKey: TypeAlias = Annotated[str, like(r"[0-9a-f]{64}", "a public key: 64 hex digits in lower case")]
Work: TypeAlias = Literal[
    "tasks", "receive", "putaway", "pick", "count", "transfer", "return", "pack", "ship", "kit", "replenish", "approve",
    "settle", "sessions", "handover", "look",
]  # fmt: skip
OptionsByKind: TypeAlias = Mapping[str, type[Options]]


class ConfigError(Exception):
    """The config cannot be used as it is: one sentence with file, line, key and what is allowed. Exit status 78."""


class _Section(BaseModel):
    model_config = STRICT


class StoreConfig(_Section):
    """Where the ledger lives."""

    path: Path
    """The SQLite file; its folder must exist and be on a local disk."""
    key_file: Path | None = None
    """The box's own Ed25519 seed (64 hex digits) that signs checkpoints; made on first use. Unset: beside the store."""
    head_file: Path | None = None
    """Where the newest signed checkpoint is kept outside the store: another disk is best. Unset: beside the store."""
    second_copy: Path | None = None
    """Folder on another disk or stick: entries central has not acknowledged are copied there within 10 s."""
    backup_dir: Path | None = None
    """Folder for nightly backups; unset: only `wedge backup` makes them."""
    backup_keep: Annotated[int, Field(ge=1, le=1000)] = 3
    """How many backups are kept there."""
    archive_dir: Path | None = None
    """Folder for archived entries; unset: none leave the store by themselves."""
    archive_days: Annotated[int, Field(ge=1, le=36500)] = 400
    """Entries older than this many days, acknowledged and under a checkpoint, go into the archive."""
    ballast_mib: Annotated[int, Field(ge=0, le=1024)] = 16
    """Room kept free beside the store for the moment the disk is full (MiB); given up then, and taken back later."""
    nightly: Annotated[str, like(r"([01]\d|2[0-3]):[0-5]\d", "a time of day, like 02:30")] = "02:30"
    """When, in the site's time, the store is checked, backed up and archived."""

    @field_validator("path")
    @classmethod
    def _is_a_file(cls, path: Path) -> Path:
        if not path.name or path.is_dir():
            raise ValueError("name the file itself, like /var/lib/wedge/ledger.db")
        return path


class ControlConfig(_Section):
    """Where screens connect."""

    socket: Path = Path("/run/wedge/control.sock")
    """Unix socket of the control protocol; mode 0660."""
    session_idle_min: Annotated[int, Field(ge=1, le=1440)] = 480
    """A session nobody touched for this many minutes is signed out."""
    pepper_file: Path | None = None
    """File whose bytes are mixed into PINs before they are hashed; without it a stolen store yields short PINs."""


class PicturesConfig(_Section):
    """Pictures in which cameras read codes, as evidence. They may show people: without the section, none is kept."""

    folder: Path | None = None
    """Where they are kept, a folder a device; unset: `pictures` beside the store."""
    mib: Annotated[int, Field(ge=1, le=1_000_000)] = 256
    """Room for the pictures of each camera (MiB, some 50 a MiB); the oldest go first."""
    days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Each night, older ones are removed."""


class UpstreamConfig(_Section):
    """The MQTT broker towards central; leave the section out and the box works alone."""

    host: Annotated[str, like(r"[!-~]{1,253}", "a host's name or address")]
    """Name or address of the broker."""
    port: Annotated[int, Field(ge=1, le=65535)] = 1883
    """TCP port of the broker; 8883 is usual with TLS."""
    username: str | None = None
    """User name at the broker, where certificates are not used."""
    password_file: Path | None = None
    """File whose first line is the password."""
    tls_ca: Path | None = None
    """CA certificate of the broker (PEM); switches TLS on."""
    tls_cert: Path | None = None
    """The box's certificate (PEM), CN = box."""
    tls_key: Path | None = None
    """The box's private key (PEM); needs `tls_cert`."""
    central_key: PublicKey | None = None
    """Central's Ed25519 public key in hex. With it, unsigned or foreign messages from above are refused."""
    keepalive_s: Annotated[int, Field(ge=5, le=600)] = 30
    """MQTT keepalive."""

    @model_validator(mode="after")
    def _tls_is_whole(self) -> "UpstreamConfig":
        if self.tls_cert is not None and self.tls_ca is None:
            raise ValueError(
                "tls_cert without tls_ca: nothing would be encrypted; set tls_ca, the broker's CA certificate"
            )
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key belong together; one of them is missing")
        return self


class StationConfig(_Section):
    """A place where one operator works at a time."""

    location: LocationCode
    """The location that goods received here stand in, and from which loose items are put away."""
    workflows: list[Work] = ["tasks", "receive", "putaway", "pick", "count", "handover", "look"]
    """What the menu offers here, in this order: any of tasks, receive, putaway, pick, count, approve, transfer, return,
    pack, ship, kit, replenish, settle, sessions, handover and look."""
    code: LocationCode | None = None
    """What the station's own label says; unset: ST- and its name. A gun that reads it works here from then on."""
    carrier: LocationCode | None = None
    """The forklift or cart (a location of kind carrier) that this station drives about on."""
    gs1_without_aim: bool = False
    """The scanner that types into this station's screen sends no AIM identifiers and reads GS1 symbols only."""
    gs_aliases: GsAliases = ()
    """What that scanner types in place of GS (0x1D), such as `^]`; read as that in GS1 codes only."""


class ZoneConfig(_Section):
    """A set of locations that sensors cover."""

    locations: list[LocationCode]
    """Locations of the zone."""
    portal: LocationCode | None = None
    """For a dock door: the location at which a pallet is received when it passes."""
    passage_s: Annotated[float, Field(gt=0, le=60)] = 1.0
    """A passage ends when no new tag was seen for this many seconds."""
    share_pct: Annotated[int, Field(ge=1, le=100)] = 80
    """Share of the announced tags that must be seen for a passage to post by itself."""
    min_reads: Annotated[int, Field(ge=1, le=100)] = 2
    """Reads of a tag before it counts as there (keeps stray reflections out)."""
    departed_s: Annotated[float, Field(gt=0, le=86400)] = 10.0
    """A tag not seen for this many seconds has departed."""


class DeviceConfig(_Section):
    """One device: what it is, whom it serves, and its driver's own options."""

    kind: str
    """Device kind: `wedge drivers` lists them."""
    station: Name | None = None
    """The station whose session gets the codes that this device reads, or whose labels it prints."""
    zones: dict[str, Name] = {}
    """For a reader: antenna number -> zone."""
    places: dict[str, LocationCode] = {}
    """For shelf scales: platform -> location."""
    gs1_without_aim: bool = False
    """The source sends no AIM identifiers and reads GS1 symbols only; then the whole string must parse."""
    gs_aliases: GsAliases = ()
    """What the source sends in place of GS (0x1D), such as `<GS>` or `|`; read as that in GS1 codes only."""
    confirms: bool = True
    """Whether somebody scans with it by intent. False for a scanner that is mounted over goods that pass: it confirms
    no warning, and counts only where `docs/workflows.md` says `+fixed`. Cameras always are so. One that goods are held
    under on purpose, at a packing table, is a hand's scanner: leave it true."""
    pictures: bool = True
    """For a camera: whether the pictures it reads codes in are kept, where the box keeps any (`[pictures]`)."""
    options: dict[str, Any] = {}
    """The driver's options; `wedge drivers KIND` shows them."""


class ReferenceConfig(_Section):
    """Reference data from a file, for a box without central."""

    file: Path
    """JSON: dataset -> list of records (`wedge check` names the first bad one)."""


class Config(_Section):
    """Everything an integrator writes for one box."""

    site: Name
    """The site's code; part of every place and topic."""
    box: Name
    """The box's code, unique in the site."""
    timezone: str = "UTC"
    """IANA name; an expiry date ends at midnight there."""
    store: StoreConfig
    """Where the ledger lives."""
    control: ControlConfig = ControlConfig()
    """Where screens connect."""
    pictures: PicturesConfig | None = None
    """Pictures in which cameras read codes; without the section none are kept."""
    upstream: UpstreamConfig | None = None
    """The way to central."""
    reference: ReferenceConfig | None = None
    """Reference data from a file; datasets in it are not taken from central."""
    policy: PolicyConfig = PolicyConfig()
    """Site rules."""
    stations: dict[Name, StationConfig] = {}
    """Stations by name."""
    zones: dict[Name, ZoneConfig] = {}
    """Zones by name."""
    devices: dict[Name, DeviceConfig] = {}
    """Devices by name."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not an IANA time zone, like Europe/Berlin")
        return name

    @model_validator(mode="after")
    def _names_meet(self) -> "Config":
        for name, device in self.devices.items():
            if device.station is not None:
                _must_be_in(self.stations, "stations", device.station, ("devices", name, "station"))
            for antenna, zone in device.zones.items():
                _must_be_in(self.zones, "zones", zone, ("devices", name, "zones", antenna))
        return self


def _must_be_in(tables: Mapping[str, object], kind: str, name: str, keys: tuple[str, ...]) -> None:
    if name not in tables:
        there = f"there are: {', '.join(tables)}" if tables else "there is none at all"
        sentence = f"there is no [{kind}.{name}]; {there}"
        raise PydanticCustomError("names", "{sentence}", {"sentence": sentence, "keys": keys})


def load(path: Path, kinds: OptionsByKind) -> Config:
    """The config in `path`, with every device's options checked by its driver. Raises `ConfigError`."""
    text = _text(path)
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_not_toml(path, text, str(error))) from error
    except ValidationError as error:
        raise ConfigError(_sentence(path, text, error, (), Config)) from error
    for name, device in config.devices.items():
        _check_device(path, text, name, device, kinds)
    return config


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8 text; save the file as UTF-8") from error


def _not_toml(path: Path, text: str, message: str) -> str:
    """tomllib ends its messages with the place, "(at line 2, column 7)" or "(at end of document)"."""
    what, _, place = message.partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", place)
    hint = "; text stands in quotes" if what == "Invalid value" else ""
    line, column = found.groups() if found else (str(len(text.splitlines())), "")
    return f"{path}:{line}: is not TOML{f' at column {column}' if column else ''}: {what}{hint}"


def _check_device(path: Path, text: str, name: str, device: DeviceConfig, kinds: OptionsByKind) -> None:
    if device.kind not in kinds:
        keys = ("devices", name, "kind")
        allowed = ", ".join(sorted(kinds))
        raise ConfigError(f"{_at(path, text, keys)}: {'.'.join(keys)}: is one of {allowed}, not {device.kind!r}")
    options = kinds[device.kind]
    try:
        options.model_validate(device.options)
    except ValidationError as error:
        raise ConfigError(_sentence(path, text, error, ("devices", name, "options"), options)) from error


def _sentence(path: Path, text: str, error: ValidationError, above: tuple[str, ...], model: type[BaseModel]) -> str:
    """The first fault as: file:line: key: what is wrong (what is allowed)."""
    fault = error.errors(include_url=False)[0]
    keys = tuple(str(part) for part in fault["loc"] if part != "[key]")
    full = (*above, *keys, *fault.get("ctx", {}).get("keys", ()))
    at = full[:-1] if fault["type"] == "missing" else full
    return f"{_at(path, text, at)}: {'.'.join(full) or 'config'}: {_wrong(fault, model, keys)}"


def _wrong(fault: ErrorDetails, model: type[BaseModel], keys: tuple[str, ...]) -> str:
    match fault["type"]:
        case "extra_forbidden":
            return f"unknown key; allowed here: {', '.join(_allowed(model, keys[:-1]))}"
        case "missing":
            return "is missing and must be set"
        case "model_type" | "dict_type" | "model_attributes_type":
            return "is a table, with keys of its own"
        case "tuple_type" | "list_type":
            given = fault["input"]
            return f"is a list, as [{json.dumps(given, ensure_ascii=False)}]" if isinstance(given, str) else "is a list"
        case "value_error" | "names":
            return fault["msg"].removeprefix("Value error, ")
        case _:
            said = re.sub(r"^(Input|String|Value|List|Tuple) should", "must", fault["msg"])
            given = fault["input"]
            return f"{said}, not {given!r}" if isinstance(given, int | float) else said


def _allowed(model: type[BaseModel], keys: tuple[str, ...]) -> list[str]:
    current: Any = model
    for key in keys:
        fields = getattr(current, "model_fields", None)
        current = _model_in(fields[key].annotation) if fields and key in fields else current
    return list(current.model_fields)


def _model_in(annotation: Any) -> Any:
    """The section model inside `X`, `X | None` or `dict[..., X]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in inner if part is not None), None)


def _at(path: Path, text: str, keys: tuple[str, ...]) -> str:
    from edge.config.lines import line_of

    return f"{path}:{line_of(text, keys) or 1}"
