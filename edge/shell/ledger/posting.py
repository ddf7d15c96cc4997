"""Posting: what an entry does to the tables that sum the ledger up. The same code when it is written and verified.

Raises `PostingError` for what would break the book: goods that are not there, a handling unit that stands elsewhere.
Such a decision is put aside whole; a decision that looked first never gets here.

    apply     at once
    take      when somebody asks for what it changes (`settle_for`), at the latest with the commit: a batch of
              movements is posted in one call, which costs half of what they cost in between
"""

import json
import sqlite3
from collections.abc import Sequence
from functools import cached_property
from operator import length_hint
from typing import Final

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from edge.core.entry import Count, Draft, Entry, Evidence, Finding, Movement, Outcome
from edge.core.entry_json import utc_text
from edge.core.place import NEST_LEVELS_MAX, NESTED_MAX, Place
from edge.core.stock import KEY_FIELDS, Goods, key_values
from edge.shell.ledger import tables as t
from edge.shell.ledger.database import positional, sql
from edge.shell.ledger.goods_sql import BELOW_ZERO, POST_GOODS, prepare_goods
from edge.shell.ledger.negative import Negative, Side, fault

DOCUMENT_LINE: Final = -1
"""The line number under which a whole document's outcome stands."""
SETTLED: Final = ("agreed", "adjusted")
"""The outcomes of a count that settle when its place was last counted."""
_QUANTITIES: Final = ("qty", "catch_qty")


class PostingError(Exception):
    """The entry contradicts the book; nothing was posted."""


def _summed(table: Table, keys: tuple[str, ...], quantities: tuple[str, ...]) -> str:
    """Add to quantities, or begin them; gives the new ones."""
    names = (*keys, *quantities)
    put = insert(table).values({name: bindparam(name) for name in names})
    added = {name: table.c[name] + put.excluded[name] for name in quantities}
    into = put.on_conflict_do_update(index_elements=keys, set_=added)
    return positional(into.returning(*(table.c[name] for name in quantities)), *names)


def _zero_dropped(table: Table, keys: tuple[str, ...]) -> str:
    where = (table.c[name] == bindparam(name) for name in keys)
    return positional(delete(table).where(*where), *keys)


def _put(table: Table, keys: tuple[str, ...], *others: str) -> str:
    put = insert(table).values({name: bindparam(name) for name in (*keys, *others)})
    return sql(put.on_conflict_do_update(index_elements=keys, set_={name: put.excluded[name] for name in others}))


_BALANCE_KEY: Final = ("place", *KEY_FIELDS)
_STOCK_KEY: Final = ("item", "location", *KEY_FIELDS[1:])
_ADD_STOCK = _summed(t.stock, _STOCK_KEY, _QUANTITIES)
_HELD = positional(
    select(t.balance.c.qty, t.balance.c.catch_qty).where(
        *(t.balance.c[name] == bindparam(name) for name in _BALANCE_KEY)
    ),
    *_BALANCE_KEY,
)
_WEIGHED: Final = sql(select(t.balance.c.item).where(t.balance.c.catch_qty != 0).distinct())
_NO_LINE: Final = ("", "", 0, 0)
_PLACES: Final = 4
_ITEM_AT: Final = _PLACES
_QTY_AT: Final = _PLACES + 2 * len(KEY_FIELDS)
_DOC_AT: Final = _QTY_AT + 3
"""Where things stand in a row of `posted_goods`: the places, the two keys, the quantities, the document."""
_DROP_STOCK = _zero_dropped(t.stock, _STOCK_KEY)
_LPN = sql(select(t.lpn.c.parent, t.lpn.c.location).where(t.lpn.c.code == bindparam("code")))
_PUT_LPN = _put(t.lpn, ("code",), "parent", "location", "last_entry", "tagged")
_LPN_TAGGED = sql(update(t.lpn).where(t.lpn.c.last_entry == bindparam("entry")).values(tagged=bindparam("verdict")))
_LPN_SERVES = sql(
    update(t.lpn)
    .where(t.lpn.c.code == bindparam("code"))
    .values(serves_type=bindparam("doc_type"), serves=bindparam("doc"))
)
_RELOCATE_LPN = sql(update(t.lpn).where(t.lpn.c.code == bindparam("code")).values(location=bindparam("location")))
_NESTED = sql(
    select(t.lpn.c.code).where(t.lpn.c.parent == bindparam("place"), t.lpn.c.location == bindparam("location"))
)
_CONTENT = sql(
    select(*(t.balance.c[name] for name in (*KEY_FIELDS, *_QUANTITIES))).where(t.balance.c.place == bindparam("place"))
)
_HOLDS_GOODS = sql(select(t.balance.c.item).where(t.balance.c.place == bindparam("place")).limit(1))
_SERIAL = sql(
    select(t.serial.c.place).where(t.serial.c.item == bindparam("item"), t.serial.c.serial == bindparam("serial"))
)
_PUT_SERIAL = _put(t.serial, ("item", "serial"), "place")
_ADD_PROGRESS = _summed(t.progress, ("doc_type", "doc", "line"), ("qty",))
_PUT_OUTCOME = _put(t.outcome, ("doc_type", "doc", "line"), "outcome")
_PUT_FINDING = _put(t.finding, ("id",), "code", "args", "place", "item", "opened_ms", "state")
_CLOSE_FINDING = sql(update(t.finding).where(t.finding.c.id == bindparam("id")).values(state="closed"))
_COUNTED = insert(t.counted).values(place=bindparam("place"), t=bindparam("t"))
_PUT_COUNTED = sql(  # the latest, in whatever order counts come: those of an earlier epoch come after this one's
    _COUNTED.on_conflict_do_update(index_elements=("place",), set_={"t": func.max(t.counted.c.t, _COUNTED.excluded.t)})
)
_SERVES_NOTHING = sql(
    update(t.lpn)
    .where(
        t.lpn.c.code == bindparam("code"),
        t.lpn.c.serves != "",
        ~select(t.balance.c.place).where(t.balance.c.place == bindparam("place")).exists(),
    )
    .values(serves_type="", serves="")
)


def _is_allowed(draft: Draft) -> bool:
    """Whether the goods may be missing: by a supervisor's leave, with a reason."""
    return bool(draft.approver and draft.reason)


def served(draft: Draft) -> tuple[str, str, int, int] | None:
    """The document line that a movement of goods serves: its type, document, line, and how many units more are done."""
    movement = draft.body
    if not isinstance(movement, Movement) or not isinstance(movement.what, Goods):
        return None
    doc, qty = movement.doc, movement.what.qty
    if doc is None or doc.line is None:
        return None
    return doc.type, doc.id, doc.line, -qty if draft.corrects else qty


def _asks(draft: Draft, movement: Movement) -> bool:
    """Whether posting a movement of goods looks at the sums, and so cannot wait."""
    return movement.source.kind == "lpn" or (_is_allowed(draft) and movement.source.is_physical)


class Posting:
    """Applies entries on one open transaction."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._waiting: list[tuple[str | int, ...]] = []
        self._touched: set[str | int] = set()
        """Places, items and documents that what waits is about."""
        prepare_goods(cursor.connection)

    def take(self, entry: Entry) -> tuple[Negative, ...]:
        """Post one entry; goods between accounts wait for `settle`, which then raises what `apply` would have."""
        draft, body = entry.draft, entry.draft.body
        if not isinstance(body, Movement):
            return self.apply(entry) if isinstance(body, Outcome | Finding | Evidence | Count) else ()
        if isinstance(body.what, Goods) and not _asks(draft, body) and not self._is_weighed(body.what):
            self._wait(self._row(draft, body, body.what))
            self._told(body, body.what)
            return ()
        self.settle()
        return self.apply(entry)

    @cached_property
    def _weighed(self) -> set[str]:
        """Items that have had catch weight in this book; those that an earlier epoch brings, from the next start on."""
        return {str(item) for (item,) in self._cursor.execute(_WEIGHED).fetchall()}

    def _is_weighed(self, goods: Goods) -> bool:
        return goods.catch_qty is not None or goods.key.item in self._weighed

    def _wait(self, row: tuple[str | int, ...]) -> None:
        self._waiting.append(row)
        self._touched.update(row[:_PLACES], (row[_ITEM_AT], row[_DOC_AT]))

    def settle(self) -> None:
        """Post what waits. Raises `PostingError`; the caller rolls back, and calls `forget`."""
        if self._waiting:
            waiting = self._waiting
            self.forget()
            self._post(waiting)

    def settle_for(self, *about: str) -> None:
        """Post what waits, if it is about all of these places, items or documents. Raises `PostingError`."""
        if self._touched.issuperset(about):
            self.settle()

    def forget(self) -> None:
        """The transaction was rolled back: what waits has not been."""
        self._waiting = []
        self._touched.clear()

    def apply(self, entry: Entry) -> tuple[Negative, ...]:
        """Post one entry; what it left below zero with leave. Raises `PostingError`; the caller rolls back."""
        body = entry.draft.body
        match body:
            case Movement():
                what = body.what
                if isinstance(what, Goods):
                    return self._goods(entry.draft, body, what)
                self._whole(entry.id, body, what.lpn)
                self._whole_served(entry.draft, body, what.lpn)
            case Outcome():
                line = DOCUMENT_LINE if body.doc.line is None else body.doc.line
                self._run(_PUT_OUTCOME, doc_type=body.doc.type, doc=body.doc.id, line=line, outcome=body.outcome)
            case Finding():
                self._finding(entry, body)
            case Evidence(source="tag", of=ident):
                self._run(_LPN_TAGGED, entry=ident, verdict=body.verdict)
            case Count(outcome=outcome) if outcome in SETTLED:
                self._run(_PUT_COUNTED, place=body.place, t=utc_text(entry.stamp.at.wall_ms))
            case _:
                pass  # other counts, other evidence, audit, clock and checkpoints say things, they sum to nothing
        return ()

    def _run(self, text: str, **values: str | int) -> list[tuple[str | int, ...]]:
        return self._cursor.execute(text, values).fetchall()

    def _goods(self, draft: Draft, movement: Movement, goods: Goods) -> tuple[Negative, ...]:
        self._wait(self._row(draft, movement, goods))
        self.settle()
        self._told(movement, goods)
        if movement.source.kind == "lpn":
            self._run(_SERVES_NOTHING, code=movement.source.code, place=movement.source)
        if not self._is_weighed(goods):
            is_left = _is_allowed(draft) and movement.source.is_physical
            return self._made_wrong("source", movement, goods) if is_left else ()
        self._weighed.add(goods.key.item)
        return self._made_wrong("source", movement, goods) + self._made_wrong("target", movement, goods)

    def _row(self, draft: Draft, movement: Movement, goods: Goods) -> tuple[str | int, ...]:
        """The row of `posted_goods` that a movement is."""
        values, qty = key_values(goods.key), goods.qty
        source, target = str(movement.source), str(movement.target)  # SQLite takes plain text at once
        guarded = not (_is_allowed(draft) or source.startswith("virt:"))
        to_values = values if goods.to_key is None else key_values(goods.to_key)
        places = (source, self._stock_at(source), target, self._stock_at(target))
        return (*places, *values, *to_values, qty, goods.catch_qty or 0, *(served(draft) or _NO_LINE), int(guarded))

    def _post(self, rows: Sequence[tuple[str | int, ...]]) -> None:
        taken = iter(rows)
        try:
            self._cursor.executemany(POST_GOODS, taken)
        except sqlite3.IntegrityError as error:
            if str(error) != BELOW_ZERO:
                raise
            raise PostingError(self._missing(rows[len(rows) - length_hint(taken) - 1])) from error

    def _missing(self, row: tuple[str | int, ...]) -> str:
        """What is said of the row that was refused; those before it are posted on the open transaction."""
        return f"{row[0]} has less than {row[_QTY_AT]} of {row[4]}"  # how much it has may be under count

    def _told(self, movement: Movement, goods: Goods) -> None:
        """What a movement of goods says beside the sums: where serials stand, what a unit is for."""
        for serial in goods.serials:
            self._serial(goods.key.item, serial, movement)
        doc = movement.doc
        if doc is not None and doc.type in ("order", "receipt") and movement.target.kind == "lpn":
            self._run(_LPN_SERVES, code=movement.target.code, doc_type=doc.type, doc=doc.id)

    def _made_wrong(self, side: Side, movement: Movement, goods: Goods) -> tuple[Negative, ...]:
        """What is wrong with an account of a movement that is posted, and was not before it."""
        place, key, sign = movement.source, goods.key, 1
        if side == "target":
            place, key, sign = movement.target, goods.to_key or goods.key, -1
        if not place.is_physical:
            return ()
        qty, caught = self._held(place, key_values(key))
        wrong = fault(qty, caught)
        is_old = wrong == fault(qty + sign * goods.qty, caught + sign * (goods.catch_qty or 0))
        return () if wrong is None or is_old else (Negative(place, key.item, qty, caught, side),)

    def _held(self, place: str, values: tuple[str, ...]) -> tuple[int, int]:
        row = self._cursor.execute(_HELD, (str(place), *values)).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def _stock_at(self, place: str) -> str:
        """The location whose stock a movement from or to a place changes; '' for none."""
        if place.startswith("loc:"):
            return place
        if place.startswith("virt:"):
            return ""
        location = self._location_of(Place(place))
        return location if location.startswith("loc:") else ""

    def _add_stock(self, location: str, values: tuple[str, ...], qty: int, catch_qty: int) -> None:
        item, *rest = values
        left, caught = self._cursor.execute(_ADD_STOCK, (item, location, *rest, qty, catch_qty)).fetchall()[0]
        if not left and not caught:
            self._cursor.execute(_DROP_STOCK, (item, location, *rest))

    def _location_of(self, place: Place) -> str:
        if not place.startswith("lpn:"):
            return str(place)
        row = self._run(_LPN, code=place.code)
        if not row:
            raise PostingError(f"{place} stands nowhere")
        return str(row[0][1])

    def _serial(self, item: str, serial: str, movement: Movement) -> None:
        row = self._run(_SERIAL, item=item, serial=serial)
        stands = row[0][0] if row else None
        if stands is None and movement.source.is_physical:
            raise PostingError(f"serial {serial} of {item} is not known to be in {movement.source}")
        if stands is not None and stands != movement.source:
            raise PostingError(f"serial {serial} of {item} stands in {stands}, not {movement.source}")
        self._run(_PUT_SERIAL, item=item, serial=serial, place=movement.target)

    def _whole(self, entry_id: str, movement: Movement, code: str) -> None:
        row = self._run(_LPN, code=code)
        parent, old = (str(row[0][0]), str(row[0][1])) if row else (None, "")
        if parent is None and movement.source.is_physical:
            raise PostingError(f"{code} is not known to be in {movement.source}")
        if parent is not None and parent != movement.source:
            raise PostingError(f"{code} stands in {parent}, not {movement.source}")
        new = self._location_of(movement.target)
        if old and (new.startswith("virt:") or old.startswith("virt:")):
            self._refuse_full(code, old)
        if movement.target.kind == "lpn":
            self._refuse_nesting(code, movement.target, self._height(code, old) if old else 0)
        tagged = "agrees" if "tag" in movement.agree else ""
        self._run(_PUT_LPN, code=code, parent=str(movement.target), location=new, last_entry=entry_id, tagged=tagged)
        if old and old != new:
            self._relocate(code, old, new)

    def _whole_served(self, draft: Draft, movement: Movement, code: str) -> None:
        """A unit that is picked whole is the order's from then on, and its content counts for the line."""
        doc = movement.doc
        if doc is not None and doc.type == "order" and doc.line is not None:
            done = sum(int(row[-2]) for row in self._run(_CONTENT, place=f"lpn:{code}"))
            type_, ident, done = ("", "", -done) if draft.corrects else (doc.type, doc.id, done)
            self._cursor.execute(_ADD_PROGRESS, (doc.type, doc.id, doc.line, done)).fetchall()
            self._run(_LPN_SERVES, code=code, doc_type=type_, doc=ident)

    def _refuse_full(self, code: str, location: str) -> None:
        """At a virtual place content is booked line by line: a unit comes from there and goes there empty."""
        if self._run(_HOLDS_GOODS, place=f"lpn:{code}") or self._run(_NESTED, place=f"lpn:{code}", location=location):
            raise PostingError(f"{code} is not empty: what is in it comes and goes by its own movements")

    def _height(self, code: str, location: str) -> int:
        """How many levels of units stand in a unit."""
        level, height = [code], 0
        while height < NEST_LEVELS_MAX:
            level = [str(row[0]) for one in level for row in self._run(_NESTED, place=f"lpn:{one}", location=location)]
            if not level:
                break
            height += 1
        return height

    def _refuse_nesting(self, code: str, target: Place, height: int) -> None:
        """A unit stands in no unit that stands in it, and at most so deep with all that stands in it."""
        place, levels = target, height
        while place.kind == "lpn":
            if place.code == code:
                raise PostingError(f"{code} would stand in itself")
            levels += 1
            if levels >= NEST_LEVELS_MAX:
                raise PostingError(f"{code} would be nested deeper than {NEST_LEVELS_MAX} levels")
            row = self._run(_LPN, code=place.code)
            if not row:
                raise PostingError(f"{place} stands nowhere")
            place = Place(str(row[0][0]))

    def _relocate(self, code: str, old: str, new: str) -> None:
        """All that stands in the unit, at any depth, is now at the new location."""
        waiting, done = [code], 0
        while waiting:
            unit = waiting.pop()
            done += 1
            if done > NESTED_MAX:
                raise PostingError(f"{code} holds more than {NESTED_MAX} nested units")
            for *key, qty, catch_qty in self._run(_CONTENT, place=f"lpn:{unit}"):
                self._move_stock(tuple(map(str, key)), int(qty), int(catch_qty), old, new)
            if unit != code:
                self._run(_RELOCATE_LPN, code=unit, location=new)
            waiting += [str(row[0]) for row in self._run(_NESTED, place=f"lpn:{unit}", location=old)]

    def _move_stock(self, values: tuple[str, ...], qty: int, catch_qty: int, old: str, new: str) -> None:
        if old.startswith("loc:"):
            self._add_stock(old, values, -qty, -catch_qty)
        if new.startswith("loc:"):
            self._add_stock(new, values, qty, catch_qty)

    def _finding(self, entry: Entry, body: Finding) -> None:
        if body.state == "closed":
            self._run(_CLOSE_FINDING, id=body.finding)
            return
        self._run(
            _PUT_FINDING,
            id=body.finding,
            code=body.code,
            args=json.dumps(dict(body.args), ensure_ascii=False, sort_keys=True),
            place=body.place or "",
            item=body.item,
            opened_ms=entry.stamp.at.wall_ms,
            state="opened",
        )
