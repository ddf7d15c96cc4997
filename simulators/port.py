"""A serial port that is not there: a pseudo-terminal under a link, as `/dev/serial/by-id` has real ones."""

import contextlib
import os
import re
import secrets
from pathlib import Path

_PORT = re.compile(r"/dev/pts/[0-9]+")
"""Where a simulator's link points, whether or not the port is still there."""


def point(link: Path, port: str, whose: str) -> None:
    """Make `link` point to the port. Raises `ValueError` when a link cannot be there, or something else is."""
    fresh = link.parent / f".{link.name}.{secrets.token_hex(8)}"  # a name that nobody has
    try:
        if os.path.lexists(link) and not (link.is_symlink() and _PORT.fullmatch(os.fspath(link.readlink()))):
            raise ValueError(f"{link} is there already and no {whose}'s link; choose another path for the link")
        fresh.symlink_to(port)
        fresh.replace(link)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise ValueError(f"the link {link} cannot be made: {error.strerror or error}") from error


def away(link: Path, port: str) -> None:
    """Remove the link where it still points to this port."""
    with contextlib.suppress(OSError):  # while the port is ours, nobody else's has its name
        if str(link.readlink()) == port:
            link.unlink()
