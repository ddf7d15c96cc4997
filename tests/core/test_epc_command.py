"""`wedge epc`: one JSON object, for a tag's number, its control word and its own memory."""

import json

import pytest
from typer.testing import CliRunner

from edge.cli import app

SGTIN_HEX = "3074257BF7194E4000001A85"


def wedge(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(app, ["epc", *arguments])
    return result.exit_code, json.loads(result.stdout)


def test_it_prints_what_a_tag_names():
    assert wedge(SGTIN_HEX.lower()) == (
        0,
        {
            "ok": True,
            "kind": "sgtin",
            "names": "item",
            "epc": SGTIN_HEX,
            "uri": "urn:epc:id:sgtin:0614141.812345.6789",
            "gtin": "80614141123458",
            "serial": "6789",
        },
    )


def test_it_prints_what_stands_behind_the_key():
    _, printed = wedge("FB342CDE795211411234538566CB0AFC4000")
    assert (printed["kind"], printed["fields"]) == ("dsgtin+", {"17": "220630"})


def test_it_says_why_a_tag_is_raw():
    status, printed = wedge(SGTIN_HEX, "--pc", "3100")
    assert (status, printed["kind"], printed["names"], printed["why"]) == (0, "raw", "raw", "other_numbering")
    assert printed["message"]


def test_it_prints_the_chip_beside_the_number_or_alone():
    chip = {"allocation": "E2", "designer": 1, "model": 352}
    assert wedge("--tid", "E280 1160") == (0, {"ok": True, "chip": chip})
    assert wedge(SGTIN_HEX, "--tid", "E2801160")[1]["chip"] == chip
    assert wedge("--tid", "ABCD") == (0, {"ok": True, "chip": None})


@pytest.mark.parametrize(
    "arguments", [["xyz1"], ["303"], [""], [], ["AB" * 65], [SGTIN_HEX, "--pc", "3"], ["--tid", "E"]]
)
def test_it_refuses_what_is_no_hexadecimal_number(arguments):
    status, printed = wedge(*arguments)
    assert status == 1
    assert printed["message"]
    assert (printed["ok"], printed["code"]) == (False, "bad_hex")


@pytest.mark.parametrize("pc", ["3", "300", "30000", "3000 3000", "30GG", "٣٠٠٠", "0x30"])
def test_a_control_word_has_four_digits(pc):
    status, printed = wedge(SGTIN_HEX, "--pc", pc)
    assert status == 1
    assert "four hexadecimal digits" in str(printed["message"])


def test_a_tag_whose_control_word_counts_no_words_has_no_number():
    status, printed = wedge(SGTIN_HEX, "--pc", "0000")
    assert (status, printed["kind"], printed["why"], printed["epc"]) == (0, "raw", "no_words", SGTIN_HEX)
    assert "uri" not in printed


@pytest.mark.parametrize("arguments", [[], [""], ["  "], ["", "--pc", "3000"]])
def test_no_number_at_all_is_answered_with_what_to_give(arguments):
    _, printed = wedge(*arguments)
    assert str(printed["message"]).startswith("give the tag's number")
