"""Outputs: labels in order, one at a time, until their device has done them; cancelled, repeated, over restarts."""

import itertools
import json
import socket
import threading
from contextlib import closing

import pytest

from edge.core.decision import Decision, PrintLabel, WithdrawLabels
from edge.core.label import Label
from edge.core.read import Moment
from edge.shell.clock import Clock
from edge.shell.ledger.database import open_reader
from edge.shell.loop.commands import Commands
from edge.shell.loop.inbox import Call, Inbox
from edge.shell.loop.work import CommandError, Ordered
from edge.shell.loop.writing import Writer
from edge.shell.outputs import runner as outputs_module
from edge.shell.outputs.commands import CANCEL, HANDLERS, REPRINT, RETRY
from edge.shell.outputs.runner import ALARM_AFTER_MS, KEPT_MS, PRUNE_MS, PRUNE_ON_MS, Outputs
from tests.shell.book_builder import NOW_MS, open_store, stamp, with_reference
from tests.shell.daemon_process import Box, process, tell, wait_until, wedge
from tests.shell.floor import PIN, TEA


class Loop:
    """The loop with this one chore; what drivers say comes through the inbox, as in the daemon."""

    def __init__(self, store, devices=("p1",)):
        self.store, self.inbox, self.now_ms = store, Inbox(), 1_000
        self.clock = Clock("UTC")
        self.outputs = Outputs(store, self.inbox, threading.Event(), devices)
        self.commands = Commands({**HANDLERS, "print": self._print, "withdraw": self._withdraw}, store, self.clock)
        self.writer = Writer(store, self.clock)
        self.turn()

    def turn(self, *works):
        now = Moment(NOW_MS + self.now_ms, self.now_ms)
        for item in self.inbox.collect(100, 0):
            assert isinstance(item, Call)
            item.run()
        done = self.writer.run([*works, *self.outputs.works(now)])
        self.outputs.committed(done, now)
        return done

    def settle(self):
        """Turn until nothing more is due at once."""
        while (due := self.outputs.due_ms(Moment(0, self.now_ms))) is not None and due <= self.now_ms:
            self.turn()

    def label(self, number, device="p1"):
        """A decision with a label, in the loop."""
        self.command("print", {"number": number, "device": device})

    def command(self, name, args):
        from edge import control

        refused, order = [], None
        command = control.Command(id=f"command-{next(_numbers)}", name=name, args=args)
        order = self.commands.order(command, lambda _: None, refused.append)
        done = self.turn(order)
        self.settle()
        if refused:
            raise CommandError(refused[0])
        return done[0].result

    def takes_back(self, effect):
        """A decision that withdraws labels, in the loop."""
        self.withdrawn = effect
        self.command("withdraw", {})

    def _withdraw(self, _store, _args):
        return Ordered(Decision(effects=(self.withdrawn,)))

    def _print(self, _store, args):
        number = args["number"]
        label = PrintLabel(f"key-{number}", args["device"], Label("lpn", f"T-{number}"), f"entry-{number}")
        return Ordered(Decision(effects=(label,)))

    def given(self, device="p1"):
        work = self.outputs.port(device).take(0)
        self.settle()
        return work.body.code if work else None

    def does(self, device="p1"):
        port = self.outputs.port(device)
        port.done(port.take(0).key)
        self.turn()
        self.settle()

    def hindered(self, why, device="p1"):
        port = self.outputs.port(device)
        port.hindered(port.take(0).key, why)
        self.turn()
        self.settle()

    def row(self, key):
        names = "state, attempts, error, device"
        return self.store.cursor.execute(f"SELECT {names} FROM output WHERE key = ?", (key,)).fetchone()

    def alarm(self, after_ms=0):
        self.now_ms += after_ms
        self.turn()
        told = self.outputs.alarm()
        return (told.key, told.args) if told else None


_numbers = itertools.count(1_000)


@pytest.fixture
def store(tmp_path):
    with closing(with_reference(open_store(tmp_path), tmp_path)) as one:
        yield one


@pytest.fixture
def loop(store):
    return Loop(store)


def test_labels_go_to_their_device_in_order_one_at_a_time(store):
    loop = Loop(store, ("p1", "p2"))
    for number, device in ((1, "p1"), (2, "p1"), (3, "p2")):
        loop.label(number, device)
    assert (loop.given("p1"), loop.given("p2")) == ("T-1", "T-3")
    assert loop.given("p1") == "T-1", "the same until it is done"
    loop.does("p1")
    assert (loop.row("key-1")[0], loop.given("p1")) == ("done", "T-2")
    loop.does("p1")
    assert loop.given("p1") is None


def test_what_was_not_done_before_the_process_ended_is_given_again(store):
    loop = Loop(store)
    loop.label(1)
    loop.label(2)
    assert loop.given() == "T-1"
    again = Loop(store)
    again.settle()
    assert again.given() == "T-1"
    again.does()
    last = Loop(store)
    last.settle()
    assert last.given() == "T-2"


def test_the_same_label_is_stored_once(loop):
    loop.label(1)
    loop.label(1)
    loop.does()
    assert loop.given() is None


def test_what_hinders_a_device_is_kept_with_the_label_which_waits(loop):
    loop.label(1)
    loop.hindered("paper out")
    assert loop.row("key-1")[:3] == ("waiting", 1, "paper out")
    assert loop.given() == "T-1"
    loop.does()
    assert loop.row("key-1")[:3] == ("done", 1, "")


def test_a_label_that_waits_for_a_minute_is_an_alarm_with_its_reason_until_it_is_printed(loop):
    loop.label(1)
    assert loop.alarm(ALARM_AFTER_MS - 1) is None
    assert loop.outputs.due_ms(Moment(0, loop.now_ms)) == loop.now_ms + 1
    assert loop.alarm(1) == ("alarm-output-waits", {"device": "p1"})
    loop.hindered("paper out")
    assert loop.alarm() == ("alarm-output-hindered", {"device": "p1", "why": "paper out"})
    loop.does()
    assert loop.alarm() is None


def test_an_idle_box_is_not_woken(loop):
    loop.settle()
    assert loop.outputs.due_ms(Moment(0, loop.now_ms)) is None


def test_a_cancelled_label_that_was_not_taken_yet_makes_room_at_once(loop):
    loop.label(1)
    loop.label(2)
    loop.command(CANCEL, {"key": "key-1", "at_ms": 1})
    assert (loop.row("key-1")[0], loop.given()) == ("cancelled", "T-2")


def test_a_cancelled_label_in_the_devices_hand_is_let_go_by_it(loop):
    loop.label(1)
    loop.label(2)
    assert loop.given() == "T-1"
    loop.command(CANCEL, {"key": "key-1", "at_ms": 1})
    assert loop.given() is None
    loop.turn()
    loop.settle()
    assert loop.given() == "T-2"


def test_a_cancelled_label_that_is_printed_after_all_stays_cancelled_and_the_next_comes(loop):
    loop.label(1)
    loop.label(2)
    port = loop.outputs.port("p1")
    key = port.take(0).key
    loop.command(CANCEL, {"key": key, "at_ms": 1})
    port.done(key)
    loop.turn()
    loop.settle()
    assert (loop.row("key-1")[0], loop.given()) == ("cancelled", "T-2")


def test_a_cancelled_label_waits_again_when_it_is_retried(loop):
    loop.label(1)
    assert loop.given() == "T-1"
    loop.command(CANCEL, {"key": "key-1", "at_ms": 1})
    assert loop.given() is None
    loop.turn()
    loop.command(RETRY, {"key": "key-1", "at_ms": 2})
    assert (loop.given(), loop.given()) == ("T-1", "T-1")
    loop.does()
    assert loop.row("key-1")[0] == "done"


def test_a_label_is_printed_again_as_one_of_its_own_also_elsewhere(store):
    loop = Loop(store, ("p1", "p2"))
    loop.label(1)
    loop.does()
    told = loop.command(REPRINT, {"key": "key-1", "at_ms": 5, "again": "ab", "device": "p2", "op": "op-1"})
    assert told == {"key": "key-1/ab", "device": "p2"}
    assert (loop.given("p1"), loop.given("p2")) == (None, "T-1")
    (body,) = store.cursor.execute("SELECT body FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    assert (json.loads(body)["act"], json.loads(body)["op"]) == ("output-reprinted", "op-1")


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        (RETRY, "key-1", "is done; to print it once more, reprint it"),
        (CANCEL, "key-1", "does not wait: it is done"),
        (REPRINT, "nothing", "there is no output nothing"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(loop, name, key, says):
    loop.label(1)
    loop.does()
    with pytest.raises(CommandError, match=says):
        loop.command(name, {"key": key, "at_ms": 1})


def test_what_was_done_long_ago_is_forgotten_at_the_start(store):
    loop = Loop(store)
    for number in (1, 2):
        loop.label(number)
    loop.does()
    store.cursor.execute("UPDATE output SET ended_ms = ? WHERE key = 'key-1'", (NOW_MS - KEPT_MS,))
    Loop(store).settle()
    assert [key for (key,) in store.cursor.execute("SELECT key FROM output")] == ["key-2"]


def test_what_was_done_long_ago_is_forgotten_each_day_in_parts(store, monkeypatch):
    monkeypatch.setattr(outputs_module, "_PRUNE", outputs_module._PRUNE.replace("1000", "2"))
    monkeypatch.setattr(outputs_module, "PRUNED_MAX", 2)
    loop = Loop(store)
    for number in range(1, 7):
        loop.label(number)
        loop.does()
    loop.settle()
    store.cursor.execute("UPDATE output SET ended_ms = ? WHERE key != 'key-6'", (NOW_MS - KEPT_MS,))
    loop.turn()
    assert _keys(store) == [f"key-{number}" for number in range(1, 7)], "it was looked for at the start"
    loop.now_ms += PRUNE_MS
    loop.turn()
    assert _keys(store) == ["key-3", "key-4", "key-5", "key-6"]
    for _ in range(2):
        loop.now_ms += PRUNE_ON_MS
        loop.turn()
    assert _keys(store) == ["key-6"]


def _keys(store):
    return [key for (key,) in store.cursor.execute("SELECT key FROM output ORDER BY key")]


def test_a_label_is_rolled_back_with_its_decision(store):
    store.begin()
    store.write(Decision(effects=(PrintLabel("k", "p1", Label("lpn", "T-1")),)), "x", stamp(), NOW_MS)
    store.rollback()
    assert store.cursor.execute("SELECT count(*) FROM output").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("withdrawn", "left"),
    [
        (WithdrawLabels(("entry-1",)), ["key-2", "key-3"]),
        (WithdrawLabels((), ("T-2",)), ["key-1", "key-3"]),
        (WithdrawLabels(("entry-9",), ("T-9",)), ["key-1", "key-2", "key-3"]),
    ],
)
def test_labels_of_what_was_taken_back_are_not_printed_any_more(loop, withdrawn, left):
    for number in (1, 2, 3):
        loop.label(number)
    loop.takes_back(withdrawn)
    waiting = loop.store.cursor.execute("SELECT key FROM output WHERE state = 'waiting' ORDER BY key").fetchall()
    assert [key for (key,) in waiting] == left


def test_a_label_that_is_offered_to_its_printer_is_called_back_from_there(loop):
    loop.label(1)
    loop.label(2)
    loop.takes_back(WithdrawLabels(("entry-1",)))
    assert loop.given() == "T-2"


def test_what_is_printed_stays_so_whatever_is_taken_back(loop):
    loop.label(1)
    loop.does()
    loop.takes_back(WithdrawLabels(("entry-1",)))
    assert loop.row("key-1")[0] == "done"


PRINTER = """
[devices.printer1]
kind = "zpl"
station = "DOCK-1"
options = {{ host = "127.0.0.1", port = {port} }}
"""


def receive_into(box, lpn):
    """An operator receives a unit of tea into a new unit, by hand."""
    screen = box.screen("DOCK-1")
    for value, via in (("BADGE-0001", "wedge"), (PIN, "typed")):
        screen.send(value, via)
    screen.wait(lambda: screen.view.operator is not None, "signed in")
    for value, via in (("1", "typed"), ("RCV-2", "wedge"), (TEA, "wedge"), (lpn, "wedge")):
        last = screen.send(value, via)
    assert last.text.key == "received", last
    return screen


def test_killed_between_the_label_and_the_printers_word_the_label_is_printed_after_the_restart(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    labels, stage = tmp_path / "labels", tmp_path / "stage"
    box = Box(tmp_path, PRINTER.format(port=port))

    def states():
        with closing(open_reader(box.store)) as db:
            return [state for (state,) in db.execute("SELECT state FROM output ORDER BY made_ms")]

    printed = lambda: [path.read_text() for path in sorted(labels.glob("*.zpl"))]  # noqa: E731 - a short word
    words = ("sim", "printer", "--port", port, "--labels", labels, "--stage", stage, "--label-s", "0.05")
    with process(*words, ready="listening"):
        tell(stage, fault="slow")
        box.start()
        try:
            box.wait_log("device printer1 is up")
            receive_into(box, "T-77")
            wait_until(lambda: _formats(port) == "001", "the label is in the printer")
            box.kill()
            tell(stage, fault="none")
            wait_until(lambda: len(printed()) == 1, "the printer prints it")
            listed = wedge("output", "list", "--config", box.config).stdout
            assert "1 waiting" in listed
            assert "T-77" in listed
            box.start()
            wait_until(lambda: states() == ["done"], "the printer's word")
            key = listed.split()[4]
            said = wedge("output", "reprint", key, "--config", box.config, "--operator", "op-1")
            assert (said.returncode, said.stderr) == (0, "")
            wait_until(lambda: len(printed()) == 3, "the label once more")
        finally:
            box.end()
    # Twice by itself: the daemon died before it heard that the label was printed. Never not at all.
    assert all("^FD>:T-77^FS" in text for text in printed())
    assert [one["act"] for one in box.entries() if one["kind"] == "audit"][-1] == "output-reprinted"


def _formats(port):
    """The formats in the printer's buffer, as it says."""
    with socket.create_connection(("127.0.0.1", port), 5) as link:
        link.sendall(b"~HS")
        return link.recv(200).decode().split(",")[4]
