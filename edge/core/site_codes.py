r"""Site codes: what a company's own codes look like, so that one text is never looked for in the wrong table.

    kind       pattern                         a bin LOC-A-01-1 is looked up as location A-01-1, and as nothing else
    location   LOC-(?P<code>.+)
    lpn        (?P<code>P\d{8})                 ]C0, ]A0 ...: only in symbols of these kinds, where some are named

A text that fits a pattern is asked of the tables of the kinds whose patterns fit, under the group `code` (the whole
text where there is none). One that fits none is asked of all tables, as it is.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias, get_args

from edge.core.value import value

SiteKind: TypeAlias = Literal["command", "badge", "lpn", "location", "document", "item"]
SITE_KINDS: Final[tuple[SiteKind, ...]] = get_args(SiteKind)
GROUP: Final = "code"
CHARACTERS_MAX: Final = 100
"""A longer text is none of a site's own codes; so a pattern has little to try."""


@value
class SiteCode:
    """One pattern. `aims` are beginnings of AIM identifiers (`]C`, `]A0`), none for any symbol."""

    kind: SiteKind
    pattern: re.Pattern[str]
    aims: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        """Whether the code is only a part of the text."""
        return GROUP in self.pattern.groupindex

    def code_in(self, text: str, aim: str) -> str | None:
        """The code in a text; None for a text or a symbol that this pattern does not mean."""
        if len(text) > CHARACTERS_MAX or (self.aims and not aim.startswith(self.aims)):
            return None
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        return match.group(GROUP) if self.is_cut else text


def may_be(codes: Iterable[SiteCode], text: str, kind: SiteKind) -> bool:
    """Whether some scan may name this code of a kind; where a pattern cuts codes out of texts, any may be cut out."""
    return any(one.kind == kind and (one.is_cut or one.pattern.fullmatch(text)) for one in codes)


def taken_for(codes: Iterable[SiteCode], text: str, aim: str, kind: SiteKind) -> SiteKind | None:
    """The other kind that a code of this kind would be taken for; None where it is read as what it is."""
    fits = list(meant(codes, text, aim))
    return fits[0][0] if fits and (kind, text) not in fits else None


def meant(codes: Iterable[SiteCode], text: str, aim: str) -> Iterator[tuple[SiteKind, str]]:
    """What a text may be by the site's patterns: kinds and the codes to look up."""
    for one in codes:
        if code := one.code_in(text, aim):
            yield one.kind, code
