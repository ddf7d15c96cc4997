"""What an integrator may write about a camera, and what is refused."""

import pytest
from pydantic import ValidationError

from drivers import registry
from drivers.camera import Options
from drivers.camera_frames import Source


def test_the_registry_knows_the_camera() -> None:
    driver = registry.load("camera")
    assert (driver.kind, driver.options) == ("camera", Options)


def test_a_source_is_enough() -> None:
    options = Options(source="rtsp://cam/1")
    assert "Code128" in options.symbologies
    assert "Code39" not in options.symbologies


def test_a_v4l2_number_may_be_written_as_one() -> None:
    assert Options(source=0).source == "0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": ""},
        {"sorce": "x"},
        {"symbologies": ["Code49"]},
        {"symbologies": []},
        {"roi": (0.5, 0, 0.5, 1)},
        {"roi": (0, 0, 2, 1)},
        {"pattern": "("},
        {"votes": 0},
        {"holdoff_s": 0},
        {"cpu_share": 1.5},
        {"size": (1280,)},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Options(**{"source": "rtsp://cam/1", **wrong})


@pytest.mark.parametrize("wrong", [{"roi": (1, 0, 0, 1)}, {"nonsense": 1}, {"source": ["http://a:hush-hush@cam"]}])
def test_a_refusal_does_not_print_the_password(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        Options(**{"source": "rtsp://guard:hush-hush@cam/1", **wrong})
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "shown", "live"),
    [
        ("rtsp://guard:hush@cam:554/1?user=a&pwd=hush", "rtsp://cam:554/1", True),
        ("http://gu@rd:hu@sh@cam/", "http://cam/", True),
        ("/dev/video0", "/dev/video0", True),
        ("0", "0", True),
        ("/films/a.avi", "/films/a.avi", False),
    ],
)
def test_where_pictures_come_from(address: str, shown: str, live: bool) -> None:
    source = Source(address, fps=10, timeout_s=1)
    assert (source.shown, source.live) == (shown, live)
