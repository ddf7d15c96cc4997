"""Receiving: against a receipt, by item, case, lot, date and serial; whole pallets of an ASN; closing it."""

from pathlib import Path
from typing import Any

import pytest

from edge.core.event import Typed
from edge.core.stock import Goods, WholeLpn
from edge.core.workflows.receive.steps import ReceiveDetail, ReceiveDocument, ReceiveItem, ReceiveQuantity
from edge.core.workflows.typed_dates import typed_date
from tests.builders import HAND_MS, Floor, bin_, count_task, ean, gs1, gtin, item, line, order, receipt, sscc

ASN, LATE = sscc(1), sscc(2)


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(
        tmp_path,
        items=[
            item("TEA", 1),
            item("MILK", 2, "lot", "expiry"),
            item("JAM", 3, "expiry"),
            item("PAINT", 4, "lot"),
            item("DRILL", 5, "serial"),
            item("OTHER", 6),
        ],
        locations=[bin_("A-01")],
        receipts=[
            receipt(
                "RCV-1",
                line(1, "TEA", 30),
                line(2, "MILK", 10),
                line(3, "JAM", 10),
                line(4, "PAINT", 10),
                line(5, "DRILL", 3),
            ),
            receipt("RCV-2", line(1, "TEA", 40, lpn=ASN), line(2, "MILK", 8, lpn=ASN, lot="M1", expiry="2027-01-31")),
            receipt("RCV-3", line(1, "JAM", 4, lpn=LATE, expiry="2026-11-22")),
            receipt("RCV-9", cancelled=True),
        ],
        orders=[order("SO-1")],
        counts=[count_task("CNT-1", "A-01")],
    )
    return floor.working("receive")


def milk(lot: str = "M1", expiry: str = "270131", **more: Any) -> tuple[str, str]:
    return gs1(("01", gtin(2)), ("17", expiry), ("10", lot))


def opened(floor: Floor) -> Floor:
    assert floor.scan("RCV-1").said == ("ok", "document-opened")
    return floor


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("SO-1", "not-a-receipt"),
        ("CNT-1", "not-a-receipt"),
        ("RCV-9", "document-closed"),
        ("A-01", "is-location"),
        (ean(6), "receive-nobody-expects"),
        ("BADGE-2", "badge-of-other"),
        ("WE-DONE", "is-command"),
        ("T-77", "lpn-not-announced"),
        ("XQ-1", "unknown-code"),
        ("a\x07b", "code-control-characters"),
        (LATE, "expired"),
    ],
)
def test_what_is_no_receipt_is_refused_by_its_name(floor: Floor, code: str, key: str) -> None:
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == ReceiveDocument()


def test_a_receipt_is_chosen_by_its_number_in_the_list(floor: Floor) -> None:
    assert [option.text.args["document"] for option in floor.prompt().options] == ["RCV-1", "RCV-2", "RCV-3"]
    assert floor.type("4").said == ("refuse", "not-in-list")
    assert floor.type("2").said == ("ok", "document-opened")
    assert floor.step() == ReceiveItem("RCV-2")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("A-01", "is-location"),
        ("SO-1", "is-document"),
        ("T-77", "lpn-not-announced"),
        (ASN, "lpn-of-other-document"),
        ("WE-CANCEL", "is-command"),
        (("10L1", "]C1"), "is-detail"),
        (milk(expiry="261122"), "expired"),
        (gs1(("01", gtin(1)), ("17", "261122")), "expired"),
    ],
)
def test_what_does_not_belong_to_the_receipt_is_refused(floor: Floor, code: str, key: str) -> None:
    assert opened(floor).scan(code).said == ("refuse", key)
    assert floor.step() == ReceiveItem("RCV-1")


def test_today_is_not_yet_past(floor: Floor) -> None:
    assert opened(floor).scan(milk(expiry="261123")).said == ("ok", "counted")


def test_each_scan_is_one_unit_a_case_its_pack_and_a_typed_number_is_absolute(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.scan(gs1(("01", gtin(1, 1))))
    assert floor.scan(gs1(("01", gtin(1)), ("30", "4"))).args == {"quantity": 17}
    assert (floor.prompt().done, floor.prompt().want) == (17, 30)
    assert floor.type("5").args == {"quantity": 5}
    received = floor.scan("DOCK-1")
    assert received.said == ("ok", "received")
    assert floor.stock("DOCK-1") == {"TEA": 5}
    assert floor.stock("virt:SUPPLIER") == {"TEA": -5}
    (movement,) = received.movements
    assert (movement.doc.id, movement.doc.line, movement.what.key.received_on) == ("RCV-1", 1, "2026-11-23")
    assert floor.view.progress("receipt", "RCV-1") == {1: 5}


@pytest.mark.parametrize(
    ("act", "key"),
    [
        ("31", "over-receipt"),
        ("0", "quantity-zero"),
        ("123456", "over-receipt"),
        ("4006381333931", "unknown-code"),
        ("99999999", "unknown-number"),
    ],
)
def test_a_wrong_number_is_refused_and_the_count_stays(floor: Floor, act: str, key: str) -> None:
    opened(floor).scan(ean(1))
    assert floor.type(act).said == ("refuse", key)
    assert floor.step() == ReceiveQuantity("RCV-1", 1, "TEA", 1)


def test_a_number_longer_than_any_quantity_is_implausible(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    assert floor.input(Typed("0000007")).said == ("refuse", "quantity-implausible")
    assert floor.input(Typed("²")).said == ("refuse", "quantity-implausible")
    assert floor.step() == ReceiveQuantity("RCV-1", 1, "TEA", 1)


def test_a_barcode_typed_into_the_quantity_is_a_scan_of_its_item(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    assert floor.type(ean(1)[0]).args == {"quantity": 2}
    assert floor.type(ean(6)[0]).said == ("refuse", "place-first")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (ean(2), "place-first"),
        ("A-01", "wrong-location"),
        ("SO-1", "is-document"),
        ("XQ-1", "unknown-code"),
        (ASN, "lpn-announced"),
        ("WE-SHORT", "is-command"),
    ],
)
def test_what_is_no_target_is_refused(floor: Floor, code: str, key: str) -> None:
    opened(floor).scan(ean(1))
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == ReceiveQuantity("RCV-1", 1, "TEA", 1)


def test_one_scan_too_many_is_refused_alone(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.type("30")
    assert floor.scan(ean(1)).said == ("refuse", "over-receipt")
    assert floor.scan("DOCK-1").args["quantity"] == 30
    assert floor.scan(ean(1)).said == ("refuse", "line-complete")


def test_cancel_books_nothing(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == ReceiveItem("RCV-1")
    assert floor.stock("DOCK-1") == {}


def test_done_at_the_quantity_puts_down_at_the_dock(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    assert floor.key("done").said == ("ok", "received")
    assert floor.stock("DOCK-1") == {"TEA": 1}


def test_undo_takes_the_last_act_back_and_only_that(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.key("done")
    floor.scan(milk())
    posted = floor.key("done")
    undone = floor.key("undo")
    assert undone.said == ("ok", "undone")
    assert [one.draft.corrects for one in undone.entries] == [posted.entries[0].id]
    assert floor.stock("DOCK-1") == {"TEA": 1}
    assert floor.view.progress("receipt", "RCV-1") == {1: 1, 2: 0}
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")


def test_what_was_moved_on_is_not_undone(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.key("done")
    floor.move("DOCK-1", "A-01", "TEA", 1, received_on="2026-11-23")
    assert floor.key("undo").said == ("refuse", "undo-moved-on")
    assert floor.stock("A-01") == {"TEA": 1}


def test_a_lot_and_a_date_that_the_code_does_not_say_are_asked_for(floor: Floor) -> None:
    assert opened(floor).scan(ean(2)).said == ("info", "more-details")
    assert floor.prompt().ask.key == "ask-lot"
    assert floor.type("M7").said == ("info", "more-details")
    assert floor.prompt().ask.key == "receive-ask-expiry"
    assert floor.type("31.01.2027").said == ("ok", "counted")
    assert floor.step() == ReceiveQuantity("RCV-1", 2, "MILK", 1, "M7", "2027-01-31")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("A-01", "is-location"),
        ("SO-1", "is-document"),
        ("BADGE-2", "badge-of-other"),
        ("WE-DONE", "is-command"),
        ("L" * 21, "lot-too-long"),
        ("a\x1db", "lot-too-long"),
        (ean(4), "more-details"),
        (ean(1), "place-first"),
        (("17270131", "]C1"), "more-details"),
    ],
)
def test_a_mis_scanned_label_does_not_become_a_lot(floor: Floor, code: str, key: str) -> None:
    opened(floor).scan(ean(4))
    assert floor.scan(code).said == ("refuse", key)
    assert floor.step() == ReceiveDetail("RCV-1", 4, "PAINT", 1)


def test_a_label_of_lot_alone_gives_its_lot_not_its_text(floor: Floor) -> None:
    opened(floor).scan(ean(4))
    assert floor.scan("10P-4711", "]C1").said == ("ok", "counted")
    assert floor.step() == ReceiveQuantity("RCV-1", 4, "PAINT", 1, "P-4711")


def test_a_lot_that_looks_like_a_pallet_number_is_asked_twice(floor: Floor) -> None:
    opened(floor).scan(ean(4))
    assert floor.scan("P-77").said == ("warn", "lot-like-lpn")
    assert floor.wait(700).scan("P-77").said == ("ok", "counted")
    assert floor.step() == ReceiveQuantity("RCV-1", 4, "PAINT", 1, "P-77")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("270131", ("ok", "counted")),
        ("2027-01-31", ("ok", "counted")),
        ("261122", ("refuse", "expired")),
        ("soon", ("refuse", "not-a-date")),
        ("271331", ("refuse", "not-a-date")),
    ],
)
def test_a_typed_date_is_read_and_held_against_today(floor: Floor, text: str, said: tuple[str, str]) -> None:
    opened(floor).scan(ean(3))
    assert floor.type(text).said == said


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("261130", "2026-11-30"),
        ("270200", "2027-02-28"),
        ("20261130", "2026-11-30"),
        ("2026-11-30", "2026-11-30"),
        ("30.11.26", "2026-11-30"),
        ("1.2.2027", "2027-02-01"),
        ("2026-1-12", ""),
        ("26-11-30", ""),
        ("31.11.26", ""),
        ("0000-01-01", ""),
        ("", ""),
        ("२६११३०", ""),
    ],
)
def test_dates_as_people_type_them(text: str, iso: str) -> None:
    assert typed_date(text) == iso


def test_cancel_at_the_lot_goes_back_to_the_receipt(floor: Floor) -> None:
    opened(floor).scan(ean(4))
    assert floor.key("cancel").said == ("info", "cancelled")
    assert floor.step() == ReceiveItem("RCV-1")


def test_another_lot_is_another_act(floor: Floor) -> None:
    opened(floor).scan(milk("M1"))
    assert floor.scan(milk("M2")).said == ("refuse", "other-lot")
    assert floor.scan(milk("M1", "270201")).said == ("refuse", "other-lot")
    assert floor.scan(ean(2)).args == {"quantity": 2}
    assert floor.scan(milk("M1", "261101")).said == ("refuse", "other-lot")


def test_what_an_item_does_not_track_does_not_part_its_stock(floor: Floor) -> None:
    opened(floor).scan(gs1(("01", gtin(1)), ("10", "XYZ")))
    assert floor.scan(ean(1)).args == {"quantity": 2}
    assert floor.scan(gs1(("01", gtin(1)), ("17", "261101"))).said == ("refuse", "expired")
    floor.key("done")
    assert floor.stock("DOCK-1") == {"TEA": 2}


def test_serial_numbers_come_one_by_one_and_never_twice(floor: Floor) -> None:
    def drill(serial: str) -> tuple[str, str]:
        return gs1(("01", gtin(5)), ("21", serial))

    opened(floor).scan(drill("S1"))
    assert floor.scan(drill("S1")).said == ("refuse", "serial-twice")
    assert floor.scan(gs1(("01", gtin(5, 1)), ("21", "S2"))).said == ("refuse", "scan-serials")
    assert floor.type("3").said == ("refuse", "scan-serials")
    assert floor.scan(drill("S2")).args == {"quantity": 2}
    (movement,) = floor.key("done").movements
    assert movement.what.serials == ("S1", "S2")
    again = floor.scan(drill("S1"))
    assert (again.said, again.args["place"]) == (("refuse", "serial-elsewhere"), "DOCK-1")
    floor.key("undo")
    assert floor.scan(drill("S1")).said == ("ok", "counted")


def test_goods_go_onto_a_new_pallet_and_onto_one_that_stands_here(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    first = floor.scan("LPN-1")
    assert [type(one.what) for one in first.movements] == [WholeLpn, Goods]
    floor.scan(ean(1))
    assert [type(one.what) for one in floor.scan("LPN-1").movements] == [Goods]
    assert floor.stock("lpn:LPN-1") == {"TEA": 2}
    assert floor.unit("LPN-1") == "DOCK-1"


def test_a_pallet_that_left_comes_back_with_the_goods_put_on_it(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.scan("LPN-1")
    floor.key("undo")
    assert floor.view.lpn("LPN-1").location == "virt:TST/SUPPLIER"
    floor.scan(ean(1))
    assert floor.scan("LPN-1").said == ("ok", "received")
    assert (floor.unit("LPN-1"), floor.stock("lpn:LPN-1")) == ("DOCK-1", {"TEA": 1})


def test_a_pallet_that_stands_elsewhere_is_refused(floor: Floor) -> None:
    floor.put("A-01", "OTHER", 1, lpn="LPN-9")
    opened(floor).scan(ean(1))
    refused = floor.scan("LPN-9")
    assert (refused.said, refused.args["location"]) == (("refuse", "lpn-elsewhere"), "A-01")


def test_an_announced_pallet_comes_in_whole_by_one_scan(floor: Floor) -> None:
    whole = floor.scan("00" + ASN, "]C1")
    assert (whole.said, whole.args) == (("ok", "lpn-received"), {"lpn": ASN, "lines": 2})
    assert floor.step() == ReceiveItem("RCV-2")
    assert floor.unit(ASN) == "DOCK-1"
    assert floor.stock(f"lpn:{ASN}") == {"TEA": 40, "MILK/M1": 8}
    assert {one.what.key.received_on for one in whole.movements if isinstance(one.what, Goods)} == {"2026-11-23"}
    twice = floor.scan(ASN)
    assert (twice.said, twice.args["location"]) == (("refuse", "lpn-already-received"), "DOCK-1")
    assert floor.scan("WE-DONE").said == ("ok", "document-done")


def test_a_pallet_is_evidence_of_who_saw_it(floor: Floor) -> None:
    assert {one.agree for one in floor.scan(ASN, via="fixed").movements} == {("camera",)}


def test_an_announced_pallet_is_undone_whole(floor: Floor) -> None:
    floor.scan(ASN)
    assert len(floor.key("undo").movements) == 3
    assert (floor.unit(ASN), floor.stock(f"lpn:{ASN}")) == ("SUPPLIER", {})
    assert floor.scan(ASN).said == ("ok", "lpn-received")


def test_a_pallet_that_somebody_added_to_is_not_sent_back_with_it(floor: Floor) -> None:
    floor.scan(ASN)
    floor.put("DOCK-1", "OTHER", 5, lpn=ASN)
    assert floor.key("undo").said == ("refuse", "undo-moved-on")


def test_a_pallet_that_was_put_away_is_not_undone_at_the_dock(floor: Floor) -> None:
    floor.scan(ASN)
    floor.at("DOCK-2").working("putaway", 2)
    floor.scan(ASN)
    floor.scan("A-01")
    assert floor.at("DOCK-1").key("undo").said == ("refuse", "undo-moved-on")
    assert floor.unit(ASN) == "A-01"


def test_the_content_of_an_unannounced_pallets_label_is_used(floor: Floor) -> None:
    label = gs1(("00", sscc(7)), ("02", gtin(2)), ("17", "270131"), ("37", "6"), ("10", "M1"))
    assert opened(floor).scan(label).args == {"quantity": 6}
    assert floor.scan(label).said == ("ok", "received")
    assert floor.stock(f"lpn:{sscc(7)}") == {"MILK/M1": 6}


def test_closing_what_is_complete_asks_nothing(floor: Floor) -> None:
    floor.scan(ASN)
    closed = floor.key("done")
    assert (closed.said, closed.kinds) == (("ok", "document-done"), ["Outcome"])
    assert floor.scan("RCV-2").said == ("refuse", "document-closed")
    assert floor.key("undo").said == ("refuse", "nothing-to-undo")


def test_closing_short_is_confirmed_by_the_same_again(floor: Floor) -> None:
    opened(floor)
    warned = floor.scan("WE-DONE")
    assert (warned.said, warned.args["lines"]) == (("warn", "receipt-short"), 5)
    assert floor.scan("WE-DONE", ago_ms=10).said == ("warn", "receipt-short")  # too early: seen by nobody
    assert floor.wait(800).scan("WE-DONE", via="fixed").said == ("info", "fixed-only-seen")
    assert floor.wait(800).scan("XQ").key == "receive-unknown"
    assert floor.wait(800).key("done").said == ("warn", "receipt-short")  # another code disarmed it
    closed = floor.wait(700).scan("O-BTN.validate")
    assert closed.said == ("ok", "document-done")
    assert [one.draft.body.outcome for one in closed.entries] == ["short"] * 5 + ["closed"]
    assert floor.step() == ReceiveDocument()


def test_a_second_is_too_early_by_a_millisecond(floor: Floor) -> None:
    opened(floor).key("done")
    assert floor.wait(699 - HAND_MS).key("done").said == ("warn", "receipt-short")
    assert floor.wait(690).key("done").said == ("ok", "document-done")


def test_two_stations_cannot_receive_more_than_is_expected(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.type("20")
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).scan(ean(1))
    floor.type("20")
    floor.key("done")
    refused = floor.at("DOCK-1").key("done")
    assert (refused.said, refused.args) == (("refuse", "over-receipt"), {"expected": 10, "quantity": 20})


def test_a_receipt_closed_at_another_station_takes_nothing_more(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    floor.at("DOCK-2").working("receive", 2)
    opened(floor).key("done")
    floor.wait(800).key("done")
    assert floor.at("DOCK-1").key("done").said == ("refuse", "document-closed")
    assert floor.step() == ReceiveDocument()
    assert floor.stock("DOCK-1") == {}


@pytest.mark.parametrize("code", [ean(1), "WE-DONE", "T-1"])
def test_a_receipt_that_central_took_away_is_left(floor: Floor, code: str) -> None:
    opened(floor)
    floor.load("receipts", [])
    assert floor.scan(code).said == ("refuse", "document-closed")
    assert floor.step() == ReceiveDocument()


def test_a_retried_posting_is_answered_again_and_posted_once(floor: Floor) -> None:
    opened(floor).scan(ean(1))
    first = floor.key("done", ident="screen-7")
    assert floor.key("done", ident="screen-7").said == first.said
    assert floor.stock("DOCK-1") == {"TEA": 1}
    assert floor.step() == ReceiveItem("RCV-1")


def test_the_book_is_whole_after_all_that(floor: Floor) -> None:
    floor.scan(ASN)
    floor.key("undo")
    floor.scan(ASN)
    assert floor.verify().ok
