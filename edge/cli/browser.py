"""`wedge tui --serve`: the screen in browsers, started from the command line."""

import os
import sys
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from edge.cli.ends import End, end

Where: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="[HOST:]PORT", help="Serve browsers, each with a sign-in first; this box alone by itself."),
]
Cert: TypeAlias = Annotated[Path | None, typer.Option(help="With --serve: the certificate chain (PEM).")]
Key: TypeAlias = Annotated[Path | None, typer.Option(help="With --serve: its private key (PEM).")]
Insecure: TypeAlias = Annotated[
    bool, typer.Option("--insecure-http", help="With --serve: no TLS, on a network that is trusted.")
]
Screens: TypeAlias = Annotated[int, typer.Option(min=1, max=60, help="With --serve: how many at once.")]
IdleMin: TypeAlias = Annotated[int, typer.Option(min=1, max=1440, help="With --serve: minutes until a sign-in ends.")]


def serve(
    where: str, socket: Path, cert: Path | None, key: Path | None, screens: int, idle_min: int, *options: str,
    insecure: bool,
) -> None:  # fmt: skip
    """Serve until a signal ends it; `options` are those of each screen."""
    from tui.web.address import Address, ServeError, tls_for
    from tui.web.serve import serve_browsers
    from tui.web.server import Serving

    try:
        address = Address.parse(where)
        tls = tls_for(address, cert, key, insecure=insecure)
    except ServeError as error:
        end(error, End.USAGE)
    try:
        serve_browsers(address, tls, Serving(socket, screens, idle_min * 60.0, tls is not None, options))
    except ServeError as error:
        end(error, End.IO)


def needs_terminal() -> None:
    """End the command where there is neither a terminal nor a page: a page's server speaks to its screen over pipes."""
    is_served = os.environ.get("TEXTUAL_DRIVER", "").startswith("textual.drivers.web_driver:")
    if not is_served and not (sys.stdin.isatty() and sys.stdout.isatty()):
        end("the screen needs a terminal, on standard input and output", End.USAGE)
