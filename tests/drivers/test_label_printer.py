"""The label printer's driver: formats no text can break out of, status in words, done only at the printer's word."""

import socket
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.label_printer import DRIVER, NO_ANSWER
from drivers.zpl import Paper, Status, StatusDecoder, escaped, render
from edge.core.label import Label
from edge.driver import DeviceError, Output
from tests.builders import sscc
from tests.drivers.io_recorder import running
from tests.shell.daemon_process import process, tell, wait_until

PAPER = Paper(800, 480, 8)
GOOD = (b"\x02030,0,0,0480,000,0,0,0,000,0,0,0\x03\r\n", b"\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n",
        b"\x021234,0\x03\r\n")  # fmt: skip


def one(number, code="T-1"):
    return Output(f"key-{number}", Label("lpn", code, ("5 EA  TEA",)))


def test_a_format_holds_the_code_as_bars_and_its_lines():
    text = render(Label("lpn", "T-1", ("5 EA  TEA", "DOCK-1")), PAPER).decode("ascii")
    assert text.startswith("^XA^CI28")
    assert text.endswith("^XZ\n")
    assert "^BCN,192,N,N,N^FH_^FD>:T-1^FS" in text
    assert "^FH_^FD5 EA  TEA^FS" in text
    assert "^FDDOCK-1^FS" in text


def test_an_sscc_is_printed_as_gs1_128():
    code = sscc(7)
    text = render(Label("lpn", code), PAPER).decode()
    assert f"^FD>;>800{code}^FS" in text  # start C, FNC1, (00)
    assert f"^FD(00) {code}^FS" in text


def test_characters_that_code_128_invokes_are_written_as_the_manual_says():
    assert "^FD>:A_3C_2B><>0>=^FS" in render(Label("lpn", "A<+^>~"), PAPER).decode()


@given(st.text(max_size=60), st.text(min_size=1, max_size=40))
def test_no_text_can_hold_a_command(line, code):
    text = render(Label("lpn", code, (line,)), PAPER).decode("ascii")
    fields = text.split("^FD")[1:]
    assert len(fields) == 3
    for field in fields:
        data = field.partition("^FS")[0]
        assert "^" not in data
        assert "~" not in data
        assert "\n" not in data
    assert text.count("^XA") == text.count("^XZ") == 1
    assert "~" not in text


def test_text_beyond_ascii_goes_as_its_bytes_and_controls_do_not_go():
    assert escaped("Käse_^~\x1b\n\u202e") == "K_C3_A4se_5F_5E_7E"


def test_a_small_label_leaves_lines_out_instead_of_printing_beyond_its_edge():
    text = render(Label("lpn", "T-1", tuple("abcdef")), Paper(400, 200, 8)).decode()
    assert all(int(part.split(",")[1].split("^")[0]) < 200 for part in text.split("^FO")[1:])
    assert "^FDf^FS" not in text


def status(**flags):
    first = {"b": 0, "c": 0, "eee": "000", "h": 0, "j": 0, "k": 0, "l": 0} | flags
    one_, two = (
        "030,{b},{c},0480,{eee},0,0,{h},000,{j},{k},{l}".format(**first),
        "001,0,{},{},1,2,6,{},{:08},1,000".format(*(flags.get(name, 0) for name in ("o", "p", "t", "u"))),
    )
    return "".join(f"\x02{text}\x03\r\n" for text in (one_, two, "1234,0")).encode()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"b": 1}, "paper out"),
        ({"c": 1}, "paused"),
        ({"o": 1}, "head open"),
        ({"p": 1}, "ribbon out"),
        ({"j": 1}, "its memory is corrupt; switch it off and on"),
        ({"k": 1}, "too cold"),
        ({"l": 1}, "too hot"),
        ({"t": 1}, "a printed label waits to be taken"),
        ({"b": 1, "o": 1}, "paper out, head open"),
        ({}, ""),
    ],
)
def test_a_status_is_said_in_words(flags, words):
    assert StatusDecoder().feed(status(**flags)) == [Status(words, 0, 0)]


def test_what_is_still_to_be_printed_is_counted():
    assert StatusDecoder().feed(status(eee="002", h=1, u=3)) == [Status("", 3, 3)]


def test_a_status_is_read_however_it_is_cut_and_among_noise():
    decoder, data = StatusDecoder(), b"noise\x03" + status(b=1) + b"\x00" + status()
    found = [one_ for byte in data for one_ in decoder.feed(bytes([byte]))]
    assert [one_.trouble for one_ in found] == ["paper out", ""]


@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(GOOD)), max_size=20))
def test_garbage_is_no_status_and_never_raises(chunks):
    decoder = StatusDecoder()
    for chunk in chunks:
        decoder.feed(chunk)
    assert len(decoder._buffer) <= 1_024


class Bench:
    """A simulated printer and the folder it prints into."""

    def __init__(self, folder: Path, port: int) -> None:
        self.labels, self.stage, self.port = folder / "labels", folder / "stage", port
        self.options = DRIVER.options(host="127.0.0.1", port=port)

    def fault(self, name: str) -> None:
        tell(self.stage, fault=name)

    def printed(self) -> list[str]:
        return [path.read_text() for path in sorted(self.labels.glob("*.zpl"))]


@pytest.fixture
def bench(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ("--port", port, "--labels", tmp_path / "labels", "--stage", tmp_path / "stage", "--label-s", "0.05")
    with process("sim", "printer", *words, ready="listening"):
        yield Bench(tmp_path, port)


def test_a_label_is_done_when_the_printer_has_printed_it(bench):
    with running(DRIVER.run, bench.options) as io:
        assert io.wait_up() == "ZPL printer, labels of 100 x 60 mm"
        io.outputs.give(one(1), one(2, "T-2"))
        io.outputs.wait_said("key-2", "done")
    assert ["T-1" in text for text in bench.printed()] == [True, False]
    assert io.outputs.said == [("key-1", "done"), ("key-2", "done")]


@pytest.mark.parametrize(
    ("fault", "says"),
    [("paper_out", "paper out"), ("head_open", "head open"), ("ribbon_out", "ribbon out"), ("paused", "paused")],
)
def test_what_hinders_the_printer_is_said_and_waited_for(bench, fault, says):
    bench.fault(fault)
    with running(DRIVER.run, bench.options) as io:
        io.outputs.give(one(1))
        io.outputs.wait_said("key-1", says)
        assert (bench.printed(), _buffered(bench)) == ([], False), "nothing is sent to a printer that cannot print"
        bench.fault("none")
        io.outputs.wait_said("key-1", "done")
    assert len(bench.printed()) == 1
    assert io.outputs.said == [("key-1", says), ("key-1", "done")], "it is said once"


def test_paper_that_runs_out_in_the_middle_prints_the_label_once(bench):
    bench.fault("slow")
    with running(DRIVER.run, bench.options) as io:
        io.wait_up()
        io.outputs.give(one(1))
        probe = threading.Event()
        while not _buffered(bench):
            probe.wait(0.05)
        bench.fault("paper_out")
        io.outputs.wait_said("key-1", "paper out")
        bench.fault("none")
        io.outputs.wait_said("key-1", "done")
    assert len(bench.printed()) == 1


def _buffered(bench):
    with socket.create_connection(("127.0.0.1", bench.port), 5) as link:
        link.sendall(b"~HS")
        return b",001,0,0," in link.recv(200)


def test_a_printer_that_is_silent_while_paper_is_out_is_waited_for(bench, monkeypatch):
    monkeypatch.setattr("drivers.label_printer.SILENT_S", 0.5)
    bench.fault("mute")
    with running(DRIVER.run, bench.options) as io:
        assert NO_ANSWER in io.wait_up()
        io.outputs.give(one(1))
        io.outputs.wait_said("key-1", NO_ANSWER)
        bench.fault("none")
        io.outputs.wait_said("key-1", "done")
    assert len(bench.printed()) == 1


@pytest.mark.parametrize(("death", "labels"), [("dies_before", 1), ("dies_after", 2)])
def test_a_printer_that_dies_over_a_label_gets_it_again(bench, death, labels):
    bench.fault(death)
    with running(DRIVER.run, bench.options) as io:
        io.outputs.give(one(1))
        assert isinstance(io.ended(), DeviceError)
    with running(DRIVER.run, bench.options) as again:
        again.outputs.give(*io.outputs.waiting)
        again.outputs.wait_said("key-1", "done")
    assert len(bench.printed()) == labels, "twice only where it died between printing and answering"


def test_a_label_that_was_cancelled_is_not_sent(bench):
    bench.fault("paused")
    with running(DRIVER.run, bench.options) as io:
        io.outputs.give(one(1))
        io.outputs.wait_said("key-1", "paused")
        io.outputs.waiting.clear()
        bench.fault("none")
        io.outputs.give(one(2, "T-2"))
        io.outputs.wait_said("key-2", "done")
    assert ["T-2" in text for text in bench.printed()] == [True]


def test_a_printer_that_is_not_there_is_one_sentence(bench):
    options = DRIVER.options(host="127.0.0.1", port=1)
    with running(DRIVER.run, options) as io:
        assert str(io.ended()) == "127.0.0.1:1: Connection refused"


def test_an_idle_printer_tells_when_paper_runs_out(bench, monkeypatch):
    monkeypatch.setattr("drivers.label_printer.IDLE_LOOKS", 1)
    with running(DRIVER.run, bench.options) as io:
        io.wait_up()
        bench.fault("paper_out")
        wait_until(lambda: io.ups[-1] == "ZPL printer; paper out", "it is said")
        bench.fault("none")
        wait_until(lambda: io.ups[-1] == "ZPL printer", "it is good again")


def test_the_end_of_the_box_ends_it_in_time_even_while_a_label_waits(bench):
    bench.fault("mute")
    with running(DRIVER.run, bench.options) as io:
        io.outputs.give(one(1))
    assert (io.ended(), io.outputs.said) == (None, [])
