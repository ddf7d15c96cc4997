"""Tags: official vectors, every scheme there and back, and raw for all that is no GS1 number."""

from random import Random

import pytest
from epcpy import hex_to_tag_encodable
from epcpy.epc_schemes.cpi import CPI, CPIFilterValue
from epcpy.epc_schemes.gdti import GDTI, GDTIFilterValue
from epcpy.epc_schemes.giai import GIAI, GIAIFilterValue
from epcpy.epc_schemes.grai import GRAI, GRAIFilterValue
from epcpy.epc_schemes.sgln import SGLN, SGLNFilterValue
from epcpy.epc_schemes.sgtin import SGTIN, SGTINFilterValue
from epcpy.epc_schemes.sscc import SSCC, SSCCFilterValue
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.core.epc import _DECODERS, KNOWN_TAGS_MAX, identify_epc, identify_number
from edge.core.identifiers import check_digit
from edge.core.identity import RAW_TAGS, TagIdentity
from edge.core.read import EPC_BYTES_MAX

SGTIN_HEX = "3074257BF7194E4000001A85"
SSCC_HEX = "3174257BF4499602D2000000"


LIBRARY_READS = {
    "sgtin",
    "sscc",
    "sgln",
    "grai",
    "giai",
    "gdti",
    "cpi",
    "gsrn",
    "gsrnp",
    "sgcn",
    "itip",
    "gid",
    "usdod",
}
GDTI_113 = "3A"


def tag(text: str, pc: int | None = None) -> TagIdentity:
    return identify_epc(bytes.fromhex(text), pc)


@pytest.mark.parametrize(
    ("text", "names", "uri"),
    [
        (SGTIN_HEX, "item", "sgtin:0614141.812345.6789"),
        (SSCC_HEX, "logistic_unit", "sscc:0614141.1234567890"),
        ("3274257BF46072000000162E", "location", "sgln:0614141.12345.5678"),
        ("3376451FD40C0E400000162E", "asset", "grai:9521141.12345.5678"),
        ("3474257BF40000000000162E", "asset", "giai:0614141.5678"),
        ("2C76451FD46072000000162E", "document", "gdti:9521141.12345.5678"),
        ("3C76451FD400C0E680003039", "item", "cpi:9521141.98765.12345"),
        ("3500E86F8000A9E000000586", "raw", "gid:952056.2718.1414"),
    ],
)
def test_a_scheme_tells_what_kind_of_thing_is_named(text, names, uri):
    found = tag(text)
    assert (found.epc, found.names, found.uri) == (text, names, f"urn:epc:id:{uri}")
    assert (found.why, found.message) == (None, None)


def test_a_raw_tag_says_why_in_a_sentence():
    found = tag("E2801160600002054C5D7F3A")
    assert (found.kind, found.names, found.uri, found.why) == ("raw", "raw", None, "factory")
    assert found.message == RAW_TAGS["factory"]


def test_the_control_word_cuts_the_number_before_anything_else_is_asked():
    assert tag(f"{SGTIN_HEX}DEADBEEF", 0x3000) == tag(SGTIN_HEX)
    assert tag(f"{SGTIN_HEX}DEADBEEF", 0x3100).epc == SGTIN_HEX
    assert tag("E28011", 0x0800).epc == "E280"


def test_a_number_longer_than_any_tag_is_cut_and_not_remembered():
    before = identify_number.cache_info()
    found = identify_epc(bytes.fromhex(SGTIN_HEX) + bytes(1 << 20))
    assert (found.why, len(found.epc)) == ("too_long", 2 * EPC_BYTES_MAX)
    assert identify_number.cache_info() == before


def test_a_location_without_extension_has_none():
    text = SGLN("urn:epc:id:sgln:0614141.12345.0").hex(
        binary_coding_scheme=SGLN.BinaryCodingScheme.SGLN_96, filter_value=SGLNFilterValue.ALL_OTHERS
    )
    assert (tag(text).gln, tag(text).extension) == ("0614141123452", None)


def test_filler_after_a_number_is_not_part_of_it():
    assert tag(f"{SGTIN_HEX}0000").gtin == tag(SGTIN_HEX).gtin


companies = st.integers(6, 12).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
signs = st.text("ABCXYZabcxyz0123456789-_.()*", min_size=1, max_size=16)


def filled(company: str, digits: int, data: st.DataObject) -> str:
    size = digits - len(company)
    return data.draw(st.text("0123456789", min_size=size, max_size=size))


@given(companies, st.integers(0, 2**38 - 1), st.integers(0, 7), st.data())
def test_sgtin_96_there_and_back(company, serial, filter_value, data):
    reference = filled(company, 13, data)
    text = SGTIN(f"urn:epc:id:sgtin:{company}.{reference}.{serial}").hex(
        binary_coding_scheme=SGTIN.BinaryCodingScheme.SGTIN_96, filter_value=SGTINFilterValue(str(filter_value))
    )
    payload = f"{reference[0]}{company}{reference[1:]}"
    found = tag(text)
    assert (found.gtin, found.serial) == (f"{payload}{check_digit(payload)}", str(serial))
    assert found.uri == f"urn:epc:id:sgtin:{company}.{reference}.{serial}"


@given(companies, st.integers(0, 7), st.data())
def test_sscc_96_there_and_back(company, filter_value, data):
    reference = filled(company, 17, data)
    scheme = SSCC(f"urn:epc:id:sscc:{company}.{reference}")
    text = scheme.hex(
        binary_coding_scheme=SSCC.BinaryCodingScheme.SSCC_96, filter_value=SSCCFilterValue(str(filter_value))
    )
    found = tag(text)
    assert (found.sscc, found.uri) == (scheme.gs1_key(), scheme.epc_uri)


@pytest.mark.parametrize(
    ("scheme", "coding", "filters", "digits"),
    [
        (SGTIN, SGTIN.BinaryCodingScheme.SGTIN_198, SGTINFilterValue, 13),
        (SGLN, SGLN.BinaryCodingScheme.SGLN_195, SGLNFilterValue, 12),
        (GRAI, GRAI.BinaryCodingScheme.GRAI_170, GRAIFilterValue, 12),
        (GDTI, GDTI.BinaryCodingScheme.GDTI_174, GDTIFilterValue, 12),
        (GIAI, GIAI.BinaryCodingScheme.GIAI_202, GIAIFilterValue, 0),
    ],
)
@settings(max_examples=30)
@given(company=companies, serial=signs, filter_value=st.integers(0, 7), data=st.data())
def test_long_numbers_there_and_back(scheme, coding, filters, digits, company, serial, filter_value, data):
    parts = [company, filled(company, digits, data), serial] if digits else [company, serial]
    tagged = scheme(f"urn:epc:id:{scheme.__name__.lower()}:{'.'.join(parts)}")
    text = tagged.hex(binary_coding_scheme=coding, filter_value=filters(str(filter_value)))
    found = tag(text + "0" * (-len(text) % 4))
    assert found.uri == tagged.epc_uri
    assert any(
        serial in (value or "") for value in (found.serial, found.extension, found.grai, found.gdti, found.giai)
    ) or (scheme is SGLN and serial == "0")


def test_characters_behind_the_end_of_a_long_serial_are_not_joined_to_it():
    text = SGTIN("urn:epc:id:sgtin:0614141.812345.AB").hex(
        binary_coding_scheme=SGTIN.BinaryCodingScheme.SGTIN_198, filter_value=SGTINFilterValue.POS_ITEM
    )
    assert tag(text).serial == "AB"
    hidden = (
        int(text, 16) | ord("C") << 73
    )  # the eleventh of twenty characters of 7 bits, which end 10 bits before the end
    assert tag(f"{hidden:0{len(text)}X}").kind == "raw"


@settings(max_examples=30)
@given(company=companies, reference=st.text("ABCXYZ0123456789-", min_size=1, max_size=18), data=st.data())
def test_component_numbers_there_and_back(company, reference, data):
    serial, filter_value = data.draw(st.integers(0, 10**12 - 1)), data.draw(st.integers(0, 7))
    is_short = reference.isdecimal() and str(int(reference)) == reference and len(reference) <= 15 - len(company)
    short = is_short and serial < 2**31 and int(reference) < 10 ** (15 - len(company))
    coding = CPI.BinaryCodingScheme.CPI_96 if short else CPI.BinaryCodingScheme.CPI_VAR
    uri = f"urn:epc:id:cpi:{company}.{reference}.{serial}"
    text = CPI(uri).hex(binary_coding_scheme=coding, filter_value=CPIFilterValue(str(filter_value)))
    found = tag(text + "0" * (-len(text) % 4))
    assert (found.cpi, found.serial, found.uri) == (company + reference, str(serial), uri)


@settings(max_examples=1_000)
@given(
    st.binary(max_size=70)
    | st.tuples(st.sampled_from(range(0x2C, 0x42)), st.binary(max_size=32)).map(lambda p: bytes([p[0]]) + p[1]),
    st.none() | st.integers(0, 0xFFFF),
)
def test_any_bytes_give_an_answer_that_the_library_shares(epc, pc):
    found = identify_epc(epc, pc)
    assert found.epc == epc.hex().upper()[: len(found.epc)]
    assert (found.why is None) == (found.kind != "raw")
    if found.kind in LIBRARY_READS and not found.epc.startswith(GDTI_113):
        assert hex_to_tag_encodable(found.epc).epc_uri == found.uri


@given(companies, st.integers(0, 2**38 - 1), st.integers(0, 95), st.data())
def test_no_two_items_share_a_number(company, serial, flipped, data):
    reference = int(filled(company, 13, data))
    bits = (40, 37, 34, 30, 27, 24, 20)[12 - len(company)]
    number = 0x30 << 88 | (12 - len(company)) << 82 | int(company) << (82 - bits) | reference << 38 | serial
    other = number ^ 1 << flipped
    one, two = identify_epc(number.to_bytes(12, "big")), identify_epc(other.to_bytes(12, "big"))
    assert one.kind == "sgtin"
    assert one.uri != two.uri or 85 <= flipped < 88  # the filter is no part of the identity


@pytest.mark.parametrize("count", [10_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_whatever_a_reader_sends_is_answered_in_bounds(count):
    chance = Random(count)
    headers = bytes(_DECODERS)
    for _ in range(count):
        epc = chance.randbytes(chance.choice((1, 2, 8, 12, 14, 16, 26, 62, 64)))
        if chance.random() < 0.8:
            epc = bytes([chance.choice(headers)]) + epc[1:]
        found = identify_epc(epc, chance.choice((None, len(epc) // 2 << 11 & 0xF800, chance.randrange(0x10000))))
        assert len(found.epc) <= 2 * EPC_BYTES_MAX
        assert (found.kind == "raw") == (found.why in RAW_TAGS)


def test_a_tag_seen_again_is_looked_up_and_memory_is_bounded():
    tag(SGTIN_HEX)
    before = identify_number.cache_info()
    tag(SGTIN_HEX, 0x3000)
    after = identify_number.cache_info()
    assert after.hits == before.hits + 1
    assert after.maxsize == KNOWN_TAGS_MAX
