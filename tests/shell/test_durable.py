"""What must last is written in one place."""

import ast
from pathlib import Path

import pytest

from edge.shell.durable import sync_folder

TOP = Path(__file__).parent.parent.parent


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "gone")


def test_only_one_function_of_the_daemon_syncs_a_folder():
    """Another one is a second place to forget what the first has learned."""
    found = [
        f"{path.relative_to(TOP)}: {function.name}"
        for path in sorted((TOP / "edge").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and {"os.O_RDONLY", "os.fsync"} <= _names(function)
    ]
    assert found == ["edge/shell/durable.py: sync_folder"]


def _names(tree):
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
