"""`wedge tui --serve`: the server's process."""

import asyncio
import signal
import ssl
import time
from pathlib import Path

from aiohttp import web

from tui.web.address import Address, ServeError, Tls
from tui.web.server import Doorkeeper, Serving
from tui.web.visitors import Visitors

SHUTDOWN_S = 5.0


def serve_browsers(address: Address, tls: Tls | None, serving: Serving) -> None:
    """Until a signal ends it. Raises `ServeError` where nobody can be served."""
    context = tls.context() if tls is not None else None
    _wants_directory_of(serving.socket)
    asyncio.run(_run(address, context, serving))


async def _run(address: Address, context: ssl.SSLContext | None, serving: Serving) -> None:
    keeper = Doorkeeper(serving, Visitors(serving.idle_s, time.monotonic))
    runner = web.AppRunner(keeper.app(), access_log=None, shutdown_timeout=SHUTDOWN_S)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await runner.setup()
    try:
        site = web.TCPSite(runner, address.host, address.port, ssl_context=context)
        try:
            await site.start()
        except OSError as error:
            raise ServeError(f"{address.host}:{address.port}: {error.strerror or error}") from error
        port = runner.addresses[0][1]
        print(f"ready: {Address(address.host, port).url(is_tls=context is not None)}", flush=True)  # noqa: T201
        await stop.wait()
    finally:
        await runner.cleanup()


def _wants_directory_of(socket: Path) -> None:
    if not socket.parent.is_dir():
        raise ServeError(f"there is no {socket.parent}: is this the box, and does its daemon run?")
