"""The demo box's files in one folder: its config, central's reference data, the broker's config; and its commands.

wedge.toml  reference.json  stock.csv  mosquitto.conf  ledger.db  central.db  witness/  labels/  control.sock
pictures/  shift.jsonl.gz  NAME.stage  NAME.log
"""

import getpass
import json
import shutil
import socket
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from edge.demo.processes import DemoError
from simulators import catalogue, surroundings, warehouse
from simulators.shift import GUNS, SCALES

BOX = "B1"
SOCKET_PATH_MAX = 100
"""unix(7) allows 107 bytes."""
TUI_STATION = "PICK-1"
RECORDING = "shift.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything of one demo lives."""

    folder: Path
    seed: int
    broker_port: int
    day: date

    @property
    def config(self) -> Path:
        return self.folder / "wedge.toml"

    @property
    def control(self) -> Path:
        return self.folder / "control.sock"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def central(self) -> Path:
        return self.folder / "central.db"

    @property
    def note(self) -> Path:
        """What central has of the box's signed checkpoints."""
        return self.folder / "witness" / f"{BOX}.note"

    @property
    def stock_list(self) -> Path:
        """What lies in the house before the day."""
        return self.folder / "stock.csv"

    @property
    def labels(self) -> Path:
        """What the label printer has printed, a file each."""
        return self.folder / "labels"

    @property
    def recording(self) -> Path:
        """What the screens heard, all day."""
        return self.folder / RECORDING

    def rest(self) -> warehouse.Warehouse:
        """The part of the warehouse that the shift does not touch."""
        return warehouse.build(self.seed, self.day)

    def stage(self, name: str) -> str:
        return str(self.folder / f"{name}.stage")


def check_folder(folder: Path) -> None:
    """Make sure of an empty folder with room for sockets. Raises `DemoError` for one that a demo cannot use."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoError(f"{folder}: {error.strerror}") from error
    if (folder / "ledger.db").exists():
        raise DemoError(f"{folder} holds a demo already; name another folder")
    if len(str(folder / "central.stage")) > SOCKET_PATH_MAX:
        raise DemoError(f"{folder} is too long a path for sockets; name a shorter one")


def wedge(*arguments: str) -> list[str]:
    """The command line of `wedge ...` with this interpreter."""
    return [sys.executable, "-c", "from edge.cli import app; app(prog_name='wedge')", *arguments]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def mosquitto() -> str | None:
    """Where mosquitto is: on the PATH, or in the sbin a user's PATH leaves out."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def broker_command(place: Place, program: str | None) -> list[str]:
    """The broker: mosquitto, or the embedded one."""
    if program is None:
        return [sys.executable, "-m", "edge.demo.broker", str(place.broker_port)]
    conf = place.folder / "mosquitto.conf"
    # Started as root it would become its own user, who may not read this folder.
    lines = [f"user {getpass.getuser()}", f"listener {place.broker_port} 127.0.0.1", "allow_anonymous true"]
    conf.write_text(
        "\n".join([*lines, "log_dest stderr", "log_type information", "log_type warning", "log_type error"]) + "\n"
    )
    return [program, "-c", str(conf)]


def central_command(place: Place) -> list[str]:
    reference = place.folder / "reference.json"
    own, rest = catalogue.build(place.seed), place.rest()
    reference.write_text(json.dumps(surroundings.around(catalogue.reference(own), rest), indent=1) + "\n")
    surroundings.write_stock(place.stock_list, (*surroundings.listed(own), *rest.stock))
    files = ["--reference", str(reference), "--key-file", str(place.folder / "central.key")]
    files += ["--witness-dir", str(place.note.parent)]
    where = ["--port", str(place.broker_port), "--db", str(place.central), "--stage", place.stage("central")]
    return wedge("sim", "central", "--site", catalogue.SITE, "--boxes", BOX, *where, *files)


def record_command(place: Place) -> list[str]:
    """The screens of all stations, written down."""
    where = ["--socket", str(place.control), "--name", f"{catalogue.SITE}/{BOX}"]
    return wedge("record", *where, str(place.recording))


def device_commands(place: Place) -> dict[str, list[str]]:
    """A simulator for each device, by the device's name."""
    commands = {
        gun: wedge("sim", "scanner", "--link", str(place.folder / gun), "--stage", place.stage(gun))
        for gun in GUNS.values()
    }
    size = ["--size", "640x480", "--fps", "8"]
    commands["cam1"] = wedge("sim", "camera", "--port", "0", *size, "--stage", place.stage("cam1"))
    commands["door"] = wedge("sim", "reader", "--port", "0", "--tags", "0", "--stage", place.stage("door"))
    commands["bench"] = wedge("sim", "scale", "--port", "0", "--settle-s", "0.1", "--stage", place.stage("bench"))
    printer = ["--labels", str(place.labels), "--stage", place.stage("printer1")]
    commands["printer1"] = wedge("sim", "printer", "--port", "0", *printer)
    platforms = ["--platforms", ",".join(SCALES.values())]
    commands["shelf"] = wedge(
        "sim", "shelf", "--port", str(place.broker_port), *platforms, "--stage", place.stage("shelf")
    )
    return commands


def shift_command(place: Place, pace_s: float) -> list[str]:
    where = ["--control", str(place.control), "--stages", str(place.folder), "--seed", str(place.seed)]
    files = ["--truth", str(place.folder / "truth.json"), "--errors", str(place.folder / "errors.json")]
    return wedge("sim", "shift", *where, *files, "--pace", str(pace_s))


@dataclass(frozen=True, slots=True)
class Wired:
    """Where the devices listen that were started."""

    camera_url: str
    reader_port: int
    bench_port: int
    printer_port: int


def write_config(place: Place, wired: Wired, central_key: str) -> None:
    """The box's config: four stations, a portal, three scales, a printer, and the way to central."""
    text = _CONFIG.format(
        site=catalogue.SITE,
        box=BOX,
        ledger=place.ledger,
        control=place.control,
        port=place.broker_port,
        key=central_key,
        camera=wired.camera_url,
        reader=wired.reader_port,
        bench=wired.bench_port,
        printer=wired.printer_port,
        scales=", ".join(f'{platform} = "{code}"' for code, platform in SCALES.items()),
    )
    guns = (_GUN.format(gun=gun, station=station, link=place.folder / gun) for station, gun in GUNS.items())
    place.config.write_text(text + "".join(guns))


_CONFIG = """\
# The demo's box: `wedge run --config` this file.
site = "{site}"
box = "{box}"
timezone = "Europe/Berlin"

[store]
path = "{ledger}"

[control]
socket = "{control}"

[pictures]
mib = 16

[upstream]
host = "127.0.0.1"
port = {port}
central_key = "{key}"

[stations.DOCK-1]
location = "DOCK-1"
workflows = ["tasks", "receive", "putaway", "handover", "look"]

[stations.DOCK-2]
location = "DOCK-2"
workflows = ["tasks", "receive", "putaway", "handover", "look"]

[stations.PICK-1]
location = "CART-1"
workflows = ["tasks", "pick", "count", "approve", "settle", "sessions", "handover", "look"]

[stations.PACK-1]
location = "PACK-1"
workflows = ["tasks", "pack", "ship", "return", "replenish", "handover", "look"]

[[policy.boxes]]
code = "BOX-M"
tare_g = 420
max_g = 30000

[zones.DOOR-3]
locations = ["DOCK-3"]
portal = "DOCK-3"
passage_s = 0.7
departed_s = 1.5

[devices.cam1]
kind = "camera"
station = "DOCK-2"
confirms = false
options = {{ source = "{camera}", holdoff_s = 0.5, fps = 8 }}

[devices.door]
kind = "llrp"
zones = {{ 1 = "DOOR-3", 2 = "DOOR-3" }}
options = {{ host = "127.0.0.1", port = {reader} }}

[devices.bench]
kind = "sics"
station = "PACK-1"
options = {{ host = "127.0.0.1", port = {bench}, ask_ms = 100 }}

[devices.printer1]
kind = "zpl"
station = "PACK-1"
options = {{ host = "127.0.0.1", port = {printer} }}

[devices.shelf]
kind = "shelf"
places = {{ {scales} }}
options = {{ host = "127.0.0.1", port = {port}, topic = "shelf/+/weight" }}
"""

_GUN = """
[devices.{gun}]
kind = "serial"
station = "{station}"
options = {{ device = "{link}" }}
"""
