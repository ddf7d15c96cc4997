"""`wedge sim camera`: a network camera over a bench with labels, or a recording of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edge.cli.ends import End, end

if TYPE_CHECKING:
    from simulators.labels import Label


def camera(
    port: Annotated[int, typer.Option(help="TCP port; 0 takes a free one.", min=0, max=65535)] = 8081,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    fps: Annotated[float, typer.Option(help="Pictures a second.", min=0.1, max=60)] = 10.0,
    size: Annotated[str, typer.Option(help="Width and height of the picture.")] = "1280x720",
    seed: Annotated[int, typer.Option(help="The same seed gives the same pictures.")] = 1,
    degrade: Annotated[float, typer.Option(help="0: fresh labels; 1: hardly readable.", min=0, max=1)] = 0.0,
    codes: Annotated[
        str, typer.Option(help="Labels to show, as text:symbology by commas; without it, one of each common kind.")
    ] = "",
    stage: Annotated[Path | None, typer.Option(help="Unix socket that says what lies there, and faults.")] = None,
    file: Annotated[Path | None, typer.Option(help="Write a recording (.avi) instead of serving.")] = None,
    seconds: Annotated[float, typer.Option(help="Length of the recording.", min=0.1, max=3600)] = 36.0,
) -> None:
    """A camera over a bench: MJPEG over HTTP, or a recording.

    Without --stage the labels come and go one after the other: 3 seconds each, 3 seconds of nothing between.
    With it nothing lies there until the stage says so.
    Look at it with a browser, or read it with `wedge run` and a device of kind "camera".
    """
    import asyncio

    from simulators.camera import SAMPLES, CameraOptions, record, run

    try:
        shown = tuple(_label(code) for code in codes.split(",") if code) or SAMPLES
        options = CameraOptions(host, port, fps, _size(size), seed, degrade, shown)
        if file is not None:
            record(options, file, seconds)
            typer.echo(f"wrote {file}")
        else:
            asyncio.run(run(options, stage, _say))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    except OSError as error:
        end(f"cannot listen on {host}:{port}: {error.strerror}", End.IO)


def _say(line: str) -> None:
    print(line, flush=True)


def _label(code: str) -> "Label":
    from simulators.labels import Label

    text, _, symbology = code.rpartition(":")
    return Label(text.replace("\\u001d", "\u001d"), symbology)


def _size(size: str) -> tuple[int, int]:
    width, _, height = size.partition("x")
    if not (width.isdigit() and height.isdigit() and 160 <= int(width) <= 4096 and 120 <= int(height) <= 4096):
        raise ValueError(f"a size is like 1280x720, from 160x120 to 4096x4096, not {size!r}")
    return int(width), int(height)
