"""Small pictures as text: two pixels a cell, the upper as the sign's colour, the lower as its ground. Pure.

P6 80 46 255 <rgb rgb ...>   ->   ▀▀▀▀ with colours; in ASCII a ramp of signs from dark to light
"""

from dataclasses import dataclass

from textual.content import Content

RAMP = " .:-=+*#%@"
HALF = "▀"
_HEAD = 4


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of red, green, blue bytes."""

    width: int
    height: int
    data: bytes

    @classmethod
    def read(cls, ppm: bytes) -> "Pixels | None":
        """A binary PPM of 8 bits; None for anything else."""
        parts = ppm.split(maxsplit=_HEAD)
        if len(ppm) < _HEAD or parts[0] != b"P6" or len(parts) < _HEAD or parts[3] != b"255":
            return None
        if not (parts[1].isdigit() and parts[2].isdigit()):
            return None
        width, height = int(parts[1]), int(parts[2])
        data = ppm[len(ppm) - width * height * 3 :]
        return cls(width, height, data) if width and height and len(data) == width * height * 3 else None

    def at(self, column: int, row: int) -> tuple[int, int, int]:
        """One pixel; black below the last row."""
        start = (row * self.width + column) * 3
        red, green, blue = self.data[start : start + 3] or (0, 0, 0)
        return red, green, blue


def drawn(pixels: Pixels, *, ascii_only: bool = False) -> list[Content]:
    """The picture as rows of text, half as many as it has rows of pixels."""
    row = _ascii_row if ascii_only else _block_row
    return [row(pixels, number) for number in range(0, pixels.height, 2)]


def _block_row(pixels: Pixels, row: int) -> Content:
    """Cells of the same colours are one piece."""
    pieces: list[tuple[str, str]] = []
    for column in range(pixels.width):
        style = f"{_hex(pixels.at(column, row))} on {_hex(pixels.at(column, row + 1))}"
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + HALF, style)
        else:
            pieces.append((HALF, style))
    return Content.assemble(*pieces)


def _ascii_row(pixels: Pixels, row: int) -> Content:
    signs = []
    for column in range(pixels.width):
        light = (_light(pixels.at(column, row)) + _light(pixels.at(column, row + 1))) / 2
        signs.append(RAMP[min(len(RAMP) - 1, int(light * len(RAMP) / 256))])
    return Content("".join(signs))


def _light(colour: tuple[int, int, int]) -> float:
    """How light a colour is, 0 to 255 (ITU-R BT.601)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
