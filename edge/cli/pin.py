"""`wedge pin`: the hash of a PIN, for the operators' reference data."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def pin(
    pepper_file: Annotated[
        Path | None, typer.Option(help="The file that control.pepper_file names, if it does.")
    ] = None,
) -> None:
    """Ask for a PIN (or read it from standard input) and print its hash for `pin_hash`; the PIN is kept nowhere."""
    from edge.shell.loop.pins import hash_pin

    text = typer.prompt("PIN", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 12):
        print("a PIN has 4 to 12 digits", file=sys.stderr)
        raise typer.Exit(2)
    try:
        pepper = pepper_file.read_bytes() if pepper_file else b""
    except OSError as error:
        print(f"{pepper_file}: cannot be read: {error.strerror}", file=sys.stderr)
        raise typer.Exit(2) from error
    print(hash_pin(text, pepper))
