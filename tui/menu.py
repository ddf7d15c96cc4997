"""F9, the command palette of a desk: every pane, the search, colours, languages, a picture of the screen.

A hand types to the palette. A scan closes it and is an input as everywhere, whatever commands are called like it.
"""

import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import SystemCommand
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.capture import Line, LineBuffer
from tui.catalogue import LANGUAGES, Catalogue
from tui.replay.taping import Taping
from tui.themes import ASCII, THEMES, UNICODE, ThemeName

if TYPE_CHECKING:
    from tui.app import Floor

ENDED_S = 0.1
"""A scanner ends its code at once; who has pasted a word first reads what the palette found."""
_FROM_NETWORK = re.compile(r"@font-face\s*{[^}]*}")
"""A picture asks no network for its letters."""


class Commands(Provider):
    """The commands for the palette: in their own order, and by what is typed."""

    async def discover(self) -> Hits:
        for title, text, run, _ in self.app.get_system_commands(self.screen):
            yield DiscoveryHit(title, run, help=text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for title, text, run, _ in self.app.get_system_commands(self.screen):
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), run, help=text)


class Menu:
    """What the palette offers, and does."""

    def __init__(self, app: "Floor") -> None:
        self._app = app
        self._buffer = LineBuffer()
        self._typed_s = 0.0
        self.is_lang_chosen = False
        self.taping: Taping | None = Taping(app)

    def open(self) -> None:
        """Show the palette."""
        if len(self._app.screen_stack) == 1:
            self._buffer.clear()
            placeholder = self._app.voice.say("ui-menu-search")
            self._app.push_screen(CommandPalette([Commands], placeholder=placeholder, id="--command-palette"))

    def scanned(self, event: events.Key) -> Line | None:
        """A scan that ends with this key, while the palette is open; it is closed then."""
        line = self._buffer.key(event.key, event.character, event.time)
        is_in_one, self._typed_s = event.time - self._typed_s <= ENDED_S, event.time
        if line is None or line.via != "wedge" or not is_in_one:
            return None
        self._app.post_message(CommandPalette.Closed(option_selected=False))
        self._app.screen.dismiss()
        return line

    def commands(self) -> Iterator[SystemCommand]:
        """In the order in which they are listed."""
        say = self._app.voice.say
        for pane in self._app.panes.offered:
            title = f"{pane.key.upper()} {say(f'ui-pane-{pane.name}')}"
            yield SystemCommand(title, say(f"ui-pane-help-{pane.name}"), lambda name=pane.name: self._app.go(name))
        if self._app.panes.front.can_search:
            yield SystemCommand(say("ui-search"), say("ui-search-help"), self._app.hands.open_search)
        for name in THEMES:
            help_ = say(f"ui-theme-help-{name}")
            yield SystemCommand(say(f"ui-theme-{name}"), help_, lambda name=name: self.use_theme(name))
        yield SystemCommand(say("ui-theme-ascii"), say("ui-theme-help-ascii"), self.turn_ascii)
        for lang in LANGUAGES:
            help_ = say(f"ui-lang-help-{lang}")
            yield SystemCommand(say(f"ui-lang-{lang}"), help_, lambda lang=lang: self.use_lang(lang))
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
        svg, name = _FROM_NETWORK.sub("", self._app.export_screenshot()), time.strftime("wedge-%Y%m%d-%H%M%S.svg")
        if self._app.is_web:
            self._app.deliver_text(
                io.StringIO(svg), save_filename=name, open_method="browser", mime_type="image/svg+xml"
            )
            return
        path = _folder() / name
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
