"""Site codes: a text that says what it is, by the site's own patterns, is looked for in no other table."""

import re
from pathlib import Path

import pytest

from edge.core.event import Scan
from edge.core.identify import identify
from edge.core.names import (
    BadgeScan,
    CommandScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    UnknownScan,
)
from edge.core.policy import Policy
from edge.core.site_codes import SiteCode, SiteKind, may_be
from edge.shell.loop.intake import named
from tests.builders import Floor, bin_, item, operator, order, receipt

PATTERNS: list[tuple[SiteKind, str, tuple[str, ...]]] = [
    ("location", r"LOC-(?P<code>.+)", ()),
    ("lpn", r"U(?P<code>\d{8})", ()),
    ("item", r"ITEM/(?P<code>.+)", ()),
    ("document", r"(?:RCV|SO)-\d+", ()),
    ("badge", r"B:(?P<code>.+)", ()),
    ("command", r"DO-(?P<code>[A-Z-]+)", ()),
    ("location", r"\d{4}", ("]A",)),
    ("lpn", r"P(?P<code>\d{18,20})", ()),
    ("location", r"https://wms\.example/.*/(?P<code>[^/]+)", ()),
]


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    codes = tuple(SiteCode(kind, re.compile(pattern), aims) for kind, pattern, aims in PATTERNS)
    return Floor(
        tmp_path,
        items=[item("TEA", 1), item("A-01", 2), item("4711", 3)],
        locations=[bin_("A-01"), bin_("4711")],
        receipts=[receipt("RCV-1")],
        orders=[order("SO-7")],
        operators=[operator(1)],
        policy=Policy(codes=codes),
    )


def names(floor: Floor, text: str, aim: str = "") -> tuple[Name, ...]:
    scan = named(floor.view, identify(text.encode(), aim), text.encode())
    assert isinstance(scan, Scan), scan
    return scan.names


def test_a_text_that_fits_is_the_code_in_it_and_of_that_kind_alone(floor):
    (location,) = names(floor, "LOC-A-01")
    assert isinstance(location, LocationScan)
    (goods,) = names(floor, "ITEM/A-01")
    assert isinstance(goods, ItemScan)
    assert names(floor, "U00000017") == (LpnScan("00000017", known=False),)
    (document,) = names(floor, "RCV-1")
    assert isinstance(document, DocumentScan)
    (badge,) = names(floor, "B:BADGE-1")
    assert isinstance(badge, BadgeScan)
    assert names(floor, "DO-UNDO") == (CommandScan("undo"),)


@pytest.mark.parametrize("text", ["LOC-TEA", "ITEM/RCV-1", "RCV-99", "B:nobody", "DO-FLY", "LOC-B-99"])
def test_what_says_it_is_a_kind_and_is_in_no_table_of_it_is_unknown(floor, text):
    assert names(floor, text) == (UnknownScan(text),)


def test_what_fits_no_pattern_is_asked_of_all_tables(floor):
    assert {type(name) for name in names(floor, "A-01")} == {LocationScan, ItemScan}


def test_a_pattern_of_one_symbology_means_no_other(floor):
    assert [type(name) for name in names(floor, "4711", "]A0")] == [LocationScan]
    assert {type(name) for name in names(floor, "4711", "]C0")} == {LocationScan, ItemScan}


def test_small_letters_are_what_their_capitals_name(floor):
    assert [type(name) for name in names(floor, "loc-a-01")] == [LocationScan]


def test_a_gs1_code_is_none_of_the_sites_codes(floor):
    assert names(floor, "10LOC-A-01", "]C1") != names(floor, "LOC-A-01")


@pytest.mark.parametrize("text", ["LOC-a-01", "loc-A-01", "Loc-a-01"])
def test_however_large_its_letters_are_a_code_is_the_same(floor, text):
    assert [type(name) for name in names(floor, text)] == [LocationScan]


def test_only_letters_of_ascii_have_capitals_here(tmp_path):
    floor = Floor(tmp_path, locations=[bin_("SS-1")])
    assert [type(name) for name in names(floor, "ss-1")] == [LocationScan]
    assert names(floor, "\u00df-1") == (UnknownScan("\u00df-1"),)


def test_a_plate_with_as_many_digits_as_an_sscc_is_that_sscc_or_none(floor):
    assert names(floor, "P106141412345678908") == (LpnScan("106141412345678908", known=False),)
    assert names(floor, "P00106141412345678908") == (LpnScan("106141412345678908", known=False),)
    assert names(floor, "P106141412345678900") == (UnknownScan("P106141412345678900"),)


@pytest.mark.parametrize("aim", ["", "]Q1", "]d1"])
def test_a_web_address_of_the_sites_own_is_its_code_and_no_link(floor, aim):
    (location, *_) = names(floor, "https://wms.example/8004/A-01", aim)
    assert isinstance(location, LocationScan)


@pytest.mark.parametrize("text", ["U" + "1" * 8 + "\x1d", "LOC-", "LOC-" + "A" * 300])
def test_odd_texts_name_nothing(floor, text):
    assert all(isinstance(name, UnknownScan) for name in names(floor, text))


@pytest.mark.parametrize(
    "isbn", ["0-306-40615-2", "0306406152", "978-0-306-40615-7", "9780306406157", "978 0 306 40615 7"]
)
def test_a_book_is_found_by_its_isbn_however_it_is_printed(tmp_path, isbn):
    floor = Floor(tmp_path, items=[item("BOOK", 1, codes={"09780306406157": 1})])
    (found,) = names(floor, isbn)
    assert isinstance(found, ItemScan)
    assert found.item.code == "BOOK"


@pytest.mark.parametrize("isbn", ["0-306-40615-3", "0306406153", "978-0-306-40615-8", "080442957X"])
def test_an_isbn_that_does_not_check_or_that_nobody_sells_is_unknown(tmp_path, isbn):
    floor = Floor(tmp_path, items=[item("BOOK", 1, codes={"09780306406157": 1})])
    assert names(floor, isbn) == (UnknownScan(isbn),)


def test_a_plate_that_some_scan_may_name_may_be_imported():
    codes = [SiteCode("lpn", re.compile(r"X\d{8}"))]
    assert may_be(codes, "X00000001", "lpn")
    assert not may_be(codes, "Y1", "lpn")
    assert not may_be(codes, "X00000001", "location")
    assert may_be([SiteCode("lpn", re.compile(r"U(?P<code>\d{8})"))], "00000001", "lpn"), "cut out of U00000001"
