"""`wedge record`: what screens heard stands in the file, and nothing that is secret; what was cut off is played."""

import asyncio
import contextlib
import gzip
import json
import random
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge import control
from tests.shell.daemon_process import DEADLINE_S, WEDGE, Box, running, wait_until, wedge
from tests.shell.floor import PIN
from tests.tui.script_daemon import PICK, ScriptDaemon, text
from tui.replay.recorder import Recorder
from tui.replay.recording import Header, Writer
from tui.replay.tape import Tape, TapeError, opened

BEGAN_MS = 1_790_000_000_000


@contextlib.contextmanager
def recording(box: Box, file: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """`wedge record` beside the test, once it has heard the daemon."""
    words = [str(WEDGE), "record", "--socket", str(box.socket), *more, str(file)]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until(lambda: '"view"' in so_far(file) or child.poll() is not None, "nothing is recorded")
        assert child.poll() is None, child.stdout.read()
        yield child
    finally:
        child.kill()
        child.wait()


def so_far(file: Path) -> str:
    """What can be read of a file that is being written."""
    if file.suffix != ".gz":
        return file.read_text() if file.exists() else ""
    read = b""
    with contextlib.suppress(EOFError, OSError), gzip.open(file) as lines:
        while line := lines.readline():
            read += line
    return read.decode()


def heard(tape: Tape, kind: type) -> list:
    return [one.line for one in map(tape.read, range(len(tape))) if isinstance(one.line, kind)]


def made(path: Path, *lines: tuple[int, str, control.ForScreen | None], name: str = "S1/B1") -> Path:
    """A recording of these lines."""
    writer = Writer(path, Header(program="test", name=name, began_ms=BEGAN_MS), 1 << 20)
    for t_ms, station, line in lines:
        writer.add(t_ms, station, control.line(line) if line else None)
    writer.close()
    return path


def answer(level: str = "ok", turn: int = 2) -> control.Result:
    return control.Result(id=f"input-{turn:05}", level=level, text=text("counted", quantity=1), turn=turn)


def view(turn: int) -> control.View:
    state = control.State(online=True, unsent=0, devices_down=0)
    return control.View(turn=turn, station="PICK-1", lang="en", prompt=PICK, state=state)


def findings(*ids: str) -> control.Feed:
    rows = [control.FindingRow(id=one, text=text("finding-weight"), at_ms=BEGAN_MS) for one in ids]
    return control.Feed(topic="findings", items=rows)


def test_a_sign_in_is_recorded_and_its_pin_is_not_and_a_killed_recorder_leaves_what_it_heard(tmp_path: Path) -> None:
    plain, packed = tmp_path / "shift.jsonl", tmp_path / "shift.jsonl.gz"
    with (
        running(Box(tmp_path)) as box,
        recording(box, plain, "--station", "DOCK-1", "--name", "S1/B1") as first,
        recording(box, packed, "--station", "DOCK-1") as second,
    ):
        screen = box.screen()
        screen.send("BADGE-0001")
        assert screen.view.prompt.kind == "secret"
        screen.send(PIN)
        screen.wait(lambda: screen.view.operator is not None, "nobody is signed in")
        screen.send("no-such-thing")
        for file in (plain, packed):
            wait_until(lambda file=file: "no-such-thing" in so_far(file), f"{file} has not the last answer")
        first.send_signal(signal.SIGINT)
        said = first.communicate(timeout=DEADLINE_S)[0]
        second.kill()
        box.close_screens()
        other = wedge("record", "--socket", box.socket, "--station", "DOCK-9", tmp_path / "other")
        assert (other.returncode, other.stderr.splitlines()[-1]) == (1, "there is no station DOCK-9")
        assert not (tmp_path / "other").exists()
    assert first.returncode == 0
    assert f"wedge tui --replay {plain}" in said
    tokens = {token for raw in (plain.read_text(), so_far(packed)) for token in words_of(raw)}
    assert "no-such-thing" in tokens
    assert PIN not in tokens
    for file in (plain, packed):
        tape = opened(file)
        assert tape.stations == ["DOCK-1"]
        assert [one.text.key for one in heard(tape, control.Result)][:3] == ["badge-read", "checking-pin", "welcome"]
        assert {one.prompt.kind for one in heard(tape, control.View)} >= {"secret", "choice"}
        assert {one.topic for one in heard(tape, control.Feed)} >= {"devices", "findings"}
    assert opened(plain).header.name == "S1/B1"


async def written(file: Path, what: str, times: int) -> None:
    while so_far(file).count(what) < times:  # noqa: ASYNC110 - a file has no event to wait on
        await asyncio.sleep(0.01)


def words_of(raw: str) -> Iterator[str]:
    """All texts and numbers in JSON lines, however deep, and the words of each."""
    waiting = [json.loads(line) for line in raw.splitlines()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            waiting += [*one, *one.values()] if isinstance(one, dict) else one
        else:
            yield from str(one).split()


async def test_a_recorder_comes_back_with_the_daemon_and_the_recording_says_that_it_was_gone(tmp_path: Path) -> None:
    daemon = ScriptDaemon(tmp_path / "control.sock")
    file = tmp_path / "shift.jsonl"
    recorder = Recorder(daemon.path, Writer(file, Header(began_ms=BEGAN_MS), 1 << 20), ["PICK-1"])
    async with asyncio.timeout(DEADLINE_S):
        task = asyncio.create_task(recorder.run())
        for times in (1, 2):
            async with daemon:
                await written(file, '"PICK-1","line":{', times)
            await written(file, '"PICK-1","line":null', times)
        recorder.stop()
        await task
    kinds = [(one.station, one.is_gone) for one in map(opened(file).read, range(len(opened(file))))]
    assert [one for one in kinds if one[0]] == [("PICK-1", False), ("PICK-1", True)] * 2


def test_a_recording_keeps_to_its_size(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.jsonl.gz"):
        writer = Writer(tmp_path / name, Header(began_ms=BEGAN_MS), 4096)
        count = 0
        while not writer.is_full:
            writer.add(count, "PICK-1", control.line(answer(turn=count)))
            count += 1
            assert count < 10_000
        writer.close()
        assert 2048 < (tmp_path / name).stat().st_size <= 4096 + 64, "with the end of a packed file"
        assert len(opened(tmp_path / name)) == count - 1


def test_a_recording_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "shift.jsonl"
    file.write_text("mine")
    ended = wedge("record", "--socket", tmp_path / "none.sock", file)
    assert ended.returncode == 2
    assert "is there already" in ended.stderr
    assert file.read_text() == "mine"


def test_where_nobody_answers_no_file_is_left(tmp_path: Path) -> None:
    ended = wedge("record", "--for", "1s", "--socket", tmp_path / "none.sock", tmp_path / "shift.jsonl")
    assert ended.returncode == 75
    assert "nobody answered" in ended.stderr
    assert not list(tmp_path.iterdir())


def test_what_a_screen_showed_is_found_at_any_moment(tmp_path: Path) -> None:
    tape = opened(
        made(
            tmp_path / "t.jsonl",
            (0, "PICK-1", view(1)), (5, "", findings("old")), (10, "PICK-1", answer("refuse")), (11, "PICK-1", view(2)),
            (20, "PICK-2", answer("refuse", 9)), (30, "", findings("old", "new")), (40, "PICK-1", None),
        )
    )  # fmt: skip
    newest = [tape.newest(("PICK-1", "view"), tape.upto(t_ms)) for t_ms in (0, 10, 11, 99)]
    assert newest == [[0], [0], [3], [3]]
    assert tape.newest(("", "findings"), tape.upto(29)) == [1]
    assert tape.newest(("", "reads"), tape.upto(99)) == []
    marks = [tape.next_mark("PICK-1", t_ms) for t_ms in (0, 10, 30)]
    assert marks == [10, 30, None], "a finding that was there before is none; another station's refusal neither"
    assert tape.next_mark("", 10) == 20, "without a station every refusal counts"
    assert tape.read(6).is_gone


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no recording"),
        (b"\x00\xff\xfe", "is no recording"),
        (b'{"a": 1}\n', "is no recording"),
        (b"[1]\n", "is no recording"),
        (b'{"wedge_recording": 2, "began_ms": 1}\n', "another version"),
        (b'{"wedge_recording": 1, "began_ms": "x"}\n', "is damaged: its first line"),
        (b'{"wedge_recording": 1, "began_ms": 1}\n', "holds nothing"),
        (b'{"wedge_recording": 1, "began_ms": 1}\nnonsense\n{"t_ms":1,"station":"","line":null}\n', "line 2"),
        (b'{"wedge_recording": 1, "began_ms": 1}\n{"t_ms":"1","station":"","line":null}\n', "line 2"),
        (b'{"wedge_recording": 1, "began_ms": 1}\n[]\n', "line 2"),
        (b"x" * 1_000_000, "no end"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_in_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "any"
    file.write_bytes(content)
    with pytest.raises(TapeError, match=said) as refused:
        opened(file)
    assert "\n" not in str(refused.value)


def test_whatever_a_file_holds_it_is_refused_or_every_line_of_it_can_be_read(tmp_path: Path) -> None:
    lines = [(n, "PICK-1", answer(turn=n)) for n in range(3)], [(5, "", findings("old")), (9, "PICK-1", view(4))]
    whole = bytearray(made(tmp_path / "a.jsonl", *lines[0], *lines[1]).read_bytes())
    dice, refused = random.Random(7), 0
    for _ in range(400):
        mutated = bytearray(whole)
        for _ in range(dice.choice((1, 1, 2, 9))):
            mutated[dice.randrange(len(mutated))] = dice.choice(b'"{}[]:,0919\\\n\xff\x00e-')
        (tmp_path / "b.jsonl").write_bytes(mutated)
        try:
            tape = opened(tmp_path / "b.jsonl")
        except TapeError:
            refused += 1
            continue
        for number in range(len(tape)):
            tape.read(number)
        tape.next_mark("", 0)
    assert 50 < refused < 390


def test_a_damaged_packed_file_is_refused_and_one_that_was_cut_off_is_played(tmp_path: Path) -> None:
    whole = made(tmp_path / "a.jsonl.gz", *((n, "PICK-1", answer(turn=n)) for n in range(500))).read_bytes()
    cut, torn = tmp_path / "cut.gz", tmp_path / "torn.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    torn.write_bytes(whole[:200] + bytes(50) + whole[250:])
    assert 0 < len(opened(cut)) < 500
    with pytest.raises(TapeError, match="damaged"):
        opened(torn)


def test_a_plain_file_that_was_cut_off_is_played_up_to_its_last_whole_line(tmp_path: Path) -> None:
    file = made(tmp_path / "a.jsonl", (1, "PICK-1", view(1)), (2, "PICK-1", view(2)))
    file.write_bytes(file.read_bytes()[:-5])
    assert len(opened(file)) == 1


def test_a_line_of_a_later_version_is_left_out(tmp_path: Path) -> None:
    file = made(tmp_path / "a.jsonl", (1, "PICK-1", view(1)))
    with file.open("a") as more:
        more.write('{"t_ms":2,"station":"PICK-1","line":{"v":1,"type":"hologram"}}\n')
    assert opened(file).read(1).line is None
    assert not opened(file).read(1).is_gone
