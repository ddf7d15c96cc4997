"""The client's side of an LLRP conversation: whole messages in, messages out. No socket, no thread, no clock.

sllurp gives the message codec and the set-up sequence (its `LLRPClient`); its `LLRPReaderClient` - thread, socket and
receive buffer - is not used: it takes no time limit, keeps half a message over a reconnect, believes any length, drops
what follows a message it does not know, and dies in silence on a parameter it cannot read. Here every message passes
`Client.receive` first, so a refusal is a `DeviceError` with the reader's own words where sllurp would log and wait.
One thread does everything, so there is nothing to lock.
"""

import logging
import struct
from typing import TYPE_CHECKING, Any

from sllurp.llrp import LLRPClient, LLRPMessage, LLRPReaderConfig, LLRPReaderState
from sllurp.llrp_errors import LLRPError
from sllurp.llrp_proto import Message_Type2Name

from drivers.llrp_link import Link
from drivers.llrp_reports import HEADER, READER_EVENT_NOTIFICATION, RO_ACCESS_REPORT, kind_of
from drivers.llrp_rospec import Radio, rospec
from edge.driver import DeviceError

if TYPE_CHECKING:
    from drivers.llrp import Options

logging.getLogger("sllurp").setLevel(logging.CRITICAL)  # it narrates every connection; what matters is raised here

_KEEPALIVE = 62
_CUSTOM = 1023
_VENDOR = struct.Struct("!IB")  # of a custom message, after the header
_GPI_STATES = 9  # RequestedData of GET_READER_CONFIG: GPIPortCurrentState only
_UNANSWERED = ("KEEPALIVE_ACK", "ENABLE_EVENTS_AND_REPORTS")
_TEXT_MAX = 120
_MAKERS = {161: "Zebra", 24831: "Sirit", 25882: "Impinj"}
"""IANA private enterprise numbers, as `DeviceManufacturerName` holds them."""


class Client(LLRPClient):  # type: ignore[misc]  # sllurp has no types
    """One connection's conversation. `receive` and `leave` raise `DeviceError`."""

    def __init__(self, options: "Options", link: Link) -> None:
        super().__init__(_config(options), transport_tx_write=link.send)
        self._options = options
        self._where = link.where
        self._awaiting = ""
        self.greeted = False
        """The reader has accepted us."""
        self.left = False
        """The reader has answered our goodbye."""
        self.identity = "an LLRP reader"
        """Maker, model, firmware and what it was set to, for people."""

    @property
    def inventorying(self) -> bool:
        """The reader has started to look for tags."""
        return bool(self.state == LLRPReaderState.STATE_INVENTORYING)

    @property
    def stuck_at(self) -> str:
        """What it has been failing to do, in a sentence after its name."""
        return f"has not answered {self._awaiting}" if self._awaiting else "has sent no LLRP greeting"

    def receive(self, message: bytes) -> None:
        """Take one whole message and answer it. Tag reports, and what nobody asked for, are none of its business."""
        kind = kind_of(message)
        if kind == _KEEPALIVE:
            self.send_KEEPALIVE_ACK()
        elif kind == READER_EVENT_NOTIFICATION and not self.disconnecting:
            self._event(message)
        elif kind != RO_ACCESS_REPORT:
            self._answer(message)

    def leave(self) -> None:
        """Stop the inventory and close the connection: both at once, the reader takes them in order."""
        self.disconnecting = True
        if not self.greeted:
            self.left = True  # nothing was agreed on, so there is nothing to take back
            return
        self.sendMessage({"DELETE_ROSPEC": {"ROSpecID": 0}})
        self.sendMessage({"CLOSE_CONNECTION": {}})

    def sendMessage(self, msg_dict: dict[str, Any]) -> Any:  # noqa: N802 - sllurp's name
        name = next(iter(msg_dict))
        if name not in _UNANSWERED:
            self._awaiting = name
        return super().sendMessage(msg_dict)

    def parseCapabilities(self, capdict: dict[str, Any]) -> None:  # noqa: N802 - sllurp's name
        """Choose power, mode and antennas from what this reader can do, instead of sllurp's way.

        sllurp takes one step less than a power that is asked for exactly, full power for one below the lowest step, and
        needs tables that not every reader sends.
        """
        try:
            radio = Radio.choose(self._options, capdict)
        except ValueError as error:
            raise DeviceError(f"{self._where} {error}; change this device's options") from error
        self.rospec = rospec(self._options, radio)
        self.identity = _identity(capdict.get("GeneralDeviceCapabilities", {}), radio.setting)

    def _event(self, message: bytes) -> None:
        parsed = _parse(message)
        data = parsed.msgdict[parsed.getName()].get("ReaderEventNotificationData", {}) if parsed else {}
        if "ConnectionCloseEvent" in data:
            raise DeviceError(f"{self._where} ends the connection; it may be restarting, or its settings were changed")
        attempt = data.get("ConnectionAttemptEvent")
        if attempt is None or self.greeted:
            return
        if attempt["Status"] != "Success":
            raise DeviceError(f"{self._where} refuses: {attempt['Status']}; close the other program that holds it")
        self.greeted = True
        self._advance(parsed)

    def _answer(self, message: bytes) -> None:
        name = _name_of(message)
        if self.disconnecting:
            self.left = self.left or name == "CLOSE_CONNECTION_RESPONSE"
        elif self.greeted and not self.inventorying and (name.endswith("_RESPONSE") or name == "ERROR_MESSAGE"):
            parsed = _parse(message)
            status = parsed.msgdict[name]["LLRPStatus"] if parsed else {}
            if parsed is None:
                raise DeviceError(
                    f"{self._where} answers {self._awaiting} with what cannot be read; check its firmware"
                )
            if status.get("StatusCode") != "Success":
                raise DeviceError(
                    f"{self._where} refuses {self._awaiting}: {_words(status)}; check this device's options"
                )
            self._advance(parsed)

    def _advance(self, parsed: Any) -> None:
        """Let sllurp take the next step of the set-up."""
        try:
            self.handleMessage(parsed)
        except LLRPError as error:
            raise DeviceError(f"{self._where} answers {self._awaiting} out of turn: {error}; restart it") from error
        if self.inventorying and self._options.gpi_ports:
            self.sendMessage({"GET_READER_CONFIG": {"RequestedData": _GPI_STATES}})


def _config(options: "Options") -> LLRPReaderConfig:
    """What sllurp needs for its part of the set-up; antennas and radio are in our own ROSpec."""
    return LLRPReaderConfig(
        {
            "antennas": list(options.antennas) or [0],
            "keepalive_interval": round(options.keepalive_s * 1000),
            "event_selector": {"GPIEvent": True},
            "gpi_ports_config": dict.fromkeys(options.gpi_ports, True),
            "impinj_extended_configuration": options.impinj_fast_id or options.impinj_search_mode is not None,
        }
    )


def _name_of(message: bytes) -> str:
    """sllurp's name of a message; '' for one it does not know."""
    kind = kind_of(message)
    vendor, subtype = _VENDOR.unpack_from(message, HEADER.size) if kind == _CUSTOM and len(message) >= 15 else (0, 0)
    return str(Message_Type2Name.get((kind, vendor, subtype), ""))


def _parse(message: bytes) -> Any:
    """sllurp's reading of a message, None when there is none: it raises what its tables happen to trip over."""
    try:
        return LLRPMessage(msgbytes=message)
    except (LLRPError, struct.error, LookupError, TypeError, ValueError):
        return None


def _words(status: dict[str, Any]) -> str:
    """A refusal in the reader's words: its code, its sentence, and the parameters it points at."""
    words = [str(status.get("StatusCode", "unknown status")), printable(status.get("ErrorDescription", b""))]
    fault = status
    for _ in range(8):
        fault = fault.get("ParameterError", {})
        words.append(str(fault.get("ParameterType", "")))
    return ", ".join(word for word in words if word)


def printable(text: bytes) -> str:
    """What a reader says of itself, fit to be shown."""
    return "".join(char for char in text[:_TEXT_MAX].decode("utf-8", "replace") if char.isprintable()).strip()


def _identity(general: dict[str, Any], setting: str) -> str:
    maker = general.get("DeviceManufacturerName", 0)
    firmware = printable(general.get("ReaderFirmwareVersion", b"")) or "unknown"
    return f"{_MAKERS.get(maker, f'maker {maker}')} model {general.get('ModelName', 0)}, firmware {firmware}, {setting}"
