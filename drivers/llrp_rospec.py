"""The reader operation (ROSpec) for one device's options: what is looked for, where, how, and when it is reported.

    ROSpec 1: starts when enabled, never stops
      AISpec: the antennas, until report_timeout_ms (or for ever), then again
        InventoryParameterSpec: EPC Gen2
          AntennaConfiguration of each antenna: power, RF mode, session, population, filter
      ROReportSpec: after N tags or at the end of the AISpec; antenna, RSSI, count, PC

sllurp's own ROSpec ends the AISpec after N tags: with several antennas the first one then takes every turn, and some
readers refuse that trigger. A time limit every reader has, and tags are reported as they come. Sections: LLRP 1.0.1,
10.2 (ROSpec), 13.2.1 (reports), 15.2 (Gen2). The dicts are the form in which sllurp takes a parameter.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drivers.llrp import Options

ROSPEC_ID = 1
_GEN2 = 1
_EPC_BANK = 1
_EPC_STARTS_AT_BIT = 0x20  # after the CRC and the PC word


@dataclass(frozen=True, slots=True)
class Radio:
    """What of the options depends on the reader: the transmitter setting (None: leave the reader's own)."""

    transmitter: dict[str, int] | None
    setting: str
    """The same for people."""

    @classmethod
    def choose(cls, options: "Options", capabilities: dict[str, Any]) -> "Radio":
        """Match the options to what a reader can do. Raises `ValueError` with a half sentence after its name."""
        antennas = capabilities.get("GeneralDeviceCapabilities", {}).get("MaxNumberOfAntennaSupported", 0)
        if options.antennas and antennas and max(options.antennas) > antennas:
            raise ValueError(f"has antennas 1 to {antennas} and no {max(options.antennas)}")
        band = capabilities.get("RegulatoryCapabilities", {}).get("UHFBandCapabilities", {})
        _check_mode(options.mode_identifier, band)
        named = ", ".join(map(str, options.antennas))
        where = f"antenna{'s' if len(options.antennas) > 1 else ''} {named}" if named else f"all {antennas} antennas"
        if options.tx_power_dbm is None:
            return cls(None, f"{where} at the reader's own power")
        index, dbm = _power(options.tx_power_dbm, band)
        return cls({**_channel(band), "TransmitPower": index}, f"{where} at {dbm:g} dBm")


def _check_mode(mode: int | None, band: dict[str, Any]) -> None:
    entries = band.get("UHFC1G2RFModeTable", {}).get("UHFC1G2RFModeTableEntry", [])
    known = sorted(entry["ModeIdentifier"] for entry in entries)
    if mode is not None and known and mode not in known:
        raise ValueError(f"has no mode_identifier {mode}; it has {', '.join(map(str, known))}")


def _power(wanted_dbm: float, band: dict[str, Any]) -> tuple[int, float]:
    """The index and the dBm of the highest step at or below what is wanted (never above: it may be the legal limit)."""
    steps = [
        (_signed(one["TransmitPowerValue"]) / 100, one["Index"]) for one in band.get("TransmitPowerLevelTableEntry", [])
    ]
    if not steps:
        raise ValueError("does not say which transmit powers it has, so tx_power_dbm cannot be used")
    within = [step for step in steps if step[0] <= wanted_dbm]
    if not within:
        raise ValueError(f"cannot transmit at {wanted_dbm:g} dBm: its lowest step is {min(steps)[0]:g} dBm")
    dbm, index = max(within)
    return index, dbm


def _signed(word: int) -> int:
    """sllurp reads the signed 16-bit power as unsigned."""
    return word - 0x10000 if word & 0x8000 else word


def _channel(band: dict[str, Any]) -> dict[str, int]:
    """The first hop table where the law wants hopping, the first channel elsewhere."""
    information = band.get("FrequencyInformation", {})
    tables = information.get("FrequencyHopTable", [])
    if information.get("Hopping") and tables:
        return {"HopTableId": tables[0]["HopTableId"], "ChannelIndex": 0}
    return {"HopTableId": 0, "ChannelIndex": 1}


def rospec(options: "Options", radio: Radio) -> dict[str, Any]:
    """The ROSpec parameter, in sllurp's form."""
    antennas = list(options.antennas) or [0]
    return {
        "ROSpecID": ROSPEC_ID,
        "Priority": 0,
        "CurrentState": "Disabled",
        "ROBoundarySpec": {
            "ROSpecStartTrigger": {"ROSpecStartTriggerType": "Immediate"},
            "ROSpecStopTrigger": {"ROSpecStopTriggerType": "Null", "DurationTriggerValue": 0},
        },
        "AISpec": [
            {
                "AntennaID": antennas,
                "AISpecStopTrigger": {
                    "AISpecStopTriggerType": "Duration" if options.report_timeout_ms else "Null",
                    "DurationTriggerValue": options.report_timeout_ms,
                },
                "InventoryParameterSpec": [
                    {
                        "InventoryParameterSpecID": 1,
                        "ProtocolID": _GEN2,
                        "AntennaConfiguration": [_antenna(number, options, radio) for number in antennas],
                    }
                ],
            }
        ],
        "ROReportSpec": _report(options),
    }


def _antenna(number: int, options: "Options", radio: Radio) -> dict[str, Any]:
    command: dict[str, Any] = {
        "TagInventoryStateAware": False,
        "C1G2SingulationControl": {
            "Session": options.session,
            "TagPopulation": options.tag_population,
            "TagTransitTime": 0,
        },
    }
    if len(options.epc_filter) == 1:  # more than one would be anded by some readers: then only the box filters
        mask = {"MB": _EPC_BANK, "Pointer": _EPC_STARTS_AT_BIT, "TagMask": options.epc_filter[0]}
        command["C1G2Filter"] = [{"C1G2TagInventoryMask": mask}]
    if options.mode_identifier is not None:
        command["C1G2RFControl"] = {"ModeIndex": options.mode_identifier, "Tari": 0}
    if options.impinj_search_mode is not None:
        command["ImpinjInventorySearchMode"] = {"InventorySearchMode": options.impinj_search_mode}
    configuration: dict[str, Any] = {"AntennaID": number, "C1G2InventoryCommand": [command]}
    if radio.transmitter is not None:
        configuration["RFTransmitter"] = radio.transmitter
    return configuration


def _report(options: "Options") -> dict[str, Any]:
    report: dict[str, Any] = {
        "ROReportTrigger": "Upon_N_Tags_Or_End_Of_AISpec",
        "N": options.report_every_n_tags,
        "TagReportContentSelector": {
            "EnableAntennaID": True,
            "EnablePeakRSSI": True,
            "EnableTagSeenCount": True,
            "C1G2EPCMemorySelector": {"EnablePCBits": True},
        },
    }
    if options.impinj_fast_id:
        report["ImpinjTagReportContentSelector"] = {"ImpinjEnableSerializedTID": {"SerializedTIDMode": 1}}
    return report
