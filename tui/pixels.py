"""A child process that makes a picture small: `python -m tui.pixels PATH COLUMNS ROWS` writes a binary PPM.

Exit status 1: it cannot be read.
"""

import os
import sys

BYTES_MAX = 32 * 1024 * 1024


def small(path: str, width: int, height: int) -> bytes | None:
    """The picture in at most `width` x `height` pixels, in its own proportions; None where it cannot be read."""
    if not os.path.isfile(path) or os.path.getsize(path) > BYTES_MAX:  # noqa: PTH113, PTH202
        return None
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(64 * 1024 * 1024))
    import cv2

    image = cv2.imread(path, cv2.IMREAD_COLOR)
    if image is None:
        return None
    rows, columns = image.shape[:2]
    scale = min(width / columns, height / rows, 1.0)
    size = max(1, round(columns * scale)), max(2, round(rows * scale) // 2 * 2)
    image = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
    return b"P6 %d %d 255\n" % size + image.tobytes()


def main() -> int:
    """Run the child."""
    path, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    out = small(path, width, height)
    if out is None:
        return 1
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
