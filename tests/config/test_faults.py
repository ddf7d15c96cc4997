"""A config that cannot be used: one sentence with file, line, key, what is wrong and what is allowed."""

import json
from pathlib import Path

import pytest

from edge.config import Config, ConfigError, StationConfig, StoreConfig, load
from edge.main import driver_options

GOOD = """site = "S1"
box = "B1"
[store]
path = "/var/lib/wedge/ledger.db"
[stations.DOCK-1]
location = "DOCK-1"
[zones.gate]
locations = ["DOCK-3"]
[devices.gun1]
kind = "serial"
station = "DOCK-1"
options = { device = "/dev/ttyACM0" }
"""


@pytest.fixture
def said(tmp_path):
    """The sentence about a text, without the folder."""

    def sentence(text: str | bytes) -> str:
        path = tmp_path / "box.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(ConfigError) as refused:
            load(path, driver_options())
        found = str(refused.value)
        assert "\n" not in found
        assert found.startswith(str(path)), found
        return found.removeprefix(f"{tmp_path}/")

    return sentence


STORE_KEYS = ", ".join(StoreConfig.model_fields)


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_good_config_is_read(tmp_path):
    path = tmp_path / "box.toml"
    path.write_text(GOOD)
    config = load(path, driver_options())
    assert (config.site, config.box, config.devices["gun1"].station) == ("S1", "B1", "DOCK-1")
    assert config.store.path == Path("/var/lib/wedge/ledger.db")


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_ends_and_a_byte_order_mark_of_other_systems_are_no_fault(tmp_path, ending):
    path = tmp_path / "box.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", ending).encode())
    assert load(path, driver_options()).site == "S1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            changed("box =", 'colour = "red"\nbox ='),
            f"box.toml:2: colour: unknown key; allowed here: {', '.join(Config.model_fields)}",
        ),
        (changed("path =", "size = 3\npath ="), f"box.toml:4: store.size: unknown key; allowed here: {STORE_KEYS}"),
        (
            changed("location =", "where = 3\nlocation ="),
            f"box.toml:6: stations.DOCK-1.where: unknown key; allowed here: {', '.join(StationConfig.model_fields)}",
        ),
        (
            changed('[store]\npath = "/var/lib/wedge/ledger.db"', 'store = { path = "/x", pfad = 3 }'),
            f"box.toml:3: store.pfad: unknown key; allowed here: {STORE_KEYS}",
        ),
    ],
    ids=["at the top", "in a table", "in a named table", "in an inline table"],
)
def test_an_unknown_key_is_refused_with_those_that_are_allowed(said, text, sentence):
    assert said(text) == sentence


@pytest.mark.parametrize(
    "options",
    ['options = { device = "/x", bauds = 3 }', 'options.device = "/x"\noptions.bauds = 3'],
    ids=["inline", "dotted"],
)
def test_an_unknown_option_of_a_driver_is_refused_with_those_that_are_allowed(said, options):
    found = said(changed('options = { device = "/dev/ttyACM0" }', options))
    line = 12 + options.count("\n")
    assert found.startswith(f"box.toml:{line}: devices.gun1.options.bauds: unknown key; allowed here: device, baud, ")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"S1"', "3", "box.toml:1: site: must be a valid string, not 3"),
        ('[store]\npath = "/var/lib/wedge/ledger.db"', 'store = "x"', "box.toml:3: store: is a table, with keys"),
        ('"/dev/ttyACM0"', '"/x", baud = 5', "box.toml:12: devices.gun1.options.baud: must be greater than or equal"),
        ('"/dev/ttyACM0"', '"/x", baud = "a"', "box.toml:12: devices.gun1.options.baud: must be a valid integer"),
        ("options", 'confirms = "perhaps"\noptions', "box.toml:12: devices.gun1.confirms: must be a valid boolean"),
        ("stations.DOCK-1", 'stations."DOCK 1"', "box.toml:5: stations.DOCK 1: 'DOCK 1' is not 1 to 32 letters"),
        ('["DOCK-3"]', '["DOCK 3"]', "box.toml:8: zones.gate.locations.0: 'DOCK 3' is not 1 to 40 ASCII characters"),
        ("[store]", 'timezone = "Berlin"\n[store]', "box.toml:3: timezone: 'Berlin' is not an IANA time zone"),
        (
            "[zones",
            'workflows = ["fly"]\n[zones',
            "box.toml:7: stations.DOCK-1.workflows.0: must be 'tasks', 'receive',",
        ),
        ("[zones", '[policy]\nlpn_pattern = "("\n[zones', "box.toml:8: policy.lpn_pattern: not a regular expression"),
        ("[zones", '[upstream]\nhost = "x"\nport = 99999\n[zones', "box.toml:9: upstream.port: must be less than or"),
        ("[zones", '[upstream]\nhost = ""\n[zones', "box.toml:8: upstream.host: '' is not a host's name or address"),
        (
            "[zones",
            '[upstream]\nhost = "x"\ntls_cert = "/c"\ntls_key = "/k"\n[zones',
            "box.toml:7: upstream: tls_cert without tls_ca: nothing would be encrypted",
        ),
        (
            "[zones",
            '[upstream]\nhost = "x"\ntls_ca = "/a"\ntls_key = "/k"\n[zones',
            "box.toml:7: upstream: tls_cert and tls_key belong together",
        ),
        ("[zones", '[upstream]\nhost = "x"\ncentral_key = "zz"\n[zones', "box.toml:9: upstream.central_key: 'zz' is"),
        (
            '"serial"',
            '"serail"',
            "box.toml:10: devices.gun1.kind: is one of camera, llrp, serial, shelf, sics, zpl, not 'serail'",
        ),
    ],
)
def test_a_value_that_is_not_allowed_is_named_with_what_is(said, old, new, sentence):
    assert said(changed(old, new)).startswith(sentence)


@pytest.mark.parametrize(
    ("old", "sentence"),
    [
        ('box = "B1"\n', "box.toml:1: box: is missing and must be set"),
        ('[store]\npath = "/var/lib/wedge/ledger.db"\n', "box.toml:1: store: is missing and must be set"),
        ('location = "DOCK-1"\n', "box.toml:5: stations.DOCK-1.location: is missing and must be set"),
        ('device = "/dev/ttyACM0"', "box.toml:12: devices.gun1.options.device: is missing and must be set"),
    ],
)
def test_what_is_missing_is_named_where_it_should_stand(said, old, sentence):
    assert said(changed(old, "")) == sentence


def test_a_station_or_zone_nobody_described_is_named_with_those_that_are(said):
    text = changed('station = "DOCK-1"', 'station = "DOCK-9"')
    assert said(text) == "box.toml:11: devices.gun1.station: there is no [stations.DOCK-9]; there are: DOCK-1"
    text = changed("options", 'zones = { 1 = "gate", 2 = "gat" }\noptions')
    assert said(text) == "box.toml:12: devices.gun1.zones.2: there is no [zones.gat]; there are: gate"
    text = changed('[zones.gate]\nlocations = ["DOCK-3"]\n', "").replace("options", 'zones = { 1 = "gate" }\noptions')
    assert said(text) == "box.toml:10: devices.gun1.zones.1: there is no [zones.gate]; there is none at all"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed('"B1"', "B1"), "box.toml:2: is not TOML at column 7: Invalid value; text stands in quotes"),
        (GOOD + '[store]\npath = "x"\n', "box.toml:13: is not TOML at column 7: Cannot declare ('store',) twice"),
        (GOOD + "site", "box.toml:13: is not TOML: Expected '=' after a key in a key/value pair"),
        (b'site = "S1"\nbox = "\xe4"\n', "box.toml:2: is not UTF-8 text; save the file as UTF-8"),
        ("", "box.toml:1: site: is missing and must be set"),
    ],
    ids=["no quotes", "twice", "cut off", "latin-1", "empty"],
)
def test_a_file_that_is_not_toml_is_refused_with_its_line(said, text, sentence):
    assert said(text).startswith(sentence)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match=r"nope\.toml: cannot be read: No such file or directory"):
        load(tmp_path / "nope.toml", {})
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path, {})


def test_every_setting_says_what_it_is_for():
    from edge import config

    sections = [one for one in vars(config).values() if isinstance(one, type) and issubclass(one, config._Section)]
    assert len(sections) > 8
    unsaid = [f"{s.__name__}.{name}" for s in sections for name, f in s.model_fields.items() if not f.description]
    assert not unsaid


@pytest.mark.parametrize("path", ["", ".", "/tmp"])
def test_a_store_that_is_no_file_is_refused_with_what_to_write(said, path):
    text = changed('path = "/var/lib/wedge/ledger.db"', f'path = "{path}"')
    assert said(text) == "box.toml:4: store.path: name the file itself, like /var/lib/wedge/ledger.db"


@pytest.mark.parametrize("pattern", ["(A+)+B", "LOC-([0-9]+)*x", "(.*)*x", r"(\\w+\\s?)*!"])
def test_a_pattern_that_one_code_could_stop_the_box_with_is_refused(said, pattern):
    found = said(changed("[zones", f'[policy]\nlpn_pattern = "{pattern}"\n[zones'))
    assert found.startswith("box.toml:8: policy.lpn_pattern: takes longer and longer on codes that nearly fit")


def test_patterns_of_codes_and_layouts_of_numbers_are_named_with_their_place(said):
    found = said(changed("[zones", '[[policy.codes]]\nkind = "bin"\npattern = "X"\n[zones'))
    assert "policy.codes.0.kind" in found
    layout = 'prefix = "28"\nitem_digits = 5\nvalue_digits = 4\nvalue = "weight"'
    found = said(changed("[zones", f"[[policy.variable_codes]]\n{layout}\n[zones"))
    assert "prefix, item, value and its check digit come to 11 digits, not 12" in found


@pytest.mark.parametrize("alias", ["-", "/", "%", "A-1", "<>", "GS", "*", "<-"])
@pytest.mark.parametrize("where", ["options", "[zones"])
def test_a_separator_that_a_lot_could_hold_is_refused(said, alias, where):
    found = said(changed(where, f'gs_aliases = ["|", "{alias}"]\n{where}'))
    assert f"gs_aliases.1: {alias!r} can stand in a lot or a serial" in found


def test_a_separator_that_no_field_can_hold_is_taken(tmp_path):
    aliases = ["|", "~", "^]", "{GS}", "<GS>", "<FNC1>", "<0x1D>", "\u241d", " "]
    path = tmp_path / "box.toml"
    for taken in (aliases[:8], aliases[8:]):
        path.write_text(changed("options", f"gs_aliases = {json.dumps(taken)}\noptions"))
        assert load(path, driver_options()).devices["gun1"].gs_aliases == tuple(taken)


VARIABLE = 'prefix = "{}"\nitem_digits = 5\nvalue_digits = 5\nvalue = "{}"\n'


def test_a_fault_in_the_second_of_several_is_on_its_own_line(said):
    codes = '[[policy.codes]]\nkind = "item"\npattern = "I.+"\n[[policy.codes]]\nkind = "lpn"\npattern = "("\n'
    assert said(changed("[zones", codes + "[zones")).startswith("box.toml:12: policy.codes.1.pattern: not a regular")
    found = said(changed("[zones", codes.replace('"("', '"L"\naims = ["]A", "C"]') + "[zones"))
    assert found.startswith("box.toml:13: policy.codes.1.aims.1: 'C' is not the beginning of an AIM identifier")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("options", 'gs_aliases = "|"\noptions', 'box.toml:12: devices.gun1.gs_aliases: is a list, as ["|"]'),
        ("options", "gs_aliases = 3\noptions", "box.toml:12: devices.gun1.gs_aliases: is a list"),
        (
            "[zones",
            '[[policy.codes]]\nkind = "lpn"\npattern = "L"\naims = "]C0"\n[zones',
            'box.toml:10: policy.codes.0.aims: is a list, as ["]C0"]',
        ),
        ('["DOCK-3"]', '"DOCK-3"', 'box.toml:8: zones.gate.locations: is a list, as ["DOCK-3"]'),
    ],
)
def test_one_where_a_list_belongs_is_shown_as_a_list(said, old, new, sentence):
    assert said(changed(old, new)) == sentence


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ('""', "an empty pattern fits no code"),
        ("'L(?P<lpn>.+)'", "the only name of a group is 'code', not 'lpn'"),
        ("'(?P<code>L)(?P<more>.+)'", "the only name of a group is 'code', not 'more'"),
    ],
)
def test_a_pattern_that_says_something_else_than_was_meant_is_refused(said, pattern, sentence):
    found = said(changed("[zones", f'[[policy.codes]]\nkind = "lpn"\npattern = {pattern}\n[zones'))
    assert found.startswith(f"box.toml:9: policy.codes.0.pattern: {sentence}")


@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]J1", "]e0", "]E0", "]E", "]E2"])
def test_a_symbol_in_which_no_site_code_ever_is_cannot_be_asked_for(said, aim):
    found = said(changed("[zones", f'[[policy.codes]]\nkind = "lpn"\npattern = "L"\naims = ["]C0", "{aim}"]\n[zones'))
    assert found.startswith(f"box.toml:10: policy.codes.0.aims.1: {aim} is read as a GS1 code always")


def test_every_prefix_says_one_thing(said):
    both = "".join(f"[[policy.variable_codes]]\n{VARIABLE.format('28', value)}" for value in ("weight", "price"))
    found = said(changed("[zones", both + "[zones"))
    assert found.startswith("box.toml:13: policy.variable_codes.1.prefix: 28 stands in another of the variable_codes")


def test_a_count_has_no_decimals(said):
    code = f"[[policy.variable_codes]]\n{VARIABLE.format('28', 'count')}decimals = 2\n"
    found = said(changed("[zones", code + "[zones"))
    assert found == "box.toml:7: policy.variable_codes.0: a count has no decimals; leave them out"
