"""A scan's way into the book while another Python thread of the process computes without a pause."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from edge.bench.figures import Figure, spread
from edge.main import SWITCH_INTERVAL_S
from edge.shell.loop.inbox import DeviceRead

PACE_S: Final = 0.02
P99_MS: Final = 50.0


def beside_a_busy_thread(reads: Sequence[DeviceRead], take: Callable[[DeviceRead], None]) -> Iterator[Figure]:
    """Take each read alone, one every `PACE_S`; from its coming until `take` returns, quiet and busy in turn."""
    half = len(reads) // 2
    quiet = _times_ms(reads[:half], take)
    with _busy():
        busy = _times_ms(reads[half:], take)
    yield from spread("scan to durable, alone", quiet)
    yield from spread("scan to durable, busy thread", busy, p99=P99_MS)


def _times_ms(reads: Sequence[DeviceRead], take: Callable[[DeviceRead], None]) -> list[float]:
    times, pause = [], threading.Event()
    for read in reads:
        pause.wait(PACE_S)
        began = time.perf_counter()
        take(read)
        times.append((time.perf_counter() - began) * 1000)
    return times


@contextmanager
def _busy() -> Iterator[None]:
    ended, before = threading.Event(), sys.getswitchinterval()

    def compute() -> None:
        while not ended.is_set():
            sum(number * number for number in range(10_000))

    thread = threading.Thread(target=compute)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        sys.setswitchinterval(before)
