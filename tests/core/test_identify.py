"""The symbol decides how its text is read; nothing is guessed, and nothing raises."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from edge.cli import app
from edge.core.identifiers import check_digit
from edge.core.identify import PLAIN, SourceRules, identify
from edge.core.identity import REFUSALS, Keys, Refused, Scanned

GS1_SOURCE = SourceRules(gs1_without_aim=True)
SSCC_BARE = "106141412345678908"


def scan(text: str, aim: str = "", source: SourceRules = PLAIN) -> Scanned | Refused:
    return identify(text.encode(), aim, source)


def site(text: str, aim: str = "", source: SourceRules = PLAIN) -> bool:
    return scan(text, aim, source) == Scanned(text, aim, "site")


def names(text: str, aim: str) -> str:
    scanned = scan(text, aim)
    assert isinstance(scanned, Scanned), scanned
    return scanned.names


def refusal(text: str, aim: str = "", source: SourceRules = PLAIN) -> str:
    outcome = scan(text, aim, source)
    assert isinstance(outcome, Refused), outcome
    return outcome.code


@pytest.mark.parametrize(
    "aim", ["", "]C0", "]C2", "]Q1", "]Q0", "]d1", "]A0", "]F0", "]I0", "]L2", "]z0", "]J0", "]X0"]
)
@pytest.mark.parametrize(
    "text", [SSCC_BARE, "0109521234543213", "10LOT-7", "9521234543213", "A-01-02", "Größe 4", "a\x1db"]
)
def test_what_no_gs1_symbol_carries_is_a_site_code_however_it_looks(text, aim):
    assert site(text, aim)


@pytest.mark.parametrize(
    ("text", "aim", "gtin"),
    [
        ("9521234543213", "]E0", "09521234543213"),
        ("0614141123452", "]E0", "00614141123452"),
        ("614141123452", "]E0", "00614141123452"),
        ("96385074", "]E4", "00000096385074"),
        ("952123454321312", "]E3", "09521234543213"),
        ("952123454321352495", "]E3", "09521234543213"),
        ("80614141123458", "]I1", "80614141123458"),
        ("04252614", "]E0", "00042100005264"),
        ("96385074", "]E0", "00000096385074"),
    ],
)
def test_product_codes_are_item_numbers_of_fourteen_digits(text, aim, gtin):
    scanned = scan(text, aim)
    assert isinstance(scanned, Scanned)
    assert scanned.keys == Keys(gtin=gtin)
    assert scanned.names == "item"


@pytest.mark.parametrize(
    ("text", "aim", "code"),
    [
        ("9521234543214", "]E0", "check_digit"),
        ("96385075", "]E4", "check_digit"),
        ("80614141123459", "]I1", "check_digit"),
        ("04252615", "]E0", "check_digit"),
        ("01234565", "]E0", "ambiguous"),
        ("952123454321", "]E4", "ean_form"),
        ("95212345432131", "]E0", "ean_form"),
        ("952123454321A", "]E0", "ean_form"),
        ("952123454321٣", "]E0", "ean_form"),
        ("8061414112345A", "]I1", "ean_form"),
        ("12", "]E1", "add_on_alone"),
        ("52495", "]E2", "add_on_alone"),
        ("", "]E0", "empty"),
    ],
)
def test_a_product_code_that_is_none_is_refused(text, aim, code):
    assert refusal(text, aim) == code


def test_interleaved_codes_of_another_length_are_site_codes():
    assert site("123456", "]I1")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"00{SSCC_BARE}0209521234543213", "logistic_unit"),
        ("010952123454321310A", "item"),
        ("0209521234543213", "content"),
        ("4140614141123452254A", "location"),
        ("8003095211411234545678", "asset"),
        ("800406141415678", "asset"),
        ("2530614141123452", "document"),
        ("4170614141123452", "party"),
        ("17261231", "attributes"),
    ],
)
def test_a_label_names_the_largest_thing_it_has_a_key_of(text, kind):
    assert names(text, "]C1") == kind


# sources without AIM identifiers that were declared GS1


def test_a_declared_source_gives_keys_where_the_whole_text_parses_and_checks():
    assert scan(SSCC_BARE, source=GS1_SOURCE) == Scanned(SSCC_BARE, "", "gs1", Keys(sscc=SSCC_BARE))
    assert scan("9521234543213", source=GS1_SOURCE) == Scanned("9521234543213", "", "gs1", Keys(gtin="09521234543213"))
    label = scan("010952123454321310LOT\x1d17261231", source=GS1_SOURCE)
    assert isinstance(label, Scanned)
    assert label.keys == Keys(gtin="09521234543213", lot="LOT", expiry="2026-12-31")


@pytest.mark.parametrize(
    "text", ["106141412345678909", "9521234543214", "A-01-02", "Größe", "1701-02", "17991301", "00123"]
)
def test_a_declared_source_still_reads_site_codes(text):
    assert site(text, source=GS1_SOURCE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0109521234543214", "check_digit"),
        ("010952123454321317261301", "date"),
        ("0109521234543213XYZ", "unknown_field"),
        ("010952123454321310LÖT", "field_characters"),
    ],
)
def test_what_begins_like_a_label_of_a_declared_source_must_be_one(text, code):
    assert refusal(text, source=GS1_SOURCE) == code


def test_an_alias_means_the_separator_in_gs1_codes_only():
    rules = SourceRules(gs_aliases=("|",))
    assert scan("10A|3724", "]C1", rules) == Scanned("10A\x1d3724", "]C1", "gs1", Keys(lot="A", count=24))
    assert site("A|01", "]C0", rules)


# bytes from outside


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Gr\xc3\xb6\xc3\x9fe", "Größe"), (b"Gr\xf6\xdfe", "Größe"), ("Gro\u0308ße".encode(), "Größe")],
)
def test_text_is_utf_8_or_latin_1_in_one_normal_form(data, text):
    assert identify(data, "]C0") == Scanned(text, "]C0", "site")


@pytest.mark.parametrize("data", [b"A\x00", b"A\r\n", b"\x1b[2J", b"A\x85", "A\u202eB".encode(), "\ufeffA".encode()])
def test_characters_that_cannot_be_shown_are_refused(data):
    outcome = identify(data, "]C0")
    assert isinstance(outcome, Refused)
    assert outcome.code == "control_characters"
    assert outcome.position == (0 if data[0] in (0x1B, 0xEF) else 1)


def test_the_length_is_bounded():
    assert isinstance(identify(b"A" * 512, ""), Scanned)
    assert isinstance(identify(b"A" * 513, ""), Refused)


aims = st.sampled_from(["", "]C0", "]C1", "]e0", "]d1", "]d2", "]Q1", "]Q3", "]J1", "]E0", "]E1", "]E3", "]E4", "]I1"])
signs = ("\x1d", "<GS>", "/", "?", "=", "&", "%", "%41%41", "%1D", "A", "é", "٣", "\x00", "https://a/01/09521234543213")
numbers = (
    "00",
    "01",
    "02",
    "10",
    "17",
    "21",
    "37",
    "3103",
    "8003",
    "8006",
    "4300",
    "261231",
    "0952123454321",
    SSCC_BARE,
)
pieces = st.sampled_from((*signs, *numbers))
inputs = st.binary(max_size=64) | st.lists(pieces, max_size=12).map(lambda parts: "".join(parts).encode())
rules = st.builds(SourceRules, gs1_without_aim=st.booleans(), gs_aliases=st.sampled_from([(), ("|",), ("<GS>", "%")]))


@settings(max_examples=1_000)
@given(inputs, aims | st.text(max_size=3), rules)
def test_any_bytes_give_an_answer_and_never_an_exception(data, aim, source):
    outcome = identify(data, aim, source)
    if isinstance(outcome, Refused):
        assert 0 < len(outcome.message) < 200
        assert outcome.message.isprintable()
        assert outcome.position is None or 0 <= outcome.position <= len(data) * 3
    else:
        assert outcome.text.replace("\x1d", "").isprintable()
        assert outcome.names
        assert outcome == identify(data, aim, source)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_gtin_is_the_same_item_from_every_carrier(payload):
    ean = f"{payload}{check_digit(payload)}"
    outcomes = [
        scan(ean, "]E0"),
        scan(f"010{ean}", "]C1"),
        scan(f"010{ean}", "]e0"),
        scan(f"https://a/01/{ean}", "]Q1"),
    ]
    assert {outcome.keys.gtin for outcome in outcomes if isinstance(outcome, Scanned)} == {f"0{ean}"}
    assert all(isinstance(outcome, Scanned) for outcome in outcomes)


def test_every_refusal_has_a_sentence_that_ends():
    assert all(sentence.endswith(".") for sentence in REFUSALS.values())


# the command


def wedge(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(app, ["identify", *arguments])
    return result.exit_code, json.loads(result.stdout)


def test_the_command_prints_what_a_label_says():
    text = f"]C100{SSCC_BARE}0209521234543213372{{GS}}17261200" + "10L{GS}3202000012"
    assert wedge(text, "--gs", "{GS}") == (
        0,
        {
            "ok": True,
            "kind": "logistic_unit",
            "symbology": "GS1-128",
            "sscc": SSCC_BARE,
            "content": "09521234543213",
            "count": 2,
            "expiry": "2026-12-31",
            "lot": "L",
            "measures": [{"what": "net_weight", "value": "0.12 [lb_av]"}],
        },
    )


def test_the_command_takes_the_separator_itself():
    found = {"ok": True, "kind": "attributes", "symbology": "GS1-128", "lot": "A", "count": 24}
    assert wedge("10A\x1d3724", "--aim", "]C1") == (0, found)
    assert wedge("10A^3724", "--aim", "]C1")[1]["code"] == "separator_as_text"


def test_the_command_reads_several_codes_as_one_label():
    status, printed = wedge(f"]C100{SSCC_BARE}", "]C102095212345432133724", "]C110LOT-7")
    assert (status, printed["sscc"], printed["count"], printed["lot"]) == (0, SSCC_BARE, 24, "LOT-7")
    assert wedge("]C102095212345432133724", "]C110LOT-7")[1]["code"] == "companion"


def test_the_command_tells_why_a_code_is_refused_and_exits_with_1():
    status, printed = wedge("0109521234543214", "--aim", "]C1")
    assert status == 1
    assert printed.pop("message")
    assert printed == {"ok": False, "code": "check_digit", "position": 2}


def test_the_command_calls_a_plain_number_a_site_code():
    assert wedge("09521234543213") == (0, {"ok": True, "kind": "site", "text": "09521234543213"})
    assert wedge("9521234543213", "--gs1") == (0, {"ok": True, "kind": "item", "gtin": "09521234543213"})


def test_the_command_refuses_a_malformed_aim_identifier():
    assert CliRunner().invoke(app, ["identify", "A", "--aim", "C1"]).exit_code == 2


@pytest.mark.parametrize("sign", ["-", "LOT", "1"])
def test_the_command_takes_no_separator_that_a_lot_could_hold(sign):
    result = CliRunner().invoke(app, ["identify", "]C110AB-2112", "--gs", sign])
    assert result.exit_code == 2
    assert result.stdout == ""


def test_the_command_prints_every_measure_of_a_kind():
    _, printed = wedge("]C131030012503200000276")
    assert printed["measures"] == [
        {"what": "net_weight", "value": "1.250 kg"},
        {"what": "net_weight", "value": "276 [lb_av]"},
    ]


def test_the_command_takes_what_only_looks_like_an_aim_identifier_as_the_text_itself():
    assert wedge("]äöX") == (0, {"ok": True, "kind": "site", "text": "]äöX"})
    assert wedge("]1AX") == (0, {"ok": True, "kind": "site", "text": "]1AX"})


def test_the_command_reads_dates_as_of_today(monkeypatch):
    monkeypatch.setattr("edge.shell.clock.Clock.today", lambda _clock, _at: "2060-01-01")
    assert wedge("]C117100101")[1]["expiry"] == "2110-01-01"


@pytest.fixture
def box(tmp_path: Path) -> str:
    """A config with codes of its own and two devices."""
    path = tmp_path / "box.toml"
    path.write_text("""
site = "S1"
box = "B1"
[store]
path = "/var/lib/wedge/ledger.db"
[stations.D]
location = "D"
[devices.gun]
kind = "serial"
station = "D"
gs1_without_aim = true
gs_aliases = ["|"]
options = { device = "/dev/gun" }
[devices.other]
kind = "serial"
station = "D"
options = { device = "/dev/other" }
[[policy.codes]]
kind = "location"
pattern = "LOC-(?P<code>.+)"
[[policy.codes]]
kind = "item"
pattern = "L.*"
aims = ["]C"]
[[policy.variable_codes]]
prefix = "28"
item_digits = 5
value_digits = 5
value = "weight"
decimals = 3
""")
    return str(path)


def test_the_command_knows_the_codes_of_the_site(box):
    status, printed = wedge("]E02812345012505", "--config", box)
    assert (status, printed["net_weight_mg"]) == (0, 1_250_000)
    assert wedge("]C0LOC-A-01", "--config", box)[1]["meant"] == [
        {"kind": "location", "code": "A-01"},
        {"kind": "item", "code": "LOC-A-01"},
    ]
    assert wedge("loc-a-01", "--config", box)[1]["meant"] == [{"kind": "location", "code": "A-01"}]
    assert wedge("X", "--config", box)[1]["meant"] == []


def test_the_command_reads_as_a_device_of_the_config_does(box):
    text = "0109521234543213" + "10A|3724"
    status, printed = wedge("0109521234543213" + "10A|17261231", "--config", box, "--device", "gun")
    assert (status, printed["lot"], printed["expiry"]) == (0, "A", "2026-12-31")
    assert wedge(text, "--config", box, "--device", "other")[1]["kind"] == "site"


@pytest.mark.parametrize("arguments", [["--device", "gun"], ["--config", "BOX", "--device", "gin"]])
def test_the_command_names_a_device_that_it_cannot_know(box, arguments):
    result = CliRunner().invoke(app, ["identify", "X", *(box if one == "BOX" else one for one in arguments)])
    assert result.exit_code == 2
    assert result.stdout == ""
