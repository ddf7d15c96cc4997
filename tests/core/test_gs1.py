"""GS1 labels: what is read, what is refused and where, beside the official verdicts and beside biip."""

import csv
from pathlib import Path

import pytest
from biip.gs1_messages import GS1Message
from hypothesis import given
from hypothesis import strategies as st

from edge.core.digital_link import read_link
from edge.core.gs1 import GS, read_elements
from edge.core.gs1_rules import iso_date
from edge.core.identifiers import CSET82, check_digit
from edge.core.identify import SourceRules, identify
from edge.core.identity import Keys, Refused, Scanned
from edge.core.measures import Measure

DATA = Path(__file__).parent / "data"
YEAR = 2026


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


OFFICIAL = table("gs1_syntax_cases.tsv")
DIFFERENT = {row["input"]: row for row in table("gs1_differences.tsv")}


def scan(text: str, aim: str = "]C1") -> Scanned | Refused:
    return identify(text.encode(), aim)


def keys(text: str, aim: str = "]C1") -> Keys:
    scanned = scan(text, aim)
    assert isinstance(scanned, Scanned), scanned
    assert scanned.kind == "gs1"
    return scanned.keys


def refused(text: str, aim: str = "]C1") -> tuple[str, int | None]:
    outcome = scan(text, aim)
    assert isinstance(outcome, Refused), outcome
    assert outcome.message
    return outcome.code, outcome.position


def official(row: dict[str, str]) -> tuple[str, str]:
    """The text and the AIM identifier that stand for a row of the official cases."""
    text = row["input"]
    if row["kind"] == "fnc1":
        return text[1:].replace("^", GS), "]C1"
    if row["kind"] == "scan":
        return text[3:].replace("{GS}", GS), text[:3]
    return text, "]Q1"


@pytest.mark.parametrize("row", OFFICIAL, ids=lambda row: row["input"])
def test_agrees_with_the_official_verdict_but_where_a_reason_stands(row):
    text, aim = official(row)
    outcome = scan(text, aim)
    verdict = outcome.code if isinstance(outcome, Refused) else outcome.kind
    if difference := DIFFERENT.get(row["input"]):
        assert verdict == difference["ours"]
        assert (verdict == "gs1") != (row["official_verdict"] == "ACCEPT"), (
            "no longer a difference: take it off the list"
        )
        return
    assert (verdict == "gs1") == (row["official_verdict"] == "ACCEPT")
    if verdict == "gs1" and row["official_parsed_AIs"]:
        fields = read_link(text, YEAR) if text[:4].lower() == "http" else read_elements(text, YEAR)
        assert isinstance(fields, tuple)
        assert sorted(f"({field.ai}){field.value}" for field in fields) == sorted(
            f"({part}" for part in row["official_parsed_AIs"].split("(")[1:]
        )


def test_every_difference_is_one_of_the_official_cases():
    assert {row["input"] for row in OFFICIAL} >= DIFFERENT.keys()


def test_a_pallet_label_gives_all_its_keys():
    assert keys("00106141412345678908" + "0209521234543213" + f"3724{GS}17261200" + "10LOT-7") == Keys(
        sscc="106141412345678908", content="09521234543213", count=24, expiry="2026-12-31", lot="LOT-7"
    )


# the traps of the field, one by one


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("00106141412345678909", 2),
        ("0109521234543214", 2),
        (f"10A{GS}0209521234543214", 6),
        ("4140614141123453", 3),
        ("4100614141123453", 3),
        ("4170614141123453", 3),
        ("8003095211411234555678", 4),
        ("8006095212345432140102", 4),
        ("2530614141123453", 3),
        ("8018123456789012345674", 4),
    ],
)
def test_a_wrong_check_digit_in_any_key_is_refused(text, at):
    assert refused(text) == ("check_digit", at)


def test_a_symbol_that_carries_only_a_part_of_the_label_is_read():
    assert keys("10ABC") == Keys(lot="ABC")
    assert keys("0209521234543213") == Keys(content="09521234543213")
    assert keys("3724") == Keys(count=24)


@pytest.mark.parametrize("text", ["10ABC17261231", "21S-115261200", "10ABC1726123121S1", "10A1726123137100"])
def test_a_field_that_may_have_swallowed_others_is_read_with_a_warning(text):
    scanned = scan(text)
    assert isinstance(scanned, Scanned)
    assert scanned.warnings == ("no_separators",)


@pytest.mark.parametrize("text", ["10ABC", "10ABC17261331", f"10ABC{GS}17261231", "10AB2612312", "1017261231"])
def test_a_field_that_swallowed_nothing_is_read_without_a_warning(text):
    scanned = scan(text)
    assert isinstance(scanned, Scanned)
    assert scanned.warnings == ()


@pytest.mark.parametrize(("typed", "at"), [("<GS>", 5), ("<gs>", 5), ("<FNC1>", 5)])
def test_a_separator_typed_as_text_never_becomes_part_of_a_lot(typed, at):
    assert refused(f"10ABC{typed}17261231") == ("separator_as_text", at)


@pytest.mark.parametrize("typed", ["{GS}", "^", "^]", "|", "~", "␝"])
def test_a_sign_before_another_field_is_a_separator_that_was_typed(typed):
    outcome = scan(f"10ABC{typed}17261231")
    assert outcome == Refused("separator_as_text", 5, {"found": typed})
    assert "gs_aliases" in outcome.message
    assert refused(f"0109521234543213{typed}10ABC") == ("separator_as_text", 16)


@pytest.mark.parametrize("typed", ["{GS}", "^", "^]", "|", "~", "␝"])
@pytest.mark.parametrize("behind", ["", "C", "17261301", "05A", "37", "0109521234543214"])
def test_a_sign_before_no_field_is_a_wrong_character(typed, behind):
    assert refused(f"10ABC{typed}{behind}") == ("field_characters", 5)
    assert refused(f"0109521234543213{typed}{behind}") == ("unknown_field", 16)


@pytest.mark.parametrize("sign", ["~", "%7C", "%5E"])
def test_in_a_link_no_sign_is_a_separator(sign):
    assert refused(f"https://a/01/09521234543213/10/A{sign}17261231", "]Q1") == ("field_characters", 32)


@pytest.mark.parametrize("alias", ["<GS>", "{GS}", "|", "~", "^]", "^", "\x1e", "␝", "è"])
def test_an_alias_of_the_source_is_the_separator_before_anything_is_read(alias):
    outcome = identify(f"10ABC{alias}17261231".encode(), "]C1", SourceRules(gs_aliases=(alias,)))
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(lot="ABC", expiry="2026-12-31")


def test_a_single_latin_1_byte_can_be_an_alias():
    outcome = identify(b"10ABC\xe817261231", "]C1", SourceRules(gs_aliases=("\xe8",)))
    assert isinstance(outcome, Scanned)
    assert outcome.keys == Keys(lot="ABC", expiry="2026-12-31")


def test_leading_doubled_and_closing_separators_are_harmless():
    assert keys(f"{GS}10ABC{GS}{GS}17261231{GS}") == Keys(lot="ABC", expiry="2026-12-31")
    assert refused(f"{GS}{GS}") == ("empty", None)


@pytest.mark.parametrize(
    ("text", "at"), [("\n10ABC", 0), ("10ABC\r\n", 5), ("10A\x00", 3), ("10A\x7f", 3), ("\x1e10A", 0)]
)
def test_nothing_is_stripped_from_a_label(text, at):
    assert refused(text) == ("control_characters", at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("17261301", 2),
        ("17260230", 2),
        ("17000000", 2),
        ("17260001", 2),
        ("11260431", 2),
        ("7003260200" + "1200", 4),
        ("7003260201" + "2400", 4),
        ("7006260200", 4),
        ("7007260201" + "260230", 4),
        ("4324260201" + "9960", 4),
        ("725020260230", 4),
        ("725020261301", 4),
        ("8008" + "26130112", 4),
        ("8008" + "2601011299", 4),
    ],
)
def test_a_date_that_is_not_in_the_calendar_is_refused(text, at):
    assert refused(text) == ("date", at)


def test_day_zero_is_the_last_day_of_its_month():
    assert keys("17280200").expiry == "2028-02-29"
    assert keys("15260200").best_before == "2026-02-28"


@pytest.mark.parametrize(
    ("yy", "year", "full"),
    [
        ("76", 2026, "2076"),
        ("77", 2026, "1977"),
        ("26", 2026, "2026"),
        ("00", 2099, "2100"),
        ("49", 2099, "2149"),
        ("50", 2099, "2050"),
    ],
)
def test_two_digits_mean_the_year_within_half_a_century_of_the_scan(yy, year, full):
    assert iso_date(f"{yy}0115", year) == f"{full}-01-15"


def test_weights_are_whole_milligrams_and_other_measures_are_kept():
    assert keys("0109521234543213" + "3103001250") == Keys(
        gtin="09521234543213", net_weight_mg=1_250_000, measures=(Measure("net_weight", 1250, 3, "kg"),)
    )
    assert keys("3300000002").gross_weight_mg == 2_000_000
    assert keys("3105123456").net_weight_mg == 1_234_560
    assert keys("3202000012") == Keys(measures=(Measure("net_weight", 12, 2, "[lb_av]"),))


@pytest.mark.parametrize(
    ("text", "what", "shown"),
    [
        ("3103001250", "net_weight", "1.250 kg"),
        ("3110000250", "length", "250 m"),
        ("3165000007", "net_volume", "0.00007 m3"),
        ("3211000125", "length", "12.5 [in_i]"),
        ("3302004550", "gross_weight", "45.50 kg"),
        ("3372001005", "weight_per_area", "10.05 kg/m2"),
        ("3499999999" + GS, "", ""),
        ("3560000012", "net_weight", "12 [oz_tr]"),
        ("3611000025", "net_volume", "2.5 [gal_us]"),
        ("39221995", "item_amount", "19.95"),
        ("3932978" + "1995", "item_amount", "19.95 978"),
        ("3912978" + "05", "amount", "0.05 978"),
    ],
)
def test_a_measure_has_its_value_exactly_and_its_unit(text, what, shown):
    outcome = scan(text)
    if not what:
        assert isinstance(outcome, Refused), "a measure has 0 to 5 decimals"
        return
    assert isinstance(outcome, Scanned)
    (measure,) = outcome.keys.measures
    assert (measure.what, measure.text) == (what, shown)


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("89ABC", "unknown_field", 0),
        ("ABC", "unknown_field", 0),
        ("0109521234543213ABC", "unknown_field", 16),
        ("1", "unknown_field", 0),
        ("01095212345", "field_too_short", 2),
        (f"010952123454{GS}10A", "field_too_short", 2),
        ("10", "field_too_short", 2),
        ("30", "field_too_short", 2),
        ("10A B", "field_characters", 3),
        ("01A2345678901231", "field_characters", 2),
        ("3712A", "field_characters", 4),
        ("80031952112345678", "field_characters", 4),
        ("4307de", "field_characters", 4),
        ("10" + "A" * 20 + "^17261231", "separator_as_text", 22),
        ("2530614141123", "field_too_short", 3),
        ("7007260101260", "field_too_short", 4),
        ("7258" + "1/23", "field_too_long", 4),
        ("10Größe", "field_characters", 4),
        ("37١٢", "field_characters", 2),
        ("10" + "A" * 21, "field_too_long", 2),
        ("37123456789", "field_too_long", 2),
        ("8006095212345432130302", "piece_of_total", 4),
        ("8006095212345432130002", "piece_of_total", 4),
        (f"10A{GS}10B", "repeated", 6),
        ("01095212345432130209521234543213", "invalid_pair", 18),
        ("0109521234543213" + "3724", "invalid_pair", 18),
        ("31030012503102001250", "invalid_pair", 14),
        (f"21A{GS}235B", "invalid_pair", 7),
        (f"420A{GS}421276B", "invalid_pair", 8),
        (f"426276{GS}422276", "invalid_pair", 10),
        (f"39022500{GS}39112978500", "invalid_pair", 13),
        (f"39221995{GS}39329781995", "invalid_pair", 13),
        (f"39221995{GS}39231995", "invalid_pair", 13),
        ("0309521234543213" + "0109521234543213", "invalid_pair", 18),
        ("0209521234543213" + "0309521234543213", "invalid_pair", 18),
        ("0309521234543213" + "3724", "invalid_pair", 18),
        ("0309521234543213" + "235T", "invalid_pair", 19),
        (f"3902100{GS}39401000", "invalid_pair", 12),
        (f"3902100{GS}81110005", "invalid_pair", 12),
        (f"3902100{GS}39031000", "invalid_pair", 12),
        (f"3912978100{GS}39139781000", "invalid_pair", 15),
        (f"39401000{GS}81110005", "invalid_pair", 13),
        (f"3950001000{GS}39221995", "invalid_pair", 15),
        (f"3950001000{GS}39329781995", "invalid_pair", 15),
        (f"3950001000{GS}8005001000", "invalid_pair", 15),
        ("391200010", "currency", 4),
        ("393200010", "currency", 4),
        ("42100012345", "country", 3),
        ("422000", "country", 3),
        ("423276000", "country", 3),
        ("424000", "country", 3),
        ("425000276", "country", 3),
        ("426000", "country", 3),
        ("7030000PLANT", "country", 4),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text, code, at):
    assert refused(text) == (code, at)


def test_a_coupon_and_its_amount_stand_beside_each_other():
    assert keys(f"2550614141123452{GS}3902100").rest == (("255", "0614141123452"),)


def test_a_processor_in_several_countries_is_one():
    assert keys("7030999PLANT").rest == (("7030", "999PLANT"),)
    assert keys("421276000").rest == (("421", "276000"),)


def test_a_field_said_twice_with_one_value_is_one_field():
    assert keys(f"10A{GS}10A") == Keys(lot="A")


@pytest.mark.parametrize("aim", ["]C1", "]e0", "]d2", "]Q3", "]J1"])
def test_every_gs1_carrier_is_read_alike(aim):
    assert keys(f"10A{GS}3724", aim) == Keys(lot="A", count=24)


# Digital Link


@pytest.mark.parametrize(
    "text",
    [
        "https://id.gs1.org/01/09521234543213/10/A%2FB?17=261231",
        "HTTPS://ID.GS1.ORG/01/09521234543213/10/A%2fB?17=261231",
        "http://shop.example/a/01/5/01/9521234543213/10/A%2FB/?utm=10&17=261231&x#top",
        "https://user.example:8443/01/09521234543213/10/A%2FB?a=b;17=261231",
        "https://id.gs1.org/01/09521234543213?10=A/B&17=261231",
    ],
)
@pytest.mark.parametrize("aim", ["]Q1", "]Q3", "]d1", "]d2", ""])
def test_a_digital_link_is_read_in_every_form_printed(text, aim):
    assert keys(text, aim) == Keys(gtin="09521234543213", lot="A/B", expiry="2026-12-31")


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/",
        "https://shop.example/products/17?id=3",
        "https://shop.example/01/5",
        "https://01/09521234543213",
        "https://shop.example/01/09521234543213/reviews",
        "https://shop.example/01/09521234543213/reviews/5",
        "httpdocs-17",
        "https://shop.example/01/0952123454321٣",
    ],
)
def test_a_web_address_that_is_no_digital_link_is_a_site_code(text):
    outcome = scan(text, "]Q1")
    assert isinstance(outcome, Scanned)
    assert outcome.kind == "site"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://a/01/09521234543214", "check_digit"),
        ("https://a/01/09521234543213?17=261301", "date"),
        ("https://a/01/09521234543213/10/A?10=B", "repeated"),
        ("https://a/01/09521234543213?999=1", "link_field"),
        ("https://a/01/09521234543213/21/1/10/A", "link_qualifiers"),
        ("https://a/01/09521234543213/10/A%00B", "field_characters"),
        ("https://a/01/09521234543213/10/%D9%A1", "field_characters"),
        ("https://a/01/09521234543213?10=A+B", "field_characters"),
        ("https://a/01/09521234543213?10=A%1DB", "field_characters"),
        ("https://a/01/09521234543213?10=", "field_too_short"),
        ("https://a/01/09521234543213?17=26123110A", "field_too_long"),
    ],
)
def test_a_digital_link_with_a_wrong_field_is_refused(text, code):
    assert refused(text, "]Q1")[0] == code


@pytest.mark.parametrize("value", ["A%00B", "%1B%5B2J", "261231%1D10A", "%C2%85"])
@pytest.mark.parametrize("ai", ["10", "17"])
def test_a_refusal_shows_nothing_that_steers_a_screen(ai, value):
    outcome = scan(f"https://a/01/09521234543213?{ai}={value}", "]Q1")
    assert isinstance(outcome, Refused)
    assert outcome.message.isprintable()


def test_the_place_in_a_link_is_that_of_the_value():
    text = "https://a/01/09521234543213?x=1&17=261301"
    assert refused(text, "]Q1") == ("date", text.index("261301"))
    text = "https://a/01/09521234543213?x=1&999=261231"
    assert refused(text, "]Q1") == ("link_field", text.index("999"))
    text = "https://x.de/01/09521234543213/10/%2FA%20B"
    assert refused(text, "]Q1") == ("field_characters", text.index("%20"))
    text = "https://x.de/01/09521234543213?01=952123%345432%2F3"
    assert refused(text, "]Q1") == ("field_characters", text.index("%2F"))
    text = "https://a/more/01/09521234543214"
    assert refused(text, "]Q1") == ("check_digit", text.index("0952"))


def test_escaped_pairs_do_not_make_the_search_explode():
    assert refused("https://a/00/106141412345678908?4300=" + "%2541" * 60 + "%7B", "]Q1")[0] == "field_characters"
    assert refused("4300" + "%41%41" * 60 + "{")[0] == "field_characters"
    assert refused("4300" + "%41%41" * 12)[0] == "field_too_long"


# beside biip

cset82 = st.text("".join(sorted(CSET82)), min_size=1, max_size=22)
numbers = st.text("0123456789", min_size=1, max_size=19)
with_check = st.sampled_from((13, 17)).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
fixed = ("00", "01", "02", "11", "15", "17", "20", "3103", "410", "414")
variable = (
    "10",
    "21",
    "30",
    "37",
    "240",
    "253",
    "254",
    "400",
    "420",
    "3922",
    "7003",
    "8003",
    "8004",
    "8006",
    "8008",
    "99",
)
ais = st.sampled_from((*fixed, *variable, "88", "310"))
values = cset82 | numbers | with_check.map(lambda payload: f"{payload}{check_digit(payload)}")
labels = st.lists(st.tuples(ais, values, st.sampled_from(["", GS, GS, GS + GS])), max_size=5)


@given(labels)
def test_what_is_read_is_what_biip_reads_without_an_error(label):
    text = "".join(ai + value + gs for ai, value, gs in label)
    found = read_elements(text, YEAR)
    if isinstance(found, Refused):
        return
    theirs = GS1Message.parse(text).element_strings
    assert {(field.ai, field.value) for field in found} == {(field.ai.ai, field.value) for field in theirs}
    assert not any(field.gtin_error or field.sscc_error or field.gln_error for field in theirs)


digits6 = st.dates().map(lambda day: f"{day:%y%m%d}")
gtins = st.text("0123456789", min_size=13, max_size=13).map(lambda payload: f"{payload}{check_digit(payload)}")
lots = st.text("".join(sorted(CSET82 - {"<"})), min_size=1, max_size=20)


@given(gtins, lots, lots, digits6, st.permutations(range(4)))
def test_what_is_written_is_read_again_in_any_order(gtin, lot, serial, date, order):
    fields = [f"01{gtin}", f"10{lot}{GS}", f"21{serial}{GS}", f"17{date}"]
    found = keys("".join(fields[n] for n in order))
    assert (found.gtin, found.lot, found.serial) == (gtin, lot, serial)
    assert found.expiry == iso_date(date, YEAR)
