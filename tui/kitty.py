"""Images in terminals that draw them, by kitty's graphics protocol with Unicode placeholders: among all cells. Pure.

    ESC _ G a=T,U=1,i=7,c=40,r=12,f=100,q=2,m=1 ; base64 ESC \\      the picture, once, in pieces
    U+10EEEE U+0305 U+0305  U+10EEEE  U+10EEEE ...                  row 0 of it, as text in the colour #000007

Such cells scroll, are covered and vanish like any text: nothing has to be drawn over or cleaned up. The terminal is
not asked whether it can: its answer would be keys to us. Its environment says what it is; within tmux nobody knows.
Source: sw.kovidgoyal.net/kitty/graphics-protocol, "Unicode placeholders".
"""

import base64
from collections.abc import Iterator, Mapping

from textual.content import Content

CELL = "\U0010eeee"
PIECE = 4096
"""Bytes of base64 in one sequence, as the protocol allows."""
_MARKS = (
    0x305, 0x30D, 0x30E, 0x310, 0x312, 0x33D, 0x33E, 0x33F, 0x346, 0x34A, 0x34B, 0x34C, 0x350, 0x351, 0x352, 0x357,
    0x35B, *range(0x363, 0x370),
)  # fmt: skip
"""The combining mark that stands for each number."""
ROWS_MAX = len(_MARKS)


def is_kitty(environment: Mapping[str, str]) -> bool:
    """Whether the terminal draws such images, as its environment tells; a picture's number is a true colour."""
    if environment.keys() & {"TMUX", "STY", "NO_COLOR"} or environment.get("COLORTERM") not in {"truecolor", "24bit"}:
        return False
    named = environment.get("TERM", "") in {"xterm-kitty", "xterm-ghostty"}
    return named or "KITTY_WINDOW_ID" in environment or environment.get("TERM_PROGRAM", "") == "ghostty"


def sent(png: bytes, ident: int, columns: int, rows: int) -> Iterator[str]:
    """The sequences that give the terminal a picture, to be shown in so many cells. It answers none of them."""
    text = base64.standard_b64encode(png).decode()
    pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
    for number, piece in enumerate(pieces):
        more = f"m={int(number < len(pieces) - 1)}"
        head = f"a=T,U=1,i={ident},c={columns},r={rows},f=100,q=2,{more}" if not number else f"q=2,{more}"
        yield f"\x1b_G{head};{piece}\x1b\\"


def forgotten(ident: int) -> str:
    """The sequence that takes a picture from the terminal's memory."""
    return f"\x1b_Ga=d,d=I,i={ident},q=2\x1b\\"


def cells(ident: int, columns: int, rows: int) -> list[Content]:
    """The text that stands for the picture: its colour is the picture's number."""
    style = f"#{ident:06x}"
    first = chr(_MARKS[0])
    return [
        Content.styled(f"{CELL}{chr(_MARKS[row])}{first}{CELL * (columns - 1)}", style)
        for row in range(min(rows, ROWS_MAX))
    ]
