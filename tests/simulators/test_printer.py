"""The simulated printer: formats become files, ~HS is answered as the manual has it, faults hold up or lose labels."""

import socket

import pytest

from tests.shell.daemon_process import process, tell, wait_until, wedge


@pytest.fixture
def printer(tmp_path):
    words = ("--port", 0, "--labels", tmp_path / "labels", "--stage", tmp_path / "stage", "--label-s", "0.02")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with process("sim", "printer", *("--port", port), *words[2:], ready="listening"):
        yield port


@pytest.fixture
def link(printer):
    with socket.create_connection(("127.0.0.1", printer), 10) as one:
        one.settimeout(10)
        yield one


def ask(link):
    link.sendall(b"~HS")
    answer = b""
    while answer.count(b"\x03\r\n") < 3:
        answer += link.recv(1000)
    return [string.strip(b"\x02\r\n").decode().split(",") for string in answer.split(b"\x03")[:3]]


def printed(tmp_path):
    return [path.read_text() for path in sorted((tmp_path / "labels").glob("*.zpl"))]


def test_an_idle_printer_answers_three_strings(link):
    one, two, three = ask(link)
    assert [len(one), len(two), three] == [12, 11, ["1234", "0"]]
    assert [one[at] for at in (1, 2, 4)] == ["0", "0", "000"]
    assert (two[2], two[3], two[8]) == ("0", "0", "00000000")


def test_formats_become_files_in_order_whatever_is_between_them(link, tmp_path):
    link.sendall(b"\r\n^XA^FDone^FS^XZ junk ^xa^FDtwo^FS")
    link.sendall(b"^xz~JQ")
    wait_until(lambda: len(printed(tmp_path)) == 2, "both labels")
    assert printed(tmp_path) == ["^XA^FDone^FS^XZ", "^xa^FDtwo^FS^xz"]


def test_status_is_answered_in_the_middle_of_a_format(link, tmp_path):
    link.sendall(b"^XA^FDone")
    assert ask(link)[0][7] == "1"
    link.sendall(b"^FS^XZ")
    wait_until(lambda: printed(tmp_path) == ["^XA^FDone^FS^XZ"], "the whole label")


@pytest.mark.parametrize(
    ("fault", "string", "at"), [("paper_out", 0, 1), ("paused", 0, 2), ("head_open", 1, 2), ("ribbon_out", 1, 3)]
)
def test_a_hindered_printer_says_so_and_keeps_the_label(link, tmp_path, fault, string, at):
    tell(tmp_path / "stage", fault=fault)
    link.sendall(b"^XA^FDone^FS^XZ")
    said = ask(link)
    assert (said[string][at], said[0][4]) == ("1", "001")
    assert printed(tmp_path) == []
    tell(tmp_path / "stage", fault="none")
    wait_until(lambda: len(printed(tmp_path)) == 1, "the label")


@pytest.mark.parametrize(("fault", "labels"), [("dies_before", 0), ("dies_after", 1)])
def test_a_dying_printer_loses_its_connections_and_its_buffer(link, printer, tmp_path, fault, labels):
    tell(tmp_path / "stage", fault=fault)
    link.sendall(b"^XA^FDone^FS^XZ")
    assert link.recv(1000) == b""
    with socket.create_connection(("127.0.0.1", printer), 10) as again:
        again.settimeout(10)
        assert ask(again)[0][4] == "000"
    assert len(printed(tmp_path)) == labels


def test_all_formats_are_thrown_away_at_ja(link, tmp_path):
    tell(tmp_path / "stage", fault="paused")
    link.sendall(b"^XA^FDone^FS^XZ~JA")
    assert ask(link)[0][4] == "000"


def test_an_unknown_fault_is_refused(printer, tmp_path):
    with pytest.raises(AssertionError, match="dies_after"):
        tell(tmp_path / "stage", fault="on_fire")


def test_a_port_that_is_taken_is_one_sentence(printer, tmp_path):
    said = wedge("sim", "printer", "--port", printer, "--labels", tmp_path / "more")
    assert said.returncode == 74
    assert "address already in use" in said.stderr.lower()
    assert "Traceback" not in said.stderr
