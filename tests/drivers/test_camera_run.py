"""The camera driver before a real MJPEG server and real recordings."""

import socket
import threading
import time
from pathlib import Path

import pytest

from drivers.camera import DRIVER, Options
from drivers.camera_frames import Frames, Source
from edge.core.read import CodeSeen, Moment
from edge.driver import DeviceError
from simulators.camera import CameraOptions, record
from tests.drivers.camera_bench import CASE, EAN, LOT, SSCC, URL, bench
from tests.drivers.io_recorder import IoRecorder, running

QUICK = {"holdoff_s": 0.5, "timeout_s": 1.0}


def watching(source: str, **more: object):
    return running(DRIVER.run, Options(source=source, **{**QUICK, **more}), "cam")


def codes(io: IoRecorder) -> list[bytes]:
    return [seen.data for seen in io.seen if isinstance(seen, CodeSeen)]


def settle(seconds: float = 1.0) -> None:
    """Long enough for a code to be counted twice, if it were."""
    threading.Event().wait(seconds)


def test_the_picture_that_codes_were_read_in_is_kept_once_with_their_moment_where_it_is_wanted() -> None:
    with bench() as camera, watching(camera.url) as io:
        camera.show(EAN)
        io.wait_for(1)
        assert not io.pictures.kept
        io.pictures.wanted = True
        camera.show(URL, CASE)
        io.wait_for(3)
        settle()
        moments = [one.at for one in io.emitted[1:]]
        assert [at for _, at in io.pictures.kept] == sorted(set(moments), key=moments.index)
        assert all(jpeg[:3] == b"\xff\xd8\xff" and len(jpeg) < 64_000 for jpeg, _ in io.pictures.kept)


def test_each_label_in_view_is_emitted_once_with_its_bytes_and_aim_identifier() -> None:
    with bench() as camera, watching(camera.url) as io:
        camera.show(LOT, EAN, URL, CASE)
        io.wait_for(4)
        settle()
        assert {(seen.data, seen.aim) for seen in io.seen} == {
            (b"010952123454321310AB12\x1d217", "]C1"),
            (b"4006381333931", "]E0"),
            (b"https://id.gs1.org/01/09521234543213", "]Q1"),
            (b"19521234548468", "]I1"),
        }
        assert len(io.seen) == 4


def test_a_label_that_went_and_came_back_is_emitted_again() -> None:
    with bench() as camera, watching(camera.url) as io:
        for times in (1, 2, 3):
            camera.show(SSCC)
            io.wait_for(times)
            camera.show()
            settle(1.2)
        assert codes(io) == [b"00106141412345678908"] * 3


def test_a_label_that_stays_while_others_come_and_go_is_emitted_once() -> None:
    with bench() as camera, watching(camera.url) as io:
        camera.show(SSCC)
        io.wait_for(1)
        camera.show(SSCC, EAN)
        io.wait_for(2)
        camera.show(SSCC)
        settle()
        assert codes(io) == [b"00106141412345678908", b"4006381333931"]


def test_the_camera_says_once_what_it_is_without_the_password() -> None:
    with bench() as camera:
        source = camera.url.replace("http://", "http://guard:hush-hush@") + "?token=hush-hush"
        options = Options(source=source, **QUICK)
        with running(DRIVER.run, options) as io:
            io.wait_up()
            camera.show(EAN)
            io.wait_for(1)
            assert io.ups == [f"camera {camera.url} 800x600, zxing-cpp and zbar"]
    assert "hush" not in repr(options)


def test_a_code_is_stamped_with_the_moment_of_its_picture() -> None:
    with bench() as camera, watching(camera.url) as io:
        io.wait_up()
        before = io.now().mono_ms
        camera.show(URL)
        io.wait_for(1)
        at = io.emitted[0].at
        assert at is not None
        assert before <= at.mono_ms <= io.emitted[0].called.mono_ms


@pytest.mark.parametrize("fault", ["stall", "drop"])
def test_a_camera_that_is_lost_ends_the_run_and_a_new_run_recovers(fault: str) -> None:
    with bench() as camera:
        camera.show(EAN)
        with watching(camera.url) as io:
            io.wait_for(1)
            camera.fail(fault)
            error = io.ended(8)
            assert isinstance(error, DeviceError)
            assert camera.url in str(error)
        camera.fail("none")
        with watching(camera.url) as io:
            io.wait_for(1)


def test_a_stalled_camera_does_not_hold_up_the_stop() -> None:
    with bench() as camera, watching(camera.url, timeout_s=3) as io:
        io.wait_up()
        camera.fail("stall")
        settle(0.5)
        io.stop.set()
        started = time.monotonic()
        assert io.ended(5) is None
        assert time.monotonic() - started < 2.5, "it waited for the read timeout"


def test_garbage_on_the_wire_is_at_most_a_lost_device() -> None:
    with bench() as camera:
        camera.show(EAN)
        with watching(camera.url) as io:
            io.wait_for(1)
            camera.fail("garbage")
            settle()
            assert io.error is None or isinstance(io.error, DeviceError)
        camera.fail("none")
        with watching(camera.url) as io:
            io.wait_for(1)
            assert set(codes(io)) == {b"4006381333931"}


def test_a_frozen_picture_counts_nothing_again_and_a_dark_one_hides_the_label() -> None:
    with bench() as camera, watching(camera.url) as io:
        camera.show(EAN)
        io.wait_for(1)
        camera.fail("frozen")
        settle()
        assert len(io.seen) == 1
        camera.fail("black")
        settle()
        camera.fail("none")
        io.wait_for(2)


def test_nobody_at_the_address_is_a_device_error_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with watching(f"http://guard:hush-hush@127.0.0.1:{port}/") as io:
        error = io.ended(8)
    assert isinstance(error, DeviceError)
    assert str(error) == f"camera http://127.0.0.1:{port}/: does not answer"


@pytest.mark.parametrize("device", ["/dev/video99", "99"])
def test_a_usb_camera_that_is_not_there_is_a_device_error(device: str) -> None:
    with watching(device) as io:
        assert str(io.ended(8)) == f"camera {device}: does not answer"


def test_nothing_is_written_to_stderr_where_libraries_would_print_the_password(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for source in ("http://guard:hush-hush@127.0.0.1:1/", "rtsp://guard:hush-hush@127.0.0.1:1/x", "/dev/video99"):
        with watching(source) as io:
            assert isinstance(io.ended(8), DeviceError)
    with bench() as camera, watching(camera.url) as io:
        io.wait_up()
        camera.fail("garbage")
        settle()
    assert capfd.readouterr().err == ""


def test_only_the_region_of_interest_is_looked_at() -> None:
    with bench() as camera:
        camera.show(EAN)
        with watching(camera.url, roi=(0, 0, 1, 0.1)) as io:
            io.wait_up()
            settle(1)
            assert not io.seen
        with watching(camera.url, roi=(0, 0.1, 1, 0.9)) as io:
            io.wait_for(1)


def test_codes_that_do_not_match_the_pattern_are_read_over() -> None:
    with bench() as camera, watching(camera.url, pattern=r"00\d{18}") as io:
        camera.show(EAN, SSCC, URL)
        io.wait_for(1)
        settle(1)
        assert codes(io) == [b"00106141412345678908"]


def test_symbologies_that_are_not_named_are_not_read() -> None:
    with bench() as camera, watching(camera.url, symbologies=("QR",)) as io:
        camera.show(EAN, URL)
        io.wait_for(1)
        settle(1)
        assert codes(io) == [b"https://id.gs1.org/01/09521234543213"]
        assert io.ups[0].endswith("800x600, zxing-cpp")


def test_a_recording_gives_every_code_once_an_appearance_however_fast_it_is_read(tmp_path: Path) -> None:
    film = tmp_path / "bench.avi"
    record(CameraOptions(size=(800, 600), codes=(SSCC, EAN)), film, seconds=16)
    with watching(str(film), paced=False, holdoff_s=2) as io:
        io.wait_for(3, 30)
        settle(1)
        assert codes(io) == [b"00106141412345678908", b"4006381333931", b"00106141412345678908"]
        assert not io.over, "it waits at the end of a recording: a new run would count everything again"


def test_a_recording_that_is_looped_goes_on(tmp_path: Path) -> None:
    film = tmp_path / "bench.avi"
    record(CameraOptions(size=(640, 480), codes=(URL,)), film, seconds=6)
    with watching(str(film), paced=False, loop=True) as io:
        io.wait_for(3, 30)


def test_a_recording_plays_at_its_own_speed(tmp_path: Path) -> None:
    film = tmp_path / "bench.avi"
    record(CameraOptions(size=(640, 480), codes=(URL,)), film, seconds=8)
    with watching(str(film)) as io:
        io.wait_for(2, 30)
        first, second = (emitted.called.mono_ms for emitted in io.emitted)
        assert second - first > 4000


@pytest.mark.parametrize("content", [None, b"", b"no film at all" * 100])
def test_a_recording_that_is_none_is_a_device_error(tmp_path: Path, content: bytes | None) -> None:
    film = tmp_path / "bench.avi"
    if content is not None:
        film.write_bytes(content)
    with watching(str(film)) as io:
        assert isinstance(io.ended(8), DeviceError)


def test_whoever_looks_slowly_gets_the_newest_picture() -> None:
    def now() -> Moment:
        return Moment(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000)

    with bench() as camera, Frames(Source(camera.url, fps=10, timeout_s=2), now) as frames:
        ages = []
        for _ in range(6):
            frame = frames.next(threading.Event())
            assert frame is not None
            ages.append(now().mono_ms - frame.at.mono_ms)
            settle(0.5)
        assert max(ages[1:]) < 450, "five pictures came between two looks; the oldest of them was given"


def test_no_more_pictures_are_looked_at_than_asked_for() -> None:
    fast = CameraOptions(size=(320, 240), fps=30, codes=())

    def now() -> Moment:
        return Moment(0, time.monotonic_ns() // 1_000_000)

    with bench(fast) as camera, Frames(Source(camera.url, fps=5, timeout_s=2), now) as frames:
        stamps = [frame.at.mono_ms for _ in range(6) if (frame := frames.next(threading.Event()))]
    assert stamps[-1] - stamps[0] > 700, stamps
