"""Appearances: many frames of one label become one code, once, and again only after the label has been away.

A camera sees a label in every frame it lies there, and now and then reads a text that nobody printed. Two rules
turn frames into appearances:
  - a code counts when it has been read alike by `votes` frames or engines, or once where the symbol proves itself
    (`Sighting.sure`: error correction, or GS1 check digits that hold);
  - it counts again only after frames have been looked at for `holdoff_ms` without it. A pause in the pictures is
    no evidence that the label went, so time alone ends nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType
from typing import TypeAlias

from edge.core.value import value

IN_VIEW_MAX = 256
"""Codes remembered at once; one that finds no room is not counted until others are gone."""

Key: TypeAlias = tuple[str, bytes]
"""What makes two sightings one label: the symbol's family and its bytes."""


@value
class Sighting:
    """One code read in one frame by one engine; `family` puts names of one symbol together (UPC-E is an EAN-13)."""

    family: str
    data: bytes
    symbology: str
    aim: str
    engine: str
    sure: bool = False
    unsure: bool = False
    """Whether it may be another kind of symbol, and only the other engine can tell: it does not count by itself."""

    @property
    def key(self) -> Key:
        return self.family, self.data


@value
class Rules:
    """How often a code must be read alike, and how long it must be away to count again."""

    votes: int = 2
    holdoff_ms: int = 2000


@value
class Track:
    """One code in view: its best sighting, its votes, since when it is missed (None: it is there)."""

    best: Sighting
    votes: int = 0
    missed_ms: int | None = None
    counted: bool = False


@value
class InView:
    """Everything a camera has before it, counted or not yet."""

    tracks: Mapping[Key, Track] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def doubtful(self) -> frozenset[Key]:
        """Codes read, but not often enough to count."""
        return frozenset(key for key, track in self.tracks.items() if not track.counted)

    @property
    def counted(self) -> list[Sighting]:
        """What counts of all that the last frame showed."""
        return [track.best for track in self.tracks.values() if track.counted and track.missed_ms is None]

    @property
    def missed(self) -> frozenset[Key]:
        """Codes that the last frame did not show and that are not gone yet."""
        return frozenset(key for key, track in self.tracks.items() if track.missed_ms is not None)


def observe(
    view: InView, sightings: Sequence[Sighting], still: Collection[Key], at_ms: int, rules: Rules
) -> tuple[InView, tuple[Sighting, ...]]:
    """Fold one frame in: what was read, and what is `still` there because its picture has not changed.

    Gives the new view and the sightings that count from this frame on, in the order read. `at_ms` never runs back.
    An unchanged picture keeps what has counted, but is no evidence for a code still in doubt: that must be read again.
    """
    there = {s.key for s in sightings} | {key for key in still if key not in view.doubtful}
    tracks = _without_gone(view.tracks, there, at_ms, rules)
    appeared = []
    for key, same in _by_key(sightings).items():
        track = tracks.get(key)
        if track is None and len(tracks) >= IN_VIEW_MAX:
            continue
        seen = _vote(track or Track(same[0]), same)
        if not (seen.counted or seen.best.unsure) and (seen.votes >= rules.votes or any(s.sure for s in same)):
            seen = replace(seen, counted=True)
            appeared.append(seen.best)
        tracks[key] = seen
    return InView(MappingProxyType(tracks)), tuple(appeared)


def _without_gone(tracks: Mapping[Key, Track], there: set[Key], at_ms: int, rules: Rules) -> dict[Key, Track]:
    kept = {}
    for key, track in tracks.items():
        since = None if key in there else at_ms if track.missed_ms is None else track.missed_ms
        if since is None or at_ms - since < rules.holdoff_ms:
            kept[key] = replace(track, missed_ms=since)
    return kept


def _by_key(sightings: Sequence[Sighting]) -> dict[Key, list[Sighting]]:
    groups: dict[Key, list[Sighting]] = {}
    for sighting in sightings:
        groups.setdefault(sighting.key, []).append(sighting)
    return groups


def _vote(track: Track, same: list[Sighting]) -> Track:
    """One vote an engine and frame; a sighting that knows its AIM identifier is better than one that does not."""
    best = max((track.best, *same), key=lambda s: (bool(s.aim), not s.unsure))
    return replace(track, best=best, votes=track.votes + len({s.engine for s in same}), missed_ms=None)
