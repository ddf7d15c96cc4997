"""Groups that know their commands by name, and import a command when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
import typer.core
import typer.main


class Lazy(typer.core.TyperGroup):
    """A group whose commands stand in a table: name -> "module:function", or "module:group"; in the order of its help.

    Only a list of all commands with what they do imports them all.
    """

    table: ClassVar[Mapping[str, str]]

    def __init__(self, **attrs: Any) -> None:
        names = {name: typer.core.TyperCommand(name) for name in self.table}  # enough to list and to suggest
        super().__init__(**{**attrs, "commands": names})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        is_known = super().get_command(ctx, cmd_name) is not None
        return _made(cmd_name, self.table[cmd_name]) if is_known else None


def _made(name: str, where: str) -> Any:
    """The command, made as its group would have made it."""
    module, _, attribute = where.partition(":")
    found = getattr(import_module(module), attribute)
    around = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=name)
    else:
        around.command(name)(found)
    return typer.main.get_group(around).commands[name]
