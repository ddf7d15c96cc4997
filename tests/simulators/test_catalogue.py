"""The demo site: always the same for a seed, valid by the box's own rules, and fit for every part of the shift."""

import pytest
from argon2 import PasswordHasher

from edge.core.epc import identify_epc
from edge.core.identifiers import Gtin, Sscc
from edge.core.identify import identify
from edge.shell.ledger.records import parse
from edge.shell.loop.pins import peppered
from simulators import codes
from simulators.catalogue import BADGES, build, reference
from simulators.shift_dock import label, pallet_label


def test_the_same_seed_makes_the_same_site_and_another_another() -> None:
    assert reference(build(7)) == reference(build(7))
    assert build(7) != build(8)


def test_the_box_takes_every_record() -> None:
    for dataset, records in reference(build(1)).items():
        for record in records:
            parse(dataset, record.get("id") or record["code"], record)


@pytest.mark.parametrize("seed", range(20))
def test_every_seed_makes_a_day_that_can_be_worked(seed: int) -> None:
    site = build(seed)
    faces = [location.fixed_item for location in site.locations if location.fixed_item]
    assert len(faces) == len(set(faces)) == len(site.items) == 40
    assert len({pallet.sscc for pallet in site.pallets}) == 7
    cased = site.receipts[0].lines[3]
    assert site.case(cased.item)[1] < cased.qty - 2
    brought = {load.item: load for _, load in site.trucks()}
    wanted = [line for order in (*site.orders, site.rush) for line in order.lines]
    opening = {load.item: load.qty for _, load in site.opening}
    elsewhere = {line.item for line in (*wanted, *(line for one in site.receipts for line in one.lines))}
    assert elsewhere.isdisjoint({load.item for _, load in site.reserve} | {one.item for one in site.returned.lines})
    assert set(site.shipment.orders) < {one.id for one in (*site.orders, site.rush)}
    assert all(line.qty <= opening.get(line.item, 0) + (brought[line.item].qty if line.item in brought else 0)
               for line in wanted)  # fmt: skip


def test_numbers_labels_and_tags_say_the_same_to_the_box() -> None:
    site = build(3)
    for pallet in site.pallets:
        assert Sscc(pallet.sscc)
        tag = identify_epc(bytes.fromhex(pallet.tag))
        assert tag.sscc == pallet.sscc
        assert identify(pallet_label(pallet).text.encode(), "]C1").keys.sscc == pallet.sscc
        for load, epcs in zip(pallet.loads, pallet.epcs, strict=True):
            assert {identify_epc(bytes.fromhex(epc)).gtin for epc in epcs} == {Gtin(site.gtin(load.item))}
            code = label(site, load)
            keys = identify(code.text.encode(), code.aim).keys
            assert (keys.gtin, keys.lot or "", keys.expiry or "") == (site.gtin(load.item), load.lot, load.expiry)


def test_pins_open_the_badges_hashes() -> None:
    site = build(2)
    hashes = {record["id"]: record["pin_hash"] for record in reference(site)["operators"]}
    for ident, _, _ in BADGES:
        assert PasswordHasher().verify(hashes[ident], peppered(site.pins[ident], b""))


def test_tags_are_the_worked_examples_of_the_tag_data_standard() -> None:
    """EPC TDS 1.13, appendix E.3: 3074257BF7194E4000001A85 and 3174257BF4499602D2000000, but for the filter value."""
    assert codes.sgtin96("80614141123458", 7, 6789) == "3034257BF7194E4000001A85"
    assert codes.sscc96("106141412345678908", 7) == "3154257BF4499602D2000000"


def test_digits_and_symbols_are_those_of_the_general_specifications() -> None:
    assert codes.with_check("629104150021") == "6291041500213"
    assert codes.with_check("37610425002123456") == "376104250021234569"
    symbol = codes.gs1(("01", "09521234543213"), ("10", "ABC"), ("17", "271231"), ("21", "7"))
    assert symbol.text == "010952123454321310ABC\x1d17271231217"
