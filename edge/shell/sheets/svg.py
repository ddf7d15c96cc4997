"""A page as SVG 1.1: one path a symbol, text as text. The fonts are those of the computer that shows it."""

from typing import Final
from xml.sax.saxutils import escape

from edge.core.sheet import DOTS_PER_INCH, Page, Rect, Text
from edge.core.sheet_fonts import Font
from edge.core.shown import show_whole

_FAMILIES: Final[dict[Font, str]] = {
    "plain": "font-family:Helvetica,Arial,'Liberation Sans',sans-serif",
    "bold": "font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-weight:bold",
    "code": "font-family:Courier,'Courier New','Liberation Mono',monospace;font-weight:bold",
}


def svg(page: Page) -> str:
    """The page as a document; the same page is always the same text."""
    paper = page.paper
    box = " ".join(f"{mm / 25.4 * DOTS_PER_INCH:.2f}" for mm in (paper.width, paper.height))
    size = f'width="{paper.width:g}mm" height="{paper.height:g}mm"'
    styles = "".join(f".{font}{{{style}}}" for font, style in _FAMILIES.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {box}">',
        f"<style>{styles}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        *(_frame(one) for one in page.frames),
        *(_shape(one) for one in page.shapes),
        *(_text(one) for one in page.texts if one.text),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _frame(one: Rect) -> str:
    where = f'x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}"'
    return f'<rect {where} fill="none" stroke="#aaa" stroke-width="1"/>'


def _shape(rects: tuple[Rect, ...]) -> str:
    path = "".join(f"M{one.x} {one.y}h{one.width}v{one.height}h-{one.width}z" for one in rects)
    return f'<path shape-rendering="crispEdges" d="{path}"/>'


def _text(one: Text) -> str:
    size = f"{one.size * DOTS_PER_INCH / 72:.1f}"
    attributes = f'class="{one.font}" x="{one.x}" y="{one.y}" font-size="{size}" text-anchor="{one.anchor}"'
    return f"<text {attributes}>{escape(show_whole(one.text))}</text>"
