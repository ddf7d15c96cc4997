"""`wedge stock`, `wedge ledger verify`, `wedge ledger show`: the book, read beside the running daemon."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from edge.cli.verify import key, verify
from edge.core.place import Place

ledger = typer.Typer(no_args_is_help=True, help="The book: verify it, show it.", rich_markup_mode=None)
ledger.command("verify")(verify)
ledger.command("key")(key)

Config = Annotated[Path | None, typer.Option(help="The box's config file, to find its store.")]
StorePath = Annotated[Path | None, typer.Option(help="The store file itself.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def stock(
    config: Config = None,
    store: StorePath = None,
    item: Annotated[str | None, typer.Option(help="Only this item.")] = None,
    location: Annotated[str | None, typer.Option(help="Only what stands in this location, in units too.")] = None,
    lpn: Annotated[str | None, typer.Option(help="Only what stands in this handling unit.")] = None,
    virtual: Annotated[bool, typer.Option("--virtual", help="Virtual places too.")] = False,
    as_json: AsJson = False,
) -> None:
    """What stands where. JSON: {"seq", "stock": [{"place", "location", "item", "qty", ...}], "units": [...]}."""
    book = _open(config, store)
    with book.at_once():
        seq, standing, all_units = book.last_seq(), list(book.stock()), list(book.units())
    rows = [
        {"place": one.place, "location": one.location, **_key(one.key), "qty": one.qty}
        for one in standing
        if (virtual or Place(one.location).is_physical)
        and item in (None, one.key.item)
        and location in (None, Place(one.location).code)
        and (lpn is None or one.place == f"lpn:{lpn}")
    ]
    units = [{"lpn": code, "parent": parent, "location": where} for code, parent, where in all_units]
    if as_json:
        print(json.dumps({"seq": seq, "stock": rows, "units": units}))
        return
    for row in rows:
        detail = " ".join(str(row[name]) for name in ("lot", "expiry", "status") if row[name] not in ("", "sellable"))
        print(f"{_short(row['location']):14} {_unit(row['place']):22} {row['item']:14} {row['qty']:>8}  {detail}")
    print(f"{len(rows)} balances at entry {seq}")


@ledger.command("show")
def show(
    config: Config = None,
    store: StorePath = None,
    after: Annotated[int, typer.Option(help="Only entries after this one.")] = 0,
    kind: Annotated[str | None, typer.Option(help="Only this kind: movement, count, finding, ...")] = None,
    as_json: AsJson = False,
) -> None:
    """Entries in order: a line each, or a JSON object each as they travel to central."""
    for entry in _open(config, store).entries(after):
        if kind in (None, entry["kind"]):
            print(json.dumps(entry, ensure_ascii=False) if as_json else _line(entry))


def _line(entry: dict[str, Any]) -> str:
    what = {
        "movement": lambda: (
            f"{entry['type']} {entry.get('qty', 1)} {entry.get('item') or entry.get('lpn')} "
            f"{_short(entry['src'])} -> {_short(entry['dst'])}"
        ),
        "count": lambda: f"{_short(entry['place'])} {entry['outcome']}",
        "outcome": lambda: f"{entry['doc']['id']} {entry['doc'].get('line', '')} {entry['outcome']}",
        "finding": lambda: f"{entry['code']} {entry['state']} {json.dumps(entry.get('args', {}))}",
        "evidence": lambda: f"{entry['source']} {entry['verdict']}",
        "audit": lambda: f"{entry['act']}",
    }.get(entry["kind"], str)()
    return f"{entry['seq']:>7} {entry['t']} {entry['kind']:9} {entry.get('op', ''):10} {what}"


def _open(config: Path | None, store: Path | None) -> Any:
    from edge import main
    from edge.config import ConfigError
    from edge.shell.book import Book
    from edge.shell.database import StoreError

    if store is None and config is None:
        print("name the box with --config FILE, or its store with --store FILE", file=sys.stderr)
        raise typer.Exit(78)
    try:
        return Book(store or main.read_config(config or Path()).store.path)
    except ConfigError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(78) from error
    except StoreError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _key(key: Any) -> dict[str, str]:
    return {name: getattr(key, name) for name in ("item", "owner", "lot", "expiry", "received_on", "status")}


def _short(place: object) -> str:
    return Place(str(place)).code


def _unit(place: object) -> str:
    text = str(place)
    return text.removeprefix("lpn:") if text.startswith("lpn:") else ""
