"""Every device kind at one box: absent, lost in use, garbage, flood. One line each, the others go on, all return."""

import pytest

from tests.brokers import Broker, free_port, mosquitto_path, without_mosquitto
from tests.shell.daemon_process import Box, Gun, process, running, tell, wait_until

DEVICES = """
[zones.gate]
locations = ["DOCK-2"]
portal = "DOCK-2"
[devices.reader]
kind = "llrp"
zones = { 1 = "gate" }
options = { host = "127.0.0.1", port = @READER@ }
[devices.eye]
kind = "camera"
station = "DOCK-1"
confirms = false
options = { source = "http://127.0.0.1:@CAMERA@/", timeout_s = 1.0 }
[devices.scale]
kind = "shelf"
places = { a = "S-01" }
options = { port = @MQTT@ }
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "{folder}/gun1" }
"""
EPC = "30340789000C0ACDE0000001"


class Site:
    """A box with one device of each kind; every device is there but for a moment that a test chooses."""

    def __init__(self, folder, ports, box, broker, gun):
        self.folder, self.ports, self.box, self.broker, self.gun = folder, ports, box, broker, gun

    def stage(self, name, **what):
        tell(self.folder / f"{name}.stage", **what)

    def ups(self, device):
        return self.box.log().count(f"device {device} is up")

    def downs(self, device):
        return self.box.log().count(f"device {device} is down")

    def scans_go_on(self):
        """The scanner is answered at once, whatever happens to the others."""
        screen = self.box.screen("DOCK-1")
        self.gun.scan("NO-SUCH-CODE")
        assert screen.next_result(source="gun1").level == "refuse"
        screen.close()

    def comes_back(self, device, ups):
        wait_until(lambda: self.ups(device) > ups, f"{device} is up again", 60)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The daemon starts before any device is there; each must be missed once, and found when it comes."""
    if mosquitto_path() is None:
        without_mosquitto()
    folder = tmp_path_factory.mktemp("devices")
    broker = Broker()
    ports = {"READER": free_port(), "CAMERA": free_port(), "MQTT": broker.port}
    devices = DEVICES
    for name, port in ports.items():
        devices = devices.replace(f"@{name}@", str(port))
    with running(Box(folder, devices)) as box:
        for device in ("reader", "eye", "scale", "gun1"):
            box.wait_log(f"device {device} is down")
        gun = Gun(folder / "gun1")
        with (
            broker,
            process("sim", "reader", "--port", ports["READER"], "--stage", folder / "reader.stage", ready="listening"),
            process("sim", "camera", "--port", ports["CAMERA"], "--stage", folder / "eye.stage", ready="listening"),
            process("sim", "shelf", "--port", broker.port, "--platforms", "a", "--stage", folder / "scale.stage",
                    ready="shel"),
        ):  # fmt: skip
            for device in ("reader", "eye", "scale", "gun1"):
                box.wait_log(f"device {device} is up")
            yield Site(folder, ports, box, broker, gun)
        gun.close()


def test_what_is_absent_at_the_start_is_said_once_each_and_found_when_it_comes(site):
    for device in ("reader", "eye", "scale", "gun1"):
        assert (site.downs(device), site.ups(device)) == (1, 1), site.box.log_lines(device)
    assert "Traceback" not in site.box.log()


def test_every_kind_is_read(site):
    desk = site.box.screen(None, "reads")
    screen = site.box.screen("DOCK-1")
    site.stage("reader", place=[{"epc": EPC, "antenna": 1, "rssi": -50}])
    site.stage("scale", platform="a", load_g=1000.0)
    site.stage("eye", show=[{"text": "4006381333931", "symbology": "EAN13"}])
    site.gun.scan("A-01")
    assert screen.next_result(source="gun1").text.key
    for kind, text in (("code", "A-01"), ("tag", EPC), ("weight", "1000"), ("code", "4006381333931")):
        desk.wait(
            lambda: any(row.kind == kind and text[:3] in row.text for row in desk.rows),  # noqa: B023 - awaited here
            f"a {kind} in the feed",
        )
    assert screen.next_result(source="eye").text.key
    site.stage("eye", show=[])
    site.stage("reader", clear=True)


@pytest.mark.parametrize(
    ("device", "fault"),
    [("reader", "drop_mid_message"), ("reader", "garbage"), ("eye", "drop")],
)
def test_a_device_lost_in_use_is_said_once_and_comes_back_by_itself(site, device, fault):
    ups, downs = site.ups(device), site.downs(device)
    site.stage(device, fault=fault)
    wait_until(lambda: site.downs(device) > downs, f"{device} is down")
    site.scans_go_on()
    site.stage(device, fault="none")
    site.comes_back(device, ups)
    assert site.downs(device) == downs + 1


def test_a_broker_of_scales_that_goes_takes_the_scales_alone(site):
    ups, downs = site.ups("scale"), site.downs("scale")
    site.broker.kill()
    wait_until(lambda: site.downs("scale") > downs, "the scale is down")
    site.scans_go_on()
    site.broker.start()
    site.comes_back("scale", ups)
    assert site.downs("scale") == downs + 1


@pytest.mark.parametrize(("device", "fault"), [("scale", "garbage"), ("scale", "flood"), ("reader", "flood")])
def test_a_device_that_talks_too_much_or_nonsense_holds_up_no_scan(site, device, fault):
    site.stage("reader", place=[{"epc": EPC[:-4] + f"{n:04X}", "antenna": 1, "rssi": -50} for n in range(50)])
    site.stage(device, fault=fault)
    screen = site.box.screen("DOCK-1")
    for _ in range(20):
        site.gun.scan("A-01")
        assert screen.next_result(source="gun1").text.key
    site.stage(device, fault="none")
    site.stage("reader", clear=True)
    assert site.box.verdict().ok
