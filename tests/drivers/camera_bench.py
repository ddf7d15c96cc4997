"""A simulated camera that a test can reach into: its own event loop on its own thread, real HTTP."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulators.camera import Camera, CameraOptions, serving
from simulators.labels import Label

SSCC = Label("(00)106141412345678908", "GS1-128")
LOT = Label("(01)09521234543213(10)AB12(21)7", "GS1-128")
EAN = Label("4006381333931", "EAN13")
URL = Label("https://id.gs1.org/01/09521234543213", "QR")
CASE = Label("19521234548468", "ITF14")

SMALL = CameraOptions(size=(800, 600), fps=20, codes=())


@dataclass(frozen=True)
class Bench:
    camera: Camera
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return self.camera.url

    def show(self, *labels: Label) -> None:
        self._do(lambda: self.camera.show(labels))

    def fail(self, fault: str) -> None:
        self._do(lambda: self.camera.fail(fault))

    def _do(self, act: Callable[[], None]) -> None:
        async def acting() -> None:
            act()

        asyncio.run_coroutine_threadsafe(acting(), self.loop).result(10)


@contextlib.contextmanager
def bench(options: CameraOptions = SMALL) -> Iterator[Bench]:
    """A camera that is on while the body runs; it shows nothing until told."""
    ready, over = threading.Event(), threading.Event()
    on: list[Bench] = []

    async def live() -> None:
        async with serving(options) as camera:
            on.append(Bench(camera, asyncio.get_running_loop()))
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    assert ready.wait(10), "the simulated camera did not come up"
    try:
        yield on[0]
    finally:
        over.set()
        thread.join(10)
    assert not thread.is_alive(), "the simulated camera did not end"
