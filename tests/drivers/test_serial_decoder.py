"""What the serial decoder makes of bytes, framing by framing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing import CRLF, FRAME_BYTES_MAX, STX_ETX, Framer
from drivers.serial_scanner import Decoder, SerialOptions
from edge.core.read import CODE_BYTES_MAX, CodeSeen


def decoder(**options) -> Decoder:
    return Decoder(SerialOptions(device="/dev/ttyACM0", **options))


def codes(wire: bytes, **options) -> list[bytes]:
    one = decoder(**options)
    return [code.data for code in one.feed(wire) + one.flush()]


@pytest.mark.parametrize(
    ("framing", "wire", "expected"),
    [
        ("cr-or-lf", b"A\rB\nC\r\n\r\nD\n", [b"A", b"B", b"C", b"D"]),
        ("cr", b"A\rB\nC\r", [b"A", b"B\nC"]),
        ("cr", b"A\r\nB\r\n", [b"A", b"B"]),
        ("lf", b"A\nB\rC\n", [b"A", b"B\rC"]),
        ("crlf", b"A\rB\nC\r\nD\r\n", [b"A\rB\nC", b"D"]),
        ("tab", b"A\tB\t", [b"A", b"B"]),
        ("stx-etx", b"noise\x02A\x03\r\n\x02B\r\nC\x03noise\x03", [b"A", b"B\r\nC"]),
        ("stx-etx", b"\x02broken\x02whole\x03", [b"whole"]),
        ("gap", b"A\rB", [b"A\rB"]),
        ("gap", b"A\r\n", [b"A"]),
    ],
)
def test_each_framing_ends_a_code_where_its_device_does(framing, wire, expected):
    assert codes(wire, framing=framing) == expected


def test_a_code_without_its_ending_is_not_a_code():
    one = decoder()
    assert one.feed(b"0012345") == []
    assert one.pending
    assert one.flush() == []
    assert (one.pending, one.dropped) == (False, 1)
    assert one.feed(b"67\r") == [CodeSeen(b"67")], "and what comes later is not glued to it"


def test_the_aim_identifier_is_taken_off_and_kept():
    assert decoder().feed(b"]C1010952\x1d10A\r") == [CodeSeen(b"010952\x1d10A", "]C1")]
    assert decoder(aim="off").feed(b"]C1010952\r") == [CodeSeen(b"]C1010952")]
    assert decoder().feed(b"]-bin-\r]C\r") == [CodeSeen(b"]-bin-"), CodeSeen(b"]C")], "a bracket alone is data"


def test_an_identifier_without_a_code_is_dropped_and_counted():
    one = decoder()
    assert one.feed(b"]C1\r") == []
    assert one.dropped == 1


def test_prefix_and_suffix_come_off_and_a_code_without_them_is_dropped():
    one = decoder(prefix="#S", suffix="!")
    assert one.feed(b"#S]d2123!\r") == [CodeSeen(b"123", "]d2")]
    assert one.feed(b"123!\r#S123\r#S!\r") == []
    assert one.dropped == 3


def test_prefix_and_suffix_do_not_share_a_byte():
    assert codes(b"*\r", prefix="*", suffix="*") == []


def test_what_stands_for_gs_is_left_to_who_knows_what_kind_of_code_it_is():
    assert codes(b"10A|21B\r") == [b"10A|21B"]


def test_bytes_above_ascii_stay_as_they_are():
    assert codes(b"K\xfche\xff\r") == [b"K\xfche\xff"]


def test_nul_noise_of_an_adapter_is_not_part_of_the_first_code():
    assert codes(b"\0\0ABC\r") == [b"ABC"]


def test_a_code_longer_than_allowed_is_dropped_whole():
    one = decoder(max_length=5)
    assert one.feed(b"123456\r12345\r") == [CodeSeen(b"12345")]
    assert one.dropped == 1
    assert codes(b"x" * CODE_BYTES_MAX + b"\r") == [b"x" * CODE_BYTES_MAX]
    assert codes(b"x" * (CODE_BYTES_MAX + 1) + b"\r") == []


@pytest.mark.parametrize(("framing", "end"), [("cr-or-lf", b"\r"), ("crlf", b"\r\n"), ("tab", b"\t")])
def test_a_flood_without_an_ending_is_dropped_up_to_the_next_one_and_costs_no_memory(framing, end):
    one = decoder(framing=framing)
    for _ in range(100):
        assert one.feed(b"x" * 1000) == []
    assert len(one._framer._buffer) <= FRAME_BYTES_MAX
    assert one.feed(b"tail" + end + b"whole" + end) == [CodeSeen(b"whole")]
    assert one.dropped == 1


def test_a_flood_broken_off_is_one_bad_frame():
    one = decoder()
    one.feed(b"x" * 5000)
    assert one.flush() == []
    assert one.dropped == 1
    assert one.feed(b"whole\r") == [CodeSeen(b"whole")]


def test_a_flood_in_gap_framing_ends_with_the_silence():
    one = decoder(framing="gap")
    assert one.feed(b"x" * 100_000) == []
    assert len(one._framer._buffer) <= FRAME_BYTES_MAX
    assert one.flush() == []
    assert one.feed(b"whole") + one.flush() == [CodeSeen(b"whole")]


def test_bad_frames_are_counted_from_the_last_good_code():
    one = decoder(prefix="#")
    one.feed(b"a\rb\r")
    assert one.bad_in_a_row == 2
    one.feed(b"#good\rc\r")
    assert one.bad_in_a_row == 0, "one good code in the same bytes clears the count"
    one.feed(b"d\r")
    assert one.bad_in_a_row == 1


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"x", b"y" * FRAME_BYTES_MAX, b"\x02", b"\x03"]), max_size=12))
def test_no_framing_ever_gives_out_a_frame_that_is_too_long_or_empty(parts):
    for framing in (CRLF, STX_ETX):
        framer = Framer(framing)
        for frame in framer.feed(b"".join(parts)) + framer.flush():
            assert 0 < len(frame) <= FRAME_BYTES_MAX


PLAIN = [bytes([n]) for n in range(0x20, 0x100) if n != ord("]")]


@given(st.lists(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=40).map(b"".join), max_size=8))
def test_codes_framed_by_stx_and_etx_come_out_as_they_went_in(bodies):
    wire = b"".join(b"\x02" + body + b"\x03" for body in bodies)
    assert codes(wire, framing="stx-etx") == bodies


@pytest.mark.parametrize(
    "options",
    [
        {"device": "ttyACM0"},
        {"device": "/dev/x\0y"},
        {"device": "/dev/x", "bauds": 9600},
        {"device": "/dev/x", "framing": "crcr"},
        {"device": "/dev/x", "prefix": "\u20ac"},
        {"device": "/dev/x", "max_length": CODE_BYTES_MAX + 1},
    ],
)
def test_options_that_cannot_work_are_refused(options):
    with pytest.raises(ValueError):
        SerialOptions(**options)
