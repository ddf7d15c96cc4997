"""`wedge identify`: what a barcode names, or the barcodes of one label together, as one JSON object."""

import json
import re
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from edge.cli.ends import BAD_STATUS
from edge.core.symbologies import symbology_of

if TYPE_CHECKING:
    from edge.config import Config, DeviceConfig
    from edge.core.identify import SourceRules
    from edge.core.identity import Keys, Refused, Scanned
    from edge.core.site_codes import SiteCode

_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")


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
    config: Annotated[Path | None, typer.Option(help="The box's config file (TOML): its site's codes count.")] = None,
    device: Annotated[str, typer.Option(help="As this device of the config sends it: its gs_aliases count.")] = "",
) -> None:
    """Tell what a barcode names, or the barcodes of one label together, without looking into any table.

    Of a label, what must stand beside what is checked too: a lot needs an item, a count its content and pallet.

    Prints one JSON object. Understood: "ok": true with "kind" and the keys found (gtin, sscc, lot, serial, expiry,
    count, measures ...), exit status 0. Refused: "ok": false with "code", "position" (from 0, or null) and "message",
    exit status 1. Years of two digits are read as of today.

    "kind" is item (gtin), logistic_unit (sscc), content (the goods of a pallet: content, count), location (gln),
    asset (grai, giai), document (gdti), party, attributes (lot, dates, counts alone), or site for what is no GS1 code;
    with --config, "meant" says what a site code is looked up as: each "kind" and "code", or [] for any, as it is.
    """
    from edge.core.gs1_label import read_label
    from edge.core.identify import identify as read
    from edge.core.identity import Refused
    from edge.core.read import SYMBOLS_MAX, Symbol

    rules, patterns = _known(config, device)
    rules = replace(rules, gs1_without_aim=gs1 or rules.gs1_without_aim, gs_aliases=(*rules.gs_aliases, *_named(gs)))
    split = [_symbol(text, aim) for text in codes]
    if len(split) == 1:
        outcome = read(*split[0], rules)
    else:
        try:
            outcome = read_label([Symbol(*one) for one in split[: SYMBOLS_MAX + 1]], rules)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="TEXT...") from error
    print(json.dumps(refusal(outcome) if isinstance(outcome, Refused) else _found(outcome, patterns)))
    raise typer.Exit(BAD_STATUS if isinstance(outcome, Refused) else 0)


def _known(path: Path | None, device: str) -> tuple["SourceRules", "Sequence[SiteCode] | None"]:
    """What the config says of a source and of the site's codes; without one: nothing but today's year."""
    from edge.core.identify import SourceRules

    if path is None:
        if device:
            raise typer.BadParameter("needs --config, the file that describes the device", param_hint="--device")
        return SourceRules(year=_year("UTC")), None
    from edge.cli.ends import read_box
    from edge.main import policy_of

    box = read_box(path)
    policy, source = policy_of(box), _device(box, device) if device else None
    rules = SourceRules(year=_year(box.timezone), variable=policy.variable)
    if source is not None:
        rules = replace(rules, gs1_without_aim=source.gs1_without_aim, gs_aliases=source.gs_aliases)
    return rules, policy.codes


def _device(box: "Config", name: str) -> "DeviceConfig":
    if name not in box.devices:
        there = ", ".join(box.devices) or "none"
        raise typer.BadParameter(f"the config has no device {name!r}; there are: {there}", param_hint="--device")
    return box.devices[name]


def _year(zone: str) -> int:
    from edge.shell.clock import Clock

    clock = Clock(zone)
    return int(clock.today(clock.now())[:4])


def _named(aliases: list[str] | None) -> tuple[str, ...]:
    """The separators that were given, each of them one that no field can hold."""
    from edge.core.separators import may_be_alias

    given = tuple(alias for alias in aliases or () if alias)
    for alias in given:
        if not may_be_alias(alias):
            sentence = f"{alias!r} can stand in a lot or a serial; a separator is what no field can hold, as {{GS}}"
            raise typer.BadParameter(sentence, param_hint="--gs")
    return given


def _meant(scanned: "Scanned", patterns: "Sequence[SiteCode]") -> dict[str, Any]:
    """What a site code is looked up as by the site's patterns, its capitals where it fits none as it is."""
    from edge.core.site_codes import meant

    for text in (scanned.text, scanned.text.upper()):
        if fits := list(meant(patterns, text, scanned.aim)):
            return {"meant": [{"kind": kind, "code": code} for kind, code in fits]}
    return {"meant": []}


def _symbol(text: str, aim: str) -> tuple[bytes, str]:
    if not aim and len(text) > 3 and _AIM.fullmatch(text[:3]):
        aim, text = text[:3], text[3:]
    if aim and not _AIM.fullmatch(aim):
        raise typer.BadParameter("an AIM identifier is ] and two letters or digits, such as ]C1", param_hint="--aim")
    return text.encode("utf-8", "surrogateescape"), aim


def refusal(refused: "Refused") -> dict[str, Any]:
    """The JSON object of a refusal."""
    return {"ok": False, "code": refused.code, "position": refused.position, "message": refused.message}


def present(keys: "Keys") -> dict[str, Any]:
    """Those fields of a record that hold something."""
    values = ((field.name, getattr(keys, field.name)) for field in fields(keys))
    return {name: value for name, value in values if value is not None}


def _found(scanned: "Scanned", patterns: "Sequence[SiteCode] | None") -> dict[str, Any]:
    found: dict[str, Any] = {"ok": True, "kind": scanned.names}
    if scanned.aim:
        found["symbology"] = symbology_of(scanned.aim)
    if scanned.kind == "site":
        return found | {"text": scanned.text} | (_meant(scanned, patterns) if patterns is not None else {})
    keys = present(scanned.keys)
    measures, rest = keys.pop("measures"), keys.pop("rest")
    if measures:
        keys["measures"] = [{"what": one.what, "value": one.text} for one in measures]
    if rest:
        keys["fields"] = dict(rest)
    if scanned.warnings:
        keys["warnings"] = list(scanned.warnings)
    return found | keys
