"""zbar lives in its own process: whatever happens to it, the box goes on."""

import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from drivers.camera import DRIVER, Options
from drivers.camera_zbar import REST_SECONDS, Zbar
from simulators.labels import render
from tests.drivers.camera_bench import EAN, bench
from tests.drivers.io_recorder import running

BLANK = np.zeros((8, 8), np.uint8)
HEAD = """
import enum, os, time
ZBarSymbol = enum.Enum("ZBarSymbol", ["EAN13"])
"""


@pytest.fixture
def pyzbar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put another pyzbar before the real one, for worker processes."""

    def put(body: str) -> None:
        package = tmp_path / "pyzbar"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        (package / "pyzbar.py").write_text(HEAD + textwrap.dedent(body))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return put


def test_a_label_is_read() -> None:
    with Zbar(["EAN13"]) as zbar:
        if zbar.missing:
            pytest.skip(f"{zbar.missing} is not installed")
        assert zbar.read(render("4006381333931", "EAN13")) == [("EAN13", b"4006381333931")]
        assert zbar.read(BLANK) == []


def test_a_missing_library_is_said_and_never_asked_again(pyzbar) -> None:
    pyzbar('raise ImportError("Unable to find zbar shared library")')
    with Zbar(["EAN13"]) as zbar:
        assert zbar.missing == "libzbar"
        assert zbar.read(BLANK) == []


def test_a_camera_without_libzbar_runs_on_zxing_alone_and_says_so(pyzbar) -> None:
    pyzbar('raise ImportError("Unable to find zbar shared library")')
    with bench() as camera:
        camera.show(EAN)
        with running(DRIVER.run, Options(source=camera.url)) as io:
            io.wait_for(1)
            assert io.ups == [f"camera {camera.url} 800x600, zxing-cpp only: libzbar is missing"]


def test_a_picture_that_aborts_zbar_kills_the_worker_only_and_it_rests(pyzbar) -> None:
    pyzbar("""
        def decode(image, symbols):
            os.abort()
    """)
    now = [0.0]
    with Zbar(["EAN13"], clock=lambda: now[0] + time.monotonic() * 1e-9) as zbar:
        assert zbar.ready
        assert zbar.read(BLANK) == []
        assert not zbar.ready
        pyzbar("""
            from collections import namedtuple
            Code = namedtuple("Code", "type data")
            def decode(image, symbols):
                return [Code("EAN13", b"again")]
        """)
        assert zbar.read(BLANK) == []
        now[0] += REST_SECONDS + 1
        assert zbar.read(BLANK) == [("EAN13", b"again")]


@pytest.mark.parametrize(
    "body",
    [
        "def decode(image, symbols): time.sleep(60)",
        "def decode(image, symbols): raise RuntimeError",
        "def decode(image, symbols): os._exit(0)",
        "def decode(image, symbols): os.write(1, b'zbar: WARNING'); time.sleep(60)",
        "time.sleep(60)",
    ],
)
def test_a_worker_that_hangs_or_dies_costs_its_deadline_and_no_more(pyzbar, body: str, monkeypatch) -> None:
    monkeypatch.setattr("drivers.camera_zbar.START_SECONDS", 1.0)
    pyzbar(body)
    started = time.monotonic()
    with Zbar(["EAN13"], answer_seconds=0.2) as zbar:
        assert zbar.read(BLANK) == []
        assert not zbar.ready
    assert time.monotonic() - started < 5


def test_what_zbar_prints_does_not_reach_its_answers(pyzbar) -> None:
    pyzbar("""
        def decode(image, symbols):
            os.write(1, b"WARNING: decoder/databar.c"); os.write(2, b"noise")
            return []
    """)
    with Zbar(["EAN13"]) as zbar:
        assert [zbar.read(BLANK) for _ in range(3)] == [[], [], []]
        assert zbar.ready


def test_the_worker_is_gone_when_the_camera_is_off() -> None:
    with Zbar(["EAN13"]) as zbar:
        worker = zbar._worker
    assert worker is None or worker.returncode is not None
