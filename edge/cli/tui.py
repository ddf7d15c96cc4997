"""`wedge tui`: the operator's screen."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from edge.cli.ends import End, end

SOCKET = Path("/run/wedge/control.sock")


def tui(
    socket: Annotated[Path, typer.Option(envvar="WEDGE_SOCKET", help="The daemon's control socket.")] = SOCKET,
    station: Annotated[str | None, typer.Option(help="The station to work at; without one: the desk only.")] = None,
    lang: Annotated[
        str | None, typer.Option(help="en or de, for as long as nobody is signed in; else the operator's own.")
    ] = None,
    terminal: Annotated[str | None, typer.Option(help="This screen's name; without it the terminal's.")] = None,
    theme: Annotated[
        Literal["dark", "light", "contrast"], typer.Option(help="contrast is for the colour-blind, too.")
    ] = "dark",
    ascii_only: Annotated[
        bool, typer.Option("--ascii", help="ASCII only; chosen by itself where the locale is not UTF-8.")
    ] = False,
    kiosk: Annotated[bool, typer.Option("--kiosk", help="No key leaves the screen.")] = False,
    mouse: Annotated[bool, typer.Option(help="Take taps and clicks; off for terminals that print them.")] = True,
) -> None:
    """The operator's screen. F1 helps, F10 leaves."""
    from edge.control import Hello
    from tui.app import Floor
    from tui.capture import harden_terminal_input
    from tui.catalogue import LANGUAGES, known
    from tui.setup import Setup
    from tui.themes import is_utf8_locale

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        end("the screen needs a terminal, on standard input and output", End.USAGE)
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang is one of {', '.join(LANGUAGES)}")
    try:
        Hello(terminal=terminal or _terminal(), station=station)
    except ValueError as error:
        raise typer.BadParameter("a terminal's and a station's name has 1 to 64 characters") from error
    harden_terminal_input()
    setup = Setup(
        socket=socket,
        terminal=terminal or _terminal(),
        station=station,
        lang=lang or known(os.environ.get("LC_ALL") or os.environ.get("LANG")),
        theme=theme,
        ascii=ascii_only or not is_utf8_locale(),
        kiosk=kiosk,
    )
    Floor(setup).run(mouse=mouse)


def _terminal() -> str:
    """The name of the terminal device, without /dev."""
    try:
        return os.ttyname(sys.stdin.fileno()).removeprefix("/dev/")[-64:]
    except OSError:
        return "screen"
