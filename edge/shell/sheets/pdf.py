"""Pages as PDF: vectors, and text in fonts that every reader has. Those know the letters of Windows-1252 only."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Final

import pydyf

from edge.core.sheet import DOTS_PER_INCH, Page, Text
from edge.core.sheet_fonts import Font, width
from edge.core.shown import show_whole

LACKING: Final = "?"
_PT: Final = 72 / DOTS_PER_INCH
_FONTS: Final[dict[Font, str]] = {"plain": "Helvetica", "bold": "Helvetica-Bold", "code": "Courier-Bold"}
_PARTS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
_ENCODING: Final = "cp1252"


def pdf(pages: Sequence[Page], title: str, date: str) -> bytes:
    """The pages as one document; the same pages and date are always the same bytes."""
    document = pydyf.PDF()
    fonts = pydyf.Dictionary()
    for name, base in _FONTS.items():
        values = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": f"/{base}", "Encoding": "/WinAnsiEncoding"}
        font = pydyf.Dictionary(values)
        document.add_object(font)
        fonts[name] = font.reference
    document.add_object(fonts)
    for page in pages:
        _add(document, fonts.reference, page)
    document.info["Title"] = pydyf.String(title)
    document.info["CreationDate"] = pydyf.String(f"D:{date.replace('-', '')}")
    # Enlarged or shrunk to the printer's margins, modules would no longer be whole dots.
    document.catalog["ViewerPreferences"] = pydyf.Dictionary({"PrintScaling": "/None"})
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def lacking(pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """Texts with letters that the fonts lack, each with what is printed instead."""
    for page in pages:
        for one in page.texts:
            printed = _bytes(one.text).decode(_ENCODING)
            if printed != show_whole(one.text):
                yield one.text, printed


def _add(document: pydyf.PDF, fonts: bytes, page: Page) -> None:
    tall = page.paper.height / 25.4 * DOTS_PER_INCH
    draws = pydyf.Stream(compress=True)
    draws.set_line_width(0.25)
    draws.set_color_rgb(0.67, 0.67, 0.67, stroke=True)
    for one in page.frames:
        draws.rectangle(one.x * _PT, (tall - one.y - one.height) * _PT, one.width * _PT, one.height * _PT)
        draws.stroke()
    draws.set_color_rgb(0, 0, 0)
    for shape in page.shapes:
        for one in shape:
            draws.rectangle(one.x * _PT, (tall - one.y - one.height) * _PT, one.width * _PT, one.height * _PT)
        draws.fill()
    for text in page.texts:
        _write(draws, text, tall)
    document.add_object(draws)
    box = pydyf.Array([0, 0, page.paper.width / 25.4 * 72, page.paper.height / 25.4 * 72])
    resources = pydyf.Dictionary({"Font": fonts})
    values = {"Type": "/Page", "Parent": document.pages.reference, "MediaBox": box, "Resources": resources}
    document.add_page(pydyf.Dictionary(values | {"Contents": draws.reference}))


def _write(draws: pydyf.Stream, text: Text, tall: float) -> None:
    """Text as hexadecimal digits: nothing in it can end the string it stands in."""
    printed = _bytes(text.text)
    left = text.x * _PT - _PARTS[text.anchor] * width(printed.decode(_ENCODING), text.font) * text.size
    draws.begin_text()
    draws.set_font_size(text.font, float(text.size))
    draws.move_text_to(left, (tall - text.y) * _PT)
    draws.stream.append(b"<" + printed.hex().encode() + b"> Tj")
    draws.end_text()


def _bytes(text: str) -> bytes:
    return show_whole(text).encode(_ENCODING, "replace")
