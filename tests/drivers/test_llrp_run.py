"""The LLRP driver against a peer made of bytes: set-up, what goes wrong on the wire, and the way out."""

import socket
import struct
import threading
import time

import pytest

from drivers import llrp, llrp_link
from drivers.llrp_reports import MESSAGE_BYTES_MAX
from edge.core.read import TagSeen, TriggerSeen
from edge.driver import DeviceError
from tests.drivers.io_recorder import IoRecorder, running
from tests.drivers.llrp_peer import Peer, gpi_event, gpi_level, greeting, message, report, serving, status, tag, tlv

EPC = bytes.fromhex("3074257BF7194E4000001A85")
KEEPALIVE = message(62)


def options(peer: Peer, **more) -> llrp.Options:
    return llrp.Options(host="127.0.0.1", port=peer.port, **{"keepalive_s": 30} | more)


def why_it_ended(peer: Peer, **more) -> str:
    with running(llrp.run, options(peer, **more)) as io:
        error = io.ended()
    assert isinstance(error, DeviceError), error
    sentence = str(error)
    assert "\n" not in sentence
    assert "127.0.0.1" in sentence
    return sentence


@pytest.mark.parametrize("slice_bytes", [0, 1, 13])
def test_tags_and_input_lines_come_out_however_the_stream_is_cut(slice_bytes):
    peer = Peer(
        then=report(tag(), tag(antenna=2, rssi=-40)) + KEEPALIVE + gpi_event(1, on=True), slice_bytes=slice_bytes
    )
    with serving(peer), running(llrp.run, options(peer)) as io:
        assert io.wait_for(3) == [
            TagSeen(EPC, "1", -60, 1, 0x3000),
            TagSeen(EPC, "2", -40, 1, 0x3000),
            TriggerSeen("gpi1", on=True),
        ]
        assert io.ups == ["Impinj model 2001002, firmware 5.14.0, all 4 antennas at the reader's own power"]


def test_the_set_up_clears_what_others_left_and_every_keepalive_is_answered():
    peer = Peer(then=KEEPALIVE * 3 + report(tag()))
    with serving(peer), running(llrp.run, options(peer, gpi_ports=[1])) as io:
        io.wait_for(1)
    assert [kind for kind, _ in peer.requests] == [1, 2, 64, 3, 41, 21, 20, 24, 2, 72, 72, 72, 21, 14]
    assert peer.asked(41) == peer.asked(21)[:1] == [bytes(4)], "all access and reader operations"
    assert bytes.fromhex("00DC 0009 01 00007530") in peer.asked(3)[0], "a keepalive every 30 s"
    assert bytes.fromhex("00E1 0008 0001 80 00") in peer.asked(3)[0], "input line 1 on"
    assert bytes.fromhex("00F5 0007 0001 80") in peer.asked(3)[0], "its changes reported"
    assert bytes.fromhex("00ED 0012 01 0001 00EE 000B 1480 015C 0005 40") in peer.asked(20)[0], (
        "each tag at once, with antenna, RSSI, count and PC"
    )


def test_a_stop_leaves_the_reader_clean_and_in_time():
    peer = Peer(then=report(tag()))
    with serving(peer), running(llrp.run, options(peer)) as io:
        io.wait_for(1)
        began = time.monotonic()
        io.stop.set()
        assert io.ended() is None
        assert time.monotonic() - began < 1 + 2
        assert peer.closed.wait(5)
    assert [kind for kind, _ in peer.requests[-2:]] == [21, 14]


def test_a_stop_does_not_wait_for_a_reader_that_no_longer_answers():
    peer = Peer(then=report(tag()))
    with serving(peer), running(llrp.run, options(peer)) as io:
        io.wait_for(1)
        peer.answers.clear()
        io.stop.set()
        assert io.ended(1 + 2) is None


@pytest.mark.parametrize("silent", [True, False], ids=["no greeting", "no answer"])
def test_a_stop_is_noticed_during_the_set_up(silent):
    peer = Peer(greeting=b"" if silent else greeting(), answers={})
    with serving(peer), running(llrp.run, options(peer)) as io:
        io.stop.wait(0.3)
        io.stop.set()
        assert io.ended(1 + 2) is None
        assert io.ups == []


def test_a_stop_is_noticed_while_connecting_to_an_address_that_does_not_answer():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        with running(llrp.run, llrp.Options(host=address[0], port=address[1])) as io:
            io.stop.wait(0.3)
            assert not io.over, io.error
            io.stop.set()
            assert io.ended(1 + 2) is None
        for filler in fillers:
            filler.close()


def test_a_silent_address_is_given_up_in_one_sentence(monkeypatch):
    monkeypatch.setattr(llrp_link, "CONNECT_MS", 300)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        with running(llrp.run, llrp.Options(host=address[0], port=address[1])) as io:
            assert "check its power" in str(io.ended())
        for filler in fillers:
            filler.close()


def test_a_reader_that_is_not_there_is_named_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        peer = Peer(port=gone.getsockname()[1])
    assert "is LLRP switched on" in why_it_ended(peer)


def test_a_name_nobody_knows_is_said_to_be_a_name_nobody_knows():
    with running(llrp.run, llrp.Options(host="reader.invalid")) as io:
        assert "check the name" in str(io.ended(30))


@pytest.mark.parametrize("code", [1, 2, 3])
def test_a_refused_greeting_says_who_holds_the_reader(code):
    with serving(Peer(greeting=greeting(code))) as peer:
        sentence = why_it_ended(peer)
    assert "refuses: Failed" in sentence
    assert "close the other program" in sentence


def test_an_odd_event_before_the_greeting_is_waited_through():
    peer = Peer(greeting=KEEPALIVE + message(63, tlv(246)) + greeting(), then=report(tag()))
    with serving(peer), running(llrp.run, options(peer)) as io:
        io.wait_for(1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not LLRP"),
        (struct.pack("!HII", 0x043F, MESSAGE_BYTES_MAX + 1, 0), f"{MESSAGE_BYTES_MAX + 1} bytes"),
    ],
)
@pytest.mark.parametrize("when", ["at the start", "later"])
def test_garbage_and_impossible_lengths_end_the_run(data, words, when):
    peer = Peer(greeting=data) if when == "at the start" else Peer(then=report(tag()) + data)
    with serving(peer):
        assert words in why_it_ended(peer)


def test_a_reader_that_never_starts_is_given_up_and_the_step_is_named(monkeypatch):
    monkeypatch.setattr(llrp, "START_MS", 300)
    mute = Peer()
    del mute.answers[20]
    with serving(mute):
        assert "has not answered ADD_ROSPEC" in why_it_ended(mute)
    with serving(Peer(greeting=b"")) as dumb:
        assert "no LLRP greeting" in why_it_ended(dumb)


def test_a_refusal_is_told_in_the_readers_words_without_its_control_characters():
    inner = tlv(289, struct.pack("!HH", 177, 103), tlv(289, struct.pack("!HH", 224, 101)))
    peer = Peer()
    peer.answers[20] = message(30, status(100, b"bad\x1b[31m hop\ntable", inner))
    with serving(peer):
        sentence = why_it_ended(peer)
    assert "refuses ADD_ROSPEC: ParameterError, bad[31m hoptable, ROSpec, RFTransmitter" in sentence


@pytest.mark.parametrize("kind", [1, 2, 3, 41, 21, 20, 24])
def test_a_refusal_of_any_step_ends_the_run(kind):
    peer = Peer()
    peer.answers[kind] = message(100, status(109))
    with serving(peer):
        assert "UnsupportedMessage" in why_it_ended(peer)


def test_an_answer_that_cannot_be_read_ends_the_run():
    peer = Peer()
    peer.answers[1] = message(11, status(0) + struct.pack("!HHB", 137, 5, 0))
    with serving(peer):
        assert "cannot be read" in why_it_ended(peer)


def test_an_answer_out_of_turn_ends_the_run():
    peer = Peer()
    peer.answers[1] = message(34, status(0))
    with serving(peer):
        assert "out of turn" in why_it_ended(peer)


@pytest.mark.parametrize(
    "odd",
    [
        message(900, b"new"),
        message(1023, struct.pack("!IB", 161, 7) + bytes(9)),
        message(1023),
        message(100, status(101)),
        message(63, b"\x00\xf6\x00\xff"),
        message(34, status(109)),
        message(61),
        report(tlv(240, b"\x8d" + EPC + b"\x03\xff\x00\x02")),
    ],
    ids=lambda odd: odd[:16].hex(),
)
def test_an_odd_message_while_tags_are_read_costs_nothing(odd):
    peer = Peer(then=odd + report(tag()))
    with serving(peer), running(llrp.run, options(peer)) as io:
        io.wait_for(1)
        peer.say(odd + report(tag(antenna=3)))
        assert io.wait_for(2)[1].point == "3"
        assert io.error is None


def test_a_reader_of_which_no_tag_can_be_read_is_given_up():
    bad = tlv(240, b"\x8d" + EPC[:3])
    with serving(Peer(then=report(*[bad] * (llrp.UNREADABLE_MAX + 1)))) as peer:
        assert "do not add up" in why_it_ended(peer)


def test_silence_of_two_keepalives_ends_the_run():
    peer = Peer(then=report(tag()))
    with serving(peer), running(llrp.run, options(peer, keepalive_s=0.3)) as io:
        io.wait_up()
        began = time.monotonic()
        error = io.ended()
        assert "fell silent: nothing for 0.6 s" in str(error)
        assert time.monotonic() - began < 0.6 + 3


def test_a_full_inbox_is_not_taken_for_a_silent_reader():
    def run_before_a_full_inbox(one, io):
        emit = io.emit
        io.emit = lambda *seen: (io.stop.wait(1), emit(*seen))
        llrp.run(one, io)

    peer = Peer(then=report(tag()))
    with serving(peer), running(run_before_a_full_inbox, options(peer, keepalive_s=0.3)) as io:
        io.wait_for(1)
        peer.say(report(tag()))
        io.wait_for(2)


def test_keepalives_keep_a_reader_without_tags_alive():
    peer = Peer()
    beating = threading.Event()
    with serving(peer), running(llrp.run, options(peer, keepalive_s=0.5)) as io:
        io.wait_up()
        for _ in range(10):
            peer.say(KEEPALIVE)
            beating.wait(0.2)
        assert not io.over, io.error
    assert len(peer.asked(72)) == 10


def test_a_reader_that_ends_the_connection_is_said_to_have_done_so():
    with serving(Peer(then=message(63, tlv(246, tlv(257))))) as peer:
        assert "ends the connection" in why_it_ended(peer)
    for how in ("hang_up", "reset"):
        with serving(Peer(then=report(tag()), **{how: True})) as peer:
            assert "closed the connection; it may be restarting, or" in why_it_ended(peer)


def test_a_drop_in_the_middle_of_a_message_leaves_nothing_behind_for_the_next_run():
    half = report(tag(antenna=9))[:20]
    peer = Peer(then=report(tag()) + half, hang_up=True)
    with serving(peer):
        assert "closed the connection" in why_it_ended(peer)
        peer.then, peer.hang_up = report(tag(antenna=2)), False
        with running(llrp.run, options(peer)) as io:
            assert io.wait_for(1) == [TagSeen(EPC, "2", -60, 1, 0x3000)]
            assert len(io.ups) == 1


def test_the_level_of_an_input_line_is_told_once_at_the_start():
    peer = Peer(then=report(tag()))
    peer.answers[2] = message(12, status(0) + gpi_level(1, 1) + gpi_level(2, 2))
    with serving(peer), running(llrp.run, options(peer, gpi_ports=[1, 2])) as io:
        io.wait_for(2)
        peer.say(report(tag()))
        io.wait_for(3)
    assert [one for one in io.seen if isinstance(one, TriggerSeen)] == [TriggerSeen("gpi1", on=True)]


def test_only_tags_with_a_wanted_prefix_come_out_and_a_single_prefix_goes_to_the_reader():
    tags = report(tag(), tag(epc="E2" * 12), tag(epc="3174" + "00" * 10))
    peer = Peer(then=tags)
    with serving(peer), running(llrp.run, options(peer, epc_filter=["3074", "317"])) as io:
        assert [one.epc[:1].hex() for one in io.wait_for(2)] == ["30", "31"]
    assert struct.pack("!H", 332) not in peer.asked(20)[0]
    with serving(peer), running(llrp.run, options(peer, epc_filter=["30742"])) as io:
        assert [one.epc for one in io.wait_for(1)] == [EPC]
    assert bytes.fromhex("014C 000C 40 0020 0014 307420") in peer.asked(20)[-1]


def test_a_run_that_is_told_to_stop_before_it_begins_touches_nothing():
    with serving(Peer()) as peer:
        io = IoRecorder()
        io.stop.set()
        llrp.run(options(peer), io)
        assert io.ups == []


def test_a_hundred_starts_and_stops_hang_never(monkeypatch):
    monkeypatch.setattr(llrp_link, "READ_MS", 10)
    with serving(Peer(then=report(tag()))) as peer:
        for _ in range(100):
            with running(llrp.run, options(peer)) as io:
                io.wait_for(1)
                io.stop.set()
                assert io.ended() is None


def test_the_driver_starts_no_thread():
    with serving(Peer(then=report(tag()))) as peer:
        before = set(threading.enumerate())
        with running(llrp.run, options(peer)) as io:
            io.wait_for(1)
            assert len(set(threading.enumerate()) - before) == 1, "the supervisor's"
