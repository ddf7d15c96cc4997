"""Quantities come out whole in the base unit, exactly, or are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.core.quantity import QuantityError, in_uom, to_base
from edge.core.reference import Item
from edge.core.stock import QTY_MAX

BOLT = Item("4711", "Bolt", units={"CS": 12, "PAL": 480})
HAM = Item("HAM", "Ham", uom="KG", scale=3, units={"CT": 20_000})


@pytest.mark.parametrize(
    ("item", "text", "uom", "base"),
    [
        (BOLT, "7", "", 7),
        (BOLT, "7.000", "EA", 7),
        (BOLT, "3", "CS", 36),
        (BOLT, "2.5", "CS", 30),
        (BOLT, "0.25", "PAL", 120),
        (HAM, "12.5", "", 12_500),
        (HAM, "0.001", "KG", 1),
        (HAM, "1.5", "CT", 30_000),
        (BOLT, str(QTY_MAX), "", QTY_MAX),
    ],
)
def test_a_quantity_in_any_unit_is_an_exact_number_of_base_units(item, text, uom, base):
    assert to_base(item, text, uom) == base


@pytest.mark.parametrize(
    ("item", "text", "uom", "why"),
    [
        (BOLT, "2.5", "", "2.5 EA of 4711 is no whole number of EA"),
        (BOLT, "0.3", "CS", "0.3 CS of 4711 is no whole number of EA"),
        (HAM, "0.0005", "", "no whole number of 10\\^-3 KG"),
        (BOLT, "3", "BX", "4711 is counted in EA, CS, PAL, not in BX"),
        (BOLT, "0", "", "not between 1 and"),
        (BOLT, str(QTY_MAX + 1), "", "not between 1 and"),
        (BOLT, "-3", "", "is no quantity"),
        (BOLT, "1e3", "", "is no quantity"),
        (BOLT, "1,5", "", "is no quantity"),
        (BOLT, "٣", "", "is no quantity"),
        (BOLT, "", "", "is no quantity"),
    ],
)
def test_what_is_no_quantity_of_the_item_is_refused_with_what_is_allowed(item, text, uom, why):
    with pytest.raises(QuantityError, match=why):
        to_base(item, text, uom)


@given(st.integers(1, QTY_MAX), st.integers(0, 6))
def test_what_is_written_is_read_back_as_it_was(qty, scale):
    item = Item("X", "x", uom="KG", scale=scale)
    assert to_base(item, in_uom(item, qty)) == qty
