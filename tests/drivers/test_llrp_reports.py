"""What the LLRP decoder makes of bytes: framing, reports, input lines, and what it refuses to be fooled by.

The captures are read by `test_contract.py`, like those of every kind.
"""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sllurp.llrp import LLRPMessage

from drivers.llrp_reports import MESSAGE_BYTES_MAX, Decoder
from edge.core.read import TagSeen, TriggerSeen
from tests.drivers.llrp_peer import gpi_event, gpi_level, greeting, message, report, tag, tlv

EPC = bytes.fromhex("3074257BF7194E4000001A85")
SEEN = TagSeen(EPC, "1", -60, 1, 0x3000)


def test_an_unknown_message_before_a_split_report_loses_nothing():
    data = message(900, b"whatever") + report(tag(), tag(antenna=2))
    decoder = Decoder()
    assert decoder.feed(data[:40]) == []
    assert [one.point for one in decoder.feed(data[40:])] == ["1", "2"]


@pytest.mark.parametrize("length", [MESSAGE_BYTES_MAX + 1, 1 << 31])
def test_a_length_no_sound_message_has_ends_the_stream_and_keeps_no_bytes(length):
    decoder = Decoder()
    assert decoder.feed(report(tag()) + struct.pack("!HII", 0x043D, length, 1) + bytes(50_000)) == [SEEN]
    assert str(length) in decoder.fault
    assert decoder.feed(bytes(50_000) + report(tag())) == []
    assert not decoder._buffer


def test_a_message_of_the_greatest_length_is_read():
    tags = [tag()] * ((MESSAGE_BYTES_MAX - 10) // len(tag()))
    assert len(Decoder().feed(report(*tags))) == len(tags)


@pytest.mark.parametrize("data", [b"HTTP/1.1 400 Bad Request\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", bytes(64), b"\xff" * 64])
def test_what_is_not_llrp_is_said_to_be_not_llrp(data):
    decoder = Decoder()
    assert decoder.feed(data) == []
    assert "not LLRP" in decoder.fault


@settings(deadline=None)
@given(st.binary(max_size=400), st.integers(1, 50))
def test_garbage_never_raises_and_is_the_same_however_it_is_cut(data, piece):
    whole, cut = Decoder(), Decoder()
    expected = whole.feed(data)
    assert [one for at in range(0, len(data), piece) for one in cut.feed(data[at : at + piece])] == expected
    assert cut.fault == whole.fault


@settings(deadline=None)
@given(st.data())
def test_a_report_with_bytes_knocked_over_never_raises(data):
    body = bytearray(report(tag(), tag(epc="E2" * 12), tag(antenna=3, extra=tlv(1023, bytes(12)))))
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(10, len(body) - 1))] = data.draw(st.integers(0, 255))
    Decoder().feed(bytes(body))


@pytest.mark.parametrize(
    "bad",
    [
        tlv(240, b"\x8d" + EPC[:5]),
        tlv(240, b"\x8d" + EPC + b"\x81\x00"),
        tlv(240, b"\x8d" + EPC + b"\x9f\x00\x00"),
        tlv(240, b"\x8d" + EPC + struct.pack("!HH", 1023, 3)),
        tlv(240, b"\x8d" + EPC + struct.pack("!HH", 1023, 400)),
        tlv(240, b"\x8d" + EPC + b"\x03"),
        tlv(240, tlv(241, struct.pack("!H", 96), b"\x30\x74")),
        tlv(240, tlv(241, b"\x00")),
        tlv(240, tlv(241, struct.pack("!H", 65 * 8), bytes(65))),
        tlv(240, b"\x81\x00\x01\x86\xc4"),
        tlv(240),
        tlv(240, b"\x8d" + EPC + b"\x81\x00\x01" * 20_000),
    ],
    ids=lambda bad: bad[:24].hex(),
)
def test_a_tag_that_does_not_add_up_is_stepped_over_and_counted_and_its_neighbours_are_kept(bad):
    decoder = Decoder()
    assert decoder.feed(report(tag(), bad, tag(antenna=2))) == [SEEN, TagSeen(EPC, "2", -60, 1, 0x3000)]
    assert (decoder.unreadable, decoder.unreadable_in_a_row, decoder.fault) == (1, 0, "")
    assert decoder.feed(report(bad, bad)) == []
    assert decoder.unreadable_in_a_row == 2


@pytest.mark.parametrize("end", [struct.pack("!HH", 240, 2), struct.pack("!HH", 240, 900), b"\x00"])
def test_a_report_that_breaks_between_its_tags_gives_those_before_and_the_next_report(end):
    decoder = Decoder()
    assert decoder.feed(message(61, tag() + end) + report(tag(antenna=4))) == [SEEN, TagSeen(EPC, "4", -60, 1, 0x3000)]
    assert decoder.unreadable == 1


def test_what_a_reader_leaves_out_is_what_it_last_sent():
    bare = tlv(240, b"\x8d" + bytes(11) + b"\x07")
    decoder = Decoder()
    first, second = decoder.feed(report(tag(antenna=3, rssi=-41), bare))
    (third,) = decoder.feed(report(tlv(240, b"\x8d" + EPC, b"\x86\xce")))
    assert (first.point, first.rssi_dbm) == ("3", -41)
    assert second == TagSeen(bytes(11) + b"\x07", "3", -41, 1, 0x3000)
    assert third == TagSeen(EPC, "3", -50, 1, 0x3000)


def test_a_reader_of_one_antenna_that_never_names_it_is_read_too():
    assert Decoder().feed(report(tlv(240, b"\x8d" + EPC))) == [TagSeen(EPC, "")]


def test_tags_of_equal_length_and_different_layout_are_told_apart():
    one = tlv(240, b"\x8d" + EPC, b"\x81\x00\x02", b"\x88\x00\x09")
    other = tlv(240, b"\x8d" + EPC, b"\x88\x00\x09", b"\x81\x00\x02")
    crc_first = tlv(240, b"\x8b\x30\x00", b"\x8d" + EPC, b"\x81\x00\x02")
    wanted = [TagSeen(EPC, "2", None, 9)] * 2 + [TagSeen(EPC, "2", None, 9)]
    assert Decoder().feed(report(one, other, crc_first)) == wanted
    assert Decoder().feed(report(tag(), tlv(240, *[b"\x8d" + EPC]), tag()))[::2] == [SEEN, SEEN]


def test_a_tag_with_an_empty_epc_is_no_tag_and_no_fault():
    blank = tlv(240, tlv(241, struct.pack("!H", 0)), b"\x81\x00\x01")
    decoder = Decoder()
    assert decoder.feed(report(blank, tag())) == [SEEN]
    assert decoder.unreadable == 0


def test_the_tid_that_an_impinj_reader_adds_is_kept():
    tid = bytes.fromhex("E2801105200070B2E4D208F3")
    fast_id = tlv(1023, struct.pack("!IIH", 25882, 55, 6), tid)
    other = tlv(1023, struct.pack("!IIH", 25882, 56, 6), tid)
    assert [one.tid for one in Decoder().feed(report(tag(extra=fast_id), tag(extra=other), tag()))] == [tid, None, None]


def test_input_lines_are_seen_when_they_change_and_in_an_answer_about_them():
    levels = gpi_level(1, 1) + gpi_level(2, 0) + gpi_level(3, 2) + gpi_level(4, 1, enabled=False)
    assert Decoder().feed(greeting() + gpi_event(2, on=True) + gpi_event(2, on=False) + message(12, levels)) == [
        TriggerSeen("gpi2", on=True),
        TriggerSeen("gpi2", on=False),
        TriggerSeen("gpi1", on=True),
        TriggerSeen("gpi2", on=False),
    ]


# One strategy for everything a TagReportData may hold, and sllurp's own decoder as the reference.

EPCS = st.one_of(
    st.binary(min_size=12, max_size=12).map(lambda epc: b"\x8d" + epc),
    st.binary(min_size=1, max_size=62).map(lambda epc: tlv(241, struct.pack("!H", 8 * len(epc)), epc)),
)
TV_SIZES = {
    1: 2,
    2: 8,
    3: 8,
    4: 8,
    5: 8,
    6: 1,
    7: 2,
    8: 2,
    9: 4,
    10: 2,
    11: 2,
    12: 2,
    14: 2,
    16: 4,
    17: 2,
    18: 4,
    19: 2,
    20: 2,
}
TVS = st.sampled_from(sorted(TV_SIZES.items())).flatmap(
    lambda kind: st.binary(min_size=kind[1], max_size=kind[1]).map(lambda data: bytes([0x80 | kind[0]]) + data)
)
CUSTOMS = st.builds(
    lambda vendor, subtype, data: tlv(1023, struct.pack("!II", vendor, subtype), data),
    st.sampled_from([161, 25882, 99]),
    st.sampled_from([55555, 70000]),
    st.binary(max_size=20),
)
TIDS = st.binary(min_size=2, max_size=12).map(
    lambda data: tlv(1023, struct.pack("!IIH", 25882, 55, len(data) // 2), data[: len(data) // 2 * 2])
)
RESULTS = st.binary(max_size=16).map(lambda data: tlv(349, struct.pack("!BHH", 0, 1, len(data) // 2), data))
TAGS = st.builds(
    lambda epc, before, after: tlv(240, *before, epc, *after),
    EPCS,
    st.lists(TVS, max_size=2),
    st.lists(st.one_of(TVS, CUSTOMS, TIDS, RESULTS), max_size=10),
)


def as_sllurp_reads(data: bytes) -> list[TagSeen]:
    """sllurp's dicts as tags, with what was left out filled in (which sllurp does not do)."""
    last: dict[str, int] = {}
    tags = []
    for found in LLRPMessage(msgbytes=data).msgdict["RO_ACCESS_REPORT"]["TagReportData"]:
        last |= {name: found[name] for name in ("AntennaID", "PeakRSSI", "TagSeenCount", "C1G2PC") if name in found}
        tags.append(
            TagSeen(
                bytes.fromhex(found["EPC"].decode()),
                str(last.get("AntennaID", "")),
                last.get("PeakRSSI"),
                last.get("TagSeenCount", 1),
                last.get("C1G2PC"),
                found.get("ImpinjSerializedTID", {}).get("TID"),
            )
        )
    return tags


@settings(deadline=None)
@given(st.lists(TAGS, max_size=12))
def test_any_mix_of_layouts_reads_as_sllurp_reads_it(tags):
    data = report(*tags)
    assert Decoder().feed(data) == as_sllurp_reads(data)


@settings(deadline=None)
@given(st.lists(TAGS, min_size=1, max_size=3), st.integers(2, 30))
def test_layouts_learnt_once_read_the_same_again_and_again(tags, times):
    data = report(*tags * times)
    assert Decoder().feed(data) == as_sllurp_reads(data)
