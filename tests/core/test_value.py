"""Values: equal and hashed by their fields, without a dictionary, and changed by nobody, as the type checker holds."""

from pathlib import Path

import pytest
from mypy import api

from edge.core.value import value

SNIPPET = """
from edge.core.value import value

@value
class Length:
    mm: int

def grow(length: Length) -> None:
    length.mm = 2
"""


@value
class Length:
    mm: int
    of: str = ""


def test_a_value_is_equal_and_hashed_by_its_fields() -> None:
    assert Length(1) == Length(1, "") != Length(2)
    assert len({Length(1), Length(1), Length(2)}) == 2


def test_a_value_has_no_room_for_more_than_its_fields() -> None:
    with pytest.raises(AttributeError):
        Length(1).width = 3  # type: ignore[attr-defined]


def test_the_type_checker_refuses_to_change_a_value(tmp_path: Path) -> None:
    (tmp_path / "snippet.py").write_text(SNIPPET)
    told, _, code = api.run(
        ["--config-file=", "--no-incremental", "--follow-imports=silent", str(tmp_path / "snippet.py")]
    )
    assert code == 1
    assert 'Property "mm" defined in "Length" is read-only' in told
