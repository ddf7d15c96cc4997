"""`wedge record`: what the screens of a running box hear, into a file that `wedge tui --replay` plays."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge.cli.ends import End, end
from edge.cli.tui import SOCKET

if TYPE_CHECKING:
    from tui.replay.recorder import Recorder
    from tui.replay.recording import Writer

_SECONDS = {"s": 1, "m": 60, "h": 3600}


def record(
    file: Annotated[Path, typer.Argument(help="The recording; a name that ends in .gz is compressed.")],
    socket: Annotated[Path, typer.Option(envvar="WEDGE_SOCKET", help="The daemon's control socket.")] = SOCKET,
    stations: Annotated[
        list[str] | None, typer.Option("--station", help="Record this station; may be repeated. Without it: all.")
    ] = None,
    length: Annotated[str | None, typer.Option("--for", help="End after this long, like 90s, 10m or 8h.")] = None,
    max_mib: Annotated[int, typer.Option(help="End when the file has this size.", min=1, max=4096)] = 64,
    name: Annotated[str, typer.Option(help="What whoever plays it sees it called.")] = "",
) -> None:
    """Record what the screens of a running box hear, until Ctrl-C. `wedge tui --replay FILE` plays it."""
    import asyncio

    from edge import __version__
    from edge.shell.clock import Clock
    from tui.replay.recording import MIB, Header, Writer

    seconds = _seconds(length)
    now = Clock("UTC").now()
    header = Header(program=__version__, name=name[:80], stations=stations or [], began_ms=now.wall_ms)
    try:
        writer = Writer(file, header, max_mib * MIB)
    except FileExistsError:
        end(f"{file} is there already: name a new file", End.USAGE)
    except OSError as error:
        end(f"{file}: {error.strerror}", End.IO)
    asyncio.run(_record(file, writer, socket, stations or [], seconds))


async def _record(file: Path, writer: "Writer", socket: Path, stations: list[str], seconds: float | None) -> None:
    """Until a signal, the time's end, or the file's."""
    import asyncio
    import signal

    from tui.replay.recorder import Recorder

    recorder = Recorder(socket, writer, stations, lambda sentence: typer.echo(sentence, err=True))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, recorder.stop)
    if seconds is not None:
        loop.call_later(seconds, recorder.stop)
    typer.echo(f"recording into {file}; Ctrl-C ends it", err=True)
    await recorder.run()
    if recorder.refused or not recorder.lines:
        file.unlink(missing_ok=True)
        end(recorder.refused or f"nobody answered at {socket}", End.NOT_FOUND if recorder.refused else End.TRY_AGAIN)
    _tell(file, writer, recorder)


def _tell(file: Path, writer: "Writer", recorder: "Recorder") -> None:
    if recorder.failed is not None:
        end(f"{file}: {recorder.failed.strerror}; it can be played up to there", End.IO)
    full = "the file has reached its size (--max-mib). " if writer.is_full else ""
    heard = f"{recorder.lines} lines, {writer.written / 1024:.0f} KiB, {len(recorder.stations)} stations"
    typer.echo(f"{full}{heard}. Play it: wedge tui --replay {file}")


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,6})([smh])", text)
    if not found or not int(found[1]):
        raise typer.BadParameter("--for is a time like 90s, 10m or 8h")
    return int(found[1]) * _SECONDS[found[2]]
