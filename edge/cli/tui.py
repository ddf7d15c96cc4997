"""`wedge tui`: the operator's screen."""

import gc
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from edge.cli import browser
from edge.cli.ends import End, end

if TYPE_CHECKING:
    from tui.app import Floor
    from tui.setup import Setup

SOCKET = Path("/run/wedge/control.sock")
StationName: TypeAlias = Annotated[
    str | None, typer.Option(envvar="WEDGE_STATION", help="The station to work at; without one: the desk only.")
]
Sound: TypeAlias = Annotated[
    str | None, typer.Option(help="Play answers on this machine's speaker, too, with this program: 'aplay -q'.")
]
GARBAGE_AFTER = (5_000, 20, 20)
"""A drawing makes a thousand objects: looked through as often as Python has it, they hold up every tenth scan."""
LARGE = 4 * 1024 * 1024
"""A recording of this size takes a second to read."""


def tui(
    socket: Annotated[Path, typer.Option(envvar="WEDGE_SOCKET", help="The daemon's control socket.")] = SOCKET,
    station: StationName = None,
    lang: Annotated[
        str | None, typer.Option(help="en or de, for as long as nobody is signed in; else the operator's own.")
    ] = None,
    terminal: Annotated[str | None, typer.Option(help="This screen's name; without it the terminal's.")] = None,
    theme: Annotated[
        Literal["dark", "light", "contrast", "colour-blind", "ascii"],
        typer.Option(help="ascii: dark, with ASCII signs alone. NO_COLOR in the environment gives greys."),
    ] = "dark",
    ascii_only: Annotated[
        bool, typer.Option("--ascii", help="ASCII only; chosen by itself where the locale is not UTF-8.")
    ] = False,
    kiosk: Annotated[bool, typer.Option("--kiosk", help="No key leaves the screen.")] = False,
    replay: Annotated[
        Path | None, typer.Option(help="Play a recording of `wedge record`: no box is needed, nothing is sent.")
    ] = None,
    mouse: Annotated[bool, typer.Option(help="Take taps and clicks; off for terminals that print them.")] = True,
    sound: Sound = None,
    serve: browser.Where = None,
    tls_cert: browser.Cert = None,
    tls_key: browser.Key = None,
    insecure_http: browser.Insecure = False,
    screens: browser.Screens = 16,
    idle_min: browser.IdleMin = 30,
) -> None:
    """The operator's screen. F1 helps, F10 leaves."""
    if serve is not None:
        looks = ("--theme", theme, *(("--ascii",) if ascii_only else ()))
        browser.serve(serve, socket, tls_cert, tls_key, screens, idle_min, *looks, insecure=insecure_http)
        return
    browser.needs_terminal()
    from tui.app import Floor
    from tui.capture import harden_terminal_input
    from tui.catalogue import LANGUAGES, known
    from tui.setup import Setup
    from tui.themes import is_utf8_locale

    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang is one of {', '.join(LANGUAGES)}")
    terminal = _named(terminal or _terminal(), station)
    harden_terminal_input()
    setup = Setup(
        socket=socket,
        terminal=terminal,
        station=station,
        lang=lang or known(os.environ.get("LC_ALL") or os.environ.get("LANG")),
        theme="dark" if theme == "ascii" else theme,
        ascii=ascii_only or theme == "ascii" or not is_utf8_locale(),
        kiosk=kiosk,
        sound=_player(sound),
        ticket=os.environ.pop("WEDGE_TICKET", ""),
        take=bool(os.environ.pop("WEDGE_TAKE", "")),
    )
    screen = Floor(setup) if replay is None else _replay(setup, replay)
    _settle_memory()
    screen.run(mouse=mouse)


def _named(terminal: str, station: str | None) -> str:
    """The terminal's name, where it and the station's can be said to the daemon."""
    from edge.control import Hello

    try:
        return Hello(terminal=terminal, station=station).terminal
    except ValueError as error:
        raise typer.BadParameter("a terminal's and a station's name has 1 to 64 characters") from error


def _player(sound: str | None) -> tuple[str, ...]:
    """The program that plays, with its arguments."""
    command = tuple(shlex.split(sound)) if sound else ()
    if command and shutil.which(command[0]) is None:
        raise typer.BadParameter(f"--sound: there is no program {command[0]} here (Debian: apt-get install alsa-utils)")
    return command


def _settle_memory() -> None:
    """What was imported need not be looked through again, and what is made while drawing not so often."""
    gc.freeze()
    gc.set_threshold(*GARBAGE_AFTER)


def _replay(setup: "Setup", file: Path) -> "Floor":
    """The screen that plays a recording."""
    from tui.replay.screen import ReplayFloor
    from tui.replay.tape import TapeError, opened

    if file.is_file() and file.stat().st_size > LARGE:
        typer.echo(f"reading {file}", err=True)
    try:
        tape = opened(file)
    except TapeError as error:
        end(error, End.IO)
    if setup.station is not None and setup.station not in tape.stations:
        end(f"{file} has no station {setup.station}; it has {', '.join(tape.stations) or 'none'}", End.NOT_FOUND)
    return ReplayFloor(setup, tape)


def _terminal() -> str:
    """The name of the terminal device, without /dev."""
    try:
        return os.ttyname(sys.stdin.fileno()).removeprefix("/dev/")[-64:]
    except OSError:
        return "screen"
