"""The lines of the reader's stage as values; their forms stand in `simulators/reader.py`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from simulators.llrp_field import Sighting, Tag

RSSI_MIN, RSSI_MAX = -100, 0


@dataclass(frozen=True, slots=True)
class Placed:
    tags: dict[bytes, tuple[Sighting, ...]]


@dataclass(frozen=True, slots=True)
class Removed:
    epcs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    pass


@dataclass(frozen=True, slots=True)
class Switched:
    inputs: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Cable:
    antennas: tuple[tuple[int, bool], ...]


class Fault(Enum):
    DROP = "drop"
    DROP_MID_MESSAGE = "drop_mid_message"
    SILENCE = "silence"
    GARBAGE = "garbage"
    OVERSIZE = "oversize"
    REFUSE = "refuse"
    FLOOD = "flood"
    NONE = "none"


Line: TypeAlias = Placed | Removed | Cleared | Switched | Cable | Fault


def read_line(line: str, antennas: int) -> Line:
    """One line as a value. Raises `ValueError` with a sentence for anything else."""
    told = json.loads(line)
    if not isinstance(told, dict) or len(told) != 1:
        raise ValueError("a line is one JSON object with one key")
    [(verb, what)] = told.items()
    try:
        match verb:
            case "place":
                return Placed(_placed(what, antennas))
            case "remove":
                return Removed(tuple(bytes.fromhex(epc) for epc in what))
            case "clear":
                return Cleared()
            case "gpi":
                return Switched(tuple((int(one["port"]), bool(one["on"])) for one in what))
            case "antenna":
                return Cable(tuple((int(one["antenna"]), bool(one["connected"])) for one in what))
            case "fault":
                return Fault(what)
    except KeyError as error:
        raise ValueError(f"{verb}: {error} is missing") from None
    except (TypeError, OverflowError):
        raise ValueError(f"{verb} does not take {what!r:.80}") from None
    raise ValueError(f"a reader does not know {verb!r:.40}")


def _placed(tags: Iterable[dict[str, Any]], antennas: int) -> dict[bytes, tuple[Sighting, ...]]:
    sightings: dict[bytes, tuple[Sighting, ...]] = {}
    for one in tags:
        tag, antenna, rssi = Tag.of(bytes.fromhex(one["epc"])), int(one["antenna"]), round(one["rssi"])
        if not 1 <= antenna <= antennas or not RSSI_MIN <= rssi <= RSSI_MAX:
            raise ValueError(f"antennas are 1 to {antennas}, an RSSI is {RSSI_MIN} to {RSSI_MAX} dBm")
        sightings[tag.epc] = (*sightings.get(tag.epc, ()), Sighting(tag, antenna, rssi))
    return sightings
