"""Sheets: modules are whole dots, what must stay empty is empty, nothing is lost, and files are the same every time."""

import os
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.names import COMMAND_CODES
from edge.core.reference import LocationInfo, Operator
from edge.core.sheet import DOTS_PER_INCH, Page, Paper, Rect, Sheet, SheetCode, SheetError, Text, pages
from edge.core.sheet_codes import badge_codes, command_codes, location_codes, plates, sscc_codes, ssccs
from edge.core.sheet_fonts import fitting, width
from edge.shell.sheets.pdf import lacking, pdf
from edge.shell.sheets.svg import svg
from edge.shell.sheets.symbols import SYMBOLOGIES, symbol

SHEET = Sheet("Title", "S1", "2026-11-23", "a note")
QUIET = {"code128": 10, "datamatrix": 1, "qr": 4}
LEAST_MM = {"code128": 0.254, "datamatrix": 0.338, "qr": 0.338}
A4, LETTER = Paper(210, 297), Paper(215.9, 279.4)
CODES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)
WORDS = st.lists(st.text(max_size=60), max_size=3).map(tuple)
GROUPS = st.sampled_from(["", "Zone A", "Zone B"])


def laid(texts, symbology, paper=A4, columns=None, **more):
    made = [SheetCode(text, text, **more) for text in texts]
    return pages(SHEET, [(one, symbol(one, symbology)) for one in made], paper, columns)


def spans(shape: tuple[Rect, ...]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a symbol."""
    return (
        min(one.x for one in shape),
        min(one.y for one in shape),
        max(one.x + one.width for one in shape),
        max(one.y + one.height for one in shape),
    )


def module_of(shape: tuple[Rect, ...], symbology: str) -> int:
    return min(one.width if symbology == "code128" else one.height for one in shape)


def check(page: Page, symbology: str) -> None:
    """Everything that a scanner needs of a page."""
    across, tall = (round(mm / 25.4 * DOTS_PER_INCH) for mm in (page.paper.width, page.paper.height))
    boxes = [spans(one) for one in page.shapes]
    for shape, (left, top, right, bottom) in zip(page.shapes, boxes, strict=True):
        module = module_of(shape, symbology)
        assert module / DOTS_PER_INCH * 25.4 >= LEAST_MM[symbology]
        assert all(one.width % module == 0 for one in shape)
        beside = QUIET[symbology] * module
        above = 0 if symbology == "code128" else beside
        zone = (left - beside, top - above, right + beside, bottom + above)
        assert zone[0] >= 0
        assert zone[1] >= 0
        assert zone[2] <= across
        assert zone[3] <= tall
        for other in (*boxes, *((one.x, one.y, one.x + one.width, one.y) for one in page.frames)):
            assert other == (left, top, right, bottom) or not meet(zone, other)
        for frame in page.frames:
            for edge in (frame.x, frame.x + frame.width):
                assert not (zone[0] < edge < zone[2] and frame.y < bottom and frame.y + frame.height > top)
        for text in page.texts:
            assert not (top < text.y < bottom + above and meet(zone, reach(text))), text


def reach(text: Text) -> tuple[float, float, float, float]:
    half = width(text.text, text.font) * text.size * DOTS_PER_INCH / 72 / 2
    left = {"middle": text.x - half, "start": text.x, "end": text.x - 2 * half}[text.anchor]
    return left, text.y - 1, left + 2 * half, text.y


def meet(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(
    st.lists(st.tuples(CODES, WORDS, GROUPS), min_size=1, max_size=30),
    st.sampled_from(SYMBOLOGIES),
    st.sampled_from([A4, LETTER, Paper(100, 50, label=True), Paper(60, 60, label=True)]),
    st.sampled_from([None, None, 1, 2, 3, 6]),
)
@settings(max_examples=60, deadline=None)
def test_any_sheet_can_be_scanned_or_is_refused(found, symbology, paper, columns):
    made = [SheetCode(text, text, words, group) for text, words, group in found]
    try:
        done = pages(SHEET, [(one, symbol(one, symbology)) for one in made], paper, columns)
    except SheetError:
        return
    assert [one.text for page in done for one in page.texts if one.font == "code"] == [one.text for one in made]
    assert sum(len(page.shapes) for page in done) == len(made)
    for page in done:
        check(page, symbology)
        ET.fromstring(svg(page))
    assert pdf(done, "Title", "2026-11-23").startswith(b"%PDF")


@pytest.mark.parametrize("paper", [A4, LETTER])
@pytest.mark.parametrize("symbology", SYMBOLOGIES)
def test_usual_codes_have_bars_of_a_third_of_a_millimetre_or_more(symbology, paper):
    for texts in (COMMAND_CODES, ["A-01-1", "B-02-2"], plates("LPN-000001", 40)):
        for page in laid(texts, symbology, paper):
            check(page, symbology)
            assert all(module_of(one, symbology) / DOTS_PER_INCH * 25.4 > 0.33 for one in page.shapes)


@pytest.mark.parametrize("paper", [A4, LETTER, Paper(100, 50, label=True)])
def test_ssccs_have_the_bars_that_gs1_asks_for_on_pallets(paper):
    made = sscc_codes(ssccs("4012345", 0, "1", 5))
    for page in pages(SHEET, [(one, symbol(one, "code128")) for one in made], paper):
        check(page, "code128")
        assert all(module_of(one, "code128") / DOTS_PER_INCH * 25.4 >= 0.495 for one in page.shapes)


def test_a_code_as_wide_as_the_page_still_has_bars_that_scan_and_a_wider_one_is_refused():
    (page,) = laid(["x" * 60], "code128")
    check(page, "code128")
    assert module_of(page.shapes[0], "code128") == 3
    with pytest.raises(SheetError, match="is too long for this page"):
        laid(["x" * 64], "code128", Paper(190, 297))


def test_a_group_begins_with_its_heading_on_every_page():
    made = [SheetCode(f"A-{n:03}", f"A-{n:03}", group="Zone A" if n < 40 else "Zone B") for n in range(60)]
    done = pages(SHEET, [(one, symbol(one, "code128")) for one in made], A4)
    assert len(done) > 2
    for page in done:
        headings = [one for one in page.texts if one.text.startswith("Zone")]
        tops = [one.y for one in page.frames]
        assert headings
        assert headings[0].y < min(tops)
        assert all(any(0 < top - one.y < 60 for top in tops) for one in headings), "a heading stands above its codes"


def test_what_scanners_read_differently_is_refused():
    for text in ("Ä", "", "x" * 65, "A\tB", "Łódź"):
        for symbology in SYMBOLOGIES:
            with pytest.raises(SheetError):
                symbol(SheetCode(text, text), symbology)


def test_data_matrix_is_square():
    for text in COMMAND_CODES:
        made = symbol(SheetCode(text, text), "datamatrix")
        assert made.width == len(made.rows)


def test_commands_are_all_there_in_groups():
    made = command_codes(lambda name: (name,))
    assert {one.data: one.words[0] for one in made} == COMMAND_CODES
    groups = [one.group for one in made]
    assert all(groups), "each is in a group"
    assert len({*groups}) == 1 + sum(one != two for one, two in pairwise(groups)), "and groups are not torn"


def test_locations_are_in_walking_order_and_badges_of_the_active_only():
    bins = [("A-10", "A", 2), ("A-2", "A", 2), ("B-1", "B", 1), ("A-9", "A", 1), ("D", "", 5)]
    made = location_codes(LocationInfo(code, zone=zone, walk=walk) for code, zone, walk in bins)
    assert [one.data for one in made] == ["D", "A-9", "A-2", "A-10", "B-1"]
    people = [
        Operator("o1", "Zoe", "B1", "$h"),
        Operator("o2", "Ann", "B2", "$h", active=False),
        Operator("o3", "Bo", "", "$h"),
    ]
    assert badge_codes(people) == [SheetCode("B1", "B1", ("Zoe", "o1"))]


def test_numbers_count_on_and_never_run_over():
    assert plates("T-098", 3) == ["T-098", "T-099", "T-100"]
    assert plates("P-9", 1) == ["P-9"]
    with pytest.raises(SheetError):
        plates("T-998", 3)
    assert ssccs("4012345", 3, "1", 1) == ["340123450000000017"]
    assert len(set(ssccs("401234512345", 0, "0", 2000))) == 2000
    with pytest.raises(SheetError):
        ssccs("401234512345", 0, "9999", 2)
    for prefix in ("401", "4012345123456", "40l2345"):
        with pytest.raises(SheetError):
            ssccs(prefix, 0, "1", 1)


@given(st.text(max_size=40))
def test_text_in_svg_is_only_text(text):
    page = Page(A4, (), (), (Text(10, 10, 10, text),))
    found = list(ET.fromstring(svg(page)))
    assert [one.tag.rpartition("}")[2] for one in found][:2] == ["style", "rect"]
    assert len(found) == (3 if text else 2)


def test_letters_that_the_pdf_lacks_are_found_with_what_stands_there():
    page = Page(A4, (), (), (Text(1, 1, 9, "Grüße"), Text(1, 1, 9, "Łódź"), Text(1, 1, 9, "a\u202eb")))
    assert list(lacking([page])) == [("Łódź", "?ód?")]


def test_long_words_are_cut_and_end_with_an_ellipsis():
    assert fitting("short", "plain", 100, 5) == "short"
    cut = fitting("a name that is far too long for this", "plain", 50, 5)
    assert cut.endswith("…")
    assert width(cut, "plain") * 5 <= 50


def test_files_do_not_depend_on_the_process():
    program = (
        "import hashlib; from tests.shell.test_sheets import SHEET, laid; from edge.shell.sheets.pdf import pdf;"
        "from edge.shell.sheets.svg import svg; done = laid(['A-1', 'B-2'], 'qr', words=('Grüße',));"
        "print(hashlib.sha256(pdf(done, 'T', '2026-11-23') + svg(done[0]).encode()).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
