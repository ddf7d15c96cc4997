"""A camera that reads barcodes: USB (V4L2), RTSP, MJPEG over HTTP, or a recording.

    pictures -> camera_frames: the newest -> camera_eye: which looks -> camera_looks: zxing-cpp, zbar -> sightings
             -> edge/core/appearance.py: votes, and once an appearance -> CodeSeen
             -> camera_picture: what it was read in, where the box keeps pictures

A label is emitted once when it appears, and again only after it was out of view for `holdoff_s`. The same code on two
labels in one view is one code. When a camera was lost, what it shows after it came back counts as new.
"""

import importlib
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from drivers.camera_eye import Eye
from drivers.camera_frames import Frame, Frames, Source, quiet_cv2
from drivers.camera_looks import Engines
from drivers.camera_picture import evidence
from drivers.camera_zbar import Zbar
from drivers.symbols import USUAL, Gray, Symbology, Wanted
from edge import driver
from edge.config.patterns import compiles
from edge.core.appearance import InView, Rules, Sighting, observe
from edge.core.frame_labels import Labels, gather, rest
from edge.core.read import CodeSeen, Symbol
from edge.driver import DeviceError, Driver, DriverIo

Fraction = Annotated[float, Field(ge=0, le=1)]


class Options(driver.Options):
    """One camera. Labels want 2 picture pixels for the narrowest bar, and to stay in view for half a second."""

    model_config = ConfigDict(hide_input_in_errors=True)  # a source may hold a password

    source: str = Field(repr=False, min_length=1, max_length=1024)
    """`/dev/v4l/by-id/...`, a V4L2 number, `rtsp://...`, `http://...` (MJPEG), or the path of a recording."""
    symbologies: tuple[Symbology, ...] = Field(default=USUAL, min_length=1)
    """What is on this site's labels. Every further symbology costs time and is sometimes seen where there is none."""
    itf_lengths: tuple[Annotated[int, Field(ge=2, le=80)], ...] = (14,)
    """Lengths an ITF may have when `symbologies` names ITF: a tilted one is easily read as a shorter one."""
    pattern: str | None = Field(default=None, max_length=200)
    """A regular expression that a code must match from end to end; others are read over."""
    holdoff_s: float = Field(default=2.0, ge=0.2, le=600)
    """A label must be out of view for so long to count again."""
    votes: int = Field(default=2, ge=1, le=10)
    """How many frames or engines must agree on a code that cannot prove itself (QR, Data Matrix and GS1 can)."""
    fps: float = Field(default=10.0, ge=0.1, le=60)
    """At most so many pictures a second are looked at. Set the camera itself to this: each picture sent costs 5 ms."""
    size: tuple[Annotated[int, Field(ge=64, le=8192)], Annotated[int, Field(ge=64, le=8192)]] | None = None
    """Width and height to ask a USB camera for. Network cameras are set up in their own pages."""
    roi: tuple[Fraction, Fraction, Fraction, Fraction] | None = None
    """Left, top, right, bottom of the part that is looked at, as fractions of the picture."""
    cpu_share: float = Field(default=0.3, ge=0, le=1)
    """Share of one core for tilted, small, blurred and dark labels. The first look comes on top: 7 ms a picture."""
    timeout_s: float = Field(default=3.0, ge=0.5, le=60)
    """A network camera is lost when it does not answer, or shows nothing, for so long."""
    loop: bool = False
    """Show a recording again and again."""
    paced: bool = True
    """Show a recording at its own speed; false: as fast as it can be read. No picture is left out either way."""

    @field_validator("source", mode="before")
    @classmethod
    def _number_as_text(cls, source: object) -> object:
        return str(source) if isinstance(source, int) else source

    @field_validator("pattern")
    @classmethod
    def _pattern_compiles(cls, pattern: str | None) -> str | None:
        return pattern if pattern is None else compiles(pattern)

    @model_validator(mode="after")
    def _roi_has_an_area(self) -> Self:
        if self.roi is not None and not (self.roi[0] < self.roi[2] and self.roi[1] < self.roi[3]):
            raise ValueError("roi is left, top, right, bottom with left < right and top < bottom")
        return self


def run(options: Options, io: DriverIo) -> None:
    """Emit each code that appears before the camera until `io.stop`; a recording that ends is waited out.

    Raises `DeviceError` when the camera cannot be opened, stops, or a library is missing.
    """
    _need_libraries()
    wanted = Wanted(options.symbologies, options.itf_lengths)
    source = Source(options.source, options.fps, options.timeout_s, options.size, options.loop, options.paced)
    with Zbar(wanted.zbar_types) as zbar, Frames(source, io.now) as frames:
        first = frames.next(io.stop)
        if first is not None:
            io.up(_introduction(source, first, zbar))
            _watch(options, Eye(Engines(wanted, zbar), options.cpu_share), first, frames, io)
        io.stop.wait()


def _watch(options: Options, eye: Eye, first: Frame, frames: Frames, io: DriverIo) -> None:
    rules = Rules(options.votes, round(options.holdoff_s * 1000))
    view, labels = InView(), Labels()
    frame: Frame | None = first
    last = first
    try:
        while frame is not None:
            last = frame
            seen = eye.see(_part(frame.picture, options.roi), frame.clock_ms, view)
            sightings = [sighting for sighting in seen.read if _matches(sighting, options.pattern)]
            view, appeared = observe(view, sightings, seen.still, frame.clock_ms, rules)
            labels, codes = gather(labels, _symbols(appeared), _symbols(view.counted), frame.clock_ms)
            _tell(codes, frame, options, io)
            frame = frames.next(io.stop)
    finally:
        _tell(rest(labels), last, options, io)  # also what a camera that is lost had before it


def _tell(codes: Sequence[CodeSeen], frame: Frame, options: Options, io: DriverIo) -> None:
    """Emit what was read; only then is time taken for the picture that it was read in."""
    for code in codes:
        io.emit(code, frame.at)
    if codes and io.pictures.wanted:
        wanted = Wanted(options.symbologies, options.itf_lengths)
        symbols = {symbol.data for code in codes for symbol in code.symbols}
        if jpeg := evidence(_part(frame.picture, options.roi), symbols, wanted):
            io.pictures.keep(jpeg, frame.at)


def _symbols(sightings: Iterable[Sighting]) -> list[Symbol]:
    return [Symbol(sighting.data, sighting.aim) for sighting in sightings]


def _part(picture: Gray, roi: tuple[float, float, float, float] | None) -> Gray:
    if roi is None:
        return picture
    height, width = picture.shape
    left, right = int(roi[0] * width), max(int(roi[2] * width), int(roi[0] * width) + 1)
    top, bottom = int(roi[1] * height), max(int(roi[3] * height), int(roi[1] * height) + 1)
    return picture[top:bottom, left:right].copy()


def _matches(sighting: Sighting, pattern: str | None) -> bool:
    return pattern is None or re.fullmatch(pattern, sighting.data.decode("latin-1")) is not None


def _introduction(source: Source, frame: Frame, zbar: Zbar) -> str:
    height, width = frame.picture.shape
    engines = "zxing-cpp and zbar"
    if zbar.missing:
        engines = f"zxing-cpp only: {zbar.missing} is missing" if zbar.wanted else "zxing-cpp"
    return f"camera {source.shown} {width}x{height}, {engines}"


def _need_libraries() -> None:
    for package, load in (("opencv-python", quiet_cv2), ("zxing-cpp", lambda: importlib.import_module("zxingcpp"))):
        try:
            load()
        except ImportError as error:
            raise DeviceError(f"a camera needs {package}, which does not load: {error}") from error


DRIVER = Driver("camera", Options, run, fixed=True)
