"""An entry as it travels: the flat JSON object of the wire contract, version 1, whose canonical bytes are hashed.

    {"seq":7,"id":"0197...","kind":"movement","t":"2026-11-23T08:00:00.123Z","rec":"...","tz":"Europe/Berlin","clk":"synced",
     "boot":"9f2c","mono_ms":81234,"op":"op-17","station":"DOCK-1","dev":["gun1"],"type":"receive","item":"4711",...}

Empty fields are left out, so that adding a field later does not change old hashes.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from math import floor
from typing import Any, Final, TypeAlias, assert_never

from edge.core.canonical import canonical
from edge.core.entry import (
    Audit,
    Body,
    Checkpoint,
    ClockStated,
    Count,
    CountLine,
    DocLine,
    Draft,
    Entry,
    Evidence,
    Finding,
    Movement,
    Outcome,
    Stamp,
    kind_of,
)
from edge.core.place import Place
from edge.core.read import Moment
from edge.core.stock import KEY_FIELDS, Goods, StockKey, WholeLpn

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"
JsonObject: TypeAlias = dict[str, Json]
SECONDS_KEPT: Final = 64
_UTC: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", re.ASCII)


def utc_text(ms: int) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return f"{_second(ms // 1000)}{ms % 1000:03d}Z"


@lru_cache(SECONDS_KEPT)
def _second(seconds: int) -> str:
    """All but the milliseconds: entries come many to a second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.")


def utc_ms(text: str) -> int:
    """The milliseconds of `utc_text`, exactly, before 1970 too. Raises `ValueError` for another form."""
    if not _UTC.match(text):
        raise ValueError(f"{text[:40]!r} is not a time as entries write it")
    moment = datetime.fromisoformat(text)  # twenty times as fast as strptime, and read twice for each entry refolded
    return floor(moment.timestamp()) * 1000 + moment.microsecond // 1000


def to_json(entry: Entry) -> JsonObject:
    """The entry's wire object without its hash."""
    stamp, draft = entry.stamp, entry.draft
    fields: JsonObject = {
        "seq": entry.seq,
        "id": entry.id,
        "kind": kind_of(draft.body),
        "t": utc_text(stamp.at.wall_ms),
        "rec": utc_text(entry.recorded_ms),
        "tz": stamp.tz,
        "clk": stamp.clock,
        "boot": stamp.boot,
        "mono_ms": stamp.at.mono_ms,
    }
    if stamp.station:
        fields["station"] = stamp.station
    if stamp.devices:
        fields["dev"] = [*stamp.devices]
    if draft.op:
        fields["op"] = draft.op
    if draft.approver:
        fields["approver"] = draft.approver
    if draft.reason:
        fields["reason"] = draft.reason
    if draft.corrects:
        fields["corrects"] = draft.corrects
    _put_body(fields, draft.body)
    return fields


def chain(previous: str, body: bytes) -> str:
    """The hash of an entry from its predecessor's hash (hex) and its canonical bytes."""
    return hashlib.sha256(bytes.fromhex(previous) + body).hexdigest()


def genesis(site: str, box: str, epoch: str) -> str:
    """The hash before the first entry: it binds the chain to its box and store file."""
    return hashlib.sha256(canonical({"v": 1, "site": site, "box": box, "epoch": epoch})).hexdigest()


def from_json(fields: Mapping[str, Any]) -> Entry:
    """The entry of a wire object, without its hash. Raises `KeyError`, `TypeError` or `ValueError`."""
    stamp = Stamp(
        Moment(utc_ms(fields["t"]), fields["mono_ms"]),
        fields["boot"],
        fields["clk"],
        fields["tz"],
        fields.get("station", ""),
        tuple(fields.get("dev", ())),
    )
    said = (fields.get(name, "") for name in ("op", "approver", "reason", "corrects"))
    return Entry(fields["seq"], fields["id"], utc_ms(fields["rec"]), stamp, Draft(_body_of(fields), *said))


def _body_of(fields: Mapping[str, Any]) -> Body:
    args = fields.get("args", {})
    match fields["kind"]:
        case "movement":
            return movement_of(fields)
        case "count":
            place, snapshot = Place(fields["place"]), fields.get("snapshot", {})
            return Count(place, snapshot, _counted(fields), fields["outcome"], _doc_of(fields))
        case "outcome":
            if (doc := _doc_of(fields)) is None:
                raise KeyError("doc")
            return Outcome(doc, fields["outcome"], fields["qty"])
        case "finding":
            at = Place(fields["place"]) if "place" in fields else None
            return Finding(fields["finding"], fields["state"], fields["code"], args, at, fields.get("item", ""))
        case "evidence":
            return Evidence(fields["of"], fields["source"], fields["verdict"], args)
        case "audit":
            return Audit(fields["act"], args)
        case "clock":
            return ClockStated(fields["offset_ms"], fields["source"])
        case "checkpoint":
            return Checkpoint(fields["size"], fields["head"], fields["key"], fields["sig"])
        case kind:
            raise ValueError(f"no kind of entry: {kind}")


def _counted(fields: Mapping[str, Any]) -> tuple[CountLine, ...]:
    return tuple(
        CountLine(_key_of(line), line["found"], line["book"], tuple(line.get("serials", ())))
        for line in fields.get("lines", ())
    )


def _doc_of(fields: Mapping[str, Any]) -> DocLine | None:
    doc = fields.get("doc")
    return DocLine(doc["type"], doc["id"], doc.get("line")) if doc else None


def movement_of(fields: Mapping[str, Any]) -> Movement:
    """The movement in a wire object of kind `movement`. Raises `KeyError` or `ValueError` for one that is none."""
    return Movement(
        fields["type"],
        WholeLpn(fields["lpn"]) if "lpn" in fields else _goods_of(fields),
        Place(fields["src"]),
        Place(fields["dst"]),
        _doc_of(fields),
        tuple(fields.get("agree", ())),
        fields.get("group", ""),
    )


def _goods_of(fields: Mapping[str, Any]) -> Goods:
    to_key = fields.get("to_key")
    return Goods(
        _key_of(fields),
        fields["qty"],
        fields["uom"],
        _key_of(to_key) if to_key else None,
        fields.get("catch_qty"),
        tuple(fields.get("serials", ())),
        tuple(fields.get("epc", ())),
    )


def _key_of(fields: Mapping[str, Any]) -> StockKey:
    return StockKey(**{name: fields[name] for name in KEY_FIELDS if name in fields})


def _put_body(fields: JsonObject, body: Body) -> None:
    match body:
        case Movement():
            _put_movement(fields, body)
        case Count():
            _put_count(fields, body)
        case Outcome():
            fields |= {"outcome": body.outcome, "qty": body.qty}
            _put_doc(fields, body.doc)
        case Finding():
            fields |= {"finding": body.finding, "state": body.state, "code": body.code}
            _put_said(fields, args=dict(body.args), place=body.place or "", item=body.item)
        case Evidence():
            fields |= {"of": body.of, "source": body.source, "verdict": body.verdict}
            _put_said(fields, args=dict(body.args))
        case Audit():
            fields["act"] = body.act
            _put_said(fields, args=dict(body.args))
        case ClockStated():
            fields |= {"offset_ms": body.offset_ms, "source": body.source}
        case Checkpoint():
            fields |= {"size": body.size, "head": body.head, "key": body.key, "sig": body.sig}
        case _:
            assert_never(body)


def _put_said(fields: JsonObject, **values: Json) -> None:
    """What says something: empty text, lists and objects are left out."""
    for name, value in values.items():
        if value:
            fields[name] = value


def _put_movement(fields: JsonObject, movement: Movement) -> None:
    what = movement.what
    fields["type"] = movement.type
    fields["src"] = str(movement.source)
    fields["dst"] = str(movement.target)
    if movement.agree:
        fields["agree"] = [*movement.agree]
    if movement.group:
        fields["group"] = movement.group
    _put_doc(fields, movement.doc)
    if isinstance(what, WholeLpn):
        fields["lpn"] = what.lpn
    else:
        _put_goods(fields, what)


def _put_goods(fields: JsonObject, goods: Goods) -> None:
    _put_key(fields, goods.key)
    fields["qty"] = goods.qty
    fields["uom"] = goods.uom
    if goods.serials:
        fields["serials"] = [*goods.serials]
    if goods.epcs:
        fields["epc"] = [*goods.epcs]
    if goods.catch_qty is not None:
        fields["catch_qty"] = goods.catch_qty
    if goods.to_key is not None:
        fields["to_key"] = _key(goods.to_key)


def _put_count(fields: JsonObject, count: Count) -> None:
    fields |= {"place": count.place, "outcome": count.outcome}
    lines: list[Json] = [
        _key(line.key)
        | {"found": line.found, "book": line.book}
        | ({"serials": [*line.serials]} if line.serials else {})
        for line in count.lines
    ]
    _put_said(fields, snapshot=dict(count.snapshot), lines=lines)
    _put_doc(fields, count.doc)


def _put_key(fields: JsonObject, key: StockKey) -> None:
    fields["item"] = key.item
    fields["status"] = key.status
    if key.owner:
        fields["owner"] = key.owner
    if key.lot:
        fields["lot"] = key.lot
    if key.expiry:
        fields["expiry"] = key.expiry
    if key.received_on:
        fields["received_on"] = key.received_on


def _key(key: StockKey) -> JsonObject:
    fields: JsonObject = {}
    _put_key(fields, key)
    return fields


def _put_doc(fields: JsonObject, doc: DocLine | None) -> None:
    if doc is not None:
        named: JsonObject = {"type": doc.type, "id": doc.id}
        fields["doc"] = named if doc.line is None else named | {"line": doc.line}
