"""How one screen is started: what `wedge tui` was asked for."""

from dataclasses import dataclass, field
from pathlib import Path

from tui.themes import ThemeName


@dataclass(frozen=True, slots=True)
class Setup:
    """How one screen is started."""

    socket: Path
    terminal: str
    station: str | None = None
    lang: str | None = None
    theme: ThemeName = "dark"
    ascii: bool = False
    kiosk: bool = False
    sound: tuple[str, ...] = ()
    """What plays a WAV file from its standard input on the box's speaker; () where only the terminal beeps."""
    ticket: str = field(default="", repr=False)
    """Who signed in at a browser's door works at the station, without a second PIN."""
    take: bool = False
    """They were asked about whoever is in the way there."""
