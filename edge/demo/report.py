"""The demo's verdict: truth against book, book against central, all read from outside; as JSON and as a table."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Position: TypeAlias = tuple[str, str, str, str]
"""Place, item, lot, expiry."""
ERRORS_MIN = 10
WORK = ("receive", "putaway", "pick", "pack", "ship", "return", "replenish", "count")
"""What a shift does: movements of each kind are in the book at its end."""
OUTPUTS = ("zpl",)
"""Kinds of devices that read nothing: what comes out of them is counted."""


@dataclass(slots=True)
class Seen:
    """What the demo found out, before anybody judges it."""

    truth: dict[str, Any]
    stock: dict[str, Any]
    verified: dict[str, Any]
    entries: list[dict[str, Any]]
    stored: list[tuple[int, str, str]]
    """Seq, id and hash of what central holds of this box."""
    devices: Mapping[str, Mapping[str, Any]]
    errors: dict[str, Any]
    troubles: list[str] = field(default_factory=list)
    """What went wrong on the way: a dead process, a shift that broke off."""
    seconds: float = 0.0
    labels: int = 0
    """How many the label printer has printed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Truth against book: how many positions, and which differ (truth, book)."""

    positions: int
    wrong: dict[str, tuple[object, object]]

    @property
    def accuracy(self) -> float:
        return (self.positions - len(self.wrong)) / self.positions if self.positions else 0.0


def compare(truth: dict[str, Any], stock: dict[str, Any]) -> Compared:
    """Every position that was touched, and every one that the book holds; and where each handling unit stands."""
    real = {_position(row): int(row["qty"]) for row in truth["positions"]}
    book: Counter[Position] = Counter()
    for row in stock["stock"]:
        book[_position(row)] += int(row["qty"])
    touched = real.keys() | {position for position, qty in book.items() if qty}
    wrong: dict[str, tuple[object, object]] = {
        " ".join(part for part in position if part): (real.get(position, 0), book[position])
        for position in sorted(touched)
        if real.get(position, 0) != book[position]
    }
    units = {row["lpn"]: row["location"] for row in stock["units"] if row["location"].startswith("loc:")}
    stands: dict[str, str] = truth["lpns"]
    for lpn in sorted(stands.keys() | units.keys()):
        if stands.get(lpn) != units.get(lpn):
            wrong[lpn] = (stands.get(lpn), units.get(lpn))
    return Compared(len(touched) + len(stands.keys() | units.keys()), wrong)


def report(seen: Seen) -> dict[str, Any]:
    """The report of the issue's form, and what it was judged by."""
    compared = compare(seen.truth, seen.stock)
    kinds = Counter(one["type"] for one in seen.entries if one["kind"] == "movement")
    sent = {(one["seq"], one["id"], one["hash"]) for one in seen.entries}
    stored = set(seen.stored)
    twice = len(seen.stored) - len({identity for _, identity, _ in seen.stored})
    verified = {"verified": bool(seen.verified["verified"]), "sum_zero": bool(seen.verified["sum_zero"])}
    vouched = int(seen.verified["vouched_upto"])
    right = compared.positions - len(compared.wrong)
    return {
        "seconds": round(seen.seconds, 1),
        "movements": dict(sorted(kinds.items())),
        "devices": {name: dict(row) for name, row in sorted(seen.devices.items())},
        "labels": seen.labels,
        "truth": {"positions": compared.positions, "right": right, "accuracy": compared.accuracy},
        "upstream": {
            "sent": len(sent),
            "stored": len(seen.stored),
            "missing": len(sent - stored),
            "duplicates": twice + len(stored - sent),
        },
        "ledger": {"entries": len(seen.entries), **verified, "vouched_upto": vouched},
        "errors": {name: seen.errors[name] for name in ("planted", "kinds", "caught")},
        "troubles": [*seen.troubles, *_differences(compared)],
    }


def faults(done: dict[str, Any]) -> list[str]:
    """Why the demo failed: empty when all is well."""
    truth, upstream, errors = done["truth"], done["upstream"], done["errors"]
    checks = {
        f"accuracy is {truth['accuracy']:.4f}, not 1": truth["accuracy"] == 1.0,
        f"{upstream['missing']} entries are missing at central": not upstream["missing"],
        f"{upstream['duplicates']} entries are doubled at central": not upstream["duplicates"],
        "central holds nothing": upstream["stored"] > 0,
        "the ledger does not verify": done["ledger"]["verified"],
        "the ledger does not sum to zero": done["ledger"]["sum_zero"],
        "central's note vouches for no entry": done["ledger"]["vouched_upto"] > 0,
        f"{errors['planted'] - errors['caught']} errors were accepted": errors["planted"] == errors["caught"],
        f"only {errors['kinds']} kinds of errors were planted": errors["kinds"] >= ERRORS_MIN,
        **{f"no {kind} was posted": kind in done["movements"] for kind in WORK},
        "no label was printed": done["labels"] > 0,
        **{
            f"{name} read nothing": row["reads"] > 0
            for name, row in done["devices"].items()
            if row["kind"] not in OUTPUTS
        },
    }
    return [*done["troubles"], *(sentence for sentence, good in checks.items() if not good)]


def table(done: dict[str, Any]) -> str:
    """The report for people."""
    truth, upstream, ledger, errors = (done[name] for name in ("truth", "upstream", "ledger", "errors"))
    chained = f"{_word(ledger['verified'], 'verified')}, {_word(ledger['sum_zero'], 'sums to zero')}"
    vouched = f"central's note vouches up to {ledger['vouched_upto']}"
    lost = f"{upstream['missing']} missing, {upstream['duplicates']} doubled"
    rows = [
        ("movements", ", ".join(f"{count} {kind}" for kind, count in done["movements"].items())),
        ("devices", ""),
        *((f"  {name}", f"{row['kind']}, {row['reads']} reads") for name, row in done["devices"].items()),
        ("labels", f"{done['labels']} printed"),
        ("planted errors", f"{errors['planted']} of {errors['kinds']} kinds, {errors['caught']} refused or found"),
        ("truth and book", f"{truth['right']} of {truth['positions']} positions agree"),
        ("ledger", f"{ledger['entries']} entries, {chained}, {vouched}"),
        ("central", f"{upstream['stored']} of {upstream['sent']} entries stored, {lost}"),
        ("time", f"{done['seconds']} s"),
    ]
    return "\n".join(f"  {name:<16} {what}".rstrip() for name, what in rows)


def stored_at_central(path: Path, box: str) -> list[tuple[int, str, str]]:
    """What central's file holds of a box."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = db.execute("SELECT seq, id, hash FROM entry WHERE box=? ORDER BY seq", (box,))
        return [(int(seq), str(identity), str(digest)) for seq, identity, digest in rows]
    finally:
        db.close()


def faults_at_central(path: Path) -> list[str]:
    """What central found wrong with the chain, in words."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [f"central: entry {seq}: {message}" for seq, message in db.execute("SELECT seq, message FROM fault")]
    finally:
        db.close()


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file."""
    loaded = json.loads(path.read_text())
    assert isinstance(loaded, dict)
    return loaded


def _differences(compared: Compared) -> list[str]:
    return [f"{what}: truth {real}, book {book}" for what, (real, book) in compared.wrong.items()]


def _position(row: Mapping[str, Any]) -> Position:
    return (str(row["place"]), str(row["item"]), str(row["lot"]), str(row["expiry"]))


def _word(good: bool, word: str) -> str:
    return word if good else f"NOT {word}"
