"""`wedge import items|locations|receipts|orders|counts|returns|shipments|kits|operators|release`: from files."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from edge.cli.ends import End, end, end_of_store, read_box
from edge.cli.import_ import Stopped, import_, patient, stoppable, tell_wrong

if TYPE_CHECKING:
    import sqlite3

    from edge.config import Config
    from edge.core.reference_links import Loose
    from edge.shell.imports.plan import Plan
    from edge.wire import Dataset

File: TypeAlias = Annotated[Path, typer.Argument(help=".csv (RFC 4180) or .json (a list of objects), UTF-8.")]
Box: TypeAlias = Annotated[Path, typer.Option("--config", help="The box's config file (TOML).")]
Check: TypeAlias = Annotated[bool, typer.Option("--check", help="Only check it, and say what would be done.")]
SkipBad: TypeAlias = Annotated[bool, typer.Option("--skip-bad", help="Import what is good, and list the rest.")]
Replace: TypeAlias = Annotated[bool, typer.Option("--replace", help="The file is all there is: others are removed.")]
Operator: TypeAlias = Annotated[str, typer.Option(help="Id of the operator who answers for it.")]
WRONG_SHOWN: Final = 1_000
NOTED: Final = 20


_DOCUMENTS: Final = "one row a line; the document's own columns stand in each row, or in its first."
_TOLD: Final[dict["Dataset", str]] = {
    "items": "Add and change items by their code. Columns: see docs/import.md, or what `wedge export items` writes.",
    "locations": "Add and change locations by their code: code, kind, zone, walk, fixed_item, blocked, what they hold.",
    "receipts": f"Add and change receipts, {_DOCUMENTS}",
    "orders": f"Add and change orders, {_DOCUMENTS}",
    "counts": "Add and change counts: id, place, priority.",
    "returns": f"Add and change returns, {_DOCUMENTS}",
    "shipments": f"Add and change shipments: id, place, carrier, units, orders; {_DOCUMENTS}",
    "kits": "Add and change kits to be made: id, item, qty, place, priority.",
    "operators": "Add and change operators: id, name, badge, pin_hash (from `wedge pin`), role, lang, active.\n\n"
    "An empty pin_hash keeps the one that is held.",
}


def _command(dataset: "Dataset", told: str) -> Callable[..., None]:
    """The command that imports one dataset: all have the same options."""

    def command(
        file: File,
        config: Box,
        check: Check = False,
        skip_bad: SkipBad = False,
        replace: Replace = False,
        operator: Operator = "",
    ) -> None:
        _import(dataset, file, config, operator, check_only=check, skip_bad=skip_bad, replaces=replace)

    command.__name__, command.__doc__ = dataset, told
    return command


def release(
    dataset: Annotated[str, typer.Argument(help="What was imported: items, locations, receipts, ...")],
    config: Box,
    operator: Operator = "",
) -> None:
    """Give an imported dataset up: central, or the reference file, may replace it from now on. Its records stay."""
    from edge import main
    from edge.shell.imports.staging import RELEASE

    box = read_box(config)
    if dataset not in _TOLD:
        end(f"{dataset} is no dataset of files: it is one of {', '.join(_TOLD)}", End.USAGE)
    _require(operator)
    with _failures(dataset, "nothing was released"), main.commander(box) as run:
        run(RELEASE, {"dataset": dataset, "op": operator})
    print(f"{dataset}: released; central or the reference file may replace it from now on")


for _dataset, _told in _TOLD.items():
    import_.command()(_command(_dataset, _told))
import_.command()(release)


def _import(
    dataset: "Dataset", file: Path, config: Path, operator: str, *, check_only: bool, skip_bad: bool, replaces: bool
) -> None:
    box = read_box(config)
    if replaces and skip_bad:
        end("--replace and --skip-bad together would remove what is only written wrongly: take one of them", End.USAGE)
    if not check_only:
        _require(operator)
    with _failures(str(file), "nothing was imported"):
        made = _planned(dataset, file, box, operator, replaces=replaces)
        said = tell_wrong(file, made.wrong, made.counted, WRONG_SHOWN) if made.wrong else ""
        if made.broken or ((made.wrong or made.skipped) and not skip_bad):
            end(f"{said}: nothing was imported", End.BAD)
        is_done = made.base.owner == "import" and not made.puts and not made.gone
        if not (check_only or is_done):
            _bring_in(made, box, file.name, operator)
    _say(made, check_only=check_only, is_done=is_done)
    if said:
        end(f"{said}: {made.skipped} of {dataset} {'would not be' if check_only else 'were not'} imported", End.BAD)


def _require(operator: str) -> None:
    if not operator:
        end("say who answers for it with --operator ID, or only --check the file", End.USAGE)


@contextmanager
def _failures(what: str, undone: str) -> Iterator[None]:
    """What goes wrong in the body ends the command with a sentence."""
    import sqlite3

    from edge.core.shown import show_whole
    from edge.shell.imports.file import ImportFileError
    from edge.shell.imports.staging import AGAIN
    from edge.shell.ledger.database import StoreError
    from edge.shell.loop.work import CommandError

    try:
        with stoppable():
            yield
    except ImportFileError as error:
        end(error, End.IO if isinstance(error.__cause__, OSError) else End.BAD)
    except CommandError as error:
        how = End.TRY_AGAIN if AGAIN in str(error) else End.REFUSED
        end(f"{what}: {undone}: {show_whole(str(error))}", how)
    except (StoreError, sqlite3.Error) as error:
        end_of_store(error)
    except OSError as error:
        end(f"{what}: the daemon does not answer any more ({error}); the same command looks and goes on", End.TRY_AGAIN)
    except Stopped as stopped:
        end(f"{what}: stopped; the same command begins again", End.STOPPED, signal=stopped.signal)


def _planned(dataset: "Dataset", file: Path, box: "Config", operator: str, *, replaces: bool) -> "Plan":
    from contextlib import closing

    from edge import main
    from edge.shell.imports.guards import still_needed
    from edge.shell.imports.plan import loose_links, plan
    from edge.shell.imports.staging import owned_elsewhere
    from edge.shell.ledger.database import open_reader

    with closing(open_reader(box.store.path)) as reader:
        store = reader.cursor()
        store.execute("BEGIN")  # one state of the store for all that is asked
        made = plan(file, dataset, store, replaces=replaces)
        if refused := owned_elsewhere(dataset, made.base.owner):
            end(f"{file}: nothing was imported: {refused}", End.REFUSED)
        if dataset == "locations" and (refused := still_needed(made.gone, main.needed_locations(box))):
            end(f"{file}: nothing was imported: {refused}", End.REFUSED)
        if operator:
            _known(store, operator, made)
        tell_loose(loose_links(made, store))
    return made


def tell_loose(found: "Iterable[Loose]") -> None:
    """What records name that is not known: told, for it may come later, and refused by nobody."""
    told = 0
    for told, one in enumerate(found, 1):
        if told <= NOTED:
            print(f"note: {one}", file=sys.stderr)
    if told > NOTED:
        print(f"note: and {told - NOTED} more like these", file=sys.stderr)


def _known(store: "sqlite3.Cursor", operator: str, made: "Plan") -> None:
    """Somebody who works here answers for it; the first operators of a box may be in the file itself."""
    from edge.core.reference import Operator
    from edge.shell.imports.held import held_keys, held_record
    from edge.shell.ledger.records import load

    person = held_record(store, "operators", operator)
    if made.dataset == "operators" and operator in made.puts and not held_keys(store, "operators"):
        person = load("operators", made.puts[operator])
    if not isinstance(person, Operator) or not person.active:
        end(f"--operator {operator}: no such operator works here", End.NOT_FOUND)


def _bring_in(made: "Plan", box: "Config", name: str, operator: str) -> None:
    from contextlib import suppress

    from edge import main
    from edge.shell.imports.staging import DROP, commands, ident_of
    from edge.shell.loop.work import CommandError

    ident = ident_of(made)
    with main.commander(box) as run:
        try:
            for command, args in commands(made, ident, name, operator):
                with patient(box.store.path):
                    run(command, args)
        except CommandError:
            with suppress(CommandError):  # why it was refused is what counts
                run(DROP, {"id": ident, "dataset": made.dataset})
            raise


def _say(made: "Plan", *, check_only: bool, is_done: bool) -> None:
    numbers = {"added": made.added, "changed": made.changed, "unchanged": made.unchanged, "removed": len(made.gone)}
    if made.skipped:
        numbers["skipped"] = made.skipped
    told = ", ".join(f"{number} {word}" for word, number in numbers.items())
    end_ = "; nothing was written" if check_only else "; nothing to do" if is_done else ""
    print(f"{made.dataset}: {told}{end_}")
