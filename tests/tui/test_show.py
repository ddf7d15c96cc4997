"""Nothing that could steer a terminal, hide or turn text gets through."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.screens.work import Feedback, Outcome
from tui.show import LENGTH_MAX, fit, path_rows, plain, show, squeeze


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [b]text[/b] [red]", "plain [b]text[/b] [red]"),
        ("a\x1b[31mb", "a<1B>[31mb"),
        ("a\x00\x07\r\n\tb", "a<00><07><0D><0A><09>b"),
        ("\x1d10LOT", "<1D>10LOT"),
        ("\x9b31m", "<9B>31m"),
        ("abc\u202edcba\u202c", "abc<202E>dcba<202C>"),
        ("\u2066x\u2069\u200f", "<2066>x<2069><200F>"),
        ("a\u200bb\ufeff\u2060\u00ad", "a<200B>b<FEFF><2060><AD>"),
        ("a\u2028b\u2029", "a<2028>b<2029>"),
        ("a\u00a0b\u3164", "a<A0>b<3164>"),
        ("\ud800", "<D800>"),
        ("❤\ufe0f", "❤<FE0F>"),
        ("Größe 4½ 箱", "Größe 4½ 箱"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 4, "e\u0301\u0301<301><301>"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_its_code_point(text: str, shown: str) -> None:
    assert show(text) == shown


@given(st.text(max_size=200))
def test_no_unseen_character_survives(text: str) -> None:
    shown = show(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in shown)


def test_a_long_text_is_cut_and_says_so() -> None:
    assert show("x" * (LENGTH_MAX + 1)) == "x" * LENGTH_MAX + "…"


@given(st.text(max_size=60), st.integers(0, 40))
def test_fitted_text_has_exactly_the_cells(text: str, width: int) -> None:
    assert cell_len(fit(show(text), width)) == width


@pytest.mark.parametrize(
    ("text", "width", "seen"),
    [
        ("C01-04-3! Go: K01-01-3", 20, "…-04-3! Go: K01-01-3"),
        ("Loaded 395212340000000123 ok", 20, "Loaded …000000123 ok"),
        ("395212340000000123 → 395212340000000456", 20, "…00123 → …0000000456"),
        ("Unit 395212340000000123 of Miller Joinery", 20, "Unit …00123 of Mill…"),
        ("ART-001369  Butter 250 g, series 8", 18, "ART-001369  Butte…"),
        ("Not all! Again?", 20, "Not all! Again?     "),
    ],
)
def test_of_a_code_without_room_the_end_is_seen(text: str, width: int, seen: str) -> None:
    assert fit(squeeze(text, width), width) == seen


@given(st.text(max_size=60), st.integers(0, 40))
def test_a_text_with_room_is_not_squeezed_and_no_text_grows(text: str, width: int) -> None:
    shown = squeeze(show(text), width)
    assert shown == show(text) if cell_len(show(text)) <= width else cell_len(shown) <= cell_len(show(text))


@given(st.text(max_size=60))
def test_plain_text_is_ascii(text: str) -> None:
    assert plain(show(text)).isascii()


def test_plain_german_stays_readable() -> None:
    assert plain("Größe geprüft … é") == "Groesse geprueft ... e"


def test_where_the_whole_sentence_has_no_room_the_short_one_is_said() -> None:
    said = Outcome("warn", "CHECK", "One is missing of a long name. The same again says so", "1 missing? Again")
    for height in (1, 3):
        assert any("Again" in row.plain for row in Feedback()._words(said, 24, height))
    assert any("says so" in row.plain for row in Feedback()._words(said, 60, 3))


def test_arrows_are_spelt_out_where_there_are_none() -> None:
    assert plain("↑↓ ←→") == "^v <-->"


def test_a_path_breaks_behind_its_slashes_and_never_within_its_ending() -> None:
    path = "/var/lib/wedge/pictures/cam1/20261123/140507.123-9f3a.jpg"
    for width in range(8, 70):
        rows = path_rows(path, width)
        assert "".join(rows) == path
        assert max(map(len, rows)) <= width
        assert rows[-1].endswith(".jpg")
    assert path_rows(path, 40) == ["/var/lib/wedge/pictures/cam1/20261123/", "140507.123-9f3a.jpg"]
