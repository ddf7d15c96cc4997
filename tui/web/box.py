"""The door's question to the daemon: one connection, one answer."""

import asyncio
import contextlib
import json
import secrets
from pathlib import Path

from pydantic import ValidationError

from edge import control

ANSWER_WITHIN_S = 15.0


async def sign_in(path: Path, badge: str, pin: str, source: str) -> control.SignedIn | None:
    """What the daemon says of a badge and a PIN; None where it does not answer."""
    try:
        asked = control.SignIn(id=secrets.token_hex(8), badge=badge, pin=pin, source=source)
    except ValidationError:
        return control.SignedIn(id="", fault="refused")  # too long for any badge or PIN
    with contextlib.suppress(OSError, ValueError, TimeoutError):
        async with asyncio.timeout(ANSWER_WITHIN_S):
            reader, writer = await asyncio.open_unix_connection(path, limit=control.LINE_BYTES_MAX)
            with contextlib.closing(writer):
                writer.write(control.line(asked))
                while line := await reader.readline():
                    if json.loads(line).get("type") == "signed_in":
                        return control.SignedIn.model_validate_json(line)
    return None
