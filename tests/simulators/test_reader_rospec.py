"""What a client tells the reader to do, and what it reports: no sockets, a made-up clock."""

import random
import struct

import pytest
from epcpy.epc_schemes.sgtin import SGTIN
from epcpy.epc_schemes.sscc import SSCC

from simulators.llrp_field import Sighting, Tag, epcs, passes
from simulators.llrp_rospec import Mask
from tests.simulators.llrp_bench import (
    ADD,
    BY_COMMAND,
    DELETE,
    DISABLE,
    ENABLE,
    EVENT,
    FIELD_ERROR,
    NEVER,
    REPORT,
    START,
    STOP,
    SUCCESS,
    TICK_S,
    Bench,
    after,
    aispec,
    epc_filter,
    events,
    gpi,
    number,
    parameters,
    periodic,
    report_spec,
    rospec,
    status,
    tag_stop,
    tags,
    tlv,
)

CASE = bytes.fromhex("3074257BF7194E4000001A85")
PALLET = bytes.fromhex("3174257BF4499602D2000000")


def put(bench: Bench, epc: bytes = CASE, antenna: int = 1, rssi: int = -50) -> None:
    bench.placed.put(epc, (Sighting(Tag.of(epc), antenna, rssi),))


def tell_rospec_events(bench: Bench) -> None:
    switches = b"".join(tlv(245, struct.pack(">HB", kind, 0x80)) for kind in (1, 2, 6))
    bench.must(3, b"\x00" + tlv(244, switches))


# -- life


DISABLED, INACTIVE, ACTIVE = 0, 1, 2


@pytest.mark.parametrize(
    ("before", "command", "after_it"),
    [
        (DISABLED, ENABLE, INACTIVE),
        (DISABLED, DISABLE, DISABLED),
        (DISABLED, START, None),
        (DISABLED, STOP, None),
        (INACTIVE, ENABLE, INACTIVE),
        (INACTIVE, DISABLE, DISABLED),
        (INACTIVE, START, ACTIVE),
        (INACTIVE, STOP, INACTIVE),
        (ACTIVE, ENABLE, ACTIVE),
        (ACTIVE, DISABLE, DISABLED),
        (ACTIVE, START, ACTIVE),
        (ACTIVE, STOP, INACTIVE),
    ],
)
def test_each_command_does_in_each_state_what_it_should_or_is_refused(before, command, after_it):
    bench = Bench()
    bench.must(ADD, rospec(start=BY_COMMAND))
    for kind in [[], [ENABLE], [ENABLE, START]][before]:
        bench.must(kind, number(1))
    assert bench.state() == before
    assert status(bench.ask(command, number(1)).body) == (FIELD_ERROR if after_it is None else SUCCESS)
    assert bench.state() == (before if after_it is None else after_it)


@pytest.mark.parametrize("command", [START, STOP])
def test_start_and_stop_name_one_rospec(command):
    bench = Bench()
    bench.must(ADD, rospec(start=BY_COMMAND))
    bench.must(ENABLE, number(0))
    assert status(bench.ask(command, number(0)).body) == FIELD_ERROR


def test_what_is_not_there_is_refused_with_a_field_error():
    bench = Bench()
    for kind in (DELETE, START, STOP, ENABLE, DISABLE):
        assert status(bench.ask(kind, number(9)).body) == FIELD_ERROR


def test_the_same_id_twice_and_id_0_are_refused():
    bench = Bench()
    bench.must(ADD, rospec(1))
    assert status(bench.ask(ADD, rospec(1)).body) == FIELD_ERROR
    assert status(bench.ask(ADD, rospec(0)).body) == FIELD_ERROR


def test_delete_0_deletes_all_and_ends_the_active_one():
    bench = Bench(own=5)
    bench.play(rospec(1))
    bench.must(ADD, rospec(2))
    assert bench.state(1) == ACTIVE
    bench.must(DELETE, number(0))
    assert bench.state(1) is bench.state(2) is None
    bench.run(0)
    assert bench.run_tags(1) == []


def test_one_rospec_is_active_and_the_next_follows_when_it_stops():
    bench = Bench(own=5)
    bench.play(rospec(1))
    bench.must(ADD, rospec(2))
    bench.must(ENABLE, number(2))
    bench.run(0.1)
    assert (bench.state(1), bench.state(2)) == (ACTIVE, INACTIVE)
    bench.must(STOP, number(1))
    bench.run(0.1)
    assert (bench.state(1), bench.state(2)) == (INACTIVE, ACTIVE)


def test_a_start_by_command_runs_once():
    bench = Bench(own=5)
    bench.play(rospec(start=BY_COMMAND, stop=after(250)))
    assert bench.state() == INACTIVE
    bench.must(START, number(1))
    assert bench.run_tags(1)
    assert bench.state() == INACTIVE


def test_a_duration_ends_the_rospec_and_reports():
    bench = Bench(own=5)
    tell_rospec_events(bench)
    bench.play(rospec(start=BY_COMMAND, stop=after(500), report=report_spec(trigger=2, n=0)))
    bench.must(START, number(1))
    bench.run(0)
    assert bench.run_tags(0.5 - TICK_S) == []
    got = bench.run(TICK_S)
    assert [m.kind for m in got] == [REPORT, EVENT]
    assert {tag["count"] for tag in tags(got[0].body)} == {10}
    assert events(got) == [(249, struct.pack(">BII", 1, 1, 0))]


def test_an_immediate_start_goes_on_starting_until_it_is_stopped():
    bench = Bench(own=5)
    tell_rospec_events(bench)
    bench.play(rospec(stop=after(125)))
    told = [value[0] for kind, value in events(bench.run(1)) if kind == 249]
    assert told == [1, 0] * 8
    bench.must(STOP, number(1))
    bench.run(0.1)
    assert bench.run_tags(1) == []


def test_each_end_of_an_rospec_that_starts_again_is_reported():
    bench = Bench(own=5)
    bench.play(rospec(stop=after(250), report=report_spec(trigger=2, n=0)))
    reports = [tags(m.body) for m in bench.run(1)]
    assert [sum(tag["count"] for tag in one) for one in reports] == [25] * 4


def test_the_end_of_an_aispec_is_told_with_its_index():
    bench = Bench(own=5)
    tell_rospec_events(bench)
    bench.play(rospec(3, start=BY_COMMAND, specs=aispec(stop=tag_stop(tags=2)) + aispec(stop=tag_stop(tags=2))))
    bench.must(START, number(3))
    ended = [value for kind, value in events(bench.run(1)) if kind == 254]
    assert ended == [struct.pack(">BIH", 0, 3, index) for index in (1, 2)]


def test_a_periodic_start_comes_once_a_period():
    bench = Bench(own=5)
    tell_rospec_events(bench)
    bench.play(rospec(start=periodic(500, 1000), stop=after(125)))
    assert bench.run_tags(0.25) == []
    starts = [value[0] for kind, value in events(bench.run(3.1)) if kind == 249]
    assert starts == [0, 1] * 3


def test_an_input_starts_and_stops():
    bench = Bench(own=5)
    stop = tlv(182, struct.pack(">BI", 2, 0), gpi(1, on=False))
    bench.play(rospec(start=tlv(179, b"\x03", gpi(1, on=True)), stop=stop))
    assert bench.run_tags(0.5) == []
    bench.reader.input(2, on=True)
    bench.run(0.1)
    assert bench.state() == INACTIVE
    bench.reader.input(1, on=True)
    assert bench.run_tags(0.5)
    bench.reader.input(1, on=False)
    bench.run(0.1)
    assert bench.state() == INACTIVE


# -- reports


def test_every_report_has_the_number_of_tags_asked_for():
    bench = Bench(own=40)
    bench.play(rospec(report=report_spec(n=7)))
    reports = [tags(m.body) for m in bench.run(2)]
    assert {len(one) for one in reports} == {7}
    assert len(reports) == 200 // 7


def test_without_a_number_nothing_comes_until_the_inventory_ends():
    bench = Bench(own=10)
    bench.play(rospec(report=report_spec(n=0)))
    assert bench.run_tags(5) == []
    bench.must(STOP, number(1))
    [report] = bench.run(0)
    assert {tag["count"] for tag in tags(report.body)} == {50}
    assert len(tags(report.body)) == 10


def test_the_end_of_an_aispec_reports_what_there_is():
    bench = Bench(own=5)
    bench.play(rospec(specs=aispec(stop=tag_stop(tags=1000, timeout_ms=250)), report=report_spec(n=1000)))
    reports = [tags(m.body) for m in bench.run(1)]
    assert len(reports) == 4
    assert all(len(one) == 5 for one in reports)


def test_the_end_of_an_aispec_does_not_report_when_the_end_of_the_rospec_was_asked_for():
    bench = Bench(own=5)
    specs = aispec(stop=tlv(184, struct.pack(">BI", 1, 300))) + aispec(stop=tlv(184, struct.pack(">BI", 1, 300)))
    bench.play(rospec(start=BY_COMMAND, specs=specs, report=report_spec(trigger=2, n=0)))
    bench.must(START, number(1))
    assert bench.run_tags(0.5) == []
    assert {tag["spec"] for tag in bench.run_tags(0.2)} == {1, 2}


@pytest.mark.parametrize(
    ("stop", "reads"),
    [
        (tag_stop(0, tags=12), 12),
        (tag_stop(3, tags=5), 5),
        (tag_stop(2, attempts=3), 15),
        (tag_stop(4, quiet_ms=100), range(6, 20)),
    ],
)
def test_tags_end_an_aispec(stop, reads):
    bench = Bench(own=5)
    bench.play(rospec(start=BY_COMMAND, specs=aispec(stop=stop)))
    bench.must(START, number(1))
    count = len(bench.run_tags(3))
    assert count in reads if isinstance(reads, range) else count == reads


def test_when_nothing_is_read_any_more_the_aispec_ends():
    bench = Bench()
    put(bench)
    bench.play(rospec(start=BY_COMMAND, specs=aispec(stop=tag_stop(1, quiet_ms=400))))
    bench.must(START, number(1))
    bench.run(2)
    assert bench.state() == ACTIVE
    bench.placed.take(CASE)
    bench.run(1)
    assert bench.state() == INACTIVE


def test_reports_by_time_come_by_time():
    bench = Bench(own=5)
    bench.play(rospec(report=report_spec(trigger=5, n=250)))
    assert len(bench.run(2)) == 8


def test_without_a_trigger_reports_wait_for_get_report():
    bench = Bench(own=5)
    bench.play(rospec(report=report_spec(trigger=0)))
    assert bench.run_tags(1) == []
    answer = bench.ask(60)
    assert answer.kind == REPORT
    assert len(tags(answer.body)) == 5
    assert tags(bench.ask(60).body) == []


def test_an_empty_field_reports_nothing():
    bench = Bench()
    bench.play(rospec())
    assert bench.run(1) == []


@pytest.mark.parametrize("bit", range(10))
def test_a_tag_report_has_the_fields_selected_and_no_other(bit):
    bench = Bench(own=1)
    bench.play(rospec(report=report_spec(selected=0x8000 >> bit, gen2=0)))
    names = ["rospec", "spec", "inventory", "antenna", "channel", "rssi", "first", "last", "count", "access"]
    expected = {"epc", names[bit]} - {"access"}  # an AccessSpecID comes only with the result of an access operation
    assert {frozenset(tag) for tag in bench.run_tags(1)} == {frozenset(expected)}


@pytest.mark.parametrize(("gen2", "expected"), [(0, set()), (0x40, {"pc"}), (0x80, {"crc"}), (0xC0, {"pc", "crc"})])
def test_what_gen2_adds_comes_as_selected(gen2, expected):
    bench = Bench()
    put(bench)
    bench.play(rospec(report=report_spec(selected=0, gen2=gen2)))
    for tag in bench.run_tags(1):
        assert set(tag) == {"epc"} | expected
        assert "pc" not in tag or tag["pc"] == 0x3000
        assert "crc" not in tag or tag["crc"] == crc_of_gen2(b"\x30\x00" + CASE)


def test_all_fields_hold_what_they_should():
    bench = Bench()
    began = bench.at.utc_us
    bench.play(rospec(4, specs=aispec(ident=9), report=report_spec(n=0)))
    put(bench, CASE, antenna=3, rssi=-50)
    bench.run(2)
    bench.must(STOP, number(4))
    [tag] = bench.run_tags(0)
    assert tag["epc"] == CASE
    assert (tag["rospec"], tag["spec"], tag["inventory"], tag["antenna"]) == (4, 1, 9, 3)
    assert tag["count"] == 9  # at once, and four times a second
    assert -50 <= tag["rssi"] <= -42
    assert began <= tag["first"] < tag["last"] <= bench.at.utc_us
    assert 1 <= tag["channel"] <= 4
    assert tag["pc"] == 0x3000
    assert tag["crc"] == crc_of_gen2(b"\x30\x00" + CASE)


def crc_of_gen2(data: bytes) -> int:
    """EPC Gen2 annex F, bit by bit: polynomial 1021h, preset FFFFh, ones complement."""
    register = 0xFFFF
    for bit in (byte >> shift & 1 for byte in data for shift in range(7, -1, -1)):
        register = (register << 1 ^ (0x1021 if register >> 15 ^ bit else 0)) & 0xFFFF
    return register ^ 0xFFFF


@pytest.mark.parametrize("size", [2, 8, 16, 26, 62])
def test_epcs_of_other_lengths_come_as_epcdata(size):
    bench = Bench()
    epc = bytes(range(1, size + 1))
    bench.play(rospec())
    put(bench, epc)
    tag = bench.run_tags(0.25)[0]
    assert tag["epc"] == epc
    assert tag["pc"] == size // 2 << 11


def test_an_empty_selection_leaves_the_epc():
    bench = Bench(own=1)
    bench.play(rospec(report=report_spec(selected=0, gen2=0)))
    assert {frozenset(tag) for tag in bench.run_tags(1)} == {frozenset({"epc"})}


# -- the field


@pytest.mark.parametrize("rate", [100.0, 1000.0, 20_000.0])
def test_own_tags_are_read_at_the_rate_in_all(rate):
    bench = Bench(own=100, rate=rate)
    bench.play(rospec(report=report_spec(n=1)))
    assert abs(len(bench.run_tags(2)) - 2 * rate) <= 1


def test_a_tag_is_not_equally_loud_at_every_read():
    bench = Bench()
    put(bench, rssi=-60)
    bench.play(rospec())
    heard = [tag["rssi"] for tag in bench.run_tags(20)]
    assert len(set(heard)) > 4
    assert abs(sum(heard) / len(heard) + 60) < 1.5


def test_every_own_tag_is_read_in_turn():
    bench = Bench(own=100, rate=100.0)
    bench.play(rospec())
    seen = [tag["epc"] for tag in bench.run_tags(1)]
    assert len(set(seen)) == len(seen) >= 99


def test_own_tags_are_plausible_gs1_epcs_and_the_same_for_a_seed():
    first, again, other = (list(epcs(40, seed)) for seed in (1, 1, 2))
    assert first == again
    assert len({*first, *other}) == 80
    for epc in first:
        scheme = SSCC if epc[0] == 0x31 else SGTIN
        assert "4012345" in scheme.from_hex(epc.hex().upper()).epc_uri


def test_only_the_antennas_of_the_aispec_are_heard():
    bench = Bench(own=40)
    bench.play(rospec(specs=aispec((2, 3))))
    assert {tag["antenna"] for tag in bench.run_tags(2)} == {2, 3}


def test_an_antenna_without_its_cable_hears_nothing_and_that_is_told():
    bench = Bench(own=40)
    bench.play(rospec())
    bench.reader.antenna(2, connected=False, at=bench.at)
    got = bench.run(2)
    assert events(got) == [(255, struct.pack(">BH", 0, 2))]
    assert {tag["antenna"] for m in got if m.kind == REPORT for tag in tags(m.body)} == {1, 3, 4}


def test_a_filter_leaves_only_what_matches():
    bench = Bench()
    put(bench, CASE)
    put(bench, PALLET)
    bench.play(rospec(specs=aispec(more=epc_filter(b"\x31"))))
    assert {tag["epc"] for tag in bench.run_tags(1)} == {PALLET}


def test_a_filter_counts_on_its_antenna_only():
    bench = Bench()
    put(bench, CASE, antenna=1)
    put(bench, PALLET, antenna=2)
    bench.play(rospec(specs=aispec(more=epc_filter(b"\x33", antenna=1))))
    assert {tag["epc"] for tag in bench.run_tags(1)} == {PALLET}


@pytest.mark.parametrize(
    ("action", "case", "pallet"),
    [(0, True, False), (1, True, False), (2, True, False), (3, False, True), (4, False, True), (5, False, True)],
)
def test_the_six_filter_actions(action, case, pallet):
    mask = (Mask(1, 32, 8, 0x30, action),)
    assert (passes(Tag.of(CASE), mask), passes(Tag.of(PALLET), mask)) == (case, pallet)


def test_a_tag_put_there_is_read_at_once_and_gone_when_taken():
    bench = Bench()
    bench.play(rospec())
    put(bench)
    assert len(bench.run_tags(TICK_S)) == 1
    bench.placed.take(CASE)
    assert bench.run_tags(1) == []


def test_a_tag_heard_by_two_antennas_is_reported_by_each():
    bench = Bench()
    tag = Tag.of(CASE)
    bench.play(rospec(report=report_spec(n=2)))
    bench.placed.put(CASE, (Sighting(tag, 1, -50), Sighting(tag, 2, -65)))
    first, second = sorted(bench.run_tags(TICK_S), key=lambda one: one["antenna"])
    assert (first["antenna"], second["antenna"]) == (1, 2)
    assert first["rssi"] > second["rssi"]


# -- the connection and configuration


def test_what_is_read_between_two_connections_comes_after_the_second():
    bench = Bench(own=5)
    bench.play(rospec(report=report_spec(n=5)))
    bench.reader.disconnect()
    assert bench.run(1) == []
    bench.connect()
    assert sum(tag["count"] for tag in bench.run_tags(0.1)) > 50


def test_what_was_held_waits_for_the_client_when_it_said_so():
    bench = Bench(own=5)
    bench.must(3, b"\x00" + tlv(226, b"\x80"))
    bench.play(rospec())
    bench.reader.disconnect()
    bench.connect()
    assert bench.run(1) == []
    assert respond_silently(bench, 64)
    assert bench.run_tags(0.1)


def respond_silently(bench: Bench, kind: int) -> bool:
    with pytest.raises(ValueError, match="not enough values"):
        bench.ask(kind)
    return True


def test_what_cannot_be_held_is_lost_and_that_is_told():
    bench = Bench(own=500, rate=20_000)
    bench.play(rospec(specs=aispec(stop=tag_stop(tags=100))))
    bench.run(1, choked=True)
    got = bench.run(TICK_S)
    assert (251, b"") in events(got)


def test_a_choked_link_loses_no_tag_that_can_be_added_up():
    bench = Bench(own=10, rate=100)
    bench.play(rospec())
    bench.run(2, choked=True)
    assert sum(tag["count"] for tag in bench.run_tags(1)) == 300


def test_the_version_is_negotiated_and_then_kept():
    bench = Bench()
    assert bench.ask(46).body[:2] == b"\x01\x02"
    assert status(bench.ask(47, b"\x03").body) == 110
    assert bench.ask(26, version=2).kind == 100
    bench.must(47, b"\x02")
    assert bench.ask(26, version=2).version == 2
    assert status(bench.ask(26, version=1).body) == 110
    bench.reader.disconnect()
    bench.connect()
    assert bench.ask(26).version == 1


def test_capabilities_come_as_asked_for():
    bench = Bench(antennas=2)
    kinds = [[kind for kind, _ in parameters(bench.ask(1, bytes([asked])).body)] for asked in range(5)]
    assert kinds == [[287, 137, 142, 143, 327], [287, 137], [287, 142], [287, 143], [287, 327]]
    assert status(bench.ask(1, b"\x05").body) == FIELD_ERROR
    general = dict(parameters(bench.ask(1, b"\x01").body))[137]
    assert struct.unpack_from(">H", general) == (2,)


def test_configuration_is_read_back_as_it_was_set():
    bench = Bench()
    report = report_spec(trigger=1, n=33, selected=0x1400)
    bench.must(3, b"\x00" + tlv(220, struct.pack(">BI", 1, 5000)) + tlv(226, b"\x80") + report)
    told = dict(parameters(bench.ask(2, struct.pack(">HBHH", 0, 0, 0, 0)).body))
    assert told[220] == struct.pack(">BI", 1, 5000)
    assert told[226] == b"\x80"
    assert tlv(237, told[237]) == report
    bench.must(3, b"\x80")
    told = dict(parameters(bench.ask(2, struct.pack(">HBHH", 0, 8, 0, 0)).body))
    assert told[220] == bytes(5)


def test_a_report_spec_of_the_configuration_counts_for_rospecs_without_one():
    bench = Bench(own=5)
    bench.must(3, b"\x00" + report_spec(n=3, selected=0x1000, gen2=0))
    bench.play(rospec(report=b""))
    reports = [tags(m.body) for m in bench.run(1)]
    assert {len(one) for one in reports} == {3}
    assert {frozenset(tag) for one in reports for tag in one} == {frozenset({"epc", "antenna"})}


def test_a_configuration_that_is_wrong_in_part_changes_nothing():
    bench = Bench()
    body = b"\x80" + tlv(226, b"\x80") + tlv(220, struct.pack(">BI", 1, 1))
    assert status(bench.ask(3, body).body) == FIELD_ERROR
    assert not bench.reader.config.holds


def access_spec(*reads: bytes, count: int = 0, mask: bytes = b"", data: bytes = b"") -> bytes:
    bits = struct.pack(">H", len(mask) * 8)
    target = tlv(339, bytes([1 << 6 | 0x20]), struct.pack(">H", 32), bits + mask, bits + data)
    command = tlv(209, tlv(338, target), *reads)
    stop = tlv(208, struct.pack(">BH", count > 0, count))
    return tlv(207, struct.pack(">IHBBI", 6, 0, 1, 0, 0), stop, command)


def read_op(ident: int, bank: int, word: int, words: int) -> bytes:
    return tlv(341, struct.pack(">HIBHH", ident, 0, bank << 6, word, words))


def test_an_access_spec_reads_the_tid_of_the_tags_that_match():
    bench = Bench()
    put(bench, CASE)
    put(bench, PALLET)
    bench.must(40, access_spec(read_op(3, 2, 0, 6), mask=b"\xff", data=b"\x31"))
    bench.must(42, number(6))
    bench.play(rospec())
    by_epc = {tag["epc"]: tag for tag in bench.run_tags(1)}
    assert by_epc[PALLET]["access"] == 6
    assert by_epc[PALLET][349][:5] == struct.pack(">BHH", 0, 3, 6)
    assert by_epc[PALLET][349][5:7] == b"\xe2\x80"
    assert 349 not in by_epc[CASE]


def test_an_access_spec_is_gone_after_its_count_and_reading_past_a_bank_fails():
    bench = Bench()
    bench.must(40, access_spec(read_op(3, 3, 0, 2), count=2))
    bench.must(42, number(6))
    bench.play(rospec())
    put(bench)
    results = [tag.get(349) for tag in bench.run_tags(2)]
    assert results[:2] == [struct.pack(">BHH", 1, 3, 0)] * 2
    assert set(results[2:]) == {None}
    assert status(bench.ask(41, number(6)).body) == FIELD_ERROR


# -- nonsense


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (ADD, b""),
        (ADD, b"\x00"),
        (ADD, tlv(177, b"")),
        (ADD, tlv(999, b"")),
        (ADD, rospec(specs=b"")),
        (ADD, rospec(start=tlv(179, b"\x09"))),
        (ADD, rospec(start=tlv(179, b"\x02"))),
        (ADD, rospec(specs=aispec((9,)))),
        (ADD, rospec(specs=tlv(183, b"\xff\xff"))),
        (ADD, rospec(specs=aispec(stop=NEVER + NEVER))),
        (ADD, rospec(report=tlv(237, b"\x09\x00\x00", tlv(238, b"\x00\x00")))),
        (ADD, rospec(specs=aispec(more=tlv(222, b"\x00\x01", tlv(224, struct.pack(">HHH", 0, 1, 500)))))),
        (ENABLE, b"\x00"),
        (1, b""),
        (2, b"\x00"),
        (3, b"\x00" + tlv(244, b"\x00\x00\x00")),
        (3, b""),
        (40, tlv(207, b"")),
    ],
)
def test_nonsense_is_refused_by_its_own_response(kind, body):
    answer = Bench().ask(kind, body)
    assert answer.kind != 100
    assert status(answer.body) >= 100


def test_no_body_whatever_breaks_the_reader():
    bench = Bench(own=3)
    chance = random.Random(7)
    bodies = [rospec(specs=aispec(more=epc_filter(b"\x30"))), access_spec(read_op(1, 2, 0, 6)), b"\x00" + report_spec()]
    for n in range(4000):
        body = bytearray(chance.choice(bodies))
        for _ in range(chance.randint(1, 4)):
            body[chance.randrange(len(body))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        kind = chance.choice((1, 2, 3, 20, 21, 22, 23, 24, 25, 40, 41, 42, 43, 47))
        bench.ask(kind, bytes(body[: chance.randint(0, len(body))] if n % 3 else body))
        if n % 50 == 0:
            bench.run(0.1)
            bench.reader.version = 1
            bench.ask(DELETE, number(0))
            bench.ask(41, number(0))
