"""The `+` schemes: whatever the standard can write is read back, and nothing is read that it could not have written."""

from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.epc import identify_epc
from edge.core.epc_layouts import LAYOUTS
from edge.core.gs1_rules import rule
from edge.core.identifiers import CSET82, check_digit
from edge.core.read import EPC_BYTES_MAX
from tests.core.epc_encoder import DATE_TYPES, HEADERS, INDICATORS, encode, fitting
from tests.core.epc_encoder import VALUES as WRITERS

CPI_SIGNS = "ABCXYZ0123456789-/#"
NAMED = {"00": "sscc", "01": "gtin", "21": "serial", "414": "gln", "254": "extension", "8003": "grai", "8004": "giai",
         "253": "gdti", "8010": "cpi", "8011": "serial"}  # fmt: skip
UNNAMED = {"itip+", "gsrn+", "gsrnp+", "sgcn+"}


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def checked(count: int) -> st.SearchStrategy[str]:
    return digits(count - 1).map(lambda text: f"{text}{check_digit(text)}")


def signs(longest: int) -> st.SearchStrategy[str]:
    return st.sampled_from(
        ("0123456789", "0123456789ABCDEF", "0123456789abcdef", "AZaz09-_", "AZ09.:-", "".join(CSET82))
    ).flatmap(lambda alphabet: st.text(alphabet, min_size=1, max_size=longest))


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


VALUES = {
    "00": checked(18),
    "01": checked(14),
    "21": signs(20),
    "414": checked(13),
    "254": signs(20),
    "8003": joined(st.just("0"), checked(13), signs(16)),
    "8004": joined(st.integers(4, 12).flatmap(digits), signs(18)),
    "253": joined(checked(13), signs(17)),
    "255": joined(checked(13), st.integers(1, 12).flatmap(digits)),
    "8006": joined(checked(14), digits(4)),
    "8010": joined(st.integers(6, 12).flatmap(digits), st.text(CPI_SIGNS, min_size=1, max_size=18)),
    "8011": st.integers(1, 12).flatmap(digits),
    "8017": checked(18),
    "8018": checked(18),
}
KEYS = {
    "cpi+": ("8010", "8011"),
    "grai+": ("8003",),
    "sgln+": ("414", "254"),
    "itip+": ("8006", "21"),
    "gsrn+": ("8018",),
    "gsrnp+": ("8017",),
    "gdti+": ("253",),
    "sgtin+": ("01", "21"),
    "sgcn+": ("255",),
    "sscc+": ("00",),
    "giai+": ("8004",),
    "dsgtin+": ("01", "21"),
}
EXAMPLES = {
    "00": "095201234567891235",
    "01": "79521141123453",
    "21": "32a/b",
    "253": "95211411234545678",
    "254": "32a/b",
    "255": "952114167890904711",
    "414": "9521141123454",
    "8003": "0952114112345432a/b",
    "8004": "952114132a/b",
    "8006": "095211411234540102",
    "8010": "952114198765AB",
    "8011": "12345",
    "8017": "952114112345678906",
    "8018": "952114112345678906",
}
dates = st.dates().map(lambda day: day.strftime("%y%m%d"))
data_fields = st.lists(
    st.one_of(
        st.tuples(st.just("10"), signs(20)),
        st.tuples(st.just("240"), signs(20)),
        st.tuples(st.just("91"), signs(60)),
        st.tuples(st.sampled_from(("11", "13", "15", "16", "17")), dates),
        st.tuples(st.just("3103"), digits(6)),
        st.tuples(st.just("410"), checked(13)),
        st.tuples(st.just("422"), digits(3)),
    ),
    max_size=3,
    unique_by=lambda field: field[0],
)


def spoken(value: str, ai: str) -> str:
    """The characters of a value that its encoding has to write: those behind a part of digits alone."""
    fixed = {"8003": 14, "253": 13}.get(ai)
    return value[fixed:] if fixed else value.lstrip("0123456789") if ai in {"8004", "8010"} else value


@st.composite
def tags(draw: st.DrawFn):
    kind = draw(st.sampled_from(sorted(HEADERS)))
    key = tuple((ai, draw(VALUES[ai])) for ai in KEYS[kind])
    characters = "".join(spoken(value, ai) for ai, value in key if ai in {"21", "254", "8003", "253", "8004", "8010"})
    date = draw(st.tuples(st.sampled_from(sorted(DATE_TYPES)), dates)) if kind == "dsgtin+" else None
    data = tuple(field for field in draw(data_fields) if not date or field[0] != date[0])
    return kind, key, date, data, draw(st.integers(0, 7)), draw(st.sampled_from(fitting(characters)))


@settings(max_examples=300)
@given(tags(), st.sampled_from((0, 0, 2, 4)))
def test_there_and_back(made, filler):
    kind, key, date, data, filter_value, encoding = made
    epc = encode(kind, key, filter_value=filter_value, date=date, data=data, encoding=encoding)
    found = identify_epc(epc + bytes(filler))
    if len(epc) + filler > EPC_BYTES_MAX:
        assert found.why == "too_long"
        return
    assert found.kind == kind
    own = () if kind not in UNNAMED else key
    assert found.fields == (*own, *((date,) if date else ()), *data)
    for ai, value in () if kind in UNNAMED else key:
        expected = value[1:] if ai == "8003" else None if (ai, value) == ("254", "0") else value
        assert getattr(found, NAMED[ai]) == expected
    assert found.data is None


@settings(max_examples=300)
@given(tags(), st.lists(st.integers(0, 511), min_size=1, max_size=3), st.integers(0, 3))
def test_what_is_read_from_damaged_tags_is_written_the_same_again(made, flips, words):
    kind, key, date, fields, filter_value, encoding = made
    epc = encode(kind, key, filter_value=filter_value, date=date, data=fields, encoding=encoding)[: 64 - 2 * words]
    epc += bytes(2 * words)
    number = int.from_bytes(epc, "big")
    for flip in flips:
        number ^= 1 << flip % (8 * len(epc))
    found = identify_epc(number.to_bytes(len(epc), "big"))
    if found.kind in HEADERS and found.data is None:
        key, date, data = taken_apart(found)
        if len(data) > 1 or any(ai not in WRITERS for ai, _ in data):
            return  # each field of the data may have an encoding of its own
        again = rewritten(found.kind, key, date, data, int(found.epc[2], 16) & 7)
        assert bytes.fromhex(found.epc).rstrip(b"\0") in {epc.rstrip(b"\0") for epc in again}


def taken_apart(found):
    key = [(ai, value) for ai, value in found.fields if ai in KEYS[found.kind]]
    for ai in () if found.kind in UNNAMED else KEYS[found.kind]:
        value = getattr(found, NAMED[ai]) or "0"
        key.append((ai, f"0{value}" if ai == "8003" else value))
    more = [field for field in found.fields if field[0] not in KEYS[found.kind]]
    return key, more.pop(0) if found.kind == "dsgtin+" else None, more


def rewritten(kind, key, date, data, filter_value):
    for encoding, data_encoding in product(INDICATORS, INDICATORS):
        with suppress(ValueError):
            told = {"filter_value": filter_value, "date": date, "data": data}
            yield encode(kind, key, **told, encoding=encoding, data_encoding=data_encoding)


def test_every_layout_belongs_to_an_application_identifier_and_none_begins_another():
    assert not [ai for ai in LAYOUTS if rule(ai) is None]
    assert not [(one, two) for one in LAYOUTS for two in LAYOUTS if one != two and two.startswith(one)]


@pytest.mark.parametrize("kind", sorted(HEADERS))
def test_cut_anywhere_it_is_never_believed_as_something_else(kind):
    key = tuple((ai, EXAMPLES[ai]) for ai in KEYS[kind])
    epc = encode(kind, key, date=("17", "261231") if kind == "dsgtin+" else None)
    assert identify_epc(epc).kind == kind
    used = len(epc.rstrip(b"\0"))
    for length in range(2, used - 1, 2):
        assert identify_epc(epc[:length]).why == "too_short"
