"""The demo's whole warehouse: the shift's goods and the rest in one reference file, none of them in the other's way."""

from datetime import date
from pathlib import Path

from edge.shell.ledger.records import parse
from simulators import warehouse
from simulators.catalogue import build, reference
from simulators.surroundings import around, listed, positions, write_stock

REST = warehouse.build(7, date(2026, 11, 23))


def test_the_box_takes_every_record_of_both() -> None:
    for dataset, records in around(reference(build(7)), REST).items():
        keys = [record.get("id") or record["code"] for record in records]
        assert len(set(keys)) == len(keys), dataset
        for key, record in zip(keys, records, strict=True):
            parse(dataset, key, record)  # type: ignore[arg-type]


def test_nothing_of_the_rest_has_a_number_or_a_face_of_the_shift() -> None:
    day = build(7)
    codes = {code for item in day.items for code in (item.code, *item.codes)}
    assert codes.isdisjoint(code for item in REST.items for code in (item.code, *item.codes))
    faces = {one.code for one in day.locations if one.kind == "bin"}
    assert faces.isdisjoint(one.code for one in REST.locations)
    assert {pallet.sscc for pallet in day.pallets}.isdisjoint(line.lpn for one in REST.receipts for line in one.lines)


def test_the_stock_list_knows_a_face_that_runs_low_and_what_fills_it_up() -> None:
    day = build(7)
    low, reserve = listed(day)
    face = next(one for one in day.locations if one.code == low.place)
    assert (face.fixed_item, low.item) == (reserve.item, reserve.item)
    assert low.qty < face.face_min < face.face_max <= low.qty + reserve.qty
    assert REST.stock[0].place not in (low.place, reserve.place)


def test_the_stock_list_and_the_truth_say_the_same(tmp_path: Path) -> None:
    write_stock(tmp_path / "stock.csv", REST.stock)
    lines = (tmp_path / "stock.csv").read_text().splitlines()
    assert len(lines) - 1 == len(positions(REST.stock)) == len(REST.stock) > 400
    assert lines[0] == "place,item,lot,expiry,received_on,serials,qty"
