"""The daemon as a process: a scan becomes a movement, refusals are typed, one bad device leaves the others at work."""

import json
import os
import socket as sockets
import time
from pathlib import Path

import pytest

from edge import control
from tests.shell.daemon_process import Box, Gun, Screen, running, wait_until, wedge
from tests.shell.floor import PIN, TEA, beans

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


def sign_in(screen: Screen, number: int = 1) -> None:
    """Badge and PIN, typed at the screen, to the menu."""
    assert screen.send(f"BADGE-{number:04}", "wedge").text.key == "badge-read"
    assert screen.send(PIN).text.key == "checking-pin"
    screen.wait(lambda: screen.view.prompt.title.key == "menu-title", "the menu")
    screen.drain()
    screen.results.clear()


def receive(screen: Screen, document: str = "RCV-1") -> None:
    """From the menu into a receipt."""
    assert screen.send("1").text.key == "work-chosen"
    assert screen.send(document, "wedge").text.key == "document-opened"


@pytest.fixture(scope="module")
def guns(tmp_path_factory):
    folder = tmp_path_factory.mktemp("box")
    made = Gun(folder / "gun1"), Gun(folder / "gun2")
    yield folder, *made
    for gun in made:
        gun.close()


@pytest.fixture(scope="module")
def box(guns):
    """One daemon with two scanners; DOCK-1 works on RCV-1, DOCK-2 on RCV-2."""
    with running(Box(guns[0], GUNS)) as one:
        one.wait_log("device gun1 is up")
        one.wait_log("device gun2 is up")
        screens = one.screen("DOCK-1"), one.screen("DOCK-2")
        for number, screen in enumerate(screens, 1):
            sign_in(screen, number)
            receive(screen, f"RCV-{number}")
            screen.close()
        yield one


@pytest.fixture(autouse=True)
def _screens_off(request):
    """No screen of one test is left for the next."""
    yield
    if "box" in request.fixturenames:
        request.getfixturevalue("box").close_screens()


@pytest.fixture
def gun(guns):
    return guns[1]


HAND_S = 0.3
"""A hand's pause: what is scanned sooner after a red answer was scanned before it was seen."""


def back_to_items(box: Box, station: str = "DOCK-1") -> Screen:
    """A screen of a station that works on a receipt, with no half-done receipt line."""
    screen = box.screen(station)
    time.sleep(HAND_S)  # the last test may have ended with a red screen
    if screen.view.prompt.ask.key == "receive-ask-target":
        screen.send("cancel", "key")
    assert screen.view.prompt.ask.key == "receive-ask-item"
    return screen


def test_a_scan_at_the_pty_is_a_durable_movement_and_a_result_on_the_screen(box, gun):
    screen = back_to_items(box)
    before = len(box.entries())
    gun.scan(*beans("LOT-1"))
    assert screen.next_result(source="gun1").text.key == "counted"
    gun.scan("DOCK-1")
    result = screen.next_result(source="gun1")
    assert (result.level, result.text.key, result.text.args["quantity"]) == ("ok", "received", 1)
    entries = box.entries()
    assert len(entries) == before + 1
    facts = {"type": "receive", "item": "BEANS", "lot": "LOT-1", "qty": 1, "src": "virt:S1/SUPPLIER"}
    facts |= {"dst": "loc:S1/DOCK-1", "op": "op-1", "station": "DOCK-1", "dev": ["gun1"]}
    assert facts.items() <= entries[-1].items()


def test_every_screen_of_a_station_sees_the_same_and_no_other_station_does(box, gun):
    one, two, other = back_to_items(box), box.screen("DOCK-1"), back_to_items(box, "DOCK-2")
    gun.scan("NO-SUCH-CODE")
    assert one.next_result(source="gun1") == two.next_result(source="gun1")
    assert one.view == two.view
    other.send("help", "key")
    assert all(result.source != "gun1" for result in other.results)


@pytest.mark.parametrize(
    ("code", "aim", "key"),
    [
        ("NO-SUCH-CODE", "", "receive-unknown"),
        ("A-01", "", "is-location"),
        ("BADGE-0002", "", "badge-of-other"),
        ("SO-1", "", "is-document"),
        ("0104006381333930", "]C1", "code-check-digit"),
        ("EVIL\x1b[31m\x07", "", "code-control-characters"),
        (TEA, "]E0", "not-on-document"),
    ],
)
def test_what_is_wrong_here_is_a_typed_refusal_and_nothing_is_written(box, gun, code, aim, key):
    screen = back_to_items(box)
    before, asked = len(box.entries()), screen.view.prompt.ask
    gun.scan(code, aim)
    result = screen.next_result(source="gun1")
    assert result.level == ("warn" if key in {"receive-unknown", "not-on-document"} else "refuse")
    assert result.text.key == key
    assert screen.view.prompt.ask == asked
    assert len(box.entries()) == before


def test_garbage_and_a_flood_from_one_scanner_leave_the_other_at_work(box, guns):
    _, gun1, gun2 = guns
    one, two = back_to_items(box), back_to_items(box, "DOCK-2")
    gun1.send(os.urandom(300).replace(b"\r", b"x").replace(b"\n", b"x") + b"\r\n")
    flood = b"#" * 3000 + b"\r\n"
    gun2.scan(TEA, "]E0")
    gun1.send(flood)
    assert two.next_result(source="gun2").text.key == "counted"
    gun2.scan("DOCK-2")
    assert two.next_result(source="gun2").text.key == "received"
    one.drain()
    one.results.clear()
    gun1.scan("AFTER-ALL-THAT")

    def answered() -> bool:
        return any(r.text.args.get("code") == "AFTER-ALL-THAT" for r in one.results)

    one.wait(lambda: answered() or any(r.text.key == "scan-held" for r in one.results), "the scan after the flood")
    if not answered():  # it came before the last refusal could be seen
        one.wait(lambda: one.view.prompt.commands == ["confirm", "cancel"], "what waits is shown")
        one.results.clear()
        assert one.send("confirm", "key").text.key == "held-applied"
        one.wait(answered, "the held scan")


def test_unplugged_in_use_is_said_once_and_comes_back_by_itself(box, guns):
    _, gun1, gun2 = guns
    ups = box.log().count("device gun1 is up")
    desk = box.screen(None, "devices")
    gun1.unplug()
    box.wait_log("device gun1 is down")
    wait_until(lambda: (desk.drain(), _row(desk, "gun1") is not None and not _row(desk, "gun1").up)[1], "a row: down")
    other = back_to_items(box, "DOCK-2")
    gun2.scan("NO-SUCH-CODE")
    assert other.next_result(source="gun2").text.key == "receive-unknown"
    assert other.view.state.devices_down == 1
    time.sleep(1.5)  # two retries
    assert len(box.log_lines("device gun1 is down")) == 1
    gun1.plug()
    box.wait_log("device gun1 is up", ups + 1)
    screen = back_to_items(box)
    gun1.scan("A-01")
    assert screen.next_result(source="gun1").text.key == "is-location"


def _row(screen: Screen, device: str):
    return next((row for row in reversed(screen.rows) if getattr(row, "device", "") == device), None)


def test_an_input_told_again_after_the_connection_broke_gets_its_first_answer_and_posts_once(box):
    screen = back_to_items(box)
    screen.send(TEA, "wedge")
    screen.send("".join(beans("LOT-RESENT")[::-1]), "wedge")
    before, turn = len(box.entries()), screen.view.turn
    first = screen.send("DOCK-1", "wedge", ident="input-0001", turn=turn)
    assert first.text.key == "received"
    screen.close()
    again = box.screen("DOCK-1")
    assert again.view.last.text == first.text
    second = again.send("DOCK-1", "wedge", ident="input-0001", turn=turn)
    assert (second.level, second.text) == (first.level, first.text)
    assert len(box.entries()) == before + 1


def test_an_input_of_an_old_view_is_answered_with_the_view_of_now(box):
    screen = back_to_items(box)
    result = screen.send("A-01", "wedge", turn=screen.view.turn - 1)
    assert (result.level, result.text.key) == ("warn", "screen-was-old")


def test_lines_that_are_no_messages_are_refused_and_the_connection_stays(box):
    screen = back_to_items(box)
    bad = [b"garbage\n", b'{"type":"fly"}\n', b"[" * 5000 + b"\n", b"\xff\xfe\n", b'{"type":"input","id":"x"}\n']
    for number, line in enumerate(bad, 1):
        screen.raw(line)
        screen.wait(lambda: len(screen.refused) == number, "a refusal")  # noqa: B023 - awaited here
    assert screen.send("A-01", "wedge").text.key == "is-location"


def test_a_line_that_is_too_long_ends_its_connection_only(box):
    other, screen = back_to_items(box), box.screen("DOCK-1")
    screen.raw(b"x" * (65 * 1024) + b"\n")
    screen.wait(lambda: screen.closed, "the end of the connection")
    assert "65536 bytes" in screen.refused[0].message
    assert other.send("A-01", "wedge").text.key == "is-location"


def test_a_desk_takes_no_inputs_and_says_so(box):
    desk = box.screen(None, "devices")
    desk.say(control.Input(id="input-0009", turn=0, via="typed", value="1"))
    desk.wait(lambda: bool(desk.refused), "a refusal")
    assert desk.refused[0].id == "input-0009"


def test_a_station_nobody_knows_is_refused(box):
    screen = box.screen(None, "devices")
    screen.say(control.Hello(terminal="test", station="DOCK-9"))
    screen.wait(lambda: bool(screen.refused), "a refusal")
    assert "DOCK-9" in screen.refused[0].message


def test_many_screens_are_served_and_too_many_are_told(box):
    screens = [box.screen("DOCK-1") for _ in range(40)]
    assert len({screen.view.turn for screen in screens}) == 1
    more = [Screen(box.socket, None) for _ in range(60)]
    wait_until(lambda: any((one.drain(), one.refused)[1] for one in more), "a word to those beyond the limit")
    for one in (*screens, *more):
        one.close()
    wait_until(lambda: _is_served(box), "room for a screen again")


def _is_served(box) -> bool:
    """Whether one more screen is taken; the daemon lets go of closed ones in its own time."""
    one = Screen(box.socket, None)
    one.say(control.Hello(terminal="probe", station="DOCK-1"))
    one.wait(lambda: bool(one.views or one.refused or one.closed), "a word to the probe")
    one.close()
    return bool(one.views)


def test_a_screen_that_does_not_read_holds_up_nobody(box, gun):
    deaf = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
    deaf.connect(str(box.socket))
    deaf.sendall(control.line(control.Hello(terminal="deaf", station="DOCK-1")))
    screen = back_to_items(box)
    for number in range(300):
        assert screen.send(f"NO-{number}", "wedge").text.key == "receive-unknown"
    time.sleep(HAND_S)
    gun.scan("A-01")
    assert screen.next_result(source="gun1").text.key == "is-location"
    deaf.close()


def test_feeds_tell_a_new_watcher_what_is_there_and_then_what_happens(box, gun):
    desk = box.screen(None, "devices", "reads", "movements", "findings")
    desk.wait(lambda: {"gun1", "gun2"} <= {getattr(row, "device", "") for row in desk.rows}, "the devices")
    screen = back_to_items(box)
    gun.scan(*beans("LOT-FEED"))
    screen.next_result(source="gun1")
    gun.scan("DOCK-1")
    screen.next_result(source="gun1")
    desk.wait(lambda: any(getattr(row, "kind", "") == "receive" for row in desk.rows), "the movement")
    assert any(getattr(row, "text", "") == "DOCK-1" and row.type == "read" for row in desk.rows)


def test_stock_and_ledger_are_read_beside_the_running_daemon(box):
    verdict = box.verdict()
    assert verdict.ok
    found = json.loads(wedge("stock", "--config", box.config, "--json", "--item", "BEANS").stdout)
    assert found["seq"] == verdict.entries
    assert found["stock"]
    assert all(row["item"] == "BEANS" and row["place"] == "loc:S1/DOCK-1" for row in found["stock"])
    shown = wedge("ledger", "show", "--config", box.config, "--kind", "audit").stdout
    assert "sign-in" in shown
    assert "receive" not in shown


def test_a_second_daemon_on_the_same_store_is_refused_and_the_first_goes_on(box, gun):
    second = wedge("run", "--config", box.config)
    assert second.returncode == 75
    assert "another wedge has this store open" in second.stderr
    screen = back_to_items(box)
    gun.scan("A-01")
    assert screen.next_result(source="gun1").text.key == "is-location"


def test_an_idle_daemon_uses_under_one_per_cent_of_a_core(box):
    def ticks() -> int:
        fields = Path(f"/proc/{box.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    time.sleep(1)
    before, seconds = ticks(), 4
    time.sleep(seconds)
    assert (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds < 0.02  # figures of a quiet machine: `wedge bench`


def test_it_ends_in_order_on_sigterm_and_goes_on_where_it_was(tmp_path):
    box = Box(tmp_path)
    with running(box):
        screen = box.screen()
        sign_in(screen)
        receive(screen)
        asked = screen.view.prompt.ask
        assert box.stop() == 0
        assert not box.socket.exists()
        assert box.log().splitlines()[-1] == "INFO wedge: stopped"
        assert "Traceback" not in box.log()
        box.start()
        assert box.screen().view.prompt.ask == asked


def test_a_control_socket_that_cannot_be_made_ends_it_with_one_sentence(tmp_path):
    box = Box(tmp_path)
    box.config.write_text(box.config.read_text().replace("control.sock", "x" * 120))
    done = wedge("run", "--config", box.config)
    assert done.returncode == 78
    assert done.stderr.startswith("control.socket: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_pin_is_refused_and_written_down_and_the_pin_stands_nowhere(tmp_path):
    with running(Box(tmp_path)) as box:
        screen = box.screen()
        screen.send("BADGE-0001", "wedge")
        screen.send("987123")
        screen.wait(lambda: any(r.text.key == "wrong-pin" for r in screen.results), "the refusal")
        entries = box.entries()
        assert [entry.get("act") for entry in entries if entry["kind"] != "clock"] == ["sign-in-refused"]
        everything = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert b"987123" not in everything
