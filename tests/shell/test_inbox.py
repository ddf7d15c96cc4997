"""The inbox: codes wait for room and are never dropped, tags never wait and coalesce, order is kept."""

import threading
import time

import pytest

from edge.core.read import CodeSeen, Moment, Read, TagSeen
from edge.shell.loop import inbox as box
from edge.shell.loop.inbox import DeviceRead, DeviceUp, Inbox, TagReads


def code(number: int) -> DeviceRead:
    return DeviceRead(Read("gun1", CodeSeen(f"{number}".encode()), Moment(number, number)))


def tag(number: int, antenna: str = "1", rssi: int | None = -60, count: int = 1) -> TagSeen:
    return TagSeen(number.to_bytes(12), antenna, rssi, count)


def at(ms: int) -> Moment:
    return Moment(ms, ms)


def test_what_came_first_is_collected_first_and_no_more_than_asked_for():
    inbox = Inbox()
    for number in range(10):
        inbox.put(code(number))
    assert inbox.collect(4, 0) == [code(number) for number in range(4)]
    assert inbox.collect(100, 0) == [code(number) for number in range(4, 10)]
    assert inbox.collect(100, 0) == []


def test_codes_wait_while_it_is_full_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(box, "ITEMS_MAX", 10)
    inbox = Inbox()

    def produce():
        for number in range(100):
            inbox.put(code(number))

    producer = threading.Thread(target=produce)
    producer.start()
    time.sleep(0.1)
    assert inbox.qsize() == 10, "the producer waits"
    seen = []
    while len(seen) < 100:
        seen += inbox.collect(7, 10)
    producer.join(10)
    assert seen == [code(number) for number in range(100)]


def test_tags_never_wait_and_are_one_batch_a_device(monkeypatch):
    monkeypatch.setattr(box, "ITEMS_MAX", 2)
    inbox = Inbox()
    inbox.put(code(1))
    inbox.put(code(2))
    for number in range(50):
        inbox.put_tag("reader", tag(number % 5), at(number))
        inbox.put_tag("other", tag(number % 3), at(number))
    items = inbox.collect(10, 0)
    assert items[:2] == [code(1), code(2)]
    assert [(one.device, len(one.reads)) for one in items[2:]] == [("reader", 5), ("other", 3)]


def test_coalesced_reads_keep_the_sum_the_strongest_and_the_first_and_last_moment():
    inbox = Inbox()
    for ms, rssi, count in ((10, -70, 1), (20, -50, 3), (30, None, 1), (40, -80, 2)):
        inbox.put_tag("reader", tag(1, rssi=rssi, count=count), at(ms))
    inbox.put_tag("reader", tag(1, antenna="2"), at(50))
    (batch,) = inbox.collect(10, 0)
    assert batch == TagReads("reader", ((tag(1, rssi=-50, count=7), at(10), at(40)), (tag(1, "2"), at(50), at(50))))


def test_tags_after_a_batch_was_taken_are_a_new_batch():
    inbox = Inbox()
    inbox.put_tag("reader", tag(1), at(1))
    assert len(inbox.collect(10, 0)) == 1
    inbox.put_tag("reader", tag(1), at(2))
    assert inbox.collect(10, 0) == [TagReads("reader", ((tag(1), at(2), at(2)),))]


def test_beyond_the_limit_new_tags_are_dropped_and_counted_and_known_ones_are_not(monkeypatch):
    monkeypatch.setattr(box, "TAGS_MAX", 3)
    inbox = Inbox()
    for number in (1, 2, 3, 4, 5, 1):
        inbox.put_tag("reader", tag(number), at(number))
    (batch,) = inbox.collect(10, 0)
    assert [(int.from_bytes(seen.epc), seen.count) for seen, _, _ in batch.reads] == [(1, 2), (2, 1), (3, 1)]
    assert inbox.tags_dropped == 2


@pytest.mark.parametrize("item", [code(1), None], ids=["a code", "a tag"])
def test_who_waits_is_woken_by_whatever_comes(item):
    inbox, seen = Inbox(), []
    waiting = threading.Thread(target=lambda: seen.extend(inbox.collect(10, None)))
    waiting.start()
    time.sleep(0.05)
    inbox.put_tag("reader", tag(1), at(1)) if item is None else inbox.put(item)
    waiting.join(10)
    assert not waiting.is_alive()
    assert len(seen) == 1


def test_a_wait_ends_at_its_deadline():
    began = time.monotonic()
    assert Inbox().collect(10, 0.05) == []
    assert 0.04 < time.monotonic() - began < 10
    assert DeviceUp("gun1", "x") == DeviceUp("gun1", "x")
