"""`wedge pin`: the hash of a PIN, for the operators' reference data."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def pin(
    pepper_file: Annotated[
        Path | None, typer.Option(help="The file that control.pepper_file names, if it does.")
    ] = None,
) -> None:
    """Ask for a PIN (or read it from standard input) and print its hash for `pin_hash`; the PIN is kept nowhere."""
    from edge.shell.loop.pins import hash_pin

    text = typer.prompt("PIN", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 12):
        end("a PIN has 4 to 12 digits", End.BAD)
    try:
        pepper = pepper_file.read_bytes() if pepper_file else b""
    except OSError as error:
        end(f"{pepper_file}: cannot be read: {error.strerror}", End.IO)
    print(hash_pin(text, pepper))
