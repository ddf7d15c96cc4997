"""The lane upstream: a window, one answer frees it, silence sends again, an answer may go back, none may go ahead."""

import pytest

from edge.shell.sync.batches import Packed
from edge.shell.sync.lane import ACK_WITHIN_MS, BACK_AFTER_MS, RESEND_MS_MAX, WANT_EVERY_MS, AckError, Lane
from edge.wire import WINDOW


def send(lane: Lane, last: int, size: int = 10, now_ms: int = 0) -> list[tuple[int, int]]:
    """All that may go now, in batches of `size`."""
    sent = []
    while (after := lane.next_from(last)) is not None:
        batch = Packed(after + 1, min(after + size, last), b"")
        lane.sending(batch, now_ms)
        sent.append((batch.first, batch.last))
    return sent


def test_at_most_a_window_is_on_the_way():
    lane = Lane(0)
    assert send(lane, 100) == [(1, 10), (11, 20), (21, 30), (31, 40)]
    assert WINDOW == 4
    lane.ack(10, 1)
    assert send(lane, 100) == [(41, 50)]
    lane.ack(50, 2)
    assert send(lane, 100) == [(51, 60), (61, 70), (71, 80), (81, 90)]


def test_an_answer_within_a_batch_frees_only_what_is_whole():
    lane = Lane(0)
    send(lane, 40)
    lane.ack(15, 1)
    assert lane.acked == 15
    assert send(lane, 100) == [(41, 50)], "the batch up to 20 is still on the way"


def test_nothing_new_is_nothing_to_send():
    lane = Lane(7)
    assert send(lane, 7) == []
    assert lane.due_ms() is None


def test_silence_sends_all_after_the_cursor_again_after_growing_delays():
    lane = Lane(0)
    send(lane, 40)
    lane.ack(10, 100)
    now, delays = 100, []
    for _ in range(8):
        due = lane.due_ms()
        delays.append(due - now)
        now = due
        assert not lane.tick(now - 1)
        assert lane.tick(now, jitter=lambda: 1.0)
        assert send(lane, 40, now_ms=now)[0] == (11, 20)
    assert delays[:4] == [ACK_WITHIN_MS, 2 * ACK_WITHIN_MS, 4 * ACK_WITHIN_MS, 8 * ACK_WITHIN_MS]
    assert delays[-1] == RESEND_MS_MAX
    lane.ack(20, now)
    assert lane.due_ms() == now + ACK_WITHIN_MS, "an answer makes it patient again"


def test_jitter_only_shortens_and_by_a_quarter_at_most():
    for jitter, wait in ((0.0, 0.75), (1.0, 1.0)):
        lane = Lane(0)
        send(lane, 10)
        assert lane.tick(ACK_WITHIN_MS, jitter=lambda: jitter)  # noqa: B023 - called within the turn
        send(lane, 10, now_ms=0)
        assert lane.due_ms() == int(2 * ACK_WITHIN_MS * wait)


def test_an_answer_that_goes_back_sends_again_what_central_lost():
    lane = Lane(0)
    send(lane, 40)
    lane.ack(40, 1)
    assert not lane.ack(12, 2)
    assert lane.ack(12, 3), "it says so again"
    assert lane.acked == 12
    assert send(lane, 40) == [(13, 22), (23, 32), (33, 40)]


def test_an_answer_that_goes_back_once_is_believed_when_none_above_it_comes():
    lane = Lane(0)
    send(lane, 40)
    lane.ack(40, 1)
    lane.ack(12, 2)
    assert lane.due_ms() == 2 + BACK_AFTER_MS
    assert not lane.step_back(1 + BACK_AFTER_MS)
    lane.ack(5, 1000)
    assert lane.due_ms() == 2 + BACK_AFTER_MS, "a lower one yet does not make it wait longer"
    assert lane.step_back(2 + BACK_AFTER_MS)
    assert (lane.acked, send(lane, 40)[0]) == (5, (6, 15))


def test_answers_that_overtake_each_other_send_nothing_again():
    lane = Lane(0)
    send(lane, 40)
    for upto in (20, 10, 40, 30):
        lane.ack(upto, 1)
        assert lane.acked in {20, 40}
    assert send(lane, 40) == []
    lane.ack(40, 2)
    assert lane.due_ms() is None, "all is well: nothing waits any more"


def test_an_answer_above_what_was_sent_is_refused_and_changes_nothing():
    lane = Lane(0)
    send(lane, 100)
    with pytest.raises(AckError, match="central acknowledges 41, only 40 entries were sent"):
        lane.ack(41, 1)
    assert lane.acked == 0
    lane.ack(10, 1)
    assert send(lane, 100) == [(41, 50)], "none is left out"


def test_an_answer_after_a_restart_may_be_above_what_this_run_sent():
    lane = Lane(10, 40)
    assert lane.ack(40, 1)
    assert send(lane, 50) == [(41, 50)]


def test_what_central_wants_goes_again_from_there():
    lane = Lane(0)
    send(lane, 40)
    lane.ack(20, 1)
    lane.wanted(21, 1)
    assert send(lane, 40) == [(21, 30), (31, 40)]
    lane.wanted(21, 2)
    assert send(lane, 40) == [], "each batch after a lost one asks for it: one resend answers them all"
    lane.wanted(-5, 1 + WANT_EVERY_MS)
    assert send(lane, 40)[0] == (1, 10)
    lane.wanted(10**18, 1 + 2 * WANT_EVERY_MS)
    assert send(lane, 40) == [], "it cannot want what was never sent"


def test_a_central_that_was_restored_frees_the_window_with_every_answer_though_the_cursor_is_ahead():
    lane = Lane(0)
    send(lane, 100, size=25)
    lane.ack(100, 1)
    lane.ack(10, 2)
    lane.wanted(11, 2)
    assert send(lane, 100) == [(11, 20), (21, 30), (31, 40), (41, 50)]
    for upto in (20, 30, 40):
        lane.ack(upto, 3)
    assert send(lane, 100) == [(51, 60), (61, 70), (71, 80)]


def test_a_new_connection_begins_again_after_the_cursor():
    lane = Lane(0)
    send(lane, 40)
    lane.ack(10, 1)
    lane.connected()
    assert lane.due_ms() is None
    assert send(lane, 40)[0] == (11, 20)
