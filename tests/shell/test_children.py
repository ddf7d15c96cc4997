"""Children: `wedge` commands beside the loop, one at a time, bounded, at low priority, gone with the daemon; nights."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from edge.config import Config
from edge.core.read import Moment
from edge.shell.disk import children as kids
from edge.shell.disk.children import Children, Ended, Job
from edge.shell.disk.nightly import AFTER_START_MS, INDEX_BEHIND, LOOK_MS, Nightly
from edge.shell.loop.inbox import Inbox
from tests.shell.daemon_process import DEADLINE_S, wait_until

PLAIN = """
import os, sys
sys.argv.pop(1)
exec(sys.argv[1])
"""


@pytest.fixture
def start(monkeypatch):
    """Starts children that run a line of Python; the launcher proper is for the test of it."""
    monkeypatch.setattr(kids, "_LAUNCH", PLAIN)
    threads = []

    def begin(**more):
        inbox, stop = Inbox(), threading.Event()
        children = Children(inbox, **more)
        thread = threading.Thread(target=children.run, args=(stop,))
        thread.start()
        threads.append((children, thread))
        return children, inbox

    yield begin
    for children, thread in threads:
        children.close()
        thread.join(DEADLINE_S)
        assert not thread.is_alive()


def result(inbox) -> None:
    """Do on this thread what came back."""
    (call,) = inbox.collect(1, DEADLINE_S)
    call.run()


def test_a_child_says_how_it_ended_and_what_it_said(start):
    children, inbox = start()
    ended = []
    for line in ("print('good')", "print('bad', file=sys.stderr); sys.exit(3)", "os.kill(os.getpid(), 9)"):
        assert children.start(Job((line,), ended.append))
    for _ in range(3):
        result(inbox)
    assert ended == [Ended(0, "good\n", ""), Ended(3, "", "bad\n"), Ended(-9, "", "")]
    assert [one.reason for one in ended] == ["good", "bad", "it ended with status -9"]


def test_children_run_one_after_the_other_and_too_many_are_refused(start, tmp_path):
    children, inbox = start()
    ended = []
    here = tmp_path / "here"
    line = f"p = {str(here)!r}; assert not os.path.exists(p); open(p, 'w').close(); os.unlink(p)"
    taken = 0
    while children.start(Job((line,), ended.append)):
        taken += 1
        assert taken < 100
    assert taken >= kids.JOBS_MAX
    for _ in range(taken):
        result(inbox)
    assert {one.status for one in ended} == {0}


def test_no_more_is_kept_of_what_a_child_says_than_the_limit(start, monkeypatch):
    monkeypatch.setattr(kids, "OUTPUT_MAX", 1_000)
    children, inbox = start()
    ended = []
    children.start(Job(("sys.stdout.write('a' * 200_000); sys.stderr.write('b' * 200_000)",), ended.append))
    result(inbox)
    assert (ended[0].status, len(ended[0].out), len(ended[0].err)) == (0, 1_000, 1_000)


def test_a_child_that_takes_too_long_is_ended(start):
    children, inbox = start(limit_s=0.2)
    ended = []
    children.start(Job(("import threading; threading.Event().wait()",), ended.append))
    result(inbox)
    assert ended[0].status == -signal.SIGKILL
    assert "took longer" in ended[0].reason


def test_closing_kills_the_child_that_runs(start, tmp_path):
    children, inbox = start()
    mark = tmp_path / "pid"
    line = f"open({str(mark)!r}, 'w').write(str(os.getpid())); import threading; threading.Event().wait()"
    children.start(Job((line,), lambda _: None))
    wait_until(lambda: mark.exists() and mark.read_text() != "", "the child")
    children.close()
    wait_until(lambda: not Path(f"/proc/{mark.read_text()}").exists(), "the end of the child")
    assert inbox.collect(1, 0) == []


def test_a_child_runs_at_the_lowest_priority_and_ends_with_a_parent_that_is_killed(tmp_path):
    """The real launcher, with a command that stays."""
    launch = kids._LAUNCH.replace("from edge.cli import app", "").replace('app(prog_name="wedge")', "exec(sys.argv[1])")
    mark = tmp_path / "said"
    says = f"open({str(mark)!r}, 'w').write(f'{{os.getpid()}} {{os.nice(0)}} ')"
    stays = f"{says}; import threading; threading.Event().wait()"
    parent = (
        "import os, subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {launch!r}, str(os.getpid()), {stays!r}]).wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    try:
        wait_until(lambda: mark.exists() and mark.read_text().count(" ") == 2, "the child")
        child, nice = mark.read_text().split()
        assert nice == "19"
    finally:
        process.kill()
        process.wait()
    wait_until(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child), "the end of the child")


def _is_zombie(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


class Kept:
    """Children that the test lets end."""

    def __init__(self):
        self.jobs = []

    def start(self, job):
        self.jobs.append(job)
        return True

    @property
    def ran(self):
        return [" ".join(job.args) for job in self.jobs]

    def end(self, status=0, err=""):
        for job in self.jobs:
            job.done(Ended(status, "", err))
        self.jobs.clear()


def night(tmp_path, children, clock, last_seq=lambda: 0, **store):
    fields = {"site": "S1", "box": "B1", "timezone": "Europe/Berlin", "store": {"path": tmp_path / "ledger.db"} | store}
    config = Config.model_validate(fields)
    checked = []
    nightly = Nightly(config, Path("box.toml"), children, lambda e: checked.append(e) or e.status == 0, last_seq, clock)
    return nightly, checked


def berlin(text: str, mono_ms: int) -> Moment:
    """A moment by its UTC time."""
    return Moment(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000), mono_ms)


def test_at_night_all_that_is_configured_runs_once_in_order_in_the_site_s_time(tmp_path):
    children = Kept()
    nightly, checked = night(
        tmp_path, children, berlin("2026-07-01T20:00", 0), nightly="02:30", backup_dir=tmp_path, archive_dir=tmp_path
    )
    nightly.committed([], berlin("2026-07-02T00:29:59", 100_000))
    assert children.ran == []
    nightly.committed([], berlin("2026-07-02T00:30:30", 200_000))
    assert children.ran == [
        "ledger check --json --config box.toml",
        "backup --config box.toml",
        "archive --config box.toml",
        "ledger index --config box.toml",
    ]
    children.end()
    assert len(checked) == 1
    for minutes in range(1, 60):
        nightly.committed([], berlin(f"2026-07-02T01:{minutes:02}", 300_000 + minutes * 60_000))
    assert children.ran == []
    nightly.committed([], berlin("2026-07-03T00:31", 90_000_000))
    assert children.ran[0] == "ledger check --json --config box.toml"
    assert nightly.due_ms(berlin("2026-07-03T00:31", 90_000_000)) == 90_000_000 + LOOK_MS


def test_a_night_that_the_box_was_off_is_made_up_for_soon_after_the_start(tmp_path):
    night(tmp_path, Kept(), berlin("2026-07-01T20:00", 0))  # a day that it began to count from
    children = Kept()
    nightly, _ = night(tmp_path, children, berlin("2026-07-02T06:00", 0))
    nightly.committed([], berlin("2026-07-02T06:05", LOOK_MS))
    assert children.ran == []
    nightly.committed([], berlin("2026-07-02T06:11", AFTER_START_MS))
    assert children.ran[0] == "ledger check --json --config box.toml"
    children.end()
    later, again = Kept(), berlin("2026-07-02T07:00", 0)
    nightly, _ = night(tmp_path, later, again)
    nightly.committed([], berlin("2026-07-02T08:00", AFTER_START_MS))
    assert later.ran == [], "once is enough"


def test_a_night_that_was_cut_short_is_done_again_after_the_next_start(tmp_path):
    children = Kept()
    nightly, _ = night(tmp_path, children, berlin("2026-07-01T20:00", 0), backup_dir=tmp_path)
    nightly.committed([], berlin("2026-07-02T00:31", 100_000))
    for job in children.jobs[:-1]:
        job.done(Ended(0, "", ""))
    again = Kept()
    nightly, _ = night(tmp_path, again, berlin("2026-07-02T06:00", 0), backup_dir=tmp_path)
    nightly.committed([], berlin("2026-07-02T06:11", AFTER_START_MS))
    assert again.ran == children.ran


def test_a_clock_that_jumps_back_ten_years_or_on_a_day_does_not_end_the_nights(tmp_path):
    children = Kept()
    nightly, _ = night(tmp_path, children, berlin("2026-07-01T20:00", 0))
    nightly.committed([], berlin("2016-07-01T20:00", LOOK_MS))
    assert children.ran == []
    nightly.committed([], berlin("2016-07-02T00:31", 20_000_000))
    assert children.ran != []
    children.end()
    nightly.committed([], berlin("2016-07-03T00:31", 30_000_000))
    assert children.ran != []


def test_what_fails_stands_on_the_screens_until_it_works_again(tmp_path, caplog):
    children = Kept()
    nightly, _ = night(tmp_path, children, berlin("2026-07-01T20:00", 0), backup_dir=tmp_path)
    nightly.committed([], berlin("2026-07-02T00:31", 100_000))
    jobs = {job.args[0]: job for job in children.jobs}
    jobs["backup"].done(Ended(1, "", "Traceback\nthe stick is full\n"))
    assert nightly.alarm().key == "alarm-backup-failed"
    assert "wedge backup --config box.toml failed: the stick is full" in caplog.text
    children.jobs.clear()
    nightly.committed([], berlin("2026-07-03T00:31", 90_000_000))
    children.end()
    assert nightly.alarm() is None


def test_the_index_is_made_when_it_is_far_behind_and_not_again_until_much_more_came(tmp_path):
    children, last = Kept(), [INDEX_BEHIND]
    nightly, _ = night(tmp_path, children, berlin("2026-07-01T20:00", 0), lambda: last[0])
    at = partial(berlin, "2026-07-01T20:30")
    nightly.committed([], at(600_000))
    assert children.ran == []
    last[0] += 1
    nightly.committed([], at(700_000))
    assert children.ran == ["ledger index --config box.toml"]
    nightly.committed([], at(2_000_000))
    assert len(children.ran) == 1, "it is still being made"
    children.end()
    nightly.committed([], at(3_000_000))
    assert children.ran == []
    last[0] += INDEX_BEHIND + 1
    nightly.committed([], at(4_000_000))
    assert len(children.ran) == 1
