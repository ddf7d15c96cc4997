"""`wedge ledger verify` and `wedge ledger key`: is the book what was written, and by whose key does one know."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge.cli.ends import BAD_STATUS, End, end, how_store_failed, read_box

if TYPE_CHECKING:
    from edge.config import StoreConfig
    from edge.shell.audit.verdict import Terms, Verdict
    from edge.shell.audit.witness import Heard, Witness

Config = Annotated[Path | None, typer.Option(help="The box's config file, to find its store, head file and key.")]
StorePath = Annotated[Path | None, typer.Option("--store", help="The store file itself.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of sentences.")]
UNSIGNED_MAX = 100
"""A box at work signs before there are more; they were left out, or written while no daemon ran."""
NICE = 10
"""It computes for minutes on a large book; scans go first."""


def verify(
    config: Config = None,
    store: StorePath = None,
    witness: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Signed notes kept elsewhere: central's, a head file. Repeatable."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="HEX", help="The box's public key, as `wedge ledger key` printed it. Repeatable."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--archive", metavar="DIR", help="Where the archive's files are, if elsewhere.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Walk the hash chain, check all checkpoints and witnesses, refold all movements.

    The box's own head file is always a witness where it is there. Exit status 1 and the first bad entry when something
    was changed or a witness is no note; 2, 74, 75 or 78 when the book could not be asked so.
    """
    import sqlite3

    from edge.core.shown import show_whole
    from edge.shell.copies.archive_reader import ArchiveError, folders
    from edge.shell.ledger.book import Book
    from edge.shell.ledger.database import StoreError

    where = _store(config, store)
    terms, remarks = _terms(where, witness or [], key or [], has_config=config is not None)
    os.nice(NICE)
    archive = [folder] if folder else folders(where.path, where.archive_dir)
    try:
        book = Book(where.path)
        if gone := book.not_archived_here(archive):
            remarks.append(f"the archive was not read: {gone[0]} is not in {', '.join(map(str, archive))}")
        verdict = book.verify(terms, None if gone else archive)
    except StoreError as error:
        end(error, how_store_failed(error))
    except (ArchiveError, sqlite3.Error) as error:
        why = (
            f"{where.path}: cannot be read: {show_whole(str(error))}"
            if isinstance(error, sqlite3.Error)
            else str(error)
        )
        print(json.dumps({"verified": False, "reason": why, "remarks": remarks}) if as_json else f"BAD: {why}")
        raise typer.Exit(BAD_STATUS) from error
    except OSError as error:
        end(f"{error.filename or where.path}: {error.strerror or error}", End.IO)
    if as_json:
        print(json.dumps(_fields(verdict) | book.facts | {"remarks": [*verdict.remarks, *remarks]}))
    else:
        _tell(verdict, book.facts.get("epoch", ""), remarks)
    if not verdict.ok:
        raise typer.Exit(BAD_STATUS)


def key(config: Config = None, store: StorePath = None, as_json: AsJson = False) -> None:
    """Print the public key that the box signs with, for central and for auditors, and as verifiers of notes take it."""
    import sqlite3

    from edge.config import ConfigError
    from edge.core.checkpoint import origin, verifier_key
    from edge.shell.audit.signing import key_file, load
    from edge.shell.ledger.book import Book
    from edge.shell.ledger.database import StoreError

    where = _store(config, store)
    path = key_file(where)
    if not path.exists():
        end(f"{path}: there is no key yet; the first `wedge run` makes it", End.IO)
    try:
        public, facts = load(path).public, Book(where.path).facts
    except ConfigError as error:
        end(error, End.CONFIG)
    except StoreError as error:
        end(error, how_store_failed(error))
    except (OSError, sqlite3.Error) as error:
        end(f"{getattr(error, 'filename', None) or where.path}: cannot be read: {error}", End.IO)
    verifier = verifier_key(origin(facts["site"], facts["box"], facts["epoch"]), public)
    if as_json:
        print(json.dumps({"key": public, "verifier_key": verifier, **facts}))
    else:
        print(f"key       {public}\nverifier  {verifier}")


def _store(config: Path | None, store: Path | None) -> "StoreConfig":
    """Where the store is; a store named on its own has its head file and its key beside it."""
    from edge.config import StoreConfig
    from edge.shell.audit import signing

    if store is None and config is None:
        end("name the box with --config FILE, or its store with --store FILE", End.USAGE)
    said = read_box(config).store if config is not None else None
    if store is None:
        assert said is not None
        return said
    key_file, archive = (signing.key_file(said), said.archive_dir) if said else (None, None)
    return StoreConfig.model_construct(path=store, key_file=key_file, head_file=None, archive_dir=archive)


def _terms(store: "StoreConfig", files: list[Path], keys: list[str], *, has_config: bool) -> "tuple[Terms, list[str]]":
    """What the store is held against, and what could not be asked."""
    from edge.config import ConfigError
    from edge.core.checkpoint import key_id
    from edge.shell.audit.signing import key_file, load
    from edge.shell.audit.verdict import Terms

    remarks = []
    witnesses, unusable = _witnesses(store, files)
    try:
        for one in keys:
            key_id("", one)
    except ValueError as error:
        end(f"--key: {error}", End.USAGE)
    if has_config and not keys:
        try:
            keys = [load(key_file(store)).public]
        except ConfigError as error:
            remarks.append(f"the checkpoints were not held against the box's own key: {error}")
    return Terms(tuple(witnesses), tuple(keys), tuple(unusable)), remarks


def _witnesses(store: "StoreConfig", files: list[Path]) -> "tuple[list[Witness], list[str]]":
    """All notes, and a sentence for each file that holds none."""
    from edge.shell.audit.signing import head_file
    from edge.shell.audit.witness import NoNotesError, WitnessError, beside, is_outside, read_witnesses

    own = head_file(store)
    witnesses: list[Witness] = []
    unusable = []
    for file in files:
        try:
            if not (file.exists() and own.exists() and file.samefile(own)):
                witnesses += read_witnesses(file, outside=is_outside(file, store.path))
        except NoNotesError as error:
            unusable.append(str(error))
        except WitnessError as error:
            end(error, End.IO)
    try:
        witnesses += beside(own, store.path)
    except WitnessError as error:
        unusable.append(str(error))
    return witnesses, unusable


def _fields(verdict: "Verdict") -> dict[str, Any]:
    from edge.shell.audit.verdict import Walked

    present = verdict.walked[-1] if verdict.walked else Walked("", 0, 0, 0, 0, ())
    return {
        "verified": verdict.ok,
        "entries": verdict.entries,
        "sum_zero": verdict.sum_zero,
        "balances_match": verdict.balances_match if verdict.folded and verdict.first_bad is None else None,
        "first_bad": verdict.first_bad,
        "suspect_from": verdict.suspect_from,
        "bad_epoch": verdict.bad_epoch or None,
        "reason": verdict.reason,
        "last_hash": verdict.last_hash,
        "vouched_upto": verdict.vouched_upto,
        "outside_upto": verdict.outside_upto,
        "unvouched_from": verdict.outside_upto + 1 if verdict.outside_upto < verdict.entries else None,
        "signed_upto": present.signed_upto,
        "checkpoints": present.checkpoints,
        "keys": [{"from": seq, "key": one} for seq, one in present.keys],
        "archived_upto": present.archived_upto,
        "witnesses": [_witness(one) for one in verdict.heard],
        "unusable": list(verdict.unusable),
        "unprotected": list(verdict.unprotected),
        "awaited": verdict.awaited,
        "past": [{"epoch": one.epoch, "entries": one.entries} for one in verdict.walked[:-1]],
    }


def _witness(one: "Heard") -> dict[str, Any]:
    head = one.witness.note.head
    said = {"file": one.witness.file, "epoch": head.epoch, "size": head.size, "result": one.result}
    return said | {"outside": one.witness.outside, "own": one.witness.own}


def _tell(verdict: "Verdict", epoch: str, remarks: list[str]) -> None:
    from edge.core.shown import show_whole

    if verdict.ok:
        balanced = "chained, balanced" if verdict.folded else "chained"
        print(f"good: {verdict.entries} entries, {balanced}. Last hash {verdict.last_hash}")
    else:
        of = f" (in epoch {verdict.bad_epoch}, before a restore)" if verdict.bad_epoch not in ("", epoch) else ""
        otherwise = "the sum over all places is not zero" if not verdict.sum_zero else "; ".join(verdict.unprotected)
        why = (verdict.reason or otherwise) + of
        print(f"{'NOT WHOLE' if why == verdict.awaited else 'BAD'}: {show_whole(why)}")
        if verdict.is_book_good:
            print(f"the book by itself holds together: {verdict.entries} entries. Last hash {verdict.last_hash}")
    for line in [
        *_walked(verdict),
        *map(_heard, verdict.heard),
        *verdict.unusable,
        *verdict.unprotected,
        *verdict.remarks,
        *remarks,
    ]:
        print(show_whole(line))
    upto = verdict.outside_upto
    if not upto:
        print("nothing outside this disk vouches for any entry")
    elif upto < verdict.entries:
        print(f"nothing outside this disk vouches for entries from {upto + 1} on")


def _walked(verdict: "Verdict") -> list[str]:
    lines = [f"before a restore: epoch {one.epoch}, {one.entries} entries" for one in verdict.walked[:-1]]
    if not verdict.walked:
        return []
    present = verdict.walked[-1]
    if present.archived_upto:
        lines.append(
            f"entries up to {present.archived_upto} are in the archive and were not looked at; nothing was refolded"
        )
    if present.signed_upto:
        lines.append(f"signed by the box: entries up to {present.signed_upto}, {present.checkpoints} checkpoints")
    if present.entries - present.signed_upto > UNSIGNED_MAX:
        lines.append(f"NOT SIGNED by the box: entries from {present.signed_upto + 1} to {present.entries}")
    for number, (seq, public) in enumerate(present.keys):
        lines.append(f"{'ANOTHER KEY from' if number else 'key from'} checkpoint {seq} on: {public}")
    return lines


def _heard(one: "Heard") -> str:
    head = one.witness.note.head
    said = {
        "agrees": "agrees",
        "foreign": "is of another book",
        "unsigned": "its signature does not fit, no key known here signed it",
        "archived": "speaks of entries in the archive, which were not read",
        "not reached": "was not reached",
    }[one.result]
    whose = "the box's own head file, " if one.witness.own else ""
    where = f" ({whose}on the same disk as the store)" if not one.witness.outside else ""
    return f"witness {one.witness.file}{where}: {head.size} entries of epoch {head.epoch}: {said}"
