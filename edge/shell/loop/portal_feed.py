"""The feed of portals: what passes, live, and what was decided on the last passage. Owned by the loop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from edge import control
from edge.core.entry import Draft, Evidence, Finding, Movement
from edge.core.event import Passage, SeenTag
from edge.core.message import msg
from edge.core.portal_seen import PortalSeen, seen_at
from edge.core.stock import WholeLpn
from edge.core.view import View
from edge.shell.loop.screens import finding_text, text_of
from edge.shell.loop.sensing import Portal, Sensing

NAMED_MAX: Final = 50
"""Units of one kind that a row names."""


@dataclass(slots=True)
class _Last:
    """What was told of one portal: of which passage, and what of it."""

    passing: tuple[int, int]
    row: control.PortalRow


class PortalFeed:
    """Rows of all portals. A passage stays shown until the next begins."""

    def __init__(self, sensing: Sensing, view: View) -> None:
        self._sensing, self._view = sensing, view
        self._last: dict[str, _Last] = {}
        self._told: list[control.PortalRow] = []

    def rows(self, now_ms: int) -> list[control.PortalRow]:
        """All portals as they are now."""
        return [self._row(portal, now_ms) for portal in self._sensing.portals()]

    def news(self, now_ms: int) -> list[control.PortalRow]:
        """All portals, where one of them is not as it was told last; else none."""
        rows = self.rows(now_ms)
        if rows == self._told:
            return []
        self._told = rows
        return rows

    def forget(self) -> None:
        """A screen has come: it has been told nothing."""
        self._told = []

    def passed(self, passage: Passage, drafts: Sequence[Draft], at_ms: int) -> None:
        """A passage was decided on."""
        portal = next((one for one in self._sensing.portals() if one.zone == passage.zone), None)
        if portal is None:
            return
        before = self._last.get(passage.zone)
        order = before.row.units if before is not None and before.row.state == "passing" else []
        row = self._drawn(portal, passage.tags, "passed", at_ms)
        known = [one for one in order if one in row.units]
        units = [*known, *(one for one in row.units if one not in known)]
        row = row.model_copy(update={"units": units, "verdict": verdict(drafts)})
        self._last[passage.zone] = _Last((0, 0), row)

    def _row(self, portal: Portal, now_ms: int) -> control.PortalRow:
        last, passing = self._last.get(portal.zone), portal.fold.passing
        if last is not None and last.passing == passing and last.row.state != "waiting":
            return last.row
        if passing != (0, 0):
            began = last is None or last.passing[0] != passing[0]
            at_ms = now_ms if began or last is None else last.row.at_ms or now_ms
            row = self._drawn(portal, portal.tags(), "passing", at_ms)
        else:
            row = self._drawn(portal, (), "waiting", None)
        self._last[portal.zone] = _Last(passing, row)
        return row

    def _drawn(
        self,
        portal: Portal,
        tags: Sequence[SeenTag],
        state: Literal["waiting", "passing", "passed"],
        at_ms: int | None,
    ) -> control.PortalRow:
        seen: PortalSeen = seen_at(self._view, portal.location, portal.share_pct, tags)
        return control.PortalRow(
            zone=portal.zone,
            location=portal.location,
            document=seen.document,
            state=state,
            expected=seen.expected,
            seen=seen.came,
            tags=len(tags),
            units=list(seen.units[:NAMED_MAX]),
            missing=list(seen.missing[:NAMED_MAX]),
            extra=list(seen.extra[:NAMED_MAX]),
            at_ms=at_ms,
        )


def verdict(drafts: Sequence[Draft]) -> control.Text:
    """What was decided on a passage: what a person must see first, else what came in, else what was borne out."""
    bodies = [one.body for one in drafts]
    for body in bodies:
        if isinstance(body, Finding) and body.state == "opened":
            return finding_text(body.code, body.args)
    units = [one.what.lpn for one in bodies if isinstance(one, Movement) and isinstance(one.what, WholeLpn)]
    if units:
        return text_of(msg("portal-received", units=len(units), lpn=units[0]))
    words = [one.verdict for one in bodies if isinstance(one, Evidence)]
    if "conflicts" in words:
        return text_of(msg("portal-conflict"))
    return text_of(msg("portal-agreed") if words else msg("portal-nothing"))
