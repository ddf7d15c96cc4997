"""Sheets as a scanner gets them: the rectangles of the written file, drawn as pixels."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import cv2
import numpy as np

SVG = "{http://www.w3.org/2000/svg}"
_PATH = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_BOX = re.compile(rb"/MediaBox \[([^\]]*)\]")
_RECT = re.compile(rb"([\d.]+) ([\d.-]+) ([\d.]+) ([\d.]+) re")
INK, PAPER, FRAME = 30, 235, 170


@dataclass(frozen=True)
class Printed:
    """A page of a file: its size, dark rectangles and grey frames, in inches from the top left."""

    width: float
    height: float
    dark: list[tuple[float, float, float, float]]
    frames: list[tuple[float, float, float, float]]
    texts: list[str]

    def scanned(
        self, dpi: int = 200, *, degrees: float = 0.0, blur: float = 0.0, noise: float = 0.0, heads: bool = False
    ) -> np.ndarray:
        """The page as an office scanner sees it, cut off below the last code; `heads`: as a label printer burns it."""
        fine = 3
        scale = dpi * fine
        ends = min(self.height, max(y + tall for _x, y, _across, tall in (*self.frames, *self.dark)) + 0.5)
        picture = np.full((round(ends * scale), round(self.width * scale)), PAPER, np.uint8)
        for box in self.frames:
            x, y, width, height = (round(one * scale) for one in box)
            cv2.rectangle(picture, (x, y), (x + width, y + height), FRAME, 2)
        for box in self.dark:
            left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
            picture[round(top * scale) : round(bottom * scale), round(left * scale) : round(right * scale)] = INK
        seen = cv2.resize(picture, None, fx=1 / fine, fy=1 / fine, interpolation=cv2.INTER_AREA)
        if heads:
            return np.where(seen < (INK + PAPER) / 2, np.uint8(0), np.uint8(255))
        if degrees:
            middle = (seen.shape[1] / 2, seen.shape[0] / 2)
            turned = cv2.getRotationMatrix2D(middle, degrees, 1.0)
            seen = cv2.warpAffine(seen, turned, seen.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=(PAPER,))
        if blur:
            seen = cv2.GaussianBlur(seen, (0, 0), blur)
        if noise:
            grain = np.random.default_rng(1).normal(0, noise, seen.shape)
            seen = np.clip(seen + grain, 0, 255).astype(np.uint8)
        return seen


def svg_page(path: Path) -> Printed:
    root = ET.fromstring(path.read_text("utf-8"))
    width, height = (float(root.attrib[name].removesuffix("mm")) / 25.4 for name in ("width", "height"))
    unit = width / float(root.attrib["viewBox"].split()[2])
    found = [one for path in root.iter(f"{SVG}path") for one in _PATH.findall(path.attrib["d"])]
    dark = [tuple(int(value) * unit for value in one) for one in found]
    frames = [
        tuple(float(one.attrib[name]) * unit for name in ("x", "y", "width", "height"))
        for one in root.iter(f"{SVG}rect")
        if "stroke" in one.attrib
    ]
    return Printed(width, height, dark, frames, [one.text or "" for one in root.iter(f"{SVG}text")])


def pdf_pages(data: bytes) -> list[Printed]:
    boxes = [tuple(float(one) / 72 for one in found.split()) for found in _BOX.findall(data)]
    streams = [zlib.decompress(one) for one in _STREAM.findall(data)]
    assert len(boxes) == len(streams)
    return [_pdf_page(box[2], box[3], stream) for box, stream in zip(boxes, streams, strict=True)]


def _pdf_page(width: float, height: float, stream: bytes) -> Printed:
    dark, frames, waiting = [], [], []
    for line in stream.split(b"\n"):
        if found := _RECT.fullmatch(line):
            x, y, across, tall = (float(one) / 72 for one in found.groups())
            waiting.append((x, height - y - tall, across, tall))
        elif line in (b"f", b"S"):
            (dark if line == b"f" else frames).extend(waiting)
            waiting = []
    texts = [bytes.fromhex(one.decode()).decode("cp1252") for one in re.findall(rb"<([0-9a-f]*)> Tj", stream)]
    return Printed(width, height, dark, frames, texts)


def pages_of(path: Path) -> list[Printed]:
    """The pages of a file that `wedge codes` wrote: of SVG all that were written, one after the other."""
    if path.suffix == ".pdf":
        return pdf_pages(path.read_bytes())
    files = [path] if path.exists() else sorted(path.parent.glob(f"{path.stem}-*.svg"))
    return [svg_page(one) for one in files]
