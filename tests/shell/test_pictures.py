"""Pictures as evidence: a camera's read becomes an entry, and the picture it was read in is found from that entry."""

import errno
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import pytest
import zxingcpp

from edge.core.read import Moment
from edge.main import read_config
from edge.shell.disk.nightly import commands
from edge.shell.pictures.album import Album, album_of, device_folder, emptied, name_of, pictures_in
from edge.shell.pictures.found import Found, size_of
from tests.brokers import free_port
from tests.shell.daemon_process import Box, process, running, tell, wait_until, wedge
from tests.shell.floor import PIN, REFERENCE, receipt

SSCC = "395212340000000014"
NOON_MS = 1_790_000_000_000
JPEG = b"\xff\xd8" + bytes(1000)
CAMERA = """
[devices.eye]
kind = "camera"
station = "DOCK-1"
options = {{ source = "http://127.0.0.1:{port}/", timeout_s = 1.0, holdoff_s = 0.5 }}
"""


def announce(box: Box) -> None:
    """A pallet is expected."""
    announced = receipt("RCV-9", ("TEA", 40))
    announced["lines"][0]["lpn"] = SSCC
    reference = REFERENCE | {"receipts": [*REFERENCE["receipts"], announced]}
    (box.folder / "reference.json").write_text(json.dumps(reference))


def test_a_pallet_that_a_camera_receives_is_seen_in_the_picture_of_its_entry(tmp_path: Path) -> None:
    port, stage = free_port(), tmp_path / "eye.stage"
    box = Box(tmp_path, CAMERA.format(port=port), extra="[pictures]\nmib = 8\n")
    announce(box)
    camera = ("sim", "camera", "--port", port, "--size", "640x480", "--stage", stage)
    with process(*camera, ready="listening"), running(box):
        box.wait_log("device eye is up")
        screen = box.screen()
        screen.send("BADGE-0001")
        screen.send(PIN)
        screen.wait(lambda: screen.view.operator is not None, "the menu")
        receive = next(one.key for one in screen.view.prompt.options if one.text.key == "menu-receive")
        screen.send(receive)
        screen.send("RCV-9")
        screen.results.clear()
        tell(stage, show=[{"text": f"(00){SSCC}", "symbology": "GS1-128"}])
        assert screen.next_result(source="eye").level == "ok"
        entry = next(one for one in box.entries() if one["kind"] == "movement")
        found = Found(read_config(box.config))
        wait_until(lambda: bool(found(entry["dev"], entry["station"], at_ms(entry))), "no picture is found")
        (row,) = found(entry["dev"], "", at_ms(entry))
        desk = box.screen(None, "devices")
        assert desk.asked("pictures", about=entry["id"]).rows == [row]
        listed = [one.pictures for one in desk.asked("entries").rows if one.id == entry["id"]]
        assert listed == [1]
    assert (row.device, row.at_ms, row.width, row.height) == ("eye", at_ms(entry), 640, 480)
    assert Path(row.path).parents[2] == tmp_path / "pictures"
    assert Path(row.path).stat().st_mode & 0o777 == 0o640
    picture = cv2.imread(row.path)
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [f"(00){SSCC}"]
    green = (picture[:, :, 1].astype(int) - picture[:, :, 0] > 80).sum()
    assert green > 100, "the code is outlined"
    again = wedge("pictures", "clean", "--config", box.config)
    assert again.returncode == 0, again.stderr
    assert Path(row.path).exists(), "it is neither old nor one too many"


def at_ms(entry: dict) -> int:
    return round(datetime.fromisoformat(entry["t"]).timestamp() * 1000)


def keep(album: Album, *times_ms: int) -> None:
    for wall_ms in times_ms:
        album.keep(JPEG + str(wall_ms).encode(), Moment(wall_ms, 0))


def kept(folder: Path) -> list[int]:
    return sorted(one.wall_ms for day in folder.iterdir() for one in pictures_in(folder, day.name))


def test_a_full_album_loses_its_oldest_pictures_also_those_of_an_earlier_run(tmp_path: Path) -> None:
    keep(Album(tmp_path / "cam1", 20_000, 0), *(NOON_MS + n for n in range(15)))
    keep(Album(tmp_path / "cam1", 20_000, 0), *(NOON_MS + 90_000_000 + n for n in range(10)))
    left = kept(tmp_path / "cam1")
    assert len(left) in range(15, 20)
    assert left[-10:] == [NOON_MS + 90_000_000 + n for n in range(10)]
    assert sum(one.stat().st_size for one in tmp_path.rglob("*.jpg")) <= 20_000


def test_old_days_go_whole_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    folder = tmp_path / "cam1"
    keep(Album(folder, 1 << 20, 0), NOON_MS, NOON_MS + 90_000_000)
    _, second = sorted(one.name for one in folder.iterdir())
    (folder / "notes").mkdir()
    (folder / second / "notes.txt").write_text("mine")
    assert emptied(folder, 1 << 20, second) == len(JPEG) + 13
    assert sorted(one.name for one in folder.iterdir()) == [second, "notes"]
    assert emptied(folder, 0) == 0
    assert (folder / second / "notes.txt").exists()


def test_a_disk_without_room_loses_the_picture_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    album = Album(tmp_path / "cam1", 1 << 20, shutil.disk_usage(tmp_path).total)
    keep(album, NOON_MS, NOON_MS + 1)
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}/cam1: no picture can be kept: the disk is nearly full"
    ]
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_write_that_fails_leaves_no_half_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fchmod", full)
        keep(Album(tmp_path / "cam1", 1 << 20, 0), NOON_MS)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_picture_is_named_by_its_moment_and_found_around_midnight(tmp_path: Path) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    ms = round(midnight.timestamp() * 1000)
    assert name_of(ms - 1, JPEG).startswith("20261123/235959.999-")
    folder = tmp_path / "eye"
    keep(Album(folder, 1 << 20, 0), ms - 1)
    assert kept(folder) == [ms - 1]
    assert midnight - timedelta(milliseconds=1) == datetime.fromtimestamp((ms - 1) / 1000, UTC)


def test_the_nearest_come_first_an_own_device_before_its_station_and_never_more_than_four(tmp_path: Path) -> None:
    box = Box(tmp_path, CAMERA.format(port=1) + CAMERA.format(port=2).replace("eye", "far"), extra="[pictures]\n")
    good, picture = cv2.imencode(".jpg", cv2.UMat(30, 40, cv2.CV_8U).get())
    assert good
    assert size_of(picture.tobytes()) == (40, 30)
    eye, far = (Album(device_folder(tmp_path / "pictures", name), 1 << 20, 0) for name in ("eye", "far"))
    for after in (-2001, -1500, -300, 0, 200, 900):
        eye.keep(picture.tobytes(), Moment(NOON_MS + after, 0))
    far.keep(picture.tobytes(), Moment(NOON_MS, 0))
    eye.keep(b"no picture", Moment(NOON_MS + 100, 0))
    found = Found(read_config(box.config))
    assert [(row.device, row.at_ms - NOON_MS) for row in found(["eye"], "DOCK-1", NOON_MS)] == [
        ("eye", 0), ("far", 0), ("eye", 200),
    ]  # fmt: skip
    assert [row.at_ms - NOON_MS for row in found(["eye"], "", NOON_MS)] == [0, 200, -300]
    assert found([], "DOCK-2", NOON_MS) == []
    assert found(["../eye", "nobody"], "", NOON_MS) == []


def test_a_device_of_dots_keeps_to_its_own_folder(tmp_path: Path) -> None:
    assert device_folder(tmp_path, "..").parent == tmp_path
    assert device_folder(tmp_path, "..").name.strip(".")


def test_old_pictures_are_removed_each_night_where_any_are_kept(tmp_path: Path) -> None:
    for extra in ("", "[pictures]\n"):
        box = Box(tmp_path, CAMERA.format(port=1), extra=extra)
        nightly = commands(read_config(box.config), box.config)
        assert nightly.get("pictures") == (("pictures", "clean", "--config", str(box.config)) if extra else None)


def test_a_device_of_which_no_pictures_are_wanted_has_no_album(tmp_path: Path) -> None:
    box = Box(tmp_path, CAMERA.format(port=1) + "pictures = false\n", extra="[pictures]\n")
    assert album_of(read_config(box.config), "eye") is None
    assert album_of(read_config(Box(tmp_path, CAMERA.format(port=1), extra="[pictures]\n").config), "eye") is not None


def test_without_the_section_none_are_kept(tmp_path: Path) -> None:
    box = Box(tmp_path, CAMERA.format(port=1))
    assert Found(read_config(box.config))(["eye"], "DOCK-1", NOON_MS) == []
    ended = wedge("pictures", "clean", "--config", box.config)
    assert ended.returncode == 1
    assert "[pictures]" in ended.stderr
