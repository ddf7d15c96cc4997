"""A tag's own memory: which chip it is, and only as much as was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.epc_tid import Chip, read_tid


def chip(text: str) -> Chip | None:
    return read_tid(bytes.fromhex(text))


def test_a_chip_with_a_serial_of_48_bits():
    assert chip("E28011602000545D7F3A0001") == Chip(
        "E2", designer=1, model=0x160, serial="545D7F3A0001", uri="urn:epc:stid:x801.x160.x545D7F3A0001"
    )


def test_what_stands_behind_the_serial_is_no_part_of_it():
    assert chip("E28011602000545D7F3A0001FFFFFFFF") == chip("E28011602000545D7F3A0001")


@pytest.mark.parametrize(("header", "digits"), [("4000", 16), ("6000", 20), ("E000", 36), ("3C00", 12)])
def test_longer_serials(header, digits):
    found = chip(f"E2801160{header}{'0123456789ABCDEF' * 3}")
    assert found.serial == ("0123456789ABCDEF" * 3)[:digits]


def test_a_chip_that_can_prove_itself_and_has_files():
    assert chip("E2E06915") == Chip("E2", designer=6, model=0x915, proves_itself=True, has_files=True)


@pytest.mark.parametrize(
    "text",
    ["E2801160", "E28011602000", "E28011602000545D7F3A00", "E28011600000545D7F3A0001", "E20011602000545D7F3A0001"],
)
def test_without_the_whole_serial_there_is_none(text):
    found = chip(text)
    assert (found.designer, found.model, found.serial, found.uri) == (1, 0x160, None, None)


def test_a_chip_numbered_by_iso():
    assert chip("E00401503A7F2291") == Chip("E0", manufacturer=4, serial="01503A7F2291")


@pytest.mark.parametrize("text", ["", "E2", "E28011", "E00401503A7F22", "E3040150", "00000000"])
def test_too_little_or_another_form_is_nothing(text):
    assert chip(text) is None


@given(st.binary(max_size=64))
def test_any_bytes_are_a_chip_or_none(tid):
    found = read_tid(tid)
    assert found is None or found.allocation == tid[:1].hex().upper()
