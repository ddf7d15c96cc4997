"""One unanswered input at a time; the others wait in order, and are held when the operator has not seen the answer."""

from edge.control import Result, Text
from edge.core.message import Level
from tui.inputs import WAITING_MAX, Inputs


def answer(inputs: Inputs, level: Level = "ok", turn: int = 0) -> Result:
    assert inputs.unanswered is not None
    return Result(id=inputs.unanswered.id, level=level, text=Text(key="counted"), turn=turn)


def test_an_input_carries_the_turn_of_the_view_that_was_seen() -> None:
    inputs = Inputs()
    inputs.turn = 7
    assert inputs.take("A", "wedge", up=True) == "sent"
    assert inputs.unanswered is not None
    assert (inputs.unanswered.turn, inputs.unanswered.value) == (7, "A")


def test_what_was_chosen_from_a_list_keeps_the_turn_for_which_that_was_drawn() -> None:
    inputs = Inputs()
    inputs.turn = 7
    inputs.take("A", "wedge", up=True)
    inputs.take("damaged", "key", up=True, turn=7)
    follow = inputs.answered(answer(inputs, turn=8))
    assert follow is not None
    assert (follow.value, follow.turn) == ("damaged", 7)


def test_scans_wait_in_order_and_take_the_turn_of_the_answer_before() -> None:
    inputs = Inputs()
    for code in "ABC":
        inputs.take(code, "wedge", up=True)
    sent = []
    for turn in (1, 2):
        follow = inputs.answered(answer(inputs, turn=turn))
        assert follow is not None
        sent.append((follow.value, follow.turn))
    assert sent == [("B", 1), ("C", 2)]
    assert inputs.answered(answer(inputs, turn=3)) is None


def test_after_a_warning_waiting_scans_go_on_with_their_age_and_the_daemon_holds_them() -> None:
    for level in ("warn", "refuse"):
        inputs = Inputs()
        for number, code in enumerate("ABC"):
            inputs.take(code, "wedge", up=True, now_ms=1000 + number)
        follow = inputs.answered(answer(inputs, level), now_ms=1500)
        assert follow is not None
        assert (follow.value, follow.age_ms, inputs.held) == ("B", 499, False)
        follow = inputs.answered(answer(inputs, level), now_ms=200_000)
        assert follow is not None
        assert (follow.value, follow.age_ms) == ("C", 60_000), "no older than a line may say"


def test_scans_held_while_the_daemon_was_away_are_as_new_as_the_key_that_was_pressed_for_them() -> None:
    inputs = Inputs()
    for code in "ABC":
        inputs.take(code, "wedge", up=True, now_ms=1000)
    inputs.away()
    assert inputs.answered(answer(inputs), now_ms=3000) is None
    assert inputs.held
    assert inputs.take("D", "wedge", up=True, now_ms=3500) == "waiting"
    follow = inputs.release(now_ms=4000)
    assert follow is not None
    assert (follow.value, follow.age_ms) == ("B", 0)
    assert [one.value for one in inputs.waiting] == ["C", "D"]


def test_dropped_scans_are_gone() -> None:
    inputs = Inputs()
    for code in "ABC":
        inputs.take(code, "wedge", up=True)
    inputs.away()
    inputs.answered(answer(inputs, "refuse"))
    inputs.drop()
    assert inputs.take("D", "wedge", up=True) == "sent"


def test_nothing_is_taken_while_the_daemon_is_away() -> None:
    inputs = Inputs()
    assert inputs.take("A", "wedge", up=False) == "away"
    assert inputs.unanswered is None
    assert not inputs.waiting


def test_the_unanswered_input_outlives_the_daemon_and_the_waiting_ones_are_held() -> None:
    inputs = Inputs()
    inputs.take("A", "wedge", up=True)
    inputs.take("B", "wedge", up=True)
    first = inputs.unanswered
    inputs.away()
    assert inputs.unanswered is first
    assert inputs.answered(answer(inputs)) is None
    assert inputs.held


def test_the_queue_is_bounded_and_says_when_it_is_full() -> None:
    inputs = Inputs()
    taken = [inputs.take(str(number), "wedge", up=True) for number in range(WAITING_MAX + 2)]
    assert taken[0] == "sent"
    assert taken[1:-1] == ["waiting"] * WAITING_MAX
    assert taken[-1] == "full"


def test_the_answer_to_a_device_is_no_answer_to_this_screen() -> None:
    inputs = Inputs()
    inputs.take("A", "wedge", up=True)
    inputs.answered(Result(id="scanner-00000001", level="ok", text=Text(key="counted"), turn=4))
    assert inputs.unanswered is not None
    assert inputs.turn == 4


def test_a_line_the_daemon_could_not_read_frees_the_way() -> None:
    inputs = Inputs()
    inputs.take("A", "wedge", up=True)
    inputs.refused(None)
    assert inputs.take("B", "wedge", up=True) == "sent"
