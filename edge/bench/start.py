"""How soon the daemon is ready after its start, and what it costs when nothing happens.

Ready is: the store is open, devices are being connected, and the control socket accepts. Idle is: scanner, reader
without tags, shelf scales and central's broker connected (the last two where a mosquitto is found), a screen on.
"""

import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from edge.bench.figures import Figure, machine, show
from edge.bench.processes import broker, daemon, free_port, simulated_reader
from edge.bench.site import Devices, make_site
from edge.bench.terminal import Gun, Screen

READY_S: Final = 2.0
IDLE_PCT: Final = 1.0
SETTLE_S: Final = 2.0


def run(rounds: int, idle_s: float, folder: Path, json_file: Path | None = None) -> None:
    """Start the daemon `rounds` times, then leave it alone for `idle_s` seconds."""
    gun, port = Gun(), free_port()
    with tempfile.TemporaryDirectory(prefix="wedge-bench-", dir=folder) as name, broker(Path(name)) as mqtt:
        site = make_site(Path(name), Devices(gun.path, port, mqtt))
        with simulated_reader(port, 1, 0, site.folder / "reader.log"):
            ready, work = [], []
            for _ in range(rounds):
                with daemon(site) as box:
                    ready.append(box.ready_s)
                    work.append(box.cpu_s())
            with daemon(site) as box, Screen(site.socket) as screen:
                screen.wait_up("gun", "reader", *(["shelf"] if mqtt else []))
                screen.listen(SETTLE_S)
                cpu, began = box.cpu_s(), time.perf_counter()
                screen.listen(idle_s)
                idle = 100 * (box.cpu_s() - cpu) / (time.perf_counter() - began)
                memory = box.rss_mb()
        about = machine(Path(name))
    gun.close()
    kinds = "scanner, reader, shelf scales, central's broker" if mqtt else "scanner, reader"
    figures = [
        Figure("ready, first start", ready[0], "s"),
        Figure("ready, median", statistics.median(ready), "s", READY_S),
        Figure("ready, longest", max(ready), "s"),
        Figure("processor time until ready, median", statistics.median(work), "s"),
        Figure(f"idle with {kinds}", idle, "% of core", IDLE_PCT),
        Figure("memory when idle", memory, "MB"),
    ]
    show(f"wedge bench start: {rounds} starts, {idle_s:g} s idle", figures, about, json_file)
