"""`wedge options`: every key of the config file, from the code that reads it. `docs/config.md` is this text."""

from collections.abc import Iterator
from typing import Any, get_args

import typer


def options() -> None:
    """Print every section and key of the config file: what it means, and its default (Markdown)."""
    typer.echo("\n".join(lines()))


def lines() -> Iterator[str]:
    """The reference of the config file, as lines of Markdown."""
    from edge import main
    from edge.config import Config

    yield "# The config file\n"
    yield "TOML. `wedge check FILE` names the first fault with its line. Made by `wedge options`.\n"
    yield from _section("Top level", Config, "")
    for kind, model in main.driver_options().items():
        yield from _section(f"`devices.NAME.options` of kind `{kind}`", model, "")


def _section(title: str, model: Any, above: str) -> Iterator[str]:
    yield f"## {title}\n"
    yield (model.__doc__ or "").strip().splitlines()[0] + "\n"
    yield "| key | default | meaning |\n|---|---|---|"
    inner: list[tuple[str, Any, bool]] = []
    for name, field in model.model_fields.items():
        found = _model_in(field.annotation)
        if found is not None:
            inner.append((_path(above, name, field.annotation), found, _is_list(field.annotation)))
            continue
        yield f"| `{name}` | {_default(field)} | {_told(field)} |"
    yield ""
    for path, found, is_list in inner:
        yield from _section(f"`[[{path}]]`" if is_list else f"`[{path}]`", found, path)


def _path(above: str, name: str, annotation: Any) -> str:
    is_table_of_tables = getattr(annotation, "__origin__", None) is dict
    return f"{above}{'.' if above else ''}{name}{'.NAME' if is_table_of_tables else ''}"


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list


def _model_in(annotation: Any) -> Any:
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _default(field: Any) -> str:
    if field.is_required():
        return "**must be set**"
    value = field.get_default(call_default_factory=True)
    return "" if value is None or value in ((), [], {}) else f"`{value}`"


def _told(field: Any) -> str:
    allowed = [
        part for part in get_args(field.annotation) if isinstance(part, str | int) and not isinstance(part, bool)
    ]
    words = " ".join((field.description or "").split()).replace("|", "\\|")
    return f"{words} ({', '.join(f'`{one}`' for one in allowed)})" if allowed else words
