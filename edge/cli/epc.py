"""`wedge epc`: what one RFID tag names, as one JSON object."""

import json
from typing import Annotated

import typer


def epc(
    number: Annotated[str, typer.Argument(metavar="HEX", help="The tag's EPC, two hexadecimal digits a byte.")],
    pc: Annotated[str, typer.Option(help="The tag's protocol control word, four hexadecimal digits.")] = "",
) -> None:
    """Tell what an RFID tag's number names.

    Prints one JSON object: "ok": true with "kind" (sgtin, sscc, sgln, grai, giai, gdti ... or raw for what is no GS1
    number), what it names, "uri" and the keys found, exit status 0; "ok": false with "code" and "message", exit 1.
    """
    from edge.cli.ends import BAD_STATUS
    from edge.cli.identify import present
    from edge.core.epc import identify_epc
    from edge.core.identifiers import Epc

    try:
        tag = identify_epc(bytes.fromhex(Epc("".join(number.split()))), int(Epc(pc), 16) if pc else None)
    except ValueError as error:
        print(json.dumps({"ok": False, "code": "bad_hex", "position": None, "message": str(error)}))
        raise typer.Exit(BAD_STATUS) from None
    print(json.dumps({"ok": True, "kind": tag.kind, "names": tag.names} | present(tag)))
