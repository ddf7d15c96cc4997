"""Canonical JSON agrees with the reference, byte for byte, and refuses what it cannot write."""

import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from edge.core.canonical import DEPTH_MAX, canonical
from edge.core.identifiers import Gtin

ascii_keys = st.text(st.characters(min_codepoint=0, max_codepoint=127), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(lambda t: unicodedata.normalize("NFC", t))
integers = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(ascii_keys, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_agrees_with_the_reference(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_order_of_keys_and_spaces_do_not_matter():
    assert canonical({"b": 1, "a": [True, None, 'x\x1d\n"\\\x7f/é']}) == (
        b'{"a":[true,null,"x\\u001d\\n\\"\\\\\x7f/\xc3\xa9"],"b":1}'
    )


def test_a_tuple_is_a_list_and_a_value_type_is_its_text():
    assert canonical({"gtin": Gtin("9521234543213"), "t": ("a",)}) == b'{"gtin":"09521234543213","t":["a"]}'


@pytest.mark.parametrize("value", [1.0, {"a": 2.5}, [float("nan")], {1: "a"}, b"a", {"a": {1, 2}}, object()])
def test_types_without_a_canonical_form_are_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), ["e\u0301"], ["\ud800"], {"é": 1}, {"a": {"n\u0303": 1}}, "\n\u0303e\u0301"]
)
def test_values_without_a_canonical_form_are_refused(value):
    with pytest.raises(ValueError):
        canonical(value)


def test_a_combining_mark_after_an_escape_is_not_mistaken_for_a_letter():
    assert canonical("\n\u0303") == '"\\n\u0303"'.encode()


def test_nesting_is_bounded():
    value: object = 1
    for _ in range(DEPTH_MAX):
        value = [value]
    assert canonical(value) == b"[" * DEPTH_MAX + b"1" + b"]" * DEPTH_MAX
    with pytest.raises(ValueError):
        canonical([value])
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(ValueError):
        canonical(loop)
