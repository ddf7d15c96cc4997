"""Where a command writes: standard output, or a file that is there whole or not at all; never a file of the box's own.

Errors of the output name the output. Whoever reads a pipe may stop: the command then ends quietly.
"""

import contextlib
import errno
import io
import os
import stat
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

import typer
import typer.core
import typer.exceptions

from edge.cli.ends import STATUS, End, Ended, end, in_json, tell

_UNWRITTEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE})
"""What only writing fails with."""
OWNER_ALONE = 0o077
"""Store, copies and exports hold the business's records and hashes of PINs: what a command makes, others may not read.
Files that are there already keep their mode."""


@contextlib.contextmanager
def output(out: Path | None, store: Path, others: Iterable[Path] = ()) -> Iterator[TextIO]:
    """Where lines go. A file keeps what it held until all is written; a device or a FIFO is written through."""
    if out is None:
        yield sys.stdout
        return
    refuse_own(out, store, others)
    try:
        mode = out.stat().st_mode
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISDIR(mode):
        end(f"{out} is a folder: name a file", End.USAGE)
    if not stat.S_ISREG(mode):
        with _opened(out, out) as lines:
            yield lines
        return
    target = Path(os.path.realpath(out))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _opened(temporary, out) as lines:
            if target.exists():
                with contextlib.suppress(OSError):  # a disk without modes
                    os.fchmod(lines.fileno(), stat.S_IMODE(mode))
            yield lines
            lines.flush()
            with _named(out):
                os.fsync(lines.fileno())
        with _named(out):
            temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def refuse_own(out: Path, store: Path, others: Iterable[Path] = ()) -> None:
    """End the command where a file to be written is the store's, or one of others that the box needs.

    The store's are all files beside it whose names begin with its own. A folder stands for what is in it.
    """
    named = (Path(os.path.abspath(out)), Path(os.path.realpath(out)))  # noqa: PTH100  # links stay as they are
    for own in {Path(os.path.abspath(store)), Path(os.path.realpath(store))}:  # noqa: PTH100
        if any(_begins(one, own) for one in named) or _is_linked(out, own.parent, own.name):
            end(f"{out} is the box's own store: name another file", End.USAGE)
    for other in others:
        if other.is_dir():
            is_own = _is_linked(out, other, "")
        else:
            own = Path(os.path.realpath(other))
            is_own = any(_begins(one, own) for one in named) or _is_linked(out, own.parent, own.name)
        if is_own:
            end(f"{out} is a file that the box needs: name another file", End.USAGE)


def config_files(config: Path, box: Any) -> Iterator[Path]:
    """The config, and all files and folders that it names."""
    yield config
    yield from _paths(box)


def _paths(section: Any) -> Iterator[Path]:
    for _name, value in section if hasattr(type(section), "model_fields") else ():
        if isinstance(value, Path):
            yield value
        else:
            yield from _paths(value)


def unwritten(error: OSError) -> NoReturn:
    """Standard output takes no more: end the command, quietly where its reader has gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print(f"the output cannot be written: {error.strerror or error}", file=sys.stderr)
    raise typer.Exit(STATUS[End.IO]) from None


def is_of_output(error: OSError) -> bool:
    """Whether an error is one of writing the answer: files of the box are named in theirs."""
    return error.filename is None and error.errno in _UNWRITTEN


class Told(typer.core.TyperGroup):
    """The commands: what each ends with is told here, and its last lines are written before it ends.

    An output that does not take them is told as such, and a fault of the program itself has a status of its own.
    """

    _as_json = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        words = args[: args.index("--")] if "--" in args else args
        self._as_json = "--json" in words and "bench" not in words[:1]  # there it names a file
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        before = os.umask(OWNER_ALONE)
        try:
            return self._invoke(ctx)
        finally:
            os.umask(before)

    def _invoke(self, ctx: Any) -> Any:
        try:
            try:
                result = super().invoke(ctx)
            except Ended as ended:
                tell(str(ended), ended.end, as_json=self._as_json)
                raise typer.Exit(ended.status) from ended
            except typer.BadParameter as error:
                self._refuse(error)
                raise
            except typer.exceptions.TyperException as error:
                self._say_usage(error)
                raise
            except (typer.Exit, typer.Abort):
                raise
            except Exception as error:
                if isinstance(error, OSError) and is_of_output(error):
                    raise
                traceback.print_exc()
                said = f"the program failed: {type(error).__name__}: {error}"
                tell(said, End.PROGRAM, as_json=self._as_json)
                raise typer.Exit(STATUS[End.PROGRAM]) from error
            finally:
                sys.stdout.flush()
        except OSError as error:
            if not is_of_output(error):
                raise
            unwritten(error)
        return result

    def _refuse(self, error: typer.BadParameter) -> None:
        """One sentence for the option that most commands need."""
        is_missing = type(error).__name__ == "MissingParameter"
        if is_missing and isinstance(error.param, typer.core.TyperOption) and error.param.name == "config":
            tell("name the box with --config FILE", End.USAGE, as_json=self._as_json)
            raise typer.Exit(STATUS[End.USAGE]) from error
        self._say_usage(error)

    def _say_usage(self, error: typer.exceptions.TyperException) -> None:
        """In JSON only: on standard error the parser of the options says it, with the usage."""
        if self._as_json:
            print(in_json(error.format_message(), End.USAGE))


class _File(io.FileIO):
    """A file whose errors name what its user asked for."""

    out: Path

    def write(self, data: Any) -> int:
        with _named(self.out):
            return super().write(data)


@contextlib.contextmanager
def _opened(path: Path, out: Path) -> Iterator[TextIO]:
    with _named(out):
        file = _File(path, "w")
    file.out = out
    with io.TextIOWrapper(io.BufferedWriter(file), "utf-8", newline="") as lines:
        yield lines


@contextlib.contextmanager
def _named(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(out)) from error


def _begins(one: Path, own: Path) -> bool:
    """Whether a path is a file beside another whose name it begins with, or lies in such a folder."""
    return any(step.parent == own.parent and step.name.startswith(own.name) for step in (one, *one.parents))


def _is_linked(out: Path, folder: Path, begins: str) -> bool:
    """Whether a file is one of those in a folder, under whatever name."""
    try:
        asked = out.stat()
    except OSError:
        return False
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for one in found:
            with contextlib.suppress(OSError):
                if one.name.startswith(begins) and os.path.samestat(asked, Path(one.path).stat()):
                    return True
    return False
