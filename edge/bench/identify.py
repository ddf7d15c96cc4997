"""What identification costs: barcodes and tags a second on one core, beside the libraries alone in the same run.

    golden codes      every row of the golden table but the labels, good and refused, in the table's order; each is read
                      anew, as nothing keeps whole texts (the rules of single fields are kept, as in the daemon)
    biip              the good GS1 element strings among them, through biip's own parser, without our checks
    distinct tags     SGTIN-96 and SSCC-96 in turn, no two alike, each seen once; epcpy reads a sample of them
    tags seen again   a few of them again and again, as a reader sends them

Figures are a second of processor time; the ways take turns in every round, the median of the rounds counts.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

from biip import ParseError
from biip.gs1_messages import GS1Message
from epcpy.utils.parsers import hex_to_tag_encodable

from edge.bench.figures import Figure, machine, show
from edge.bench.golden import FILE, LABEL, Golden, read_golden
from edge.bench.processes import BenchError
from edge.core.epc import identify_epc, identify_number
from edge.core.epc_96 import COMPANY_BITS
from edge.core.gs1 import read_elements
from edge.core.identify import PLAIN, SourceRules, identify
from edge.core.identity import Refused
from edge.core.symbologies import GS1_CARRIERS
from edge.main import settle_memory

CODES_A_SECOND: Final = 8_000.0
TAGS_A_SECOND: Final = 150_000.0
TURNS: Final = 20
"""How often a round goes through the table."""
TAGS: Final = 100_000
SAMPLE: Final = 2_000
"""Tags for epcpy, which takes its time."""
AGAIN: Final = 500
"""Tags in the field of a reader."""
WORDS_96: Final = 0x3000
"""The protocol control word of a tag with 96 bits."""

Scan: TypeAlias = tuple[bytes, str, SourceRules]
Way: TypeAlias = Callable[[], int]


def run(rounds: int, scale: float, folder: Path, codes: Path | None = None, json_file: Path | None = None) -> None:
    """Measure all ways `rounds` times. Raises `BenchError` for a table of no use, or if not all is read."""
    try:
        golden = [row for row in read_golden(codes or FILE) if row.aim != LABEL]
    except (OSError, ValueError, KeyError) as error:
        raise BenchError(f"the golden codes cannot be read; name their file with --codes: {error}") from error
    chance = Random(1)
    turns, tags = max(1, round(TURNS * scale)), distinct_tags(max(AGAIN, round(TAGS * scale)), chance)
    ways = {**_of_codes(golden, turns), **_of_tags(tags)}
    settle_memory()  # as the daemon does: what the bench itself keeps is not looked through while the clock runs
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            rates[name].append(_rate(way))
    figures = list(_figures({name: statistics.median(many) for name, many in rates.items()}))
    title = f"wedge bench identify: {len(golden)} golden codes, {len(tags):,} tags, median of {rounds} rounds"
    show(title, figures, machine(folder), json_file)


def _figures(rates: dict[str, float]) -> Iterator[Figure]:
    targets = {"golden codes": CODES_A_SECOND, "distinct tags": TAGS_A_SECOND}
    for name, rate in rates.items():
        unit = "tags/s" if "tags" in name else "codes/s"
        yield Figure(name, rate, unit, targets.get(name), at_least=True)
    for name, base in (("GS1 codes", "GS1 codes: biip"), ("distinct tags", "distinct tags: epcpy")):
        yield Figure(f"{name} / {base.partition(': ')[2]}", rates[name] / rates[base], "x")


def _of_codes(golden: Sequence[Golden], turns: int) -> dict[str, Way]:
    every = [(row.data, row.aim, row.rules) for row in golden]
    refused = [(row.data, row.aim, row.rules) for row in golden if row.is_refused]
    strings = [scan for row, scan in zip(golden, every, strict=True) if _is_element_string(row)]
    texts = [data.decode() for data, _, _ in strings]
    if not refused or not texts:
        raise BenchError("the table of golden codes has no good ones or no refused ones")

    def through_biip() -> int:
        for _ in range(turns):
            for text in texts:
                GS1Message.parse(text)
        return turns * len(texts)

    return {
        "golden codes": lambda: _identified(every, turns, len(refused)),
        "refused codes": lambda: _identified(refused, turns, len(refused)),
        "GS1 codes": lambda: _identified(strings, turns, 0),
        "GS1 codes: biip": through_biip,
    }


def _is_element_string(row: Golden) -> bool:
    """Whether a row is a good GS1 element string that biip reads as we do."""
    if row.aim not in GS1_CARRIERS or row.is_refused or row.rules != PLAIN or row.text.startswith("http"):
        return False
    try:
        theirs = GS1Message.parse(row.data.decode())
    except ParseError:
        return False
    ours = read_elements(row.data.decode(), PLAIN.year)
    return not isinstance(ours, Refused) and len(theirs.element_strings) >= len(ours)


def _identified(scans: Sequence[Scan], turns: int, refused: int) -> int:
    found = 0
    for _ in range(turns):
        for data, aim, rules in scans:
            found += isinstance(identify(data, aim, rules), Refused)
    if found != turns * refused:
        raise BenchError(f"{found} codes were refused, not {turns * refused}")
    return turns * len(scans)


def _of_tags(tags: Sequence[bytes]) -> dict[str, Way]:
    few = [*tags[:AGAIN]] * max(1, len(tags) // AGAIN)
    sample = [tag.hex().upper() for tag in tags[:SAMPLE]]

    def once() -> int:
        identify_number.cache_clear()
        found = sum(identify_epc(tag, WORDS_96).kind != "raw" for tag in tags)
        if found != len(tags) or identify_number.cache_info().hits:
            raise BenchError(f"{found} of {len(tags)} tags were read, {identify_number.cache_info().hits} not anew")
        return found

    def again() -> int:
        return sum(identify_epc(tag, WORDS_96).kind != "raw" for tag in few)

    def through_epcpy() -> int:
        return sum(bool(hex_to_tag_encodable(tag).epc_uri) for tag in sample)

    return {"distinct tags": once, "tags seen again": again, "distinct tags: epcpy": through_epcpy}


def distinct_tags(many: int, chance: Random) -> list[bytes]:
    """So many tags, SGTIN-96 and SSCC-96 in turn, of companies with prefixes of every length; no two alike."""
    made: dict[bytes, None] = {}
    while len(made) < many:
        partition = chance.randrange(len(COMPANY_BITS))
        bits, company = COMPANY_BITS[partition], chance.randrange(10 ** (12 - partition))
        if len(made) % 2:
            serial = chance.randrange(10 ** (5 + partition))
            made[_tag(0x31, partition, company << (58 - bits) | serial, 24)] = None
        else:
            item = company << (44 - bits) | chance.randrange(10 ** (1 + partition))
            made[_tag(0x30, partition, item << 38 | chance.getrandbits(38), 0)] = None
    return list(made)


def _tag(header: int, partition: int, number: int, filler: int) -> bytes:
    return (header << 88 | 1 << 85 | partition << 82 | number << filler).to_bytes(12, "big")


def _rate(way: Way) -> float:
    began = time.process_time()
    return way() / (time.process_time() - began)
