"""Lines of long documents: found by item and unit, and the first that wait, without looking at all of them again."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.core.reference import Document, Line
from edge.core.sorted_lines import first_waiting, of_item, of_unit
from edge.core.workflows.receive.prompts import LINES_SHOWN
from tests.builders import Floor, ean, item, line, receipt

SHOWN = 6


class Asked(dict[int, int]):
    """What came of each line, and how often that was asked."""

    times = 0

    def get(self, key: int, default: int = 0) -> int:  # type: ignore[override]
        self.times += 1
        return super().get(key, default)


def naive(document: Document, progress: dict[int, int], *, untouched: bool) -> list[Line]:
    came = {one.line: progress.get(one.line, 0) for one in document.lines}
    waiting = [one for one in document.lines if came[one.line] < one.qty and not (untouched and came[one.line])]
    return waiting[:SHOWN]


lines = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.sampled_from(("", "", "U-1", "U-2"))))


@given(lines)
def test_lines_are_found_by_item_and_unit_in_their_order(told: list[tuple[str, int, str]]) -> None:
    document = Document("D", "receipt", lines=tuple(Line(at, *one) for at, one in enumerate(told)))
    for unit in ("", "U-1", "U-2", "U-3"):
        for code in "ABCD":
            wanted = [one for one in document.lines if (one.item, one.lpn) == (code, unit)]
            assert of_item(document, code, unit) == wanted
    assert of_unit(document, "U-1") == [one for one in document.lines if one.lpn == "U-1"]
    assert of_unit(document, "") == []


@given(lines, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), max_size=40), st.booleans())
def test_the_first_lines_that_wait_are_the_same_as_if_all_were_looked_at(
    told: list[tuple[str, int, str]], comes: list[tuple[int, int]], untouched: bool
) -> None:
    document = Document("D", "receipt", lines=tuple(Line(at, *one) for at, one in enumerate(told)))
    progress: dict[int, int] = {}
    for at, more in comes:
        progress[at] = progress.get(at, 0) + more
        found = first_waiting(document, progress, SHOWN, untouched=untouched)
        assert found == naive(document, progress, untouched=untouched)


def test_two_documents_that_say_the_same_are_two() -> None:
    first, second = (Document("D", "receipt", lines=(Line(1, "A", 2),)) for _ in range(2))
    assert of_item(first, "A", "")[0] is first.lines[0]
    assert of_item(second, "A", "")[0] is second.lines[0]


def test_over_a_whole_receipt_each_line_is_looked_at_a_few_times_only() -> None:
    document = Document("D", "receipt", lines=tuple(Line(number, "A", 1) for number in range(2_000)))
    progress = Asked()
    for number in [*range(5, 2_000), *range(5)]:  # the first five come last
        first_waiting(document, progress, SHOWN, untouched=False)
        progress[number] = 1
    assert progress.times < 20 * len(document.lines)


def test_what_was_taken_back_is_shown_as_waiting_again(tmp_path: Path) -> None:
    expected = receipt("RCV-1", *(line(number, f"I{number}", 1) for number in range(1, 31)))
    floor = Floor(tmp_path, items=[item(f"I{number}", number) for number in range(1, 31)], receipts=[expected])
    floor.working("receive")

    def shown() -> list[str | int]:
        return [one.args["item"] for one in floor.prompt().lines][:LINES_SHOWN]

    names = [f"I{number}".capitalize() for number in range(1, 31)]
    for number in range(1, 11):
        assert shown() == names[number - 1 : number - 1 + LINES_SHOWN]
        floor.scan(ean(number))
        floor.key("done")
    assert floor.key("undo").said == ("ok", "undone")
    assert shown() == names[9 : 9 + LINES_SHOWN]
    floor.restart()
    assert shown() == names[9 : 9 + LINES_SHOWN]
