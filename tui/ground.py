"""The ground of a gun's screen: all of it says how the last scan went."""

from textual.screen import Screen
from textual.widget import Widget

from edge.core.message import Level


class Ground:
    """Colours a screen. Not by a class: for that every part would look up its style anew, which takes longer than all
    the drawing."""

    def __init__(self) -> None:
        self._shown: tuple[str, Level | None] = ("", None)

    def put(self, screen: Screen[object], level: Level | None) -> None:
        """The colour of this level; for None the theme's own."""
        if (screen.app.theme, level) == self._shown:
            return
        self._shown = (screen.app.theme, level)
        colours = screen.app.theme_variables
        screen.styles.background = colours[level] if level else None
        screen.styles.color = colours[f"on-{level}"] if level else None
        for part in screen.walk_children(Widget):
            part.notify_style_update()  # each keeps the colours of what it stands on
