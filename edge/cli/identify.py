"""`wedge identify`: what one barcode names, as one JSON object."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge.cli.ends import BAD_STATUS

if TYPE_CHECKING:
    from edge.core.identity import Keys, Refused, Scanned


def identify(
    text: Annotated[str, typer.Argument(help="The code's text; may begin with its AIM identifier, as in ]C10109...")],
    aim: Annotated[str, typer.Option(help="The AIM identifier that the scanner sent, such as ]C1.")] = "",
    gs: Annotated[
        list[str] | None,
        typer.Option(help="What stands for the separator (0x1D) in TEXT, such as {GS} or ^; may be given again."),
    ] = None,
    gs1: Annotated[bool, typer.Option("--gs1", help="Without AIM identifier: the source is declared GS1.")] = False,
) -> None:
    """Tell what a barcode names, without looking into any table.

    Prints one JSON object. Understood: "ok": true with "kind" and the keys found (gtin, sscc, lot, serial, expiry,
    count ...), exit status 0. Refused: "ok": false with "code", "position" (from 0, or null) and "message", exit 1.

    "kind" is item (gtin), logistic_unit (sscc), content (the goods of a pallet: content, count), location (gln),
    asset (grai, giai), document (gdti), party, attributes (lot, dates, counts alone), or site for what is no GS1 code.
    """
    from edge.core.identify import SourceRules
    from edge.core.identify import identify as read
    from edge.core.identity import Refused

    if not aim and len(text) > 3 and text[0] == "]" and text[1:3].isalnum():
        aim, text = text[:3], text[3:]
    if aim and not (len(aim) == 3 and aim[0] == "]" and aim[1:].isalnum() and aim.isascii()):
        raise typer.BadParameter("an AIM identifier is ] and two letters or digits, such as ]C1", param_hint="--aim")
    rules = SourceRules(gs1_without_aim=gs1, gs_aliases=tuple(alias for alias in gs or () if alias))
    outcome = read(text.encode("utf-8", "surrogateescape"), aim, rules)
    print(json.dumps(refusal(outcome) if isinstance(outcome, Refused) else _found(outcome)))
    raise typer.Exit(BAD_STATUS if isinstance(outcome, Refused) else 0)


def refusal(refused: "Refused") -> dict[str, Any]:
    """The JSON object of a refusal."""
    return {"ok": False, "code": refused.code, "position": refused.position, "message": refused.message}


def present(keys: "Keys") -> dict[str, Any]:
    """Those fields of a record that hold something."""
    values = ((field.name, getattr(keys, field.name)) for field in fields(keys))
    return {name: value for name, value in values if value is not None}


def _found(scanned: "Scanned") -> dict[str, Any]:
    found: dict[str, Any] = {"ok": True, "kind": scanned.names}
    if scanned.kind == "site":
        return found | {"text": scanned.text}
    keys = present(scanned.keys)
    rest = keys.pop("rest")
    if rest:
        keys["fields"] = dict(rest)
    if scanned.warnings:
        keys["warnings"] = list(scanned.warnings)
    return found | keys
