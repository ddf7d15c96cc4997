"""Central's memory: one SQLite file, written batch by batch, from which every answer is computed anew.

    entry   (box, epoch, seq) -> id, hash, body        what the boxes sent, byte for byte, for ever
    head    (box, epoch) -> upto, hash                  how far the chain is whole; advanced in the entries' transaction
    fault   (box, epoch, seq, code) -> message          breaks of a chain, other versions of a stored entry, odd entries
    opaque  sha256 -> bytes                             payloads that could not be understood
    ref     (dataset, key) -> rev, doc | NULL           reference data; every change of a record has its own revision
    birth   box -> the last state it announced
    witness (box, epoch) -> the newest checkpoint (central_witness.py)

Nothing a box sent is updated or deleted, but by the fault `restore`, which is what a restored backup looks like.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.core.canonical import canonical
from edge.core.entry_json import chain, genesis
from simulators import central_witness

FAULTS_TOLD_MAX = 20
OPAQUE_KEPT_MAX = 1_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    box TEXT, epoch TEXT, seq INTEGER, id TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (box, epoch, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
    box TEXT, epoch TEXT, upto INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (box, epoch)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (
    box TEXT, epoch TEXT, seq INTEGER, code TEXT, id TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (box, epoch, seq, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opaque (sha256 TEXT PRIMARY KEY, topic TEXT NOT NULL, why TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS ref (
    dataset TEXT, key TEXT, rev INTEGER NOT NULL, doc TEXT, PRIMARY KEY (dataset, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS birth (box TEXT PRIMARY KEY, state BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Received:
    """One entry of a batch: what identifies it, and the bytes its hash covers."""

    seq: int
    id: str
    kind: str
    hash: str
    body: bytes
    odd: str = ""
    """Why it is not an entry of the contract; it is stored all the same."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about a stored entry that a person must look at."""

    seq: int
    id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """A reference record at a revision; no `doc` means deleted."""

    rev: int
    key: str
    doc: dict[str, Any] | None


def received(seq: int, raw: Mapping[str, Any]) -> Received:
    """An entry as the store keeps it; whatever is wrong with it is told in `odd`, never raised."""
    body = {name: value for name, value in raw.items() if name != "hash"}
    identity, kind, digest = (_plain(raw.get(name, "")) for name in ("id", "kind", "hash"))
    odd = "" if raw.get("seq") == seq else f"calls itself seq {_plain(raw.get('seq'))}"
    try:
        return Received(seq, identity, kind, digest, canonical(body), odd)
    except (TypeError, ValueError) as error:
        return Received(seq, identity, kind, digest, json.dumps(body).encode(), odd=f"{error}")


class CentralStore:
    """The file at `path`. Every method that writes is one durable transaction."""

    def __init__(self, path: Path, site: str) -> None:
        self._site = site
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;" + _SCHEMA)
        self._db.executescript(central_witness.SCHEMA)
        self.witnesses = central_witness.Witnesses(self._db, site)

    def close(self) -> None:
        self._db.close()

    def add(self, box: str, epoch: str, entries: Iterable[Received]) -> None:
        """Store what is new, record what differs, and follow the chain as far as it is whole now."""
        with self._transaction():
            for entry in entries:
                self._insert(box, epoch, entry)
            self._follow(box, epoch)

    def upto(self, box: str, epoch: str) -> int:
        """The highest contiguous stored seq, from the committed file."""
        return self._head(box, epoch)[0]

    def bodies(self, box: str, epoch: str, after: int, limit: int) -> list[tuple[bytes, str]]:
        """The entries after a seq as they came, with their hashes."""
        text = "SELECT body, hash FROM entry WHERE box=? AND epoch=? AND seq>? ORDER BY seq LIMIT ?"
        return self._db.execute(text, (box, epoch, after, limit)).fetchall()

    def first_entries(self, box: str) -> list[tuple[str, int, bytes]]:
        """Of each epoch of a box whose first entry is stored: its name, how far it is whole, and that entry."""
        text = (
            "SELECT head.epoch, head.upto, entry.body FROM head JOIN entry USING (box, epoch)"
            " WHERE head.box=? AND entry.seq=1"
        )
        return self._db.execute(text, (box,)).fetchall()

    def highest(self, box: str, epoch: str) -> int:
        """The highest stored seq, whether or not there is a gap before it."""
        row = self._db.execute("SELECT max(seq) FROM entry WHERE box=? AND epoch=?", (box, epoch)).fetchone()
        return int(row[0] or 0)

    def faults(self, box: str, epoch: str) -> list[Fault]:
        """The newest things that are wrong with this box's entries."""
        rows = self._db.execute(
            "SELECT seq, id, code, message FROM fault WHERE box=? AND epoch=? ORDER BY seq DESC LIMIT ?",
            (box, epoch, FAULTS_TOLD_MAX),
        )
        return [Fault(*row) for row in rows]

    def keep_opaque(self, topic: str, data: bytes, why: str) -> None:
        """Keep a payload nobody understood, once; the newest push out the oldest."""
        with self._transaction():
            row = (hashlib.sha256(data).hexdigest(), topic[:200], why[:200], data)
            self._db.execute("INSERT INTO opaque VALUES (?,?,?,?) ON CONFLICT DO NOTHING", row)
            self._db.execute(
                "DELETE FROM opaque WHERE rowid <= (SELECT max(rowid) FROM opaque) - ?", (OPAQUE_KEPT_MAX,)
            )

    def keep_birth(self, box: str, state: bytes) -> None:
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO birth VALUES (?,?)", (box, state))

    def forget(self, count: int) -> list[tuple[str, str]]:
        """Lose the last `count` entries of every chain, as a restored backup does; tells which chains there are."""
        chains = [(str(box), str(epoch)) for box, epoch in self._db.execute("SELECT box, epoch FROM head")]
        with self._transaction():
            for box, epoch in chains:
                last = self.highest(box, epoch) - count
                self._db.execute("DELETE FROM entry WHERE box=? AND epoch=? AND seq>?", (box, epoch, last))
                self._db.execute("DELETE FROM fault WHERE box=? AND epoch=? AND seq>?", (box, epoch, last))
                self._db.execute("DELETE FROM head WHERE box=? AND epoch=?", (box, epoch))
                self._follow(box, epoch)
        return chains

    def put(self, dataset: str, docs: Mapping[str, dict[str, Any] | None]) -> None:
        """Set records of a dataset (None deletes). What is already so keeps its revision."""
        with self._transaction():
            held = {str(k): d for k, d in self._db.execute("SELECT key, doc FROM ref WHERE dataset=?", (dataset,))}
            rev = self.rev(dataset)
            for key, doc in docs.items():
                text = None if doc is None else json.dumps(doc, sort_keys=True)
                if (key in held and held[key] == text) or (key not in held and doc is None):
                    continue
                rev += 1
                self._db.execute("INSERT OR REPLACE INTO ref VALUES (?,?,?,?)", (dataset, key, rev, text))

    def rev(self, dataset: str) -> int:
        """The dataset's newest revision; 0 when it never held a record."""
        row = self._db.execute("SELECT max(rev) FROM ref WHERE dataset=?", (dataset,)).fetchone()
        return int(row[0] or 0)

    def changes(self, dataset: str, after: int) -> list[Change]:
        """Every record that changed after a revision, in the order of its revision."""
        rows = self._db.execute(
            "SELECT rev, key, doc FROM ref WHERE dataset=? AND rev>? ORDER BY rev", (dataset, after)
        )
        return [Change(rev, key, None if doc is None else json.loads(doc)) for rev, key, doc in rows]

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db)

    def _insert(self, box: str, epoch: str, entry: Received) -> None:
        row = (box, epoch, entry.seq, entry.id, entry.kind, entry.hash, entry.body)
        new = self._db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING", row).rowcount
        if not new and not self._same(box, epoch, entry):
            self._fault(box, epoch, entry.seq, entry.id, "differs", "another version of this entry is already stored")
            if proved := self.witnesses.other(box, epoch, entry.body):
                self._fault(box, epoch, entry.seq, entry.id, "checkpoint", proved)
        if new and entry.odd:
            self._fault(box, epoch, entry.seq, entry.id, "odd", entry.odd)

    def _same(self, box: str, epoch: str, entry: Received) -> bool:
        where = "SELECT hash, body FROM entry WHERE box=? AND epoch=? AND seq=?"
        held = self._db.execute(where, (box, epoch, entry.seq)).fetchone()
        return bool(held == (entry.hash, entry.body))

    def _head(self, box: str, epoch: str) -> tuple[int, str]:
        row = self._db.execute("SELECT upto, hash FROM head WHERE box=? AND epoch=?", (box, epoch)).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, genesis(self._site, box, epoch))

    def _follow(self, box: str, epoch: str) -> None:
        """Move the head over all entries without a gap, checking each link. A broken link is recorded, not a wall."""
        upto, previous = self._head(box, epoch)
        for seq, identity, digest, body in self._from(box, epoch, upto):
            if seq != upto + 1:
                break
            wanted = chain(previous, body)
            if digest != wanted:
                self._fault(box, epoch, seq, identity, "chain", "its hash does not continue the entry before it")
            elif wrong := self.witnesses.follow(box, epoch, seq, previous, digest, body):
                self._fault(box, epoch, seq, identity, "checkpoint", wrong)
            upto, previous = seq, digest if len(digest) == 64 and _is_hex(digest) else wanted
        self._db.execute("INSERT OR REPLACE INTO head VALUES (?,?,?,?)", (box, epoch, upto, previous))

    def _from(self, box: str, epoch: str, after: int) -> Iterator[tuple[int, str, str, bytes]]:
        return self._db.execute(
            "SELECT seq, id, hash, body FROM entry WHERE box=? AND epoch=? AND seq>? ORDER BY seq", (box, epoch, after)
        )

    def _fault(self, box: str, epoch: str, seq: int, identity: str, code: str, message: str) -> None:
        row = (box, epoch, seq, code, identity, message[:200].encode("ascii", "replace").decode())
        self._db.execute("INSERT INTO fault VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING", row)


class _Transaction:
    """BEGIN IMMEDIATE ... COMMIT, or ROLLBACK when the body raises."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _plain(value: object) -> str:
    """A word from outside, short and in ASCII, so that it can be signed and shown."""
    return str(value)[:64].encode("ascii", "replace").decode()


def _is_hex(text: str) -> bool:
    return set(text) <= set("0123456789abcdef")
