"""`wedge demo`: a short shift on a whole site, every part a process of its own."""

import os
from pathlib import Path
from typing import Annotated

import typer

from edge.cli.ends import End, end


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No screen on top, also on a terminal.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed plays the same day.", min=0)] = 1,
    report: Annotated[Path | None, typer.Option(help="Write the report here (JSON).")] = None,
    folder: Annotated[Path | None, typer.Option("--dir", help="Use this folder, and keep it.")] = None,
    embedded_broker: Annotated[bool, typer.Option("--embedded-broker", help="Use amqtt, not mosquitto.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the temporary folder: ledger, logs, config.")] = False,
    hands_on: Annotated[
        bool, typer.Option("--hands-on", help="No simulated people: you do the work, and are told with what.")
    ] = False,
) -> None:
    """Play a short shift: broker, central, devices, box, screen. Exit status 1 when anything was wrong."""
    from edge.demo.run import DemoOptions, demo

    if report is not None and (why := _unwritable(report, folder)):
        end(f"--report {str(report)!r}: {why}", End.USAGE)
    if report is not None and hands_on:
        end("--report tells of a shift that was played: --hands-on plays none", End.USAGE)
    raise typer.Exit(demo(DemoOptions(headless, seed, report, folder, keep, embedded_broker, hands_on)))


def _unwritable(report: Path, made: Path | None) -> str:
    """Why a report cannot be written there; "" when it can. The folder `made` is made by the demo itself."""
    if report.is_dir():  # the empty path is one too: it is read as "."
        return "is a folder; name a file"
    folder = report.absolute().parent
    if made is not None and not folder.exists() and folder in {made.absolute(), *made.absolute().parents}:
        return ""
    if not folder.is_dir():
        return f"there is no folder {folder}"
    return "" if os.access(report if report.exists() else folder, os.W_OK) else "may not be written by you"
