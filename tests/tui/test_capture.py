"""Lines from keys: Enter ends them, GS survives, control characters do not, speed is a label only."""

import pytest

from tui.capture import GS, LINE_MAX, Line, LineBuffer


def type_in(buffer: LineBuffer, text: str, gap_s: float = 0.002, start_s: float = 1.0) -> float:
    for number, char in enumerate(text):
        buffer.key(char, char, start_s + number * gap_s)
    return start_s + len(text) * gap_s


def scanned(text: str, gap_s: float = 0.002) -> Line | None:
    buffer = LineBuffer()
    at_s = type_in(buffer, text, gap_s)
    return buffer.key("enter", "\r", at_s)


@pytest.mark.parametrize(("key", "character"), [("enter", "\r"), ("ctrl+j", "\n"), ("tab", "\t")])
def test_cr_lf_and_tab_end_a_line(key: str, character: str) -> None:
    buffer = LineBuffer()
    type_in(buffer, "4006381")
    assert buffer.key(key, character, 2.0) == Line("4006381", "wedge")
    assert buffer.text == ""


def test_the_second_half_of_cr_lf_submits_nothing() -> None:
    buffer = LineBuffer()
    type_in(buffer, "4006381")
    assert buffer.key("enter", "\r", 2.0) is not None
    assert buffer.key("ctrl+j", "\n", 2.0) is None


def test_a_group_separator_is_data() -> None:
    buffer = LineBuffer()
    for key, char in (("1", "1"), ("0", "0"), ("A", "A"), ("ctrl+right_square_bracket", GS), ("2", "2"), ("1", "1")):
        buffer.key(key, char, 1.0)
    assert buffer.key("enter", "\r", 1.0) == Line(f"10A{GS}21", "wedge")


def test_every_other_control_character_is_swallowed() -> None:
    buffer = LineBuffer()
    for code in (*range(32), 127, *range(0x80, 0xA0)):
        if chr(code) not in f"\t\n\r{GS}":
            buffer.key(f"ctrl+{code}", chr(code), 1.0)
    assert buffer.text == ""


def test_keys_without_a_character_are_no_text() -> None:
    buffer = LineBuffer()
    for key in ("f1", "up", "shift+tab", "ctrl+home"):
        assert buffer.key(key, None, 1.0) is None
    assert buffer.text == ""


@pytest.mark.parametrize("gap_s", [0.0, 0.001, 0.01, 0.2, 5.0])
def test_speed_never_decides_whether_a_line_is_taken(gap_s: float) -> None:
    line = scanned("]d201040063813339311726113010LOT", gap_s)
    assert line is not None
    assert line.value == "]d201040063813339311726113010LOT"


def test_speed_labels_a_line() -> None:
    assert scanned("4006381333931", 0.004) == Line("4006381333931", "wedge")
    assert scanned("4006381333931", 0.2) == Line("4006381333931", "typed")
    assert scanned("12", 0.004) == Line("12", "typed")


def test_a_hand_can_erase_and_a_barcode_cannot() -> None:
    buffer = LineBuffer()
    at_s = type_in(buffer, "125", 0.2)
    buffer.key("backspace", "\x7f", at_s + 0.2)
    assert buffer.text == "12"
    at_s = type_in(buffer, "ABC", 0.002, at_s + 1)
    buffer.key("backspace", "\x7f", at_s)
    assert buffer.text == "12ABC"


@pytest.mark.parametrize("gap_s", [0.0, 0.01, 0.03])
def test_a_digit_that_lay_on_the_line_is_no_part_of_a_scan_made_seconds_later(gap_s: float) -> None:
    buffer = LineBuffer()
    type_in(buffer, "1")
    type_in(buffer, "4006381333931", gap_s, start_s=4.0)
    assert buffer.key("enter", "\r", 5.0) == Line("4006381333931", "wedge", left="1")


def test_a_code_that_a_hand_types_with_pauses_and_a_scan_that_was_broken_off_stay_whole() -> None:
    buffer = LineBuffer()
    type_in(buffer, "40", 0.3)
    type_in(buffer, "063", 0.3, start_s=9.0)
    assert buffer.key("enter", "\r", 11.0) == Line("40063", "typed")
    type_in(buffer, "40063", 0.004, start_s=20.0)
    type_in(buffer, "81333931", 0.004, start_s=24.0)
    line = buffer.key("enter", "\r", 25.0)
    assert line is not None
    assert (line.value, line.left) == ("4006381333931", "")


def test_paste_is_the_same_path() -> None:
    buffer = LineBuffer()
    assert buffer.paste(f"]d2010{GS}10L\x11\x1b\r\nSECOND\nrest") == [
        Line(f"]d2010{GS}10L", "paste"),
        Line("SECOND", "paste"),
    ]
    assert buffer.text == "rest"


def test_a_line_too_long_is_told_and_never_cut_in_silence() -> None:
    line = scanned("9" * (LINE_MAX + 5))
    assert line is not None
    assert not line.whole
    whole = scanned("9" * LINE_MAX)
    assert whole is not None
    assert whole.whole
