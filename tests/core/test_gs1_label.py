"""A label of several symbols: one set of fields, and of the whole is asked what must stand beside what."""

import pytest

from edge.core.gs1_companions import missing
from edge.core.gs1_label import read_label
from edge.core.identifiers import check_digit
from edge.core.identify import SourceRules
from edge.core.identity import Keys, Refused, Scanned
from edge.core.read import Symbol
from edge.core.variable_codes import VariableCode
from tests.core.test_gs1 import DIFFERENT, OFFICIAL, official

SSCC = "00106141412345678908"
GTIN = "0109521234543213"
CONTENT = "0209521234543213"


def symbols(*texts: str) -> list[Symbol]:
    return [Symbol(text[3:].encode(), text[:3]) if text[0] == "]" else Symbol(text.encode(), "]C1") for text in texts]


def label(*texts: str) -> Scanned | Refused:
    return read_label(symbols(*texts))


def refusal(*texts: str) -> tuple[str, dict[str, str | int]]:
    outcome = label(*texts)
    assert isinstance(outcome, Refused), outcome
    assert outcome.message
    return outcome.code, dict(outcome.args)


def test_the_symbols_of_a_pallet_label_say_it_together():
    outcome = label(SSCC, CONTENT + "3724", "10LOT-7")
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(sscc=SSCC[2:], content=CONTENT[2:], count=24, lot="LOT-7")


@pytest.mark.parametrize(
    ("texts", "ai"),
    [
        ([CONTENT], "02"),
        (["3724"], "37"),
        ([CONTENT + "3724"], "37"),
        ([SSCC, "3724"], "37"),
        ([SSCC, CONTENT], "02"),
        (["10LOT"], "10"),
        (["17261231"], "17"),
        (["15261231"], "15"),
        (["21S1"], "21"),
        (["254A1"], "254"),
        (["3103001250"], "3103"),
        (["3303001250"], "3303"),
        ([GTIN, "39221995"], "3922"),
    ],
)
def test_what_says_nothing_alone_is_no_whole_label(texts, ai):
    assert refusal(*texts)[1]["ai"] == ai
    assert refusal(*texts)[0] == "companion"


@pytest.mark.parametrize(
    "texts",
    [
        [SSCC],
        [GTIN],
        ["]E09521234543213"],
        [GTIN, "10LOT"],
        ["]I180614141123458", "10LOT17261231"],
        [SSCC, "10LOT"],
        [SSCC, "17261231"],
        [GTIN, "21S1"],
        [SSCC, CONTENT, "3724", "15261231"],
        [GTIN, "3103001250"],
        [SSCC, "3303001250"],
        [GTIN, "3103001250", "39221995"],
        ["4140614141123452", "254A1"],
    ],
)
def test_a_label_with_all_that_belongs_together_is_read(texts):
    assert isinstance(label(*texts), Scanned)


def test_codes_of_two_labels_are_not_put_together():
    assert refusal(SSCC, "00106141412345678915")[0] == "labels_mixed"
    assert refusal(GTIN, "0180614141123458")[0] == "labels_mixed"


def test_fields_that_exclude_each_other_do_so_over_all_symbols():
    assert refusal(GTIN, CONTENT + "3724")[0] == "invalid_pair"


def test_the_same_symbol_seen_twice_is_one():
    outcome = label(SSCC, SSCC)
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(sscc=SSCC[2:])


MEAT = SourceRules(variable=(VariableCode("28", 5, 5, "weight", 3),))


def test_a_weight_in_a_number_and_a_lot_beside_it_are_one_label():
    weighed = "281234500512"
    ean = f"{weighed}{check_digit(weighed)}"
    outcome = read_label(symbols(f"]E0{ean}", "10LOT-7", "15261231"), MEAT)
    assert isinstance(outcome, Scanned)
    assert (outcome.keys.net_weight_mg, outcome.keys.lot, outcome.keys.best_before) == (512_000, "LOT-7", "2026-12-31")
    assert outcome.keys.gtin == f"0{'281234500000'}{check_digit('281234500000')}"
    assert isinstance(read_label(symbols(f"]E0{ean}", GTIN), MEAT), Refused), "two items are no one label"
    other = f"281234500513{check_digit('281234500513')}"
    two = read_label(symbols(f"]E0{ean}", f"]E0{other}"), MEAT)
    assert isinstance(two, Refused), "nor are two packs of one item"


def test_a_plain_code_beside_is_no_part_of_the_label():
    outcome = label(GTIN, "]C0A-01-1")
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(gtin=GTIN[2:])
    alone = label("]C0A-01-1")
    assert isinstance(alone, Scanned)
    assert (alone.kind, alone.text) == ("site", "A-01-1")


def test_a_symbol_that_is_refused_refuses_the_label():
    assert refusal(SSCC, "10\x01")[0] == "control_characters"
    assert isinstance(read_label([]), Refused)


def test_a_field_without_needs_stands_alone():
    assert missing(["00"]) == {}
    assert missing(["91"]) == {}
    assert missing(["10", "01"]) == {}


def is_asked_here(row: dict[str, str]) -> bool:
    """Element strings on which we differ in nothing but when companions are asked for."""
    difference = DIFFERENT.get(row["input"])
    return row["kind"] in ("fnc1", "scan") and (difference is None or difference["reason"].startswith("companions"))


@pytest.mark.parametrize("row", [row for row in OFFICIAL if is_asked_here(row)], ids=lambda row: row["input"])
def test_a_whole_label_agrees_with_the_official_verdict_on_what_must_stand_together(row):
    text, aim = official(row)
    outcome = read_label([Symbol(text.encode(), aim)]) if text else Refused("empty")
    is_good = isinstance(outcome, Scanned) and outcome.kind == "gs1"
    assert is_good == (row["official_verdict"] == "ACCEPT"), outcome
