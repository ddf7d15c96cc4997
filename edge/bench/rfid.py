"""How fast LLRP tag reports are decoded: this project's decoder beside sllurp's own, in the same run.

Both read the same bytes: whole RO_ACCESS_REPORTs of tags with EPC-96, antenna, RSSI, count and PC, every tag different.
Figures are tags per second of processor time, the median of the rounds. A busy reader sends 200 to 1,000 tags a second.
"""

import statistics
import struct
import time
from collections.abc import Callable

from drivers.llrp_reports import Decoder

TAGS_PER_REPORT = (1, 10, 100)


def main(tags: int = 20_000, rounds: int = 5) -> int:
    """Print the table. Returns 1, and says so, when the two decoders do not find the same number of tags."""
    print(f"LLRP reports, tags/s of processor time, median of {rounds} rounds of {tags} tags")
    print(f"{'tags a report':>13} {'edge':>12} {'sllurp':>12} {'ratio':>7}")
    for size in TAGS_PER_REPORT:
        reports = [_report(start, size) for start in range(0, tags, size)]
        found = _by_edge(reports), _by_sllurp(reports)
        if found != (size * len(reports),) * 2:
            print(f"the decoders disagree: edge found {found[0]} tags, sllurp {found[1]}")
            return 1
        edge, sllurp = (_rate(read, reports, size, rounds) for read in (_by_edge, _by_sllurp))
        print(f"{size:>13} {edge:>12,.0f} {sllurp:>12,.0f} {edge / sllurp:>6.1f}x")
    return 0


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
