"""Intake: what comes from a device or a screen is named by what the step asks for, and each input has its own id."""

import pytest

from drivers import registry
from edge import control
from edge.config import Config
from edge.core import floor
from edge.core.decision import Decision, MoveDevice
from edge.core.event import Scan, Typed, Unreadable, Weighed
from edge.core.names import BadgeScan, CommandScan, DetailScan, ItemScan, LocationScan, LpnScan, UnknownScan
from edge.core.read import CodeSeen, Moment, Read, Symbol, TriggerSeen, WeightSeen
from edge.core.session import AwaitPin, Menu, Session
from edge.core.workflows.count.steps import CountItems
from edge.shell.clock import Clock
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.loop.health import Health
from edge.shell.loop.inbox import DeviceRead
from edge.shell.loop.intake import Intake
from edge.shell.loop.sensing import Sensing
from edge.wire import RefOp
from tests.shell.book_builder import NOW_MS, open_store, with_reference
from tests.shell.floor import MUG, item, operator


@pytest.fixture
def store(tmp_path):
    one = with_reference(open_store(tmp_path), tmp_path)
    yield one
    one.close()


@pytest.fixture
def intake():
    devices = {
        "gun": {"kind": "serial", "station": "DOCK-1"},
        "eye": {"kind": "camera", "station": "DOCK-1", "confirms": False},
        "gun2": {"kind": "serial", "station": "DOCK-1"},
        "spare": {"kind": "serial"},
        "scale": {"kind": "shelf", "places": {"a": "S-01"}},
        "bench": {"kind": "sics", "station": "DOCK-1"},
    }
    stations = {"DOCK-1": {"location": "DOCK-1"}}
    fields = {"site": "S1", "box": "B1", "store": {"path": "/x"}, "stations": stations, "devices": devices}
    config, clock = Config.model_validate(fields), Clock("Europe/Berlin")
    return Intake(config, clock, Sensing(config, clock))


def at_step(store, step):
    store.begin()
    store.put_session(Session("DOCK-1", "op-1", step))
    store.commit()


def typed(intake, store, value, via="typed"):
    message = control.Input(id="input-0001", turn=0, via=via, value=value)
    return intake.screen(1, "DOCK-1", message).make(store.view).what


def read(device, seen):
    return DeviceRead(Read(device, seen, Moment(NOW_MS, 5)))


def test_digits_are_typed_where_digits_are_asked_for_and_a_code_where_one_is(intake, store):
    assert isinstance(typed(intake, store, "12"), Scan), "a badge is asked for"
    at_step(store, Menu())
    assert typed(intake, store, "2") == Typed("2")
    assert isinstance(typed(intake, store, "123"), Scan)
    at_step(store, AwaitPin("op-1"))
    assert typed(intake, store, "123456789012") == Typed("123456789012")


def test_other_digits_than_ascii_are_no_number(intake, store):
    at_step(store, Menu())
    assert not isinstance(typed(intake, store, "\u0662"), Typed)


def test_a_key_is_a_command_and_nothing_else(intake, store):
    assert typed(intake, store, "undo", "key") == Scan("undo", (CommandScan("undo"),))
    assert isinstance(typed(intake, store, "BADGE-0001", "key"), Unreadable)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("BADGE-0001", BadgeScan), ("A-01", LocationScan), (f"]E0{MUG}", ItemScan), ("nonsense", UnknownScan)],
)
def test_what_a_wedge_sends_is_named_as_a_scan_is(intake, store, value, kind):
    assert isinstance(typed(intake, store, value, "wedge").names[0], kind)


@pytest.mark.parametrize("value", ["x" * 512, "\u00fc" * 512, "a\x07b", "]", "]C1", "\U0001f600", "e\u0301"])
def test_no_text_breaks_it(intake, store, value):
    assert isinstance(typed(intake, store, value, "wedge"), Scan | Unreadable)


def test_a_scan_goes_to_its_devices_station_and_fixed_readers_are_marked(intake, store):
    for device, via in (("gun", "scanner"), ("eye", "fixed")):
        event = intake.read(read(device, CodeSeen(b"A-01"))).make(store.view)
        assert (event.station, event.via, event.device) == ("DOCK-1", via, device)
        assert event.at == Moment(NOW_MS, 5)
        assert event.today == "2026-09-21"


def test_a_device_without_a_station_and_an_input_line_decide_nothing(intake, store):
    assert floor.decide(store.view, intake.read(read("spare", CodeSeen(b"A-01"))).make(store.view)) == Decision()
    assert intake.read(read("gun", TriggerSeen("gpi1", on=True))) is None
    assert intake.read(read("scale", WeightSeen("unknown", 5))) is None


def test_two_equal_scans_in_one_millisecond_are_two_inputs(intake):
    works = [intake.read(read("gun", CodeSeen(b"A-01"))) for _ in range(2)]
    assert works[0].source != works[1].source


def test_an_input_of_a_screen_keeps_its_own_id(intake):
    message = control.Input(id="input-0001", turn=0, via="typed", value="1")
    work = intake.screen(7, "DOCK-1", message)
    assert (work.source, work.client) == ("input-0001", 7)


def test_digits_that_the_tables_know_are_a_scan_where_pieces_are_asked_for_and_a_badge_where_a_pin_is(
    store, intake, tmp_path
):
    docs = [item("100200", "Bolt", "4006381333962"), item("12", "Nut", "4006381333979")]
    worker = operator(9, "Nina", badge="7007")
    for dataset, records in (("items", docs), ("operators", [worker])):
        ops = [RefOp(op="put", key=one.get("code") or one["id"], doc=one) for one in records]
        store.begin()
        held = ReferenceStore(store.cursor).revisions()[dataset]
        assert ReferenceStore(store.cursor).change(dataset, held, held + 1, ops, owner="file") == []
        store.commit()
    for via in ("wedge", "typed", "paste"):
        at_step(store, CountItems("loc:S1/A-01", (), ()))
        assert isinstance(typed(intake, store, "100200", via).names[0], ItemScan)
        assert typed(intake, store, "100201", via) == Typed("100201")
        assert typed(intake, store, "12", via) == Typed("12"), "so many pieces are typed all day"
        assert typed(intake, store, "0012", via) == Typed("0012")
        at_step(store, AwaitPin("op-1"))
        assert isinstance(typed(intake, store, "7007", via).names[0], BadgeScan)
        assert typed(intake, store, "2580", via) == Typed("2580")


def test_what_a_camera_reads_never_confirms_whatever_the_config_says(store):
    fields = {"site": "S1", "box": "B1", "store": {"path": "/x"}, "stations": {"DOCK-1": {"location": "DOCK-1"}}}
    fields["devices"] = {"eye": {"kind": "camera", "station": "DOCK-1", "confirms": True}}
    config, clock = Config.model_validate(fields), Clock("UTC")
    assert registry.load("camera").fixed
    assert not registry.load("serial").fixed
    intake = Intake(config, clock, Sensing(config, clock), frozenset({"eye"}))
    assert intake.read(read("eye", CodeSeen(b"A-01"))).make(store.view).via == "fixed"


def scanned(intake, store, device, data, aim="", beside=()):
    work = intake.read(read(device, CodeSeen(data, aim, beside=beside, whole=bool(beside))))
    assert work is not None
    return work.make(store.view).what


@pytest.fixture
def odd_intake():
    said = []
    devices = {
        "gun": {"kind": "serial", "station": "DOCK-1", "gs_aliases": ["{GS}", "{GS}}", "|"]},
        "claimed": {"kind": "serial", "station": "DOCK-1", "gs_aliases": ["|"], "gs1_without_aim": True},
    }
    stations = {"DOCK-1": {"location": "DOCK-1", "gs1_without_aim": True, "gs_aliases": ["^]"]}}
    fields = {"site": "S1", "box": "B1", "store": {"path": "/x"}, "stations": stations, "devices": devices}
    config, clock = Config.model_validate(fields), Clock("Europe/Berlin")
    intake = Intake(config, clock, Sensing(config, clock), odd=lambda device, words: said.append((device, words)))
    return intake, said


def detail(what):
    (name,) = (name for name in what.names if isinstance(name, DetailScan))
    return name.lot, name.serial


def test_what_a_source_sends_for_a_separator_is_one_in_gs1_codes_only(odd_intake, store):
    intake, _ = odd_intake
    assert detail(scanned(intake, store, "gun", b"10A{GS}}21B", "]C1")) == ("A", "B")
    assert detail(scanned(intake, store, "gun", b"10A|21B", "]C1")) == ("A", "B")
    assert scanned(intake, store, "gun", b"10A|21B", "]C0").text == "10A|21B", "a site code stays as it is"
    assert scanned(intake, store, "gun", b"10A|21B").text == "10A|21B"
    assert detail(scanned(intake, store, "claimed", b"10A|21B")) == ("A", "B")


def test_a_scanner_that_types_into_the_screen_has_its_own_separator(odd_intake, store):
    intake, _ = odd_intake
    at_step(store, Menu())
    assert detail(typed(intake, store, "10A^]21B")) == ("A", "B")


def test_a_scanner_without_separators_is_told_of(odd_intake, store):
    intake, said = odd_intake
    scanned(intake, store, "gun", b"10ABC17261231", "]C1")
    scanned(intake, store, "gun", b"10ABC", "]C1")
    assert said == [("gun", ("no_separators",))]
    scanned(intake, store, "gun", b"10ABC{GS}21S1", "]C1")
    assert said[1:] == [("gun", ())], "it sends them now"


def test_symbols_of_one_label_are_one_scan(intake, store):
    beside = (Symbol(b"02095212345432133724", "]C1"), Symbol(b"10LOT", "]C1"))
    what = scanned(intake, store, "gun", b"00106141412345678908", "]C1", beside)
    assert isinstance(what.names[0], LpnScan)
    assert what.text == "00106141412345678908 02095212345432133724 10LOT"


def test_what_a_device_told_of_its_settings_is_shown_with_it_until_it_does_better():
    health = Health(Config.model_validate({
        "site": "S1", "box": "B1", "store": {"path": "/x"}, "devices": {"gun": {"kind": "serial"}},
    }))  # fmt: skip
    health.up("gun", "scanner on ttyACM0")
    health.odd("gun", ("restricted",))
    assert health.rows(Moment(0, 0))[0].what == "scanner on ttyACM0"
    health.odd("gun", ("no_separators",))
    assert "gs_aliases" in health.rows(Moment(0, 0))[0].what
    health.odd("gun", ())
    assert health.rows(Moment(0, 0))[0].what == "scanner on ttyACM0"


def test_a_load_on_a_stations_bench_scale_is_its_input_and_confirms_nothing(intake, store):
    event = intake.read(read("bench", WeightSeen("", 1_234_500, stable=True))).make(store.view)
    assert (event.what, event.station, event.via, event.device) == (Weighed(1_234_500), "DOCK-1", "fixed", "bench")


@pytest.mark.parametrize("seen", [WeightSeen("", 1_234_500, stable=False), WeightSeen("", 0, stable=True)])
def test_a_load_in_motion_and_an_empty_pan_are_no_input(intake, seen):
    assert intake.read(read("bench", seen)) is None


def decided(intake, store, device, code):
    """One scan, decided and written as the daemon does."""
    work = intake.read(read(device, CodeSeen(code)))
    store.begin()
    event = work.make(store.view)
    decision = floor.decide(store.view, event)
    store.write(decision, work.source, work.stamp, NOW_MS)
    store.commit()
    return event, decision


@pytest.mark.parametrize("device", ["gun", "spare"])
def test_a_gun_works_where_it_last_read_the_stations_label_also_after_a_restart(intake, store, tmp_path, device):
    _, moved = decided(intake, store, device, b"ST-DOCK-2")
    assert moved.effects == (MoveDevice(device, "DOCK-2"),)
    assert moved.session is not None
    assert (moved.session.station, moved.answer.message.key) == ("DOCK-2", "gun-moved")
    event, _ = decided(intake, store, device, b"A-01")
    assert event.station == "DOCK-2"
    store.close()
    again = open_store(tmp_path)
    event, _ = decided(intake, again, device, b"A-01")
    assert event.station == "DOCK-2"
    decided(intake, again, device, b"ST-DOCK-1")
    event, _ = decided(intake, again, device, b"A-01")
    assert event.station == "DOCK-1", "and back"
    again.close()


def test_two_guns_move_by_themselves_and_a_station_that_left_the_config_is_forgotten(intake, store):
    decided(intake, store, "gun", b"ST-DOCK-2")
    event, _ = decided(intake, store, "gun2", b"A-01")
    assert event.station == "DOCK-1"
    store.view._stations.pop("DOCK-2")
    event, _ = decided(intake, store, "gun", b"A-01")
    assert event.station == "DOCK-1"


def test_a_fixed_camera_moves_nowhere(intake, store):
    event, decision = decided(intake, store, "eye", b"ST-DOCK-2")
    assert (event.station, decision.effects) == ("DOCK-1", ())


def test_an_input_of_a_screen_was_made_as_long_ago_as_it_says(intake, store):
    message = control.Input(id="input-0001", turn=0, via="wedge", value="A-01", age_ms=1500)
    event = intake.screen(7, "DOCK-1", message).make(store.view)
    assert 1500 <= event.now.mono_ms - event.at.mono_ms < 60_000
    assert event.now.wall_ms - event.at.wall_ms >= 1500
