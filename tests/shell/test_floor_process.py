"""Two stations and two guns on a running daemon: scans in a burst, a gun that moves, an operator who goes elsewhere."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge import control
from tests.shell.daemon_process import Box, Gun, Screen, running, wait_until
from tests.shell.floor import PIN, TEA

GUNS = """
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "{folder}/gun1" }
[devices.gun2]
kind = "serial"
station = "DOCK-2"
options = { device = "{folder}/gun2" }
"""
SEEN_S = 0.75
"""A code that comes again confirms a warning only 0.7 s after it."""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[tuple[Box, Gun, Gun]]:
    guns = Gun(tmp_path / "gun1"), Gun(tmp_path / "gun2")
    with running(Box(tmp_path, GUNS)) as one:
        for gun in guns:
            gun.wait_heard()
        yield one, *guns
    for gun in guns:
        gun.close()


def sign_in(screen: Screen, badge: str = "BADGE-0001") -> None:
    assert screen.send(badge).text.key == "badge-read"
    screen.send(PIN)
    screen.wait(lambda: screen.view.operator is not None, "the menu")


def receiving(screen: Screen) -> None:
    """RCV-2 is open at a station."""
    sign_in(screen)
    number = next(one.key for one in screen.view.prompt.options if one.text.key == "menu-receive")
    screen.send(number)
    screen.send("RCV-2")
    screen.results.clear()


def keys(screen: Screen) -> list[str]:
    return [one.key for one in screen.view.prompt.lines]


def told(screen: Screen, key: str) -> control.Result:
    """Wait for an answer, and for the view that follows it."""
    screen.wait(lambda: any(one.text.key == key for one in screen.results), key)
    found = next(one for one in screen.results if one.text.key == key)
    screen.wait(lambda: screen.view.turn >= found.turn, "the view after it")
    return found


def test_what_a_gun_sends_in_one_breath_behind_a_wrong_scan_waits_and_is_used_with_one_key(
    box: tuple[Box, Gun, Gun],
) -> None:
    floor, gun, _ = box
    screen = floor.screen("DOCK-1")
    receiving(screen)
    gun.send(f"NOBODY\r\n{TEA}\r\n{TEA}\r\nDOCK-1\r\n".encode())
    screen.wait(lambda: "held-line" in keys(screen) and _waiting(screen) == 3, "three held scans")
    assert screen.view.prompt.commands == ["confirm", "cancel"]
    screen.send("confirm", via="key")
    told(screen, "received")
    screen.wait(lambda: "held-line" not in keys(screen), "none held")
    moved = [one for one in floor.entries() if one["kind"] == "movement"]
    assert [(one["type"], one["qty"]) for one in moved] == [("receive", 2)]


def _waiting(screen: Screen) -> int:
    line = next(one for one in screen.view.prompt.lines if one.key == "held-line")
    return int(line.args["waiting"])


def test_held_scans_that_are_dropped_book_nothing_and_outlive_a_kill_until_then(box: tuple[Box, Gun, Gun]) -> None:
    floor, gun, _ = box
    screen = floor.screen("DOCK-1")
    receiving(screen)
    gun.send(f"NOBODY\r\n{TEA}\r\nDOCK-1\r\n".encode())
    screen.wait(lambda: "held-line" in keys(screen) and _waiting(screen) == 2, "two held scans")
    floor.kill()
    floor.close_screens()
    floor.start()
    back = floor.screen("DOCK-1")
    assert (back.view.operator, _waiting(back)) == ("Anna", 2)
    assert back.send("cancel", via="key").text.key == "held-dropped"
    assert "held-line" not in keys(back)
    assert not [one for one in floor.entries() if one["kind"] == "movement"]


def test_who_signs_in_elsewhere_goes_on_there_and_the_first_screen_says_so(box: tuple[Box, Gun, Gun]) -> None:
    floor, gun, other = box
    first, second = floor.screen("DOCK-1"), floor.screen("DOCK-2")
    receiving(first)
    gun.scan(TEA)
    told(first, "counted")
    other.scan("BADGE-0001")
    assert told(second, "signed-in-elsewhere").level == "warn"
    seen_s = time.monotonic()
    wait_until(lambda: time.monotonic() > seen_s + SEEN_S, "time to read a warning")
    other.scan("BADGE-0001")
    told(second, "badge-read")
    second.send(PIN)
    second.wait(lambda: second.view.operator == "Anna", "going on")
    assert second.view.prompt.title.key == "receive-title"
    told(first, "work-went-on")
    first.wait(lambda: first.view.operator is None, "nobody at the first")


def test_a_gun_that_read_a_stations_label_works_there_after_a_restart_too_and_the_desk_shows_it(
    box: tuple[Box, Gun, Gun],
) -> None:
    floor, gun, _ = box
    second = floor.screen("DOCK-2")
    gun.scan("ST-DOCK-2")
    assert told(second, "gun-moved").text.args == {"device": "gun1", "station": "DOCK-2"}
    gun.scan("BADGE-0002")
    told(second, "badge-read")
    floor.kill()
    floor.close_screens()
    floor.start()
    gun.wait_heard()
    desk, again = floor.screen(None, "devices"), floor.screen("DOCK-2")
    desk.wait(lambda: "DOCK-2" in _places(desk, "gun1"), "the gun's place")
    gun.scan("BADGE-0003")
    told(again, "badge-read")
    gun.scan("ST-DOCK-1")
    desk.wait(lambda: _places(desk, "gun1")[-1] == "DOCK-1", "the gun back home")


def _places(desk: Screen, device: str) -> list[str]:
    rows = [one for one in desk.rows if isinstance(one, control.DeviceRow)]
    return [one.place for one in rows if one.device == device]
