"""F9, the command palette of a desk: every pane, the search, colours, languages, a picture of the screen."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from tui.catalogue import LANGUAGES, Catalogue
from tui.themes import THEMES, ThemeName

if TYPE_CHECKING:
    from tui.app import Floor


class Menu:
    """What the palette offers, and does."""

    def __init__(self, app: "Floor") -> None:
        self._app = app
        self.is_lang_chosen = False

    def commands(self) -> Iterator[SystemCommand]:
        """In the order in which they are listed."""
        say = self._app.voice.say
        for pane in self._app.panes.offered:
            help_ = say("ui-pane-help", key=pane.key.upper())
            yield SystemCommand(say(f"ui-pane-{pane.name}"), help_, lambda name=pane.name: self._app.go(name))
        if self._app.panes.front.can_search:
            yield SystemCommand(say("ui-search"), say("ui-search-help"), self._app.hands.open_search)
        for name in THEMES:
            yield SystemCommand(say(f"ui-theme-{name}"), say("ui-theme-help"), lambda name=name: self.use_theme(name))
        for lang in LANGUAGES:
            yield SystemCommand(say(f"ui-lang-{lang}"), say("ui-lang-help"), lambda lang=lang: self.use_lang(lang))
        yield SystemCommand(say("ui-screenshot"), say("ui-screenshot-help"), self.save_picture)

    def use_theme(self, name: ThemeName) -> None:
        """Other colours."""
        self._app.theme = name
        self._app.painter.paint()

    def use_lang(self, lang: str) -> None:
        """Another language, until this screen ends."""
        self._app.state.words = Catalogue(lang)
        self.is_lang_chosen = True
        self._app.painter.paint()

    def save_picture(self) -> None:
        """Write what stands on the screen to a file (in a browser: have it downloaded), and say where it is."""
        self._app.call_after_refresh(self._save_picture)

    def _save_picture(self) -> None:
        try:
            path = self._app.deliver_screenshot()
        except OSError as error:
            self._app.hearing.say("refuse", "ui-screenshot-failed", reason=str(error))
            return
        if path is not None:
            self._app.remark("ok", "ui-screenshot-saved", path=str(Path(path)))
