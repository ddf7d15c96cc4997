"""`wedge decode`: pictures in, JSON lines out."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from edge.cli import app
from simulators.labels import Wear, render, worn


def decode(*args: object) -> tuple[int, list[dict[str, str]]]:
    outcome = CliRunner().invoke(app, ["decode", *map(str, args)])
    return outcome.exit_code, [json.loads(line) for line in outcome.stdout.splitlines()]


def save(path: Path, *labels: np.ndarray) -> Path:
    width = max((label.shape[1] for label in labels), default=200) + 40
    rows = [
        cv2.copyMakeBorder(la, 20, 20, 20, width - 20 - la.shape[1], cv2.BORDER_CONSTANT, value=(180,)) for la in labels
    ]
    cv2.imwrite(str(path), np.vstack(rows) if rows else np.full((200, width), 180, np.uint8))
    return path


def test_every_code_of_a_picture_is_a_line_with_its_bytes(tmp_path: Path) -> None:
    picture = save(
        tmp_path / "label.jpg", render("(01)09521234543213(10)AB(21)7", "GS1-128"), render("4006381333931", "EAN13")
    )
    status, lines = decode(picture)
    assert status == 0
    assert {(line["symbology"], line["aim"], line["text"]) for line in lines} == {
        ("Code128", "]C1", "010952123454321310AB\x1d217"),
        ("EAN13", "]E0", "4006381333931"),
    }
    assert all(bytes.fromhex(line["bytes"]).decode() == line["text"] for line in lines)
    assert {line["file"] for line in lines} == {str(picture)}


def test_a_picture_without_codes_is_one_line_and_no_failure(tmp_path: Path) -> None:
    picture = save(tmp_path / "empty.png")
    assert decode(picture) == (0, [{"file": str(picture), "symbology": None}])


def test_files_that_are_no_pictures_fail_at_the_end_and_stop_nothing(tmp_path: Path) -> None:
    noise, gone = tmp_path / "noise.jpg", tmp_path / "gone.png"
    noise.write_bytes(b"\xff\xd8\xff no picture")
    picture = save(tmp_path / "a.png", render("A1", "QR"))
    status, lines = decode(noise, gone, tmp_path, picture)
    assert status == 1
    assert [line.get("error") for line in lines] == ["is no picture", "no such file", "is no picture", None]
    assert lines[-1]["text"] == "A1"


def test_a_badly_tilted_label_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    picture = save(tmp_path / "a.png", worn(render("LOC-A-01", "Code128"), Wear(tilt_deg=45, noise=4), rng))
    assert [line["text"] for line in decode(picture)[1]] == ["LOC-A-01"]


def test_other_symbologies_are_read_when_named(tmp_path: Path) -> None:
    picture = save(tmp_path / "a.png", render("BIN17", "Code39"))
    assert decode(picture)[1][0]["symbology"] is None
    assert [line["text"] for line in decode(picture, "-s", "Code39")[1]] == ["BIN17"]
    assert decode(picture, "-s", "Code49")[0] == 2


def test_bytes_that_are_no_utf8_are_latin_1(tmp_path: Path) -> None:
    picture = save(tmp_path / "a.png", render("héllo", "QR"))
    assert [(line["text"], line["bytes"]) for line in decode(picture)[1]] == [("héllo", "68e96c6c6f")]


def test_it_works_without_libzbar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "pyzbar"
    package.mkdir()
    (package / "__init__.py").write_text('raise ImportError("Unable to find zbar shared library")')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    picture = save(tmp_path / "a.png", render("4006381333931", "EAN13"))
    assert [line["text"] for line in decode(picture)[1]] == ["4006381333931"]
