"""What the options of a reader become: checked against what it can do, then the operation it is given."""

import pytest
from pydantic import ValidationError
from sllurp.llrp import LLRPMessage

from drivers.llrp import Options
from drivers.llrp_rospec import Radio, rospec
from tests.drivers.llrp_peer import capabilities, message


def able(**more) -> dict:
    return LLRPMessage(msgbytes=message(11, capabilities(**more))).msgdict["GET_READER_CAPABILITIES_RESPONSE"]


def options(**more) -> Options:
    return Options(host="reader", **more)


def radio(able_to: dict | None = None, **more) -> Radio:
    return Radio.choose(options(**more), able() if able_to is None else able_to)


@pytest.mark.parametrize(
    ("wanted", "index", "words"),
    [(10, 1, "10 dBm"), (29.9, 3, "20 dBm"), (30, 4, "30 dBm"), (33, 4, "30 dBm"), (15.0, 2, "15 dBm")],
)
def test_the_power_is_the_highest_step_at_or_below_what_is_wanted(wanted, index, words):
    one = radio(tx_power_dbm=wanted)
    assert one.transmitter == {"HopTableId": 7, "ChannelIndex": 0, "TransmitPower": index}
    assert one.setting == f"all 4 antennas at {words}"


def test_a_power_below_the_lowest_step_is_refused_and_never_becomes_full_power():
    with pytest.raises(ValueError, match="lowest step is 10 dBm"):
        radio(tx_power_dbm=5)


def test_power_steps_may_stand_in_any_order_and_below_zero():
    able_to = able(powers=(3000, -150, 1000))
    assert radio(able_to, tx_power_dbm=12).transmitter["TransmitPower"] == 3
    assert radio(able_to, tx_power_dbm=0).transmitter["TransmitPower"] == 2


def test_where_there_is_no_hopping_a_power_takes_the_first_channel():
    able_to = able(hopping=False)
    assert radio(able_to, tx_power_dbm=30).transmitter == {"HopTableId": 0, "ChannelIndex": 1, "TransmitPower": 4}


def test_without_a_power_the_reader_keeps_its_own():
    one = radio(antennas=[2, 1])
    assert (one.transmitter, one.setting) == (None, "antennas 2, 1 at the reader's own power")
    assert "RFTransmitter" not in str(rospec(options(), one))


@pytest.mark.parametrize(
    ("more", "words"),
    [({"antennas": [1, 5]}, "no 5"), ({"mode_identifier": 3}, "it has 1000")],
)
def test_what_the_reader_does_not_have_is_refused_with_what_it_has(more, words):
    with pytest.raises(ValueError, match=words):
        radio(**more)


@pytest.mark.parametrize("antennas", [[], [0], [0, 3]])
def test_no_antennas_and_antenna_zero_mean_all(antennas):
    spec = rospec(options(antennas=antennas), radio())["AISpec"][0]
    assert spec["AntennaID"] == [0]
    assert [one["AntennaID"] for one in spec["InventoryParameterSpec"][0]["AntennaConfiguration"]] == [0]


def test_every_named_antenna_gets_the_same_settings_once():
    one = options(antennas=[1, 3, 1], session=2, tag_population=200, mode_identifier=1000, impinj_search_mode=1)
    first, second = rospec(one, radio())["AISpec"][0]["InventoryParameterSpec"][0]["AntennaConfiguration"]
    assert (first["AntennaID"], second["AntennaID"]) == (1, 3)
    assert first["C1G2InventoryCommand"] == second["C1G2InventoryCommand"]
    (command,) = first["C1G2InventoryCommand"]
    assert command["C1G2SingulationControl"] == {"Session": 2, "TagPopulation": 200, "TagTransitTime": 0}
    assert command["C1G2RFControl"] == {"ModeIndex": 1000, "Tari": 0}
    assert command["ImpinjInventorySearchMode"] == {"InventorySearchMode": 1}


def test_reports_come_after_n_tags_or_the_time_limit():
    at_once = rospec(options(), radio())
    assert at_once["ROReportSpec"]["N"] == 1
    assert at_once["AISpec"][0]["AISpecStopTrigger"]["AISpecStopTriggerType"] == "Null"
    batched = rospec(options(report_every_n_tags=50, report_timeout_ms=800), radio())
    assert batched["ROReportSpec"]["N"] == 50
    assert batched["AISpec"][0]["AISpecStopTrigger"] == {
        "AISpecStopTriggerType": "Duration",
        "DurationTriggerValue": 800,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"report_every_n_tags": 10},
        {"antennas": [-1]},
        {"epc_filter": ["30 74"]},
        {"epc_filter": [""]},
        {"session": 4},
        {"keepalive_s": 0},
        {"host": ""},
        {"tx_power": 30},
    ],
    ids=str,
)
def test_options_that_cannot_work_are_refused(wrong):
    with pytest.raises(ValidationError):
        Options(**{"host": "reader"} | wrong)


def test_every_option_says_what_it_is():
    assert [name for name, field in Options.model_fields.items() if not field.description] == []
