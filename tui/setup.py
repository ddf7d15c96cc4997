"""How one screen is started: what `wedge tui` was asked for."""

from dataclasses import dataclass
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
