"""Tags: official vectors, every scheme there and back, and raw for all that is no GS1 number."""

import json

import pytest
from epcpy import hex_to_tag_encodable
from epcpy.epc_schemes.gdti import GDTI, GDTIFilterValue
from epcpy.epc_schemes.giai import GIAI, GIAIFilterValue
from epcpy.epc_schemes.grai import GRAI, GRAIFilterValue
from epcpy.epc_schemes.sgln import SGLN, SGLNFilterValue
from epcpy.epc_schemes.sgtin import SGTIN, SGTINFilterValue
from epcpy.epc_schemes.sscc import SSCC, SSCCFilterValue
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from edge.cli import app
from edge.core.epc import KNOWN_TAGS_MAX, _identify, identify_epc
from edge.core.identifiers import check_digit
from edge.core.identity import TagIdentity

SGTIN_HEX = "3074257BF7194E4000001A85"
SSCC_HEX = "3174257BF4499602D2000000"


def tag(text: str, pc: int | None = None) -> TagIdentity:
    return identify_epc(bytes.fromhex(text), pc)


@pytest.mark.parametrize(
    ("text", "kind", "names", "uri", "keys"),
    [
        (SGTIN_HEX, "sgtin", "item", "sgtin:0614141.812345.6789", {"gtin": "80614141123458", "serial": "6789"}),
        (SSCC_HEX, "sscc", "logistic_unit", "sscc:0614141.1234567890", {"sscc": "106141412345678908"}),
        (
            "3274257BF46072000000162E",
            "sgln",
            "location",
            "sgln:0614141.12345.5678",
            {"gln": "0614141123452", "extension": "5678"},
        ),
        ("3376451FD40C0E400000162E", "grai", "asset", "grai:9521141.12345.5678", {"grai": "95211411234545678"}),
        ("3474257BF40000000000162E", "giai", "asset", "giai:0614141.5678", {"giai": "06141415678"}),
    ],
)
def test_the_standards_examples_are_read(text, kind, names, uri, keys):
    found = tag(text)
    assert (found.epc, found.kind, found.names, found.uri) == (text, kind, names, f"urn:epc:id:{uri}")
    assert {name: value for name in TagIdentity.__slots__[3:] if (value := getattr(found, name))} == keys


@pytest.mark.parametrize(
    "text",
    [
        "E2801160600002054C5D7F3A",
        "E200",
        "00" * 12,
        "FF" * 12,
        "30",
        SGTIN_HEX[:-2],
        f"{SGTIN_HEX}0001",
        f"{SSCC_HEX[:-2]}01",
        "307C257BF7194E4000001A85",
        "3063FFFFFFFFFE4000001A85",
        "31" * 12,
        "34",
        "F7",
    ],
)
def test_what_is_no_gs1_number_is_raw(text):
    found = tag(text)
    assert found == TagIdentity(epc=text)
    assert (found.kind, found.names, found.uri) == ("raw", "raw", None)


def test_the_numbering_system_bit_makes_a_tag_raw():
    assert tag(SGTIN_HEX, 0x3000).kind == "sgtin"
    assert tag(SGTIN_HEX, 0x3400).kind == "sgtin"
    assert tag(SGTIN_HEX, 0x31A1) == TagIdentity(epc=SGTIN_HEX)


def test_the_epc_ends_where_the_control_word_says():
    assert tag(f"{SGTIN_HEX}DEADBEEF", 0x3000) == tag(SGTIN_HEX)
    assert tag("E28011", 0x0000) == TagIdentity(epc="E28011")


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
    found = tag(text)
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


@settings(max_examples=1_000)
@given(
    st.binary(max_size=64)
    | st.tuples(st.sampled_from(range(0x2C, 0x48)), st.binary(max_size=32)).map(lambda p: bytes([p[0]]) + p[1]),
    st.none() | st.integers(0, 0xFFFF),
)
def test_any_bytes_give_an_answer_that_the_library_shares(epc, pc):
    found = identify_epc(epc, pc)
    assert found.epc == epc.hex().upper()[: len(found.epc)]
    if found.kind != "raw":
        assert hex_to_tag_encodable(found.epc).epc_uri == found.uri


def test_a_tag_seen_again_is_looked_up_and_memory_is_bounded():
    tag(SGTIN_HEX)
    before = _identify.cache_info()
    tag(SGTIN_HEX, 0x3000)
    after = _identify.cache_info()
    assert after.hits == before.hits + 1
    assert after.maxsize == KNOWN_TAGS_MAX


def wedge(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(app, ["epc", *arguments])
    return result.exit_code, json.loads(result.stdout)


def test_the_command_prints_what_a_tag_names():
    assert wedge(SGTIN_HEX.lower()) == (
        0,
        {
            "ok": True,
            "kind": "sgtin",
            "names": "item",
            "epc": SGTIN_HEX,
            "uri": "urn:epc:id:sgtin:0614141.812345.6789",
            "gtin": "80614141123458",
            "serial": "6789",
        },
    )
    assert wedge(SGTIN_HEX, "--pc", "3100") == (0, {"ok": True, "kind": "raw", "names": "raw", "epc": SGTIN_HEX})


@pytest.mark.parametrize("text", ["xyz1", "303", "", "AB" * 65])
def test_the_command_refuses_what_is_no_hexadecimal_number(text):
    status, printed = wedge(text)
    assert status == 1
    assert printed["message"]
    assert (printed["ok"], printed["code"]) == (False, "bad_hex")
