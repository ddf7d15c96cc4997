"""Value types hold what the standard allows and nothing else."""

import copy
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.identifiers import (
    CSET82,
    Epc,
    Gdti,
    Giai,
    Gln,
    Grai,
    Gtin,
    Lot,
    Lpn,
    Serial,
    Sscc,
    check_digit,
    has_check_digit,
)

digits = st.text("0123456789", min_size=1, max_size=17)


def by_the_book(payload: str) -> int:
    """The check digit as the standard's worked example does it: digit by digit."""
    total = sum(int(digit) * (3 if n % 2 == 0 else 1) for n, digit in enumerate(reversed(payload)))
    return (10 - total % 10) % 10


@given(digits)
def test_check_digit_is_the_one_of_the_book(payload):
    assert check_digit(payload) == by_the_book(payload)
    assert has_check_digit(f"{payload}{by_the_book(payload)}")


@given(st.sampled_from((7, 11, 12, 13)).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)), st.data())
def test_gtin_is_fourteen_digits_and_no_single_wrong_digit_passes(payload, data):
    code = f"{payload}{check_digit(payload)}"
    assert Gtin(code) == code.zfill(14)
    assert Gtin(Gtin(code)) == Gtin(code)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = code[:place] + str((int(code[place]) + data.draw(st.integers(1, 9))) % 10) + code[place + 1 :]
    with pytest.raises(ValueError, match="last digit should be"):
        Gtin(wrong)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_sscc_holds_eighteen_digits_with_their_check_digit(payload):
    right = check_digit(payload)
    assert Sscc(f"{payload}{right}") == f"{payload}{right}"
    for wrong in range(10):
        if wrong != right:
            with pytest.raises(ValueError, match=f"should be {right}"):
                Sscc(f"{payload}{wrong}")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Gtin, ""),
        (Gtin, "9521234543214"),
        (Gtin, "952123454321"),
        (Gtin, "95212345432130"),
        (Gtin, "952123454321X"),
        (Gtin, "٩٥٢١٢٣٤٥٤٣٢١٣"),
        (Gtin, "²521234543213"),
        (Gtin, " 9521234543213"),
        (Sscc, "10614141234567890"),
        (Sscc, "106141412345678909"),
        (Gln, "0614141123453"),
        (Gln, "00614141123452"),
        (Grai, "952114112345"),
        (Grai, "95211411234555678"),
        (Grai, "9521141123454 678"),
        (Grai, "9521141123454" + "1" * 17),
        (Gdti, "9521141123454" + "1" * 18),
        (Gdti, "x521141123454"),
        (Giai, ""),
        (Giai, "1" * 31),
        (Lot, ""),
        (Lot, "A" * 21),
        (Lot, "A B"),
        (Lot, "Größe"),
        (Lot, "A\x1d17"),
        (Serial, "{A}"),
        (Lpn, ""),
        (Lpn, "A" * 21),
        (Lpn, "A B"),
        (Lpn, "A\tB"),
        (Lpn, "Ä1"),
        (Epc, ""),
        (Epc, "303"),
        (Epc, "0x30"),
        (Epc, "30 3"),
        (Epc, "AB" * 65),
    ],
)
def test_what_is_no_key_is_refused_with_a_sentence(kind, text):
    with pytest.raises(ValueError) as refusal:
        kind(text)
    assert len(str(refusal.value)) < 200
    assert "\x1d" not in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (Gtin, "96385074", "00000096385074"),
        (Gtin, "614141123452", "00614141123452"),
        (Gtin, "80614141123458", "80614141123458"),
        (Sscc, "106141412345678908", "106141412345678908"),
        (Gln, "0614141123452", "0614141123452"),
        (Grai, "95211411234545678", "95211411234545678"),
        (Grai, "9521141123454", "9521141123454"),
        (Gdti, "9521141123454A/1", "9521141123454A/1"),
        (Giai, "06141415678", "06141415678"),
        (Lot, 'a"%&_Z', 'a"%&_Z'),
        (Serial, "1", "1"),
        (Lpn, "PAL-{0001}~", "PAL-{0001}~"),
        (Epc, "3074257bf7194e4000001a85", "3074257BF7194E4000001A85"),
    ],
)
def test_a_key_is_held_in_its_one_spelling(kind, text, held):
    key = kind(text)
    assert key == held
    assert hash(key) == hash(held)
    assert f"{key}" == held
    for twin in (copy.deepcopy(key), pickle.loads(pickle.dumps(key))):
        assert twin == key
        assert type(twin) is kind


def test_character_set_82_has_82_characters():
    assert len(CSET82) == 82


def test_the_value_types_load_without_the_barcode_libraries():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, edge.core.identifiers; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"biip", "epcpy", "pydantic"} & set(loaded)
