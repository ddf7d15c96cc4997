"""Colours and signs. No sign depends on its colour: every level has a word, a glyph, a place and a number of beeps.

`contrast` and `colour-blind` keep to the Okabe-Ito colours, which people with any of the common colour blindnesses can
tell apart: good is blue, bad is orange. With NO_COLOR in the environment Textual draws every theme in greys.
"""

import codecs
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from textual.theme import Theme

from edge.core.message import Level

ThemeName: TypeAlias = Literal["dark", "light", "contrast", "colour-blind"]


@dataclass(frozen=True, slots=True)
class Signs:
    """What is drawn in one character set. `big` is three rows high."""

    level: Mapping[Level, str]
    big: Mapping[Level, tuple[str, str, str]]
    online: str
    offline: str
    down: str
    more: str
    bullet: str
    cursor: str
    full: str
    empty: str
    dot: str
    arrow: str
    keys: Mapping[str, str]
    up_down: str
    ascending: str
    descending: str
    spark: str
    """Eight steps, the lowest first."""
    picture: str
    ascii: bool = False


UNICODE = Signs(
    level={"ok": "✓", "info": "i", "warn": "!", "refuse": "✗"},
    big={
        "ok": ("      ▄▀", " ▄  ▄▀  ", "  ▀▀    "),
        "info": ("   ▄▄   ", "   ▄▄   ", "   ██   "),
        "warn": ("   ██   ", "   ▀▀   ", "   ▄▄   "),
        "refuse": (" ▀▄  ▄▀ ", "   ██   ", " ▄▀  ▀▄ "),
    },
    online="●",
    offline="○",
    down="▼",
    more="…",
    bullet="•",
    cursor="▏",
    full="█",
    empty="░",
    dot="·",
    arrow="→",
    keys={"f1": "?", "f2": "…", "f3": "↶", "f4": "✓"},
    up_down="↑↓",
    ascending="▲",
    descending="▼",
    spark="▁▂▃▄▅▆▇█",
    picture="▣",
)

ASCII = Signs(
    level={"ok": "+", "info": "i", "warn": "!", "refuse": "X"},
    big={
        "ok": ("     //", " \\\\ // ", "  \\//  "),
        "info": ("   ()   ", "   ||   ", "   ||   "),
        "warn": ("   ||   ", "   ||   ", "   ()   "),
        "refuse": (" \\\\  // ", "   ><   ", " //  \\\\ "),
    },
    online="*",
    offline="o",
    down="v",
    more="..",
    bullet="*",
    cursor="_",
    full="#",
    empty=".",
    dot="|",
    arrow=">",
    keys={"f1": "?", "f2": "..", "f3": "<", "f4": "ok"},
    up_down="^v",
    ascending="^",
    descending="v",
    spark="_.,-=+*#",
    picture="P",
    ascii=True,
)

DARK = {
    "ok": "#1a7a3c", "on-ok": "#ffffff",
    "info": "#1d5c8f", "on-info": "#ffffff",
    "warn": "#f2b705", "on-warn": "#141414",
    "refuse": "#b8221b", "on-refuse": "#ffffff",
    "wait": "#ffb000", "on-wait": "#141414",
    "bar": "#22313a", "on-bar": "#eef3f5",
    "good": "#58c983", "bad": "#ff8a80", "faint": "#93a4ad", "strong": "#7fd6e0",
}  # fmt: skip
LIGHT = DARK | {
    "bar": "#d5dde2", "on-bar": "#10181c",
    "good": "#12692f", "bad": "#a01710", "faint": "#51616a", "strong": "#0b5a66",
}  # fmt: skip
CONTRAST = {
    "ok": "#0072b2", "on-ok": "#ffffff",
    "info": "#ffffff", "on-info": "#000000",
    "warn": "#f0e442", "on-warn": "#000000",
    "refuse": "#d55e00", "on-refuse": "#000000",
    "wait": "#e69f00", "on-wait": "#000000",
    "bar": "#ffffff", "on-bar": "#000000",
    "good": "#56b4e9", "bad": "#ff9d4d", "faint": "#d0d0d0", "strong": "#f0e442",
}  # fmt: skip
COLOUR_BLIND = DARK | {
    "ok": "#0072b2", "on-ok": "#ffffff",
    "info": "#56b4e9", "on-info": "#000000",
    "warn": "#f0e442", "on-warn": "#000000",
    "refuse": "#d55e00", "on-refuse": "#000000",
    "wait": "#e69f00", "on-wait": "#000000",
    "good": "#56b4e9", "bad": "#ff9d4d", "strong": "#c8e6f7",
}  # fmt: skip

THEMES: Mapping[ThemeName, Theme] = {
    "dark": Theme(
        "dark", primary="#7fd6e0", background="#0f1518", surface="#172026", panel="#22313a", foreground="#e9eff1",
        success="#58c983", warning="#f2b705", error="#ff8a80", dark=True, variables=DARK,
    ),
    "light": Theme(
        "light", primary="#0b5a66", background="#f5f7f8", surface="#e8edf0", panel="#d5dde2", foreground="#10181c",
        success="#12692f", warning="#8a6500", error="#a01710", dark=False, variables=LIGHT,
    ),
    "contrast": Theme(
        "contrast", primary="#f0e442", background="#000000", surface="#000000", panel="#2a2a2a", foreground="#ffffff",
        success="#56b4e9", warning="#f0e442", error="#ff9d4d", dark=True, variables=CONTRAST,
    ),
    "colour-blind": Theme(
        "colour-blind", primary="#c8e6f7", background="#0f1518", surface="#172026", panel="#22313a",
        foreground="#e9eff1", success="#56b4e9", warning="#f0e442", error="#ff9d4d", dark=True, variables=COLOUR_BLIND,
    ),
}  # fmt: skip


_COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})


def is_utf8_locale() -> bool:
    """Whether the terminal's locale takes UTF-8: LC_ALL, LC_CTYPE and LANG in this order, as POSIX has it.

    Python itself sets LC_CTYPE when the locale is C or not installed (PEP 538); such a value says nothing of the user.
    """
    names = [os.environ.get(key, "") for key in ("LC_ALL", "LC_CTYPE", "LANG")]
    if names[1] in _COERCED:
        names[1] = ""
    name = next(filter(None, names), "")
    charset = name.partition(".")[2].split("@")[0]
    if not charset:
        return _is_modern_terminal()
    try:
        return codecs.lookup(charset).name == "utf-8"
    except LookupError:
        return False


def _is_modern_terminal() -> bool:
    """Where no locale names a character set the kind of terminal decides: a container has none, and takes UTF-8."""
    return os.environ.get("TERM", "") not in {"vt100", "vt102", "vt220", "vt320", "ansi", "dumb"}
