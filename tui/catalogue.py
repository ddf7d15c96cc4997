"""The sentences of the screen: a Fluent catalogue a language, in files by subject, English where a language lacks one.

    moved = Moved { $qty } to { $location }.
        .short = { $qty } to { $location }      used on screens under 32 columns

Values pass `show` and are never interpreted. A key that no catalogue has is shown itself, with its values: a gap in a
catalogue never hides what the daemon said.
"""

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentNumber, fluent_number

from edge.control import Text
from edge.core.message import Arg
from tui.show import show

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("en", "de")
_ENTRY = re.compile(r"^(?P<key>[A-Za-z][\w-]*) *=.*(?:\n(?:[ \t}].*|[ \t]*)$)*", re.MULTILINE)
"""A message with its attributes: from its name in the first column to what is not set in. None refers to another."""


class Texts:
    """The catalogue of one of `LANGUAGES`. A message is parsed when it is first said: all of them take 0.2 s."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._sources: dict[str, str] = {}
        for path in files(lang):
            self._sources |= {one["key"]: one[0] for one in _ENTRY.finditer(path.read_text(encoding="utf-8"))}

    @functools.cached_property
    def _bundle(self) -> FluentBundle:
        """Made with the first sentence: a language that only fills gaps seldom says one, and costs 1 MB."""
        return FluentBundle([self._lang], use_isolating=False)

    def has(self, key: str) -> bool:
        return key in self._sources

    def say(self, key: str, args: Mapping[str, Arg], *, short: bool) -> str:
        """The sentence of a key it has."""
        if not self._bundle.has_message(key):
            self._bundle.add_resource(FluentResource(self._sources[key]))
        message = self._bundle.get_message(key)
        pattern = (message.attributes.get("short") if short else None) or message.value
        if pattern is None:
            return show(key)
        said, _errors = self._bundle.format_pattern(pattern, {name: _shown(value) for name, value in args.items()})
        return str(said)


@functools.cache
def texts(lang: str) -> Texts:
    """The catalogue of one of `LANGUAGES`, once for the process."""
    return Texts(lang)


def files(lang: str) -> list[Path]:
    """The files of one of `LANGUAGES`."""
    return sorted((FOLDER / lang).glob("*.ftl"))


def known(lang: str | None) -> str:
    """The language of `LANGUAGES` that `lang` (an RFC 5646 tag or a locale name) asks for; English for others."""
    primary = (lang or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else LANGUAGES[0]


class Catalogue:
    """Says messages in one language."""

    def __init__(self, lang: str | None) -> None:
        self.lang = known(lang)

    def say(self, key: str, /, *, short: bool = False, **args: Arg) -> str:
        """The sentence of one of the screen's own keys."""
        return self._say(key, args, short=short)

    def text(self, text: Text, *, short: bool = False) -> str:
        """The sentence of what the daemon said."""
        return self._say(text.key, text.args, short=short)

    def has(self, key: str) -> bool:
        """Whether the key can be said."""
        return any(texts(lang).has(key) for lang in (self.lang, LANGUAGES[0]))

    def _say(self, key: str, args: Mapping[str, Arg], *, short: bool) -> str:
        for lang in dict.fromkeys((self.lang, LANGUAGES[0])):
            if texts(lang).has(key):
                return texts(lang).say(key, args, short=short)
        values = ", ".join(f"{name}={value}" for name, value in args.items())
        return show(f"{key} ({values})" if values else key)


def _shown(value: Arg) -> str | FluentNumber:
    """A number stays one, for plurals, and is written without grouping: 12.345 means two things on one floor."""
    if isinstance(value, int):
        number = fluent_number(value, useGrouping=False)
        assert isinstance(number, FluentNumber)
        return number
    return show(value)
