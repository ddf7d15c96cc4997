"""A value with some fields changed: the same as the standard library's, its own checks included."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.changed import changed
from edge.core.session import Armed, Menu, Session
from edge.core.stock import Goods, StockKey, WholeLpn

SESSION = Session("DOCK-1", "op-1", Menu(), 3, Armed("X", 5), None, ("a", "b"), 7, 1)
NAMES = [field.name for field in fields(Session)]


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_it_is_what_the_standard_library_gives(changes):
    assert changed(SESSION, **changes) == replace(SESSION, **changes)
    assert SESSION.turn == 3


def test_the_checks_of_the_class_run_again():
    with pytest.raises(ValueError, match="positive quantity"):
        changed(Goods(StockKey("TEA"), 1), qty=0)


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        changed(SESSION, colour="red")


def test_a_class_of_one_field_is_changed_too():
    assert changed(WholeLpn("P-1"), lpn="P-2") == WholeLpn("P-2")
