"""F9, the command palette of a desk: every pane, the search, colours, languages, a picture of the screen."""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import CommandPalette

from tui.catalogue import LANGUAGES, Catalogue
from tui.replay.taping import Taping
from tui.themes import ASCII, THEMES, UNICODE, ThemeName

if TYPE_CHECKING:
    from tui.app import Floor

_FROM_NETWORK = re.compile(r"@font-face\s*{[^}]*}")
"""A picture asks no network for its letters."""


class Menu:
    """What the palette offers, and does."""

    def __init__(self, app: "Floor") -> None:
        self._app = app
        self.is_lang_chosen = False
        self.taping: Taping | None = Taping(app)

    def open(self) -> None:
        """Show the palette."""
        if len(self._app.screen_stack) == 1:
            placeholder = self._app.voice.say("ui-menu-search")
            self._app.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def commands(self) -> Iterator[SystemCommand]:
        """In the order in which they are listed."""
        say = self._app.voice.say
        for pane in self._app.panes.offered:
            title = f"{pane.key.upper()} {say(f'ui-pane-{pane.name}')}"
            yield SystemCommand(title, say("ui-pane-help"), lambda name=pane.name: self._app.go(name))
        if self._app.panes.front.can_search:
            yield SystemCommand(say("ui-search"), say("ui-search-help"), self._app.hands.open_search)
        for name in THEMES:
            yield SystemCommand(say(f"ui-theme-{name}"), say("ui-theme-help"), lambda name=name: self.use_theme(name))
        yield SystemCommand(say("ui-theme-ascii"), say("ui-theme-help"), self.turn_ascii)
        for lang in LANGUAGES:
            yield SystemCommand(say(f"ui-lang-{lang}"), say("ui-lang-help"), lambda lang=lang: self.use_lang(lang))
        yield SystemCommand(say("ui-screenshot"), say("ui-screenshot-help"), self.save_picture)
        if self.taping is not None and not self._app.is_web:  # who sits before a browser fills no disk of the box
            yield from self.taping.commands()

    def use_theme(self, name: ThemeName) -> None:
        """Other colours."""
        self._app.theme = name
        self._app.painter.paint()

    def turn_ascii(self) -> None:
        """Draw with ASCII signs only, or with all again."""
        state = self._app.state
        state.ascii = not state.ascii
        state.signs = ASCII if state.ascii else UNICODE
        self._app.screen_stack[0].set_class(state.ascii, "-ascii")
        self._app.painter.paint()
        self._app.refresh(layout=True)

    def use_lang(self, lang: str) -> None:
        """Another language, until this screen ends."""
        self._app.state.words = Catalogue(lang)
        self.is_lang_chosen = True
        self._app.painter.paint()

    def save_picture(self) -> None:
        """Write what stands on the screen to a file (in a browser: have it downloaded), and say where it is."""
        self._app.call_after_refresh(self._save_picture)  # the palette has gone by then

    def _save_picture(self) -> None:
        if self._app.is_web:
            self._app.deliver_screenshot()
            return
        svg = _FROM_NETWORK.sub("", self._app.export_screenshot())
        path = _folder() / time.strftime("wedge-%Y%m%d-%H%M%S.svg")
        try:
            path.write_text(svg, encoding="utf-8")
        except OSError as error:
            self._app.remark("refuse", "ui-screenshot-failed", reason=error.strerror or str(error))
            return
        self._app.remark("ok", "ui-screenshot-saved", name=path.name, folder=str(path.parent))


def _folder() -> Path:
    """Where a picture goes: the folder the screen was started in, or that of temporary files."""
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())
