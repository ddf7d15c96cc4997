"""A row that is wrong takes its whole record with it, however little of it can be read."""

import json
from contextlib import closing

import pytest

from edge.shell.imports.plan import plan
from tests.shell.book_builder import open_store

DOCS = "id,line,item,qty,lot\n"
GOOD = "R1,1,TEA,5,\nR2,1,TEA,5,\n"
LOST = "cannot be read here: what the row belongs to is not known, so nothing of the file is taken"


@pytest.fixture
def planned(tmp_path):
    """What a file comes to on an empty box."""
    with closing(open_store(tmp_path)) as store:

        def read(dataset, text, *, replaces=False):
            path = tmp_path / ("list.json" if text.lstrip().startswith("[") else "list.csv")
            path.write_text(text)
            return plan(path, dataset, store.cursor, replaces=replaces)

        yield read


def told(made):
    return [(one.line, one.column, one.why) for one in made.wrong]


def as_json(*rows):
    return "[" + ",\n ".join(map(json.dumps, rows)) + "]"


def line(key, number, **more):
    return {"id": key, "line": number, "item": "TEA", "qty": 5} | more


@pytest.mark.parametrize(
    "text",
    [
        DOCS + GOOD + "R2,2,TEA\n",
        DOCS + GOOD + "R2,2,TEA,5,L\x077\n",
        "line,id,item,qty,lot\n1,R1,TEA,5,\n1,R2,TEA,5,\n2,R2,TEA,5,L\x077\n",
        as_json(line("R1", 1), line("R2", 1), line("R2", 2, colour="red")),
        as_json(line("R1", 1), line("R2", 1), line("R2", 2, lot=["L"])),
    ],
    ids=["columns", "control character", "key behind", "unknown field", "list"],
)
@pytest.mark.parametrize("dataset", ["receipts", "orders"])
def test_a_document_with_a_line_of_wrong_form_is_not_taken(planned, dataset, text):
    made = planned(dataset, text)
    assert (list(made.puts), made.skipped, made.added, made.broken) == (["R1"], 1, 1, False)
    assert len(made.wrong) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("line,id,item,qty,lot\n1,R1,TEA,5,\n2,R1,TEA\n", 3),
        (DOCS + GOOD + "R\x072,2,TEA,5,\n", 4),
        (DOCS + GOOD + ",2,TEA,5,\n", 4),
        (as_json(line("R1", 1), 7), 2),
        (as_json(line("R1", 1), {"line": 2, "item": "TEA", "qty": 5}), 2),
        ('[{"id": "R1", "line": 1, "item": "TEA", "qty": 5},\n {"id": "R1", "id": "R2"}]', 2),
    ],
    ids=["columns", "control character", "empty", "no object", "no key", "two keys"],
)
def test_nothing_is_taken_of_a_file_with_a_line_of_nobody_knows_which_document(planned, text, line):
    made = planned("receipts", text)
    assert made.broken
    assert (line, "id", LOST) in told(made)


def test_a_lost_row_is_told_of_once(planned):
    made = planned("receipts", DOCS + GOOD + ",2,TEA,5,\n" * 3)
    assert [one.why for one in made.wrong].count(LOST) == 1


def test_two_lines_with_one_number_on_one_line_of_json_are_told(planned):
    made = planned("receipts", f"[\n{json.dumps(line('R1', 1))}, {json.dumps(line('R1', 1))}]")
    assert told(made) == [(2, "line", "1 of R1 is on line 2 already")]
    assert (made.puts, made.skipped) == ({}, 1)


def test_a_key_twice_on_one_line_of_json_is_told(planned):
    one, other = {"code": "A", "name": "a"}, {"code": "A", "name": "b"}
    made = planned("items", f"[\n{json.dumps(one)}, {json.dumps(other)}]")
    assert told(made) == [(2, "code", "A is on line 2 already")]
    assert (made.puts, made.skipped) == ({}, 1)


@pytest.mark.parametrize(("text", "at"), [("A,a\nA\n", 3), ("A\nA,a\n", 2), ("A\nA\n", 2), ("A,\x07\nA,a\n", 2)])
def test_a_key_twice_is_told_also_where_a_row_is_of_wrong_form(planned, text, at):
    made = planned("items", f"code,name\n{text}B,b\n")
    assert {(2, "code", "A is on line 3 too"), (3, "code", "A is on line 2 already")} < set(told(made))
    assert at in [one.line for one in made.wrong if one.column != "code"]
    assert (list(made.puts), made.skipped, made.unchanged) == (["B"], 1, 0)


def test_all_rows_with_one_key_are_told(planned):
    made = planned("items", "code,name\nA,a\nA,b\nA,c\n")
    assert [one.line for one in made.wrong] == [2, 3, 4]


def test_a_line_of_a_wrong_document_that_is_there_twice_is_told_too(planned):
    made = planned("receipts", DOCS + "R1,1,TEA,5,\nR1,1,TEA,5,\nR1,3,TEA,many,\n")
    assert [(one.line, one.column) for one in made.wrong] == [(3, "line"), (4, "qty")]
