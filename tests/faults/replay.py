"""Disk images as a power cut may leave them, built from the list of acts that `interpose.py` wrote down.

    what was synced               is there, whole
    what was written after it     is there or not, as a disk and its cache please: see `KINDS`
    files made and unlinked       happened or not, until the folder itself was synced

Stricter than ext4 (which brings a new file's name along with its first fsync), as POSIX allows.
"""

import itertools
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

Act: TypeAlias = tuple[Any, ...]
SECTOR: Final = 512


@dataclass(slots=True)
class File:
    """One file (an inode). `pending`: its writes and truncations since it was last synced."""

    durable: bytes = b""
    pending: list[Act] = field(default_factory=list)

    def synced(self) -> None:
        self.durable, self.pending = bytes(_applied(self.durable, self.pending)), []


@dataclass(slots=True)
class Disk:
    """What is on the disk for certain, and what is under way to it."""

    files: list[File] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    durable_names: dict[str, int] = field(default_factory=dict)
    pending_names: list[tuple[str, int | None]] = field(default_factory=list)
    written: list[tuple[int, int]] = field(default_factory=list)
    """All pending writes over all files, in order: file, how-manieth of its pending ones."""

    @classmethod
    def of(cls, files: dict[str, bytes]) -> "Disk":
        """A disk on which all this is durable."""
        numbers = {name: number for number, name in enumerate(files)}
        return cls([File(data) for data in files.values()], dict(numbers), dict(numbers))

    def act(self, kind: str, name: str, *rest: Any) -> None:
        if kind == "create":
            self.files.append(File())
            self._named(name, len(self.files) - 1)
        elif kind == "unlink":
            self._named(name, None)
        elif kind == "sync" and name == ".":
            self.durable_names, self.pending_names = dict(self.names), []
        elif kind == "sync":
            number = self.names[name]
            self.files[number].synced()
            self.written = [one for one in self.written if one[0] != number]
        elif kind in {"write", "truncate"}:
            number = self.names[name]
            self.written.append((number, len(self.files[number].pending)))
            self.files[number].pending.append((kind, *rest))

    def _named(self, name: str, number: int | None) -> None:
        self.pending_names.append((name, number))
        _name(self.names, name, number)


def _name(names: dict[str, int], name: str, number: int | None) -> None:
    if number is None:
        names.pop(name, None)
    else:
        names[name] = number


def _applied(durable: bytes, acts: Sequence[Act], hole: Callable[[int], bytes] = bytes) -> bytearray:
    """A file with some writes done; `hole` fills what the file was lengthened by and nobody wrote."""
    data = bytearray(durable)
    for kind, *rest in acts:
        if kind == "truncate":
            (size,) = rest
            del data[size:]
            data += bytes(size - len(data))
        else:
            offset, new = rest
            if offset > len(data):
                data += hole(offset - len(data))
            data[offset : offset + len(new)] = new
    return data


Kept: TypeAlias = dict[int, list[Act]]


def _none(_disk: Disk, _dice: random.Random) -> Kept:
    return {}


def _all(disk: Disk, _dice: random.Random) -> Kept:
    return {number: file.pending for number, file in enumerate(disk.files)}


def _prefix(disk: Disk, dice: random.Random) -> Kept:
    """The disk writes in order and was stopped somewhere, perhaps within a write."""
    done = disk.written[: dice.randint(0, len(disk.written))]
    kept: Kept = {}
    for number, at in done:
        kept.setdefault(number, []).append(disk.files[number].pending[at])
    if done:
        last = kept[done[-1][0]]
        last[-1:] = _torn(last[-1], lambda sector: sector < dice.randint(0, 9))
    return kept


def _subset(disk: Disk, dice: random.Random) -> Kept:
    """Any write may be missing while later ones are there."""
    share = dice.choice([0.1, 0.5, 0.9, 0.98])
    return {n: [one for one in file.pending if dice.random() < share] for n, file in enumerate(disk.files)}


def _sectors(disk: Disk, dice: random.Random) -> Kept:
    """Any sector of any write may be missing."""
    share = dice.choice([0.3, 0.7, 0.95])
    return {
        number: [part for one in file.pending for part in _torn(one, lambda _: dice.random() < share)]
        for number, file in enumerate(disk.files)
    }


def _one_file_first(disk: Disk, dice: random.Random) -> Kept:
    """All of one file, nothing or a part of the others: the order between files is not kept."""
    waiting = [number for number, file in enumerate(disk.files) if file.pending]
    first = dice.choice(waiting) if waiting else -1
    return {number: file.pending for number, file in enumerate(disk.files) if number == first} | {
        number: disk.files[number].pending[: dice.randint(0, 2)] for number in waiting if number != first
    }


def _torn(act: Act, keeps: Callable[[int], bool]) -> list[Act]:
    """The sectors of a write that reach the disk."""
    if act[0] != "write":
        return [act] if keeps(0) else []
    _, offset, data = act
    cuts = [0, *range(SECTOR - offset % SECTOR, len(data), SECTOR), len(data)]
    pairs = itertools.pairwise(cuts)
    return [("write", offset + a, data[a:b]) for sector, (a, b) in enumerate(pairs) if keeps(sector)]


KINDS: Final[dict[str, Callable[[Disk, random.Random], Kept]]] = {
    "none": _none, "all": _all, "prefix": _prefix, "subset": _subset, "sectors": _sectors, "one file": _one_file_first,
}  # fmt: skip


def image(disk: Disk, kind: str, dice: random.Random) -> dict[str, bytes]:
    """The files as they may be found after the cut."""
    kept = KINDS[kind](disk, dice)
    hole = bytes if dice.random() < 0.5 else dice.randbytes  # a file system may show old data where nothing was written
    names = dict(disk.durable_names)
    for name, number in _names_kept(disk, kind, dice):
        _name(names, name, number)
    return {
        name: bytes(_applied(disk.files[number].durable, kept.get(number, ()), hole)) for name, number in names.items()
    }


def _names_kept(disk: Disk, kind: str, dice: random.Random) -> Sequence[tuple[str, int | None]]:
    pending = disk.pending_names
    if kind in {"none", "all"}:
        return pending if kind == "all" else ()
    return dice.choice(
        [(), pending, pending[: dice.randint(0, len(pending))], [p for p in pending if dice.random() < 0.5]]
    )


def read_log(path: Path) -> list[Act]:
    acts: list[Act] = []
    with path.open("rb") as file:
        while True:
            try:
                acts.append(pickle.load(file))
            except EOFError:
                return acts


@dataclass(frozen=True, slots=True)
class Cut:
    """One image: cut before act `at`, `acked` entries acknowledged until then."""

    at: int
    kind: str
    seed: int
    acked: int
    files: dict[str, bytes]

    def __str__(self) -> str:
        return f"cut before act {self.at}, {self.kind}, dice {self.seed}, {self.acked} acknowledged"


def cuts(acts: Sequence[Act], before: dict[str, bytes], acked: int, count: int, seed: int) -> Iterator[Cut]:
    """So many images, the cuts spread over all that was done; most stand before a sync, where the most is at stake."""
    dice = random.Random(seed)
    syncs = [at for at, act in enumerate(acts) if act[0] in {"sync", "unlink", "truncate"}]
    marks = [at + 1 for at, act in enumerate(acts) if act[0] == "acked"]
    among = [syncs, marks, range(len(acts) + 1)]
    points = sorted(dice.choice(dice.choices(among, [4, 2, 4])[0]) for _ in range(count))
    kinds = list(KINDS)
    disk, done = Disk.of(before), 0
    for number, at in enumerate(points):
        for act in acts[done:at]:
            if act[0] == "acked":
                acked = act[1]
            else:
                disk.act(*act)
        done = max(done, at)
        kind, own = kinds[number % len(kinds)], seed * 1_000_003 + number
        yield Cut(at, kind, own, acked, image(disk, kind, random.Random(own)))
