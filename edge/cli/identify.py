"""`wedge identify`: what a barcode names, or the barcodes of one label together, as one JSON object."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge.cli.ends import BAD_STATUS
from edge.core.symbologies import symbology_of

if TYPE_CHECKING:
    from edge.core.identity import Keys, Refused, Scanned


def identify(
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...",
            help="The code's text; may begin with its AIM identifier, as in ]C10109... Several: a label.",
        ),
    ],
    aim: Annotated[str, typer.Option(help="The AIM identifier that the scanner sent, such as ]C1.")] = "",
    gs: Annotated[
        list[str] | None,
        typer.Option(help="What stands for the separator (0x1D) in TEXT, such as {GS} or ^; may be given again."),
    ] = None,
    gs1: Annotated[bool, typer.Option("--gs1", help="Without AIM identifier: the source is declared GS1.")] = False,
) -> None:
    """Tell what a barcode names, or the barcodes of one label together, without looking into any table.

    Of a label, what must stand beside what is checked too: a lot needs an item, a count its content and pallet.

    Prints one JSON object. Understood: "ok": true with "kind" and the keys found (gtin, sscc, lot, serial, expiry,
    count ...), exit status 0. Refused: "ok": false with "code", "position" (from 0, or null) and "message", exit 1.

    "kind" is item (gtin), logistic_unit (sscc), content (the goods of a pallet: content, count), location (gln),
    asset (grai, giai), document (gdti), party, attributes (lot, dates, counts alone), or site for what is no GS1 code.
    """
    from edge.core.gs1_label import read_label
    from edge.core.identify import SourceRules
    from edge.core.identify import identify as read
    from edge.core.identity import Refused
    from edge.core.read import SYMBOLS_MAX, Symbol
    from edge.core.separators import may_be_alias

    for alias in gs or ():
        if alias and not may_be_alias(alias):
            sentence = f"{alias!r} can stand in a lot or a serial; a separator is what no field can hold, as {{GS}}"
            raise typer.BadParameter(sentence, param_hint="--gs")
    rules = SourceRules(gs1_without_aim=gs1, gs_aliases=tuple(alias for alias in gs or () if alias))
    split = [_symbol(text, aim) for text in codes]
    if len(split) == 1:
        outcome = read(*split[0], rules)
    else:
        try:
            outcome = read_label([Symbol(*one) for one in split[: SYMBOLS_MAX + 1]], rules)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="TEXT...") from error
    print(json.dumps(refusal(outcome) if isinstance(outcome, Refused) else _found(outcome)))
    raise typer.Exit(BAD_STATUS if isinstance(outcome, Refused) else 0)


def _symbol(text: str, aim: str) -> tuple[bytes, str]:
    if not aim and len(text) > 3 and text[0] == "]" and text[1:3].isalnum():
        aim, text = text[:3], text[3:]
    if aim and not (len(aim) == 3 and aim[0] == "]" and aim[1:].isalnum() and aim.isascii()):
        raise typer.BadParameter("an AIM identifier is ] and two letters or digits, such as ]C1", param_hint="--aim")
    return text.encode("utf-8", "surrogateescape"), aim


def refusal(refused: "Refused") -> dict[str, Any]:
    """The JSON object of a refusal."""
    return {"ok": False, "code": refused.code, "position": refused.position, "message": refused.message}


def present(keys: "Keys") -> dict[str, Any]:
    """Those fields of a record that hold something."""
    values = ((field.name, getattr(keys, field.name)) for field in fields(keys))
    return {name: value for name, value in values if value is not None}


def _found(scanned: "Scanned") -> dict[str, Any]:
    found: dict[str, Any] = {"ok": True, "kind": scanned.names}
    if scanned.aim:
        found["symbology"] = symbology_of(scanned.aim)
    if scanned.kind == "site":
        return found | {"text": scanned.text}
    keys = present(scanned.keys)
    measures, rest = keys.pop("measures"), keys.pop("rest")
    if measures:
        keys["measures"] = {one.what: one.text for one in measures}
    if rest:
        keys["fields"] = dict(rest)
    if scanned.warnings:
        keys["warnings"] = list(scanned.warnings)
    return found | keys
