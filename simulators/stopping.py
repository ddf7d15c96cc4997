"""Ending a simulator: SIGTERM and SIGINT cancel it, so that whatever it opened is closed and removed."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine


async def until_stopped(playing: Coroutine[object, object, None]) -> None:
    """Run until it ends or a signal asks for the end; what it raises comes out."""
    task = asyncio.ensure_future(playing)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
