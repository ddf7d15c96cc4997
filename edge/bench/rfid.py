"""How fast RFID reads come in: the decoder beside sllurp's own in the same run, then the whole daemon beside a reader.

Both decoders read the same bytes: whole RO_ACCESS_REPORTs of tags with EPC-96, antenna, RSSI, count and PC, every tag
different; figures are tags per second of processor time, the median of the rounds. The daemon is offered reads of a
simulated reader over TCP; what counts is what its loop has taken in and folded, and what that cost.
A busy reader sends 200 to 1,000 tags a second.
"""

import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from drivers.llrp_reports import Decoder
from edge.bench.figures import Figure, machine, show
from edge.bench.processes import BenchError, daemon, free_port, simulated_reader
from edge.bench.site import Devices, make_site
from edge.bench.terminal import Screen

TAGS_PER_REPORT: Final = (1, 10, 100)
OFFERED: Final = (1_000.0, 5_000.0)
FIELD_TAGS: Final = 500
SETTLE_S: Final = 2.0


def run(tags: int, rounds: int, seconds: float, folder: Path, json_file: Path | None = None) -> None:
    """Measure both. Raises `BenchError` when the two decoders do not find the same number of tags."""
    figures = [figure for size in TAGS_PER_REPORT for figure in _decoders(size, tags, rounds)]
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name:
        about = machine(Path(name))
        for number, rate in enumerate(OFFERED):
            place = Path(name) / str(number)
            place.mkdir()
            figures += _daemon(rate, seconds, place)
    show(f"wedge bench rfid: {rounds} rounds of {tags} tags, {seconds:g} s a rate", figures, about, json_file)


def _decoders(size: int, tags: int, rounds: int) -> Iterator[Figure]:
    reports = [_report(start, size) for start in range(0, tags, size)]
    found = _by_edge(reports), _by_sllurp(reports)
    if found != (size * len(reports),) * 2:
        raise BenchError(f"the decoders disagree: edge found {found[0]} tags, sllurp {found[1]}")
    edge, sllurp = (_rate(read, reports, size, rounds) for read in (_by_edge, _by_sllurp))
    yield Figure(f"decoder, {size} tags a report", edge, "tags/s")
    yield Figure(f"sllurp, {size} tags a report", sllurp, "tags/s")
    yield Figure(f"decoder / sllurp, {size} tags a report", edge / sllurp, "x")


def _daemon(rate: float, seconds: float, folder: Path) -> Sequence[Figure]:
    port = free_port()
    site = make_site(folder, Devices(reader=port))
    with (
        simulated_reader(port, rate, FIELD_TAGS, folder / "reader.log"),
        daemon(site) as box,
        Screen(site.socket) as screen,
    ):
        screen.wait_up("reader")
        screen.listen(SETTLE_S)
        before, cpu, began = _reads(screen), box.cpu_s(), time.perf_counter()
        screen.listen(seconds)
        after, took, spent = _reads(screen), time.perf_counter() - began, box.cpu_s() - cpu
    return (
        Figure(f"daemon, {rate:,.0f}/s offered: taken in", (after - before) / took, "tags/s"),
        Figure(f"daemon, {rate:,.0f}/s offered: cost", 100 * spent / took, "% of core"),
    )


def _reads(screen: Screen) -> int:
    screen.forget()
    return int(screen.devices()["reader"]["reads"])


def _report(start: int, size: int) -> bytes:
    tags = b"".join(_tag(start + index) for index in range(size))
    return struct.pack("!HII", 0x043D, 10 + len(tags), start) + tags


def _tag(number: int) -> bytes:
    epc = bytes.fromhex("3074257BF7194E40") + struct.pack("!I", number)
    antenna, rssi = 1 + number % 4, -40 - number % 40
    return struct.pack("!HHB12sBHBbBHBH", 240, 28, 0x8D, epc, 0x81, antenna, 0x86, rssi, 0x88, 1, 0x8C, 0x3000)


def _by_edge(reports: list[bytes]) -> int:
    decoder = Decoder()
    return sum(len(decoder.feed(report)) for report in reports)


def _by_sllurp(reports: list[bytes]) -> int:
    from sllurp.llrp import LLRPMessage

    return sum(len(LLRPMessage(msgbytes=one).msgdict["RO_ACCESS_REPORT"]["TagReportData"]) for one in reports)


def _rate(read: Callable[[list[bytes]], int], reports: list[bytes], size: int, rounds: int) -> float:
    rates = []
    for _ in range(rounds):
        began = time.process_time()
        read(reports)
        rates.append(size * len(reports) / (time.process_time() - began))
    return statistics.median(rates)
