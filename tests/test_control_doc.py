"""docs/control.md: its examples are lines of the protocol as they travel, and no message, row or list is left out."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from edge import control, control_rows
from edge.shell.desk import entry_list, racks, stock_list

DOC = (Path(__file__).parents[1] / "docs" / "control.md").read_text(encoding="utf-8")
CATALOGUE = Path(__file__).parents[1] / "tui" / "texts" / "en"
LINES = [line for block in re.findall(r"```json\n(.*?)```", DOC, re.DOTALL) for line in block.splitlines()]
ONE: TypeAdapter[BaseModel] = TypeAdapter(
    control.FromScreen | control.ForScreen | control.Commanded | control.SignedIn  # type: ignore[arg-type]
)


def named(value: object) -> set[str]:
    """All types of messages and rows in a line."""
    if isinstance(value, dict):
        own = {value["type"]} if isinstance(value.get("type"), str) else set()
        return own.union(*map(named, value.values()))
    return set().union(*map(named, value)) if isinstance(value, list) else set()


def types_of(module: object) -> set[str]:
    models = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    return {one.model_fields["type"].default for one in models if "type" in one.model_fields}


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_an_example_is_a_line_as_it_travels(line: str) -> None:
    message = ONE.validate_json(line)
    assert control.line(message).decode() == line + "\n"  # type: ignore[arg-type]


def test_every_message_and_every_row_has_an_example() -> None:
    shown = set().union(*(named(json.loads(line)) for line in LINES))
    assert types_of(control) | types_of(control_rows) <= shown


def test_every_topic_list_and_letter_of_the_map_is_told() -> None:
    words = (*get_args(control.Topic), *get_args(control.ListName))
    assert [word for word in words if f"`{word}`" not in DOC] == []
    shown = re.search(r"letters are (.*?)\.", DOC)
    assert shown is not None
    assert sorted(re.findall(r"`(\w)`", shown[1])) == sorted("efbmcl")


def test_what_lists_can_be_sorted_by_are_fields_of_their_rows() -> None:
    for orders, row in (
        (stock_list.ORDERS, control.StockRow),
        (entry_list.ORDERS, control.EntryRow),
        (racks.ORDERS, control.MapRow),
    ):
        assert set(orders) <= row.model_fields.keys()


def test_the_texts_of_the_examples_are_in_the_catalogue() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in CATALOGUE.glob("*.ftl"))
    keys = set(re.findall(r'"key":"([a-z-]+)"', "\n".join(LINES)))
    assert [key for key in sorted(keys) if not re.search(rf"^{key} =", texts, re.MULTILINE)] == []
