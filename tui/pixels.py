"""A child process that makes a picture small: `python -m tui.pixels ppm|png PATH COLUMNS ROWS`.

    ppm   a binary PPM of at most so many pixels: two of them one above the other are a cell
    png   how many columns and rows of cells it takes, a line end, and a PNG, finer than its cells

Exit status 1: it cannot be read.
"""

import os
import sys

BYTES_MAX = 32 * 1024 * 1024
FINER = 10
"""Pixels of a PNG for each that a block would be."""


def small(form: str, path: str, width: int, height: int) -> bytes | None:
    """The picture in its own proportions; None where it cannot be read."""
    if not os.path.isfile(path) or os.path.getsize(path) > BYTES_MAX:  # noqa: PTH113, PTH202
        return None
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(64 * 1024 * 1024))
    import cv2

    image = cv2.imread(path, cv2.IMREAD_COLOR)
    if image is None:
        return None
    rows, columns = image.shape[:2]
    scale = min(width / columns, height / rows)
    size = max(1, round(columns * scale)), max(2, round(rows * scale) // 2 * 2)
    if form == "png":
        fine = min(FINER, max(1, columns // size[0]))
        done, png = cv2.imencode(".png", cv2.resize(image, (size[0] * fine, size[1] * fine)))
        return b"%d %d\n" % (size[0], size[1] // 2) + png.tobytes() if done else None
    image = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
    return b"P6 %d %d 255\n" % size + image.tobytes()


def main() -> int:
    """Run the child."""
    form, path, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    out = small(form, path, width, height)
    if out is None:
        return 1
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
