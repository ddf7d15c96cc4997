"""`kill -9` while scans stream in: what was acknowledged is there, nothing is there twice, work goes on as it stood."""

import random
from dataclasses import dataclass, field

import pytest

from tests.shell.daemon_process import Box, Gun, Screen, running
from tests.shell.floor import beans
from tests.shell.test_daemon import receive, sign_in

GUN = """
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "{folder}/gun1" }
"""


@dataclass
class Told:
    """What the operator did and was told. A lot names one act: it is received once or not at all."""

    scanned: list[str] = field(default_factory=list)
    received: set[str] = field(default_factory=set)
    counted: str = ""
    """The lot on the screen, counted but not yet put down."""


def work(screen: Screen, gun: Gun, told: Told, acts: int) -> None:
    """Scan as fast as the answers come; ends when the daemon has gone, or after so many acts."""
    for _ in range(acts):
        if not told.counted:
            lot = f"L{len(told.scanned):06}"
            told.scanned.append(lot)
            gun.scan(*beans(lot))
            if not (heard := _heard(screen)):
                return
            assert heard == "counted"
            told.counted = lot
        gun.scan("DOCK-1")
        if not (heard := _heard(screen)):
            return
        assert heard == "received"
        told.received.add(told.counted)
        told.counted = ""


def _heard(screen: Screen) -> str:
    """The key of the next answer to a scan; '' when the connection ended first."""
    screen.wait(lambda: bool(screen.results) or screen.closed, "an answer, or the end")
    return screen.results.pop(0).text.key if screen.results else ""


def goes_on(screen: Screen, told: Told, received: set[str]) -> None:
    """The session stands where the last answer left it, or one unanswered scan further. `received`: by the book."""
    asked = screen.view.prompt.ask.key
    if told.counted:
        put_down = told.counted in received
        assert asked == ("receive-ask-item" if put_down else "receive-ask-target")
    else:
        assert asked in {"receive-ask-item", "receive-ask-target"}
    lots = [line.args["lot"] for line in screen.view.prompt.lines if line.key == "lot-line"]
    told.counted = str(lots[0]) if lots else ""
    assert not told.counted or told.counted == told.scanned[-1]


def lots_in(box: Box) -> list[str]:
    return [entry["lot"] for entry in box.entries() if entry["kind"] == "movement"]


def cut_power(box: Box, gun: Gun, rounds: int, seed: int) -> None:
    dice, told = random.Random(seed), Told()
    screen = box.screen()
    sign_in(screen)
    receive(screen)
    screen.results.clear()
    for number in range(1, rounds + 1):
        work(screen, gun, told, dice.randrange(1, 40))
        if not told.counted and dice.random() < 0.7:
            lot = f"L{len(told.scanned):06}"
            told.scanned.append(lot)
            gun.scan(*beans(lot))  # in the air when the power goes
        elif told.counted and dice.random() < 0.7:
            gun.scan("DOCK-1")
        screen.wait(lambda: True, "nothing", dice.random() * 0.02 + 0.001)
        box.kill()
        screen.wait(lambda: screen.closed, "the end")  # noqa: B023 - awaited here
        for result in screen.results:  # acknowledged in the last moment
            if result.text.key == "received":
                told.received.add(told.counted or told.scanned[-1])
                told.counted = ""
            elif result.text.key == "counted":
                told.counted = told.scanned[-1]
        box.start()
        box.wait_log("device gun1 is up", number + 1)
        lots = lots_in(box)
        assert len(lots) == len(set(lots)), "a movement is there twice"
        assert told.received <= set(lots) <= set(told.scanned), "an acknowledged movement is missing"
        verdict = box.verdict()
        assert verdict.ok, verdict
        screen = box.screen()
        goes_on(screen, told, set(lots))
        told.received = set(lots)
    assert len(told.received) > rounds, "the test did no work"


@pytest.fixture
def gun(tmp_path):
    one = Gun(tmp_path / "gun1")
    yield one
    one.close()


def started(tmp_path):
    return running(Box(tmp_path, GUN))


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled_when_the_daemon_is_killed(tmp_path, gun):
    with started(tmp_path) as box:
        box.wait_log("device gun1 is up")
        cut_power(box, gun, rounds=4, seed=7)


@pytest.mark.soak
def test_sixty_power_cuts(tmp_path, gun):
    with started(tmp_path) as box:
        box.wait_log("device gun1 is up")
        cut_power(box, gun, rounds=60, seed=11)
