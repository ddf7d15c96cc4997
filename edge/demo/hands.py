"""`wedge demo --hands-on`: the demo's site without its people. Who started it works, and is told with what."""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from edge.demo import site
from edge.demo.site import Place
from simulators import catalogue

STATION = "DOCK-1"
"""Where the screen on this terminal works; the others are opened beside it."""


def program() -> str:
    """What to type for `wedge` in this terminal."""
    own = Path(sys.executable).with_name("wedge")
    found = shutil.which("wedge")
    if found is not None and Path(found).resolve() == own.resolve():
        return "wedge"
    here = Path.cwd()
    return str(own.relative_to(here) if own.is_relative_to(here) else own)


def card(place: Place) -> Iterator[str]:
    """Who can sign in, which papers wait where, what labels read, and how to open more screens."""
    day = catalogue.build(place.seed)
    yield "The site is up and nobody works: you do. Type what a scanner would read, and Enter after it."
    yield ""
    yield "sign in    the badge, then the PIN"
    for ident, name, role in catalogue.BADGES:
        yield f"           {catalogue.badge(ident)}  {day.pins[ident]}  {name}, {role}"
    yield "papers     DOCK-1, DOCK-2  " + " ".join(one.id for one in day.receipts)
    orders = (*(one.id for one in day.orders), *(one.id for one in day.counts))
    yield f"           PICK-1          {' '.join(orders)}; totes T-001, T-002"
    yield f"           PACK-1          {day.returned.id} {day.shipment.id}"
    item, pallet = day.items[0], day.pallets[0]
    yield f"labels     an item         {day.gtin(item.code)}  {item.name}"
    yield f"           a pallet        ]C100{pallet.sscc}"
    yield f"           a bin           {day.opening[0][0]}"
    wedge = f"{program()} tui --socket {place.control}"
    yield f"screens    {wedge} --station PICK-1"
    yield f"           {wedge}                     the desk alone"
    yield f"           {wedge} --serve 8080        for browsers"
    yield ""


async def work(place: Place, *, with_screen: bool) -> None:
    """Tell what there is; then a screen on this terminal until it is left, or without one until somebody ends us."""
    print("\n".join(card(place)))
    if not with_screen:
        print("Ctrl-C ends it.", flush=True)
        await asyncio.Event().wait()
    print(f"Enter opens the screen of {STATION} here; F10 leaves it and ends everything.", end=" ", flush=True)
    await _enter()
    where = ("--socket", str(place.control), "--station", STATION)
    screen = await asyncio.create_subprocess_exec(*site.wedge("tui", *where))
    try:
        await screen.wait()
    finally:
        if screen.returncode is None:
            screen.terminate()
            await screen.wait()


async def _enter() -> None:
    loop, pressed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin, pressed.set)
    try:
        await pressed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    sys.stdin.readline()
