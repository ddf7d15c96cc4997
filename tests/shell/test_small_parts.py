"""Clock, deadlines, logs, PINs: small things that much rests on."""

import io
import logging
import threading
import time

import pytest
from argon2 import PasswordHasher

from edge.core.decision import CheckPin
from edge.core.event import PinChecked
from edge.core.read import Moment
from edge.shell import logs
from edge.shell.clock import Clock
from edge.shell.loop.deadlines import Every
from edge.shell.loop.inbox import Inbox, PinResult, Stop
from edge.shell.loop.pins import Pins, peppered

QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


def test_the_day_is_the_sites_day():
    midnight_utc = 1_790_000_000_000 // 86_400_000 * 86_400_000
    just_before = Moment(midnight_utc - 60_000, 0)
    assert Clock("UTC").today(just_before) == "2026-09-20"
    assert Clock("Europe/Berlin").today(just_before) == "2026-09-21"
    assert Clock("America/New_York").today(Moment(midnight_utc + 3_600_000, 0)) == "2026-09-20"


def test_the_clock_goes_forward_in_milliseconds():
    clock = Clock("UTC")
    one = clock.now()
    time.sleep(0.02)
    two = clock.now()
    assert 15 <= two.mono_ms - one.mono_ms < 10_000
    assert abs(two.wall_ms - time.time() * 1000) < 10_000
    assert clock.state() in {"synced", "free"}
    assert len(clock.boot) in {7, 12}


def test_something_asked_for_happens_at_once_then_once_a_period():
    every = Every(250)
    assert every.due_ms() is None
    assert not every.take(1000)
    every.ask(1000)
    every.ask(1000)
    assert every.due_ms() == 1000
    assert every.take(1000)
    assert not every.take(1000)
    every.ask(1010)
    assert every.due_ms() == 1250
    assert not every.take(1249)
    assert every.take(1250)
    every.ask(9000)
    assert every.due_ms() == 9000


def test_something_for_later_waits_a_whole_period():
    every = Every(60_000)
    every.ask(1000, after_period=True)
    every.ask(2000, after_period=True)
    assert every.due_ms() == 61_000


@pytest.fixture
def logged():
    """What goes to the journal for one message."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs._Formatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("wedge.test")
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_text_from_outside_cannot_make_a_line_of_its_own_or_colour_the_terminal(logged):
    logger, stream = logged
    logger.warning("device %s is down: %s", "gun1", "x\nERROR wedge: all stock gone\r\x1b[31m\u2028\x9b")
    assert stream.getvalue().splitlines() == [
        "WARNING wedge.test: device gun1 is down: x<0A>ERROR wedge: all stock gone<0D><1B>[31m<2028><9B>"
    ]


def test_a_traceback_keeps_its_lines(logged):
    logger, stream = logged
    try:
        int("bad\x1b[31m")
    except ValueError as error:
        error.args = ("bad\x1b[31m",)
        logger.exception("put aside")
    lines = stream.getvalue().splitlines()
    assert lines[0] == "ERROR wedge.test: put aside"
    assert lines[-1] == "ValueError: bad<1B>[31m"
    assert len(lines) > 3


@pytest.fixture
def pins():
    made = []

    def start(pepper=b""):
        inbox = Inbox()
        one = Pins(inbox, pepper)
        thread = threading.Thread(target=one.run, args=(threading.Event(),))
        thread.start()
        made.append((one, thread))
        return one, inbox

    yield start
    for one, thread in made:
        one.close()
        thread.join(10)
        assert not thread.is_alive(), "it ends at once, though nobody asks for anything"


@pytest.mark.parametrize(
    ("pin", "pepper", "ok"), [("2580", b"", True), ("2581", b"", False), ("2580", b"site", False), ("", b"", False)]
)
def test_a_pin_is_held_against_its_hash_under_the_pepper(pins, pin, pepper, ok):
    one, inbox = pins(pepper)
    one.check(CheckPin("DOCK-1", "op-1", pin), QUICK.hash(peppered("2580", b"")))
    assert inbox.collect(1, 10) == [PinResult("DOCK-1", PinChecked("op-1", ok=ok))]


@pytest.mark.parametrize("pin_hash", ["", "plain", "$argon2id$v=19$m=1", "$argon2id$\u00e4"])
def test_a_hash_that_is_none_fits_no_pin(pins, pin_hash):
    one, inbox = pins()
    one.check(CheckPin("DOCK-1", "op-1", "2580"), pin_hash)
    assert inbox.collect(1, 10) == [PinResult("DOCK-1", PinChecked("op-1", ok=False))]


def test_peppers_and_pins_give_different_words_to_hash():
    words = {peppered(pin, pepper) for pin in ("2580", "2581") for pepper in (b"", b"a", b"b")}
    assert len(words) == 6


def test_checks_wait_for_the_thread_one_a_station_and_never_hold_up_who_asks():
    inbox = Inbox()
    one, hashed = Pins(inbox), QUICK.hash(peppered("2580", b""))
    while not inbox.full():
        inbox.put_nowait(Stop())
    for number in range(100):
        one.check(CheckPin("DOCK-1", f"op-{number}", "1"), hashed)
        one.check(CheckPin("DOCK-2", f"op-{number}", "2580"), hashed)
    stop = threading.Event()
    thread = threading.Thread(target=one.run, args=(stop,))
    thread.start()
    found = []
    deadline = time.monotonic() + 10
    while len(found) < 3 and time.monotonic() < deadline:
        results = [item for item in inbox.collect(1_000, 0.1) if isinstance(item, PinResult)]
        for _ in results:
            one.done()
        found += results
    one.close()
    thread.join(10)
    assert not thread.is_alive()
    assert [(one.station, one.result.operator, one.result.ok) for one in found] == [
        ("DOCK-1", "op-0", False),  # it had begun
        ("DOCK-2", "op-99", True),
        ("DOCK-1", "op-99", False),
    ]


def test_the_end_of_pins_waits_for_nobody_who_reads_the_inbox():
    inbox, stop = Inbox(), threading.Event()
    while not inbox.full():
        inbox.put_nowait(Stop())
    one = Pins(inbox)
    thread = threading.Thread(target=one.run, args=(stop,))
    thread.start()
    one.check(CheckPin("DOCK-1", "op-1", "2580"), "no hash")
    one.close()
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
