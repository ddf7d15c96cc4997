"""`wedge epc`: what one RFID tag names, as one JSON object."""

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from edge.core.identity import TagIdentity

_CONTROL_WORD: Final = re.compile("[0-9A-Fa-f]{4}")


def epc(
    number: Annotated[str, typer.Argument(metavar="[HEX]", help="The tag's EPC, two hexadecimal digits a byte.")] = "",
    pc: Annotated[str, typer.Option(help="The tag's protocol control word, four hexadecimal digits.")] = "",
    tid: Annotated[str, typer.Option(metavar="HEX", help="The tag's own memory (TID), from its first byte.")] = "",
) -> None:
    """Tell what an RFID tag's number names, and which chip it is by its TID.

    Prints one JSON object, exit status 0: "ok": true with "kind" (sgtin, sscc, sgln, grai, giai, gdti, sgtin+ ... or
    raw with "why" and "message"), what it names, "uri" and the keys found; with --tid also "chip", null for a TID of
    unknown form. Else "ok": false with "code" and "message", exit status 1. Which tags are understood: docs/tags.md.
    """
    from edge.cli.ends import BAD_STATUS
    from edge.core.epc import identify_epc
    from edge.core.epc_tid import read_tid

    told: dict[str, Any] = {"ok": True}
    try:
        if number or not tid:
            told |= _identity(identify_epc(_number(number), _control_word(pc) if pc else None))
        if tid:
            chip = read_tid(_bytes(tid))
            told["chip"] = {name: value for name, value in asdict(chip).items() if value} if chip else None
    except ValueError as error:
        print(json.dumps({"ok": False, "code": "bad_hex", "position": None, "message": str(error)}))
        raise typer.Exit(BAD_STATUS) from None
    print(json.dumps(told))


def _number(text: str) -> bytes:
    if not text.strip():
        raise ValueError("give the tag's number, two hexadecimal digits a byte, as in 3074257BF7194E4000001A85")
    return _bytes(text)


def _control_word(text: str) -> int:
    digits = "".join(text.split())
    if not _CONTROL_WORD.fullmatch(digits):
        raise ValueError(f"--pc {text[:20]!r}: a protocol control word has four hexadecimal digits, as in 3000")
    return int(digits, 16)


def _bytes(text: str) -> bytes:
    from edge.core.identifiers import Epc

    return bytes.fromhex(Epc("".join(text.split())))


def _identity(tag: "TagIdentity") -> dict[str, Any]:
    """What a tag names, without what it does not have."""
    told = (
        tag._asdict()
        | {"urn": None, "prefix": None, "uri": tag.uri}
        | {"fields": dict(tag.fields) or None, "message": tag.message}
    )
    return {"kind": tag.kind, "names": tag.names} | {name: value for name, value in told.items() if value is not None}
