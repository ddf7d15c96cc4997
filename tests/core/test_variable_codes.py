"""EAN-13 with a weight, price or count in them: read as the site says, else not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.identifiers import check_digit
from edge.core.identify import SourceRules, identify
from edge.core.identity import Keys, Refused, Scanned
from edge.core.measures import Measure
from edge.core.variable_codes import VariableCode, value_check_digit

WEIGHT = VariableCode("28", 5, 5, "weight", decimals=3)
PRICE = VariableCode("20", 5, 4, "price", decimals=2, value_check=True)
COUNT = VariableCode("299", 6, 3, "count")
RULES = SourceRules(variable=(WEIGHT, PRICE, COUNT))


def ean(payload: str) -> str:
    return f"{payload}{check_digit(payload)}"


def read(text: str, rules: SourceRules = RULES, aim: str = "]E0") -> Scanned | Refused:
    return identify(text.encode(), aim, rules)


def test_a_weight_is_milligrams_of_the_item_under_its_base_number():
    assert read(ean("281234501250")) == Scanned(
        ean("281234501250"),
        "]E0",
        "gs1",
        Keys(
            gtin=ean("281234500000").zfill(14),
            net_weight_mg=1_250_000,
            measures=(Measure("net_weight", 1250, 3, "kg"),),
        ),
    )


def test_a_price_is_checked_by_its_own_digit_and_kept_as_an_amount():
    good = read(ean("2012345" + "9" + "2875"))
    assert isinstance(good, Scanned)
    assert good.keys.gtin == ean("201234500000").zfill(14)
    assert [one.text for one in good.keys.measures] == ["28.75"]
    assert read(ean("2012345" + "8" + "2875")) == Refused("check_digit", 7, {"value": "82875", "expected": 9})


def test_a_count_is_pieces():
    outcome = read(ean("299123456012"))
    assert isinstance(outcome, Scanned)
    assert (outcome.keys.pieces, outcome.keys.gtin) == (12, ean("299123456000").zfill(14))


def test_the_longest_prefix_that_fits_counts():
    general = VariableCode("29", 5, 5, "weight")
    outcome = read(ean("299123456012"), SourceRules(variable=(general, COUNT)))
    assert isinstance(outcome, Scanned)
    assert outcome.keys.pieces == 12


def test_a_restricted_number_without_a_rule_is_itself_and_says_so():
    outcome = read(ean("211234501250"))
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(gtin=ean("211234501250").zfill(14))
    assert outcome.warnings == ("restricted",)


def test_the_price_in_a_upc_is_found_by_its_thirteen_digits_too():
    rules = SourceRules(variable=(VariableCode("02", 5, 5, "price", 2),))
    twelve = ean("21234500199")
    for text in (twelve, f"0{twelve}"):
        outcome = read(text, rules)
        assert isinstance(outcome, Scanned)
        assert [one.text for one in outcome.keys.measures] == ["1.99"]


def test_a_source_declared_gs1_reads_them_without_an_identifier():
    outcome = read(ean("281234501250"), SourceRules(gs1_without_aim=True, variable=(WEIGHT,)), "")
    assert isinstance(outcome, Scanned)
    assert outcome.keys.net_weight_mg == 1_250_000


def test_another_companys_number_is_not_touched():
    outcome = read("9521234543213")
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(gtin="09521234543213")


@pytest.mark.parametrize(("digits", "expected"), [("2875", 9), ("14685", 6)])
def test_the_check_digit_of_a_value_is_that_of_the_general_specifications(digits, expected):
    assert value_check_digit(digits) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"prefix": "28", "item_digits": 5, "value_digits": 4, "value": "weight"},
        {"prefix": "40", "item_digits": 5, "value_digits": 5, "value": "weight"},
        {"prefix": "28", "item_digits": 3, "value_digits": 6, "value": "price", "value_check": True},
    ],
)
def test_a_layout_that_cannot_be_is_not_made(wrong):
    with pytest.raises(ValueError, match=r"digit|prefix"):
        VariableCode(**wrong)


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_item_and_weight_come_back_as_they_were_written(item, grams):
    outcome = read(ean(f"28{item:05d}{grams:05d}"))
    assert isinstance(outcome, Scanned)
    assert outcome.keys.net_weight_mg == grams * 1000
    assert str(outcome.keys.gtin)[3:8] == f"{item:05d}"


@given(st.text("0123456789", min_size=4, max_size=5), st.integers(0, 4), st.integers(1, 9))
def test_one_wrong_digit_of_a_value_is_found(digits, at, off):
    at %= len(digits)
    other = f"{digits[:at]}{(int(digits[at]) + off) % 10}{digits[at + 1 :]}"
    assert value_check_digit(other) != value_check_digit(digits)
