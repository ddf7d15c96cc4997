"""Files that are no lists: each is told in words that whoever wrote it understands, and none is read without end."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from edge.cli.import_ import tell_wrong
from edge.core.opening import Wrong
from edge.shell.imports.file import FILE_BYTES_MAX, Columns, ImportFileError, begin_reading, read_import
from edge.shell.imports.held import held_records
from edge.shell.imports.plan import plan
from edge.shell.imports.written import csv_lines, json_lines
from tests.shell.book_builder import open_store, with_reference

COLUMNS = Columns(names=("code", "name"), required=("code",), exact=True)


def told(folder, text, name="list.csv"):
    (folder / name).write_text(text)
    return [(one.line, one.column, one.why) for one in read_import(folder / name, COLUMNS).wrong]


@pytest.mark.parametrize("device", ["/dev/zero", "pipe", "folder"])
def test_only_a_file_is_read(tmp_path, device):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "list.csv").symlink_to(tmp_path / device)
    with pytest.raises(ImportFileError, match="is no file but a"):
        begin_reading(tmp_path / "list.csv", COLUMNS)


def test_a_file_is_read_no_further_than_its_bound(tmp_path, monkeypatch):
    """Also one that had another size when it was looked at."""
    (tmp_path / "list.csv").write_bytes(b"code\n" + b"A\n" * (FILE_BYTES_MAX >> 1))
    monkeypatch.setattr(Path, "stat", lambda self: os.stat(os.devnull))
    with pytest.raises(ImportFileError, match="is larger than 64 MiB"):
        begin_reading(tmp_path / "list.csv", COLUMNS)


def test_a_comma_too_many_in_the_header_is_told_as_one(tmp_path):
    why = "column 3 has no name; take out the comma that is too many, in all lines"
    assert told(tmp_path, "code,name,\nA,a,\n") == [(1, "", why)]


def test_tabs_are_told_as_tabs(tmp_path):
    why = "columns are parted by commas (RFC 4180), not by tabs; save it as CSV with commas"
    assert told(tmp_path, "code\tname\nA\ta\n") == [(1, "", why)]


def test_what_no_json_holds_is_told_without_the_words_of_a_program(tmp_path):
    deep = told(tmp_path, "[" * 100_000, "list.json")
    assert deep == [(1, "", "is not JSON of a list of objects: too many brackets within each other")]
    long = told(tmp_path, '[{"code": ' + "9" * 5_000 + "}]", "list.json")
    assert long == [(1, "code", "is a text or a whole number")]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([4], "1 line is wrong"),
        ([4, 4, 5], "2 lines are wrong"),
        ([0], "1 record is wrong"),
        ([0, 0, 0], "3 records are wrong"),
        ([0, 0, 4], "1 line and 2 other records are wrong"),
    ],
)
def test_the_sum_counts_lines_and_what_has_no_line(lines, says):
    assert tell_wrong(Path("list.csv"), [Wrong(line, "", f"{at}") for at, line in enumerate(lines)], "line") == says


@pytest.mark.parametrize("text", ["code,name\n", "[]"])
def test_a_dataset_is_emptied_by_a_file_without_lines_that_is_all_there_is(tmp_path, text):
    path = tmp_path / ("list.json" if text == "[]" else "list.csv")
    path.write_text(text)
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        made = plan(path, "items", store.cursor, replaces=True)
        assert (made.wrong, made.broken, made.gone) == ([], False, ["BEANS", "MUG", "TEA"])
        assert plan(path, "items", store.cursor).broken


@pytest.mark.parametrize("text", ["", "name\n", "[", "{}"])
def test_a_file_that_is_no_list_empties_nothing(tmp_path, text):
    path = tmp_path / ("list.json" if text in ("[", "{}") else "list.csv")
    path.write_text(text)
    with closing(with_reference(open_store(tmp_path), tmp_path)) as store:
        assert plan(path, "items", store.cursor, replaces=True).broken


@pytest.mark.parametrize("replaces", [False, True])
@pytest.mark.parametrize("write", [csv_lines, json_lines])
def test_an_export_of_nothing_is_imported_as_nothing(tmp_path, write, replaces):
    path = tmp_path / ("list.csv" if write is csv_lines else "list.json")
    with closing(open_store(tmp_path)) as store:
        path.write_text("".join(write("items", held_records(store.cursor, "items"))), newline="")
        made = plan(path, "items", store.cursor, replaces=replaces)
    assert (made.wrong, made.broken, made.puts, made.gone) == ([], False, {}, [])
