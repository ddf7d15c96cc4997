"""Sheets of codes to print: what stands where on which page. Pure; a symbol comes in as its modules.

Lengths are dots of 1/300 inch. A module is a whole number of them and every symbol begins on one, so its bars are
equally wide on office printers, whose dots are 300 or 600 to the inch.

    pages(sheet, codes, paper)  ->  (Page(shapes, frames, texts), ...)        refused: `SheetError`, a sentence
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Final

from edge.core.sheet_fonts import Font, fitting, width
from edge.core.value import value

DOTS_PER_INCH: Final = 300
_MM: Final = DOTS_PER_INCH / 25.4
_PT: Final = DOTS_PER_INCH / 72
LEAST_PT: Final = 5.0
CODE_LEAST_PT: Final = 6.0
_MARGIN, _GUTTER, _PAD, _HEADER, _FOOTER, _HEADING = (round(mm * _MM) for mm in (10.0, 4.0, 2.5, 14.0, 7.0, 9.0))
_SIDE, _GAP = round(1.0 * _MM), round(1.5 * _MM)
"""What is kept free beside a symbol's quiet zone, and above it."""
_SAFE: Final = 1.2
"""The font that stands in for one of ours may be wider by a fifth."""
_LABEL_MARGIN: Final = round(2.0 * _MM)
_BAR_LEAST: Final = round(5.0 * _MM)
_LABEL_USUAL: Final = 50.0
"""The height in mm of a label on which texts have their usual size."""


class SheetError(Exception):
    """These codes cannot be printed so: what is in the way, and what to do."""


@value
class Symbol:
    """The dark modules of one symbol, row by row as (first, how many). One row: bars, as high as there is room."""

    width: int
    rows: tuple[tuple[tuple[int, int], ...], ...]
    quiet: int
    """How many modules must stay empty around it; of bars, to the left and right."""

    @property
    def is_bars(self) -> bool:
        return len(self.rows) == 1

    @property
    def room(self) -> int:
        """Modules across, with what must stay empty."""
        return self.width + 2 * self.quiet


@value
class SheetCode:
    """One code to print: what its symbol holds, what stands below it, and the words above, the first in large."""

    data: str
    text: str
    words: tuple[str, ...] = ()
    group: str = ""
    gs1: bool = False


@value
class Sheet:
    """What all pages have in common. Text sizes are in points, the height of bars in mm."""

    title: str
    site: str
    date: str
    note: str = ""
    first_pt: float = 12
    other_pt: float = 9
    code_pt: float = 10
    bars_mm: float = 14


@value
class Paper:
    """A page in mm; a `label` is one code, without title and number."""

    width: float
    height: float
    label: bool = False


@value
class Rect:
    """A rectangle in dots, from the top left of the page."""

    x: int
    y: int
    width: int
    height: int


@value
class Text:
    """A line of text on its baseline, in dots; `anchor` says which part of it is at `x`."""

    x: int
    y: int
    size: float
    text: str
    font: Font = "plain"
    anchor: str = "middle"


@value
class Page:
    """One page: the dark rectangles of each symbol, thin grey frames to cut along, and texts. `paper` is in mm."""

    paper: Paper
    shapes: tuple[tuple[Rect, ...], ...]
    frames: tuple[Rect, ...]
    texts: tuple[Text, ...]


@value
class _Modules:
    """How many dots a module may have: at least, for comfort, and at most."""

    least: int
    good: int
    most: int


_BARS: Final = _Modules(3, 4, 6)  # 0.254, 0.339 and 0.508 mm
_SQUARES: Final = _Modules(4, 6, 12)  # 0.339, 0.508 and 1.016 mm
_PALLET_BARS: Final = 6
"""What is good for an SSCC: GS1 asks for 0.495 mm on pallets."""
_LABEL_BARS: Final = _Modules(3, 4, 10)
_LABEL_SQUARES: Final = _Modules(4, 6, 24)
_SQUARE_TALL: Final = round(20 * _MM)


@value
class _Cell:
    """The room of one code, and how far its text is scaled."""

    width: int
    height: int
    scale: float
    modules: _Modules
    pad: int


def pages(
    sheet: Sheet, codes: Sequence[tuple[SheetCode, Symbol]], paper: Paper, columns: int | None = None
) -> tuple[Page, ...]:
    """All pages of a sheet. `columns` unset: as many as leave every bar a good width. Raises `SheetError`."""
    if paper.label:
        return tuple(_label(sheet, code, symbol, paper) for code, symbol in codes)
    count = _columns(codes, paper, columns)
    cell = _sheet_cell(sheet, codes, paper, count)
    laid = list(_laid(codes, paper, cell, count))
    return tuple(
        _page(sheet, paper, cell, placed, f"page {number} of {len(laid)}") for number, placed in enumerate(laid, 1)
    )


def _columns(codes: Sequence[tuple[SheetCode, Symbol]], paper: Paper, columns: int | None) -> int:
    most = max(1, int((_dots(paper.width) - 2 * _MARGIN) // round(42 * _MM)))
    if columns is None:
        usual = max(1, round(most * 0.75))
        count = next((n for n in range(usual, 1, -1) if _unfit(codes, paper, n, good=True) is None), 1)
    else:
        count = columns
    if (unfit := _unfit(codes, paper, count, good=False)) is None:
        return count
    possible = next((n for n in range(count - 1, 0, -1) if _unfit(codes, paper, n, good=False) is None), 0)
    if possible:
        raise SheetError(
            f"{count} columns leave too little room for {unfit}: its bars would be too thin to scan; "
            f"take {possible} column{'' if possible == 1 else 's'} or fewer"
        )
    raise SheetError(f"{unfit} is too long for this page; take --symbology datamatrix, or larger paper")


def _unfit(codes: Sequence[tuple[SheetCode, Symbol]], paper: Paper, count: int, *, good: bool) -> str | None:
    """The first code that has no room with so many columns."""
    room = _column(paper, count) - 2 * _SIDE
    for code, symbol in codes:
        limits = _BARS if symbol.is_bars else _SQUARES
        wanted = _PALLET_BARS if code.gs1 and symbol.is_bars else limits.good
        needed = symbol.room * (wanted if good else limits.least)
        if max(needed, width(code.text, "code") * CODE_LEAST_PT * _PT) > room:
            return code.text
    return None


def _column(paper: Paper, count: int) -> int:
    return (_dots(paper.width) - 2 * _MARGIN - (count - 1) * _GUTTER) // count


def _sheet_cell(sheet: Sheet, codes: Sequence[tuple[SheetCode, Symbol]], paper: Paper, count: int) -> _Cell:
    """Cells of one sheet are of one size: as high as the highest needs."""
    across = _column(paper, count)
    is_bars = all(symbol.is_bars for _code, symbol in codes)
    cell = _Cell(across, 0, 1.0, _BARS if is_bars else _SQUARES, _PAD)
    heights = (_around(sheet, code, cell) + _symbol_height(sheet, symbol, cell) for code, symbol in codes)
    height = max(heights, default=0)
    if height + _HEADING > _dots(paper.height) - 2 * _MARGIN - _HEADER - _FOOTER:
        raise SheetError("the page is too low for one code; take larger paper, or --page 'label WIDTHxHEIGHT'")
    return _Cell(across, height, 1.0, cell.modules, _PAD)


def _symbol_height(sheet: Sheet, symbol: Symbol, cell: _Cell) -> int:
    if symbol.is_bars:
        return round(sheet.bars_mm * _MM)
    module = _module(symbol, cell, _SQUARE_TALL)
    return module * (len(symbol.rows) + 2 * symbol.quiet)


def _module(symbol: Symbol, cell: _Cell, tall: int | None) -> int:
    """Dots of a module: as many as there is room for. `tall` bounds what is square."""
    dots = min(cell.modules.most, (cell.width - 2 * _SIDE) // symbol.room)
    if tall is not None:
        dots = min(dots, tall // (len(symbol.rows) + 2 * symbol.quiet))
    return max(dots, cell.modules.least)


def _around(sheet: Sheet, code: SheetCode, cell: _Cell) -> int:
    """The height of all but the symbol: the words above, the text below, and what is kept free."""
    words = sum(_line(_size(sheet, number, cell)) for number in range(len(code.words)))
    return words + _gap(code, cell) + _line(sheet.code_pt * cell.scale) + 2 * cell.pad


def _gap(code: SheetCode, cell: _Cell) -> int:
    return round(_GAP * cell.scale) if code.words else 0


def _size(sheet: Sheet, number: int, cell: _Cell) -> float:
    return (sheet.first_pt if number == 0 else sheet.other_pt) * cell.scale


def _line(size_pt: float) -> int:
    return round(1.25 * size_pt * _PT)


def _laid(
    codes: Sequence[tuple[SheetCode, Symbol]], paper: Paper, cell: _Cell, count: int
) -> Iterator[list[tuple[int, int, SheetCode, Symbol | None]]]:
    """Where each code stands, page by page; without a symbol it is the heading of a group."""
    begins, ends = _MARGIN + _HEADER, _dots(paper.height) - _MARGIN - _FOOTER
    placed: list[tuple[int, int, SheetCode, Symbol | None]] = []
    y, step = begins, cell.height + _GUTTER
    for group, members in groupby(codes, key=lambda one: one[0].group):
        rows = list(_rows(members, count))
        heading = _HEADING if group else 0
        together = heading + len(rows) * step - _GUTTER
        # A group stays on one page where that wastes no more than half of one.
        if placed and y + together > ends and together <= (ends - begins) // 2:
            yield placed
            placed, y = [], begins
        is_headed = not group
        for row in rows:
            if placed and y + (0 if is_headed else heading) + cell.height > ends:
                yield placed
                placed, y, is_headed = [], begins, not group
            if not is_headed:
                placed.append((_MARGIN, y, row[0][0], None))
                y, is_headed = y + heading, True
            placed += [(_MARGIN + at * (cell.width + _GUTTER), y, *one) for at, one in enumerate(row)]
            y += step
    yield placed


def _rows(members: Iterator[tuple[SheetCode, Symbol]], count: int) -> Iterator[tuple[tuple[SheetCode, Symbol], ...]]:
    while row := tuple(islice(members, count)):
        yield row


def _page(
    sheet: Sheet,
    paper: Paper,
    cell: _Cell,
    placed: Sequence[tuple[int, int, SheetCode, Symbol | None]],
    number: str,
) -> Page:
    texts, shapes, frames = list(_around_page(sheet, paper, number)), [], []
    for x, y, code, symbol in placed:
        if symbol is None:
            texts.append(_heading(x, y, code.group, _dots(paper.width) - 2 * _MARGIN))
            continue
        frames.append(Rect(x, y, cell.width, cell.height))
        shape, said = _drawn(sheet, code, symbol, cell, x, y)
        shapes.append(shape)
        texts += said
    return Page(paper, tuple(shapes), tuple(frames), tuple(texts))


def _heading(x: int, y: int, group: str, room: int) -> Text:
    return Text(x, y + round(6 * _MM), 11, fitting(group, "bold", room / _PT / _SAFE, 11), "bold", "start")


def _around_page(sheet: Sheet, paper: Paper, number: str) -> Iterator[Text]:
    left, right = _MARGIN, _dots(paper.width) - _MARGIN
    top, bottom = _MARGIN + round(6 * _MM), _dots(paper.height) - _MARGIN
    room = (right - left) / _PT / _SAFE
    yield Text(left, top, 16, fitting(sheet.title, "bold", room * 0.6, 16), "bold", "start")
    about = " · ".join(part for part in (sheet.site, sheet.date) if part)
    yield Text(right, top, 10, about, "plain", "end")
    yield Text(left, bottom, 8, fitting(sheet.note, "plain", room * 0.85, 8), "plain", "start")
    yield Text(right, bottom, 8, number, "plain", "end")


def _label(sheet: Sheet, code: SheetCode, symbol: Symbol, paper: Paper) -> Page:
    scale = min(2.0, max(0.5, paper.height / _LABEL_USUAL))
    modules = _LABEL_BARS if symbol.is_bars else _LABEL_SQUARES
    cell = _Cell(_dots(paper.width), _dots(paper.height), scale, modules, _LABEL_MARGIN)
    room = cell.height - _around(sheet, code, cell)
    across = cell.width - 2 * _SIDE
    least = _BAR_LEAST if symbol.is_bars else modules.least * (len(symbol.rows) + 2 * symbol.quiet)
    is_readable = width(code.text, "code") * LEAST_PT * _PT <= across
    if symbol.room * modules.least > across or room < least or not is_readable:
        size = f"{paper.width:g} x {paper.height:g} mm"
        raise SheetError(f"{code.text} does not fit a label of {size}; take a larger one, or --symbology datamatrix")
    shape, texts = _drawn(sheet, code, symbol, cell, 0, 0)
    return Page(paper, (shape,), (), tuple(texts))


def _drawn(
    sheet: Sheet, code: SheetCode, symbol: Symbol, cell: _Cell, x: int, y: int
) -> tuple[tuple[Rect, ...], list[Text]]:
    """One code in its cell: words, symbol, text."""
    middle, room = x + cell.width // 2, cell.width - 2 * cell.pad
    texts, top = [], y + cell.pad
    for number, word in enumerate(code.words):
        size = _size(sheet, number, cell)
        top += _line(size)
        font: Font = "bold" if number == 0 else "plain"
        texts.append(_fitted(middle, top - round(0.3 * size * _PT), size, word, font, room))
    top += _gap(code, cell)
    below = y + cell.height - cell.pad
    code_size = sheet.code_pt * cell.scale
    texts.append(_fitted(middle, below - round(0.25 * code_size * _PT), code_size, code.text, "code", room))
    height = below - _line(code_size) - top
    module = _module(symbol, cell, None if symbol.is_bars else height)
    left = middle - symbol.width * module // 2
    if symbol.is_bars:
        return _bars(symbol, module, left, top, height), texts
    top += (height - module * len(symbol.rows)) // 2
    return _squares(symbol, module, left, top), texts


def _bars(symbol: Symbol, module: int, x: int, y: int, height: int) -> tuple[Rect, ...]:
    return tuple(Rect(x + first * module, y, count * module, height) for first, count in symbol.rows[0])


def _squares(symbol: Symbol, module: int, x: int, y: int) -> tuple[Rect, ...]:
    return tuple(
        Rect(x + first * module, y + row * module, count * module, module)
        for row, runs in enumerate(symbol.rows)
        for first, count in runs
    )


def _fitted(x: int, y: int, size: float, text: str, font: Font, room: int) -> Text:
    """Text made smaller until it fits; what does not even then ends with an ellipsis (codes were looked at before)."""
    across = width(text, font) * (1 if font == "code" else _SAFE)
    size = min(size, room / _PT / across) if across else size
    if font == "code" or size >= LEAST_PT:
        return Text(x, y, round(size, 2), text, font)
    return Text(x, y, LEAST_PT, fitting(text, font, room / _PT / _SAFE, LEAST_PT), font)


def _dots(mm: float) -> int:
    return int(mm * _MM)
