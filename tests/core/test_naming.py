"""Naming: what a code stands for on this floor, from GS1 keys and from the site's own tables."""

from pathlib import Path

import pytest

from edge.core.event import Scan, Unreadable
from edge.core.identify import SourceRules, identify
from edge.core.names import (
    COMMAND_CODES,
    COMMANDS,
    BadgeScan,
    CommandScan,
    DetailScan,
    DocumentScan,
    ItemScan,
    LocationScan,
    LpnScan,
    Name,
    UnknownScan,
)
from edge.core.workflows.pick.steps import PickTote
from edge.core.workflows.receive.steps import ReceiveItem
from edge.shell.loop.intake import named
from tests.builders import GS, Floor, bin_, count_task, ean, gs1, gtin, item, line, order, receipt, sscc

UNIT = sscc(1)
PLAIN = SourceRules()
CLAIMED = SourceRules(gs1_without_aim=True)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[item("TEA", 1), item("4711", 2, codes={gtin(2): 1, "ALIAS-2": 6})],
        locations=[bin_("A-01"), bin_("4006380000001"), bin_("4006380000001.R7"), bin_("10A"), bin_("SAME")],
        receipts=[receipt("RCV-1")],
        orders=[order("SAME")],
        counts=[count_task("CNT-1", "A-01")],
    )
    floor.put("A-01", "TEA", 1, lpn="LPN-1")
    floor.put("A-01", "TEA", 1, lpn="ODD NUMBER".replace(" ", "_"))
    return floor


def names(floor: Floor, code: tuple[str, str] | str, rules: SourceRules = PLAIN) -> tuple[Name, ...]:
    text, aim = code if isinstance(code, tuple) else (code, "")
    scan = named(floor.view, identify(text.encode(), aim, rules), text.encode())
    assert isinstance(scan, Scan), scan
    return scan.names


def one(floor: Floor, code: tuple[str, str] | str, rules: SourceRules = PLAIN) -> Name:
    (name,) = names(floor, code, rules)
    return name


@pytest.mark.parametrize(
    ("code", "units", "lot", "expiry", "serial"),
    [
        (ean(1), 1, "", "", ""),
        (gs1(("01", gtin(1))), 1, "", "", ""),
        (gs1(("01", gtin(1, 1))), 12, "", "", ""),
        (gs1(("01", gtin(1)), ("17", "261130"), ("10", "L1"), ("21", "S1")), 1, "L1", "2026-11-30", "S1"),
        (gs1(("01", gtin(1)), ("15", "261100")), 1, "", "2026-11-30", ""),
        (gs1(("01", gtin(1)), ("16", "261130")), 1, "", "2026-11-30", ""),
        (gs1(("01", gtin(1)), ("15", "261101"), ("17", "261130")), 1, "", "2026-11-30", ""),
        (gs1(("01", gtin(1, 1)), ("30", "5")), 60, "", "", ""),
        (gs1(("02", gtin(1, 1)), ("37", "5"), ("10", "L1")), 60, "L1", "", ""),
        ("TEA", 1, "", "", ""),
        (ean(1)[0], 1, "", "", ""),
        (gtin(1, 1), 12, "", "", ""),
    ],
)
def test_a_label_of_goods_names_item_units_lot_date_and_serial(
    floor: Floor, code: tuple[str, str], units: int, lot: str, expiry: str, serial: str
) -> None:
    name = one(floor, code)
    assert isinstance(name, ItemScan)
    assert (name.item.code, name.units, name.lot, name.expiry, name.serial) == ("TEA", units, lot, expiry, serial)


def test_an_alias_stands_for_its_units(floor: Floor) -> None:
    name = one(floor, "ALIAS-2")
    assert isinstance(name, ItemScan)
    assert (name.item.code, name.units) == ("4711", 6)


def test_a_pallet_label_names_the_pallet_first_and_then_its_content(floor: Floor) -> None:
    pallet, goods = names(floor, gs1(("00", UNIT), ("02", gtin(1)), ("37", "40"), ("10", "L1")))
    assert pallet == LpnScan(UNIT, known=False)
    assert isinstance(goods, ItemScan)
    assert (goods.item.code, goods.units, goods.lot) == ("TEA", 40, "L1")


@pytest.mark.parametrize("text", [UNIT, f"00{UNIT}", f"(00){UNIT}", f"(00) {UNIT[:9]} {UNIT[9:]}"])
def test_a_pallet_number_typed_as_it_is_printed_is_the_pallet(floor: Floor, text: str) -> None:
    assert one(floor, text) == LpnScan(UNIT, known=False)
    assert one(floor, text[:-1] + str((int(text[-1]) + 1) % 10)) == UnknownScan(
        text[:-1] + str((int(text[-1]) + 1) % 10)
    )


@pytest.mark.parametrize(
    ("text", "known"), [("LPN-1", True), ("LPN-2", False), ("T-77", False), ("ODD_NUMBER", True), ("lpn-1", True)]
)
def test_a_handling_unit_is_told_by_its_number_or_by_being_known(floor: Floor, text: str, known: bool) -> None:
    assert one(floor, text) == LpnScan(text.upper(), known)


@pytest.mark.parametrize("code", ["X-LPN-1", "T-", "LPN-12345678901234567", "T-77\n"])
def test_what_only_looks_like_a_unit_is_none(floor: Floor, code: str) -> None:
    scan = named(floor.view, identify(code.encode(), ""), code.encode())
    assert isinstance(scan, Unreadable) or scan.names == (UnknownScan(code),)


@pytest.mark.parametrize(
    ("code", "location"),
    [
        ("A-01", "A-01"),
        ("a-01", "A-01"),
        (gs1(("414", "4006380000001")), "4006380000001"),
        (gs1(("414", "4006380000001"), ("254", "R7")), "4006380000001.R7"),
    ],
)
def test_a_location_is_named_by_its_code_or_its_gln(floor: Floor, code: str, location: str) -> None:
    name = one(floor, code)
    assert isinstance(name, LocationScan)
    assert name.info.code == location


def test_an_extension_that_nobody_knows_is_not_its_whole_site(floor: Floor) -> None:
    code = gs1(("414", "4006380000001"), ("254", "R8"))
    assert one(floor, code) == UnknownScan(code[0])


@pytest.mark.parametrize(("code", "kind"), [("RCV-1", DocumentScan), ("CNT-1", DocumentScan), ("BADGE-1", BadgeScan)])
def test_documents_and_badges_are_found(floor: Floor, code: str, kind: type[Name]) -> None:
    assert isinstance(one(floor, code), kind)


def test_a_code_may_name_several_things(floor: Floor) -> None:
    assert [type(name) for name in names(floor, "SAME")] == [LocationScan, DocumentScan]


@pytest.mark.parametrize("code", sorted(COMMAND_CODES))
def test_every_command_code_is_its_command(floor: Floor, code: str) -> None:
    name = one(floor, code)
    assert name == CommandScan(COMMAND_CODES[code])
    assert name.name in COMMANDS


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        (gs1(("10", "L1")), DetailScan(lot="L1")),
        (gs1(("17", "261130"), ("10", "L1")), DetailScan("L1", "2026-11-30")),
        (gs1(("21", "S1")), DetailScan(serial="S1")),
    ],
)
def test_a_part_of_a_label_is_told_as_that(floor: Floor, code: tuple[str, str], detail: DetailScan) -> None:
    assert one(floor, code) == detail


@pytest.mark.parametrize("code", [gs1(("01", gtin(99))), gs1(("01", gtin(99)), ("10", "L1")), "XQ-1", ean(99)])
def test_what_no_table_knows_is_unknown(floor: Floor, code: tuple[str, str] | str) -> None:
    text = code[0] if isinstance(code, tuple) else code
    assert one(floor, code) == UnknownScan(text)


def test_a_source_that_sends_no_aim_identifier_may_still_read_site_codes(floor: Floor) -> None:
    assert [type(name) for name in names(floor, "10A", CLAIMED)] == [LocationScan, DetailScan]
    assert one(floor, ("10A", "]C1"), CLAIMED) == DetailScan(lot="A")
    assert isinstance(one(floor, f"01{gtin(1)}10L1{GS}", CLAIMED), ItemScan)


def test_a_refused_code_says_why(floor: Floor) -> None:
    scan = named(floor.view, identify(b"0104006380000013", "]C1"), b"")
    assert isinstance(scan, Unreadable)
    assert scan.message.key == "code-check-digit"
    assert set(scan.message.args) >= {"value", "expected"}


def test_a_number_of_a_receipt_and_of_an_order_is_to_each_work_its_own(tmp_path: Path) -> None:
    tea = line(1, "TEA", 5)
    both = Floor(tmp_path, items=[item("TEA", 1)], receipts=[receipt("1001", tea)], orders=[order("1001", tea)])
    both.working("receive")
    assert both.scan("1001").said == ("ok", "document-opened")
    assert both.step() == ReceiveItem("1001")
    both.choose("pick")
    assert both.scan("1001").said == ("ok", "document-opened")
    assert both.step() == PickTote("1001")
    both.choose("count")
    assert both.scan("1001").said == ("refuse", "not-a-count")


@pytest.mark.parametrize(
    "text", [f"03{gtin(9)}10OTHER", f"8006{gtin(9)}010210OTHER", f"00{UNIT}10OTHER", f"4144006380000018{GS}10OTHER"]
)
def test_a_lot_beside_the_key_of_something_else_is_not_that_of_the_goods_in_hand(floor: Floor, text: str) -> None:
    found = named(floor.view, identify(text.encode(), "]C1"), text.encode())
    assert not isinstance(found, Scan) or not any(isinstance(name, DetailScan) for name in found.names)


@pytest.mark.parametrize("text", [f"02{gtin(1)}370", f"01{gtin(1)}300", f"01{gtin(1)}30000"])
def test_a_label_that_says_there_are_no_pieces_counts_none(floor: Floor, text: str) -> None:
    found = named(floor.view, identify(text.encode(), "]C1"), text.encode())
    assert isinstance(found, Unreadable)
    assert found.message.key == "code-no-pieces"


@pytest.mark.parametrize("digits", [7, 9, 10, 11])
def test_only_as_many_digits_as_an_item_number_has_are_filled_up_to_one(tmp_path: Path, digits: int) -> None:
    number = f"{'1' * digits:0>14}"
    floor = Floor(tmp_path, items=[item("TEA", 1, codes={number: 1})])
    assert names(floor, "1" * digits) == (UnknownScan("1" * digits),)
    assert isinstance(one(floor, number), ItemScan)
