"""What the view keeps of stock between two questions is what the tables say, whatever was written in between."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from edge.core.decision import Decision
from edge.core.entry import DocLine, Draft, Evidence, Finding, Outcome
from edge.core.place import Place
from edge.shell.ledger import kept_stock
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.ledger.store import Store
from edge.shell.ledger.store_view import StoreView
from tests.builders import bin_, item, line, order, place
from tests.folders import quick_folder
from tests.shell.book_builder import CUSTOMER, NOW_MS, lpn, open_store, stamp
from tests.shell.stock_acts import BINS, KEYS, PLACES, UNITS, Meant, draft, understood
from tests.shell.stock_model import Model, RefusedError, UnitMoved

TODAY = "2026-11-23"
ITEMS = ("TEA", "BEANS", "DRILL")
CODES = ("A-01", "A-02", "DOCK-1")
QUESTIONS: tuple[tuple[str, ...], ...] = (
    *(("content", code, of) for code in (*CODES, *UNITS) for of in ("", "TEA", "BEANS")),
    *(("pickable", of, lot) for of in ITEMS for lot in ("", "L1")),
    *(("unit", code) for code in UNITS),
    *(("room", code) for code in CODES),
    *((kind, of) for kind in ("rooms", "faces") for of in ITEMS),
    ("progress", "SO-1"),
    ("open", "order"),
)
BESIDE = ("mark", "unmark", "tag", "tag", "close", "rollback", "commit", "commit", "block", "free")
BLOCK = (
    "UPDATE location SET blocked = :blocked, body = json_set(body, '$.blocked', json(iif(:blocked, 'true', 'false')))"
    " WHERE code = 'A-02'"
)
LINES = (None, None, ("RCV-1", 1), ("SO-1", 1))
STEPS = 400


def meant(dice: random.Random) -> Meant:
    """Some act, as it is meant: what it comes to depends on what stands where."""
    where, of, qty, which = dice.choice(PLACES), dice.choice(KEYS), dice.randint(1, 9), dice.randint(0, 99)
    return dice.choice(
        (
            ("receive", of, qty, where, None),
            ("take", which, qty, where, dice.choice(LINES)),
            ("take", which, qty, lpn(dice.choice(UNITS)), ("SO-1", 1)),
            ("take all", which, where),
            ("status", which, dice.choice(("hold", "sellable")), where),
            ("unit", dice.choice(UNITS), where),
            ("unit", dice.choice(UNITS), dice.choice(BINS)),
        )
    )


def said(view: StoreView, asked: tuple[Any, ...]) -> Any:
    """What a view says of what is asked."""
    match asked:
        case "content", code, of:
            where = f"lpn:{code}" if code in UNITS else f"loc:S1/{code}"
            return sorted(view.content(where, of), key=str)
        case "pickable", of, lot:
            return list(view.pickable(of, lot, TODAY))
        case "unit", code:
            return view.lpn(code)
        case "room", code:
            return parts([room] if (room := view.room(code)) is not None else [])
        case "rooms", of:
            return parts(view.rooms_with(of))
        case "faces", of:
            return parts(view.faces(of))
        case "progress", ident:
            return dict(view.progress("order", ident)), view.is_closed("order", ident)
        case _:
            return [one.id for one in view.open_documents("order")]


def parts(rooms: Any) -> list[Any]:
    return sorted((room.info.code, room.info.blocked, room.marked, sorted(map(str, room.held))) for room in rooms)


class Writing:
    """One store, written to and asked in turn."""

    def __init__(self, store: Store) -> None:
        self.store, self.model, self.inputs = store, Model(), 0
        self.marks: list[str] = []
        self.units: list[str] = []
        self.before: tuple[Model, list[str]] = (Model(), [])
        store.begin()

    def act(self, meant: Meant) -> None:
        act = understood(meant, self.model)
        after = self.model.copy()
        if act is None:
            return
        try:
            after.post(act)
        except RefusedError:
            return
        entries = self.write(draft(act))
        if isinstance(act, UnitMoved):
            self.units += entries
        self.model = after

    def write(self, one: Draft) -> list[str]:
        self.inputs += 1
        entries = self.store.write(Decision(drafts=(one,)), f"input-{self.inputs}", stamp(), NOW_MS)
        return [entry.id for entry in entries]

    def beside(self, what: str, which: int) -> None:
        """Something else is written, or the transaction ends."""
        match what:
            case "mark":
                self.marks.append(f"mark-{self.inputs}")
                here = Place(f"loc:S1/{CODES[which % len(CODES)]}")
                self.write(Draft(Finding(self.marks[-1], "opened", "bin-full", {"location": here.code}, here)))
            case "unmark" if self.marks:
                self.write(Draft(Finding(self.marks.pop(which % len(self.marks)), "closed", "bin-full", {})))
            case "tag" if self.units:
                self.write(Draft(Evidence(self.units[-1 - which % len(self.units)], "tag", "agrees")))
            case "close":
                self.write(Draft(Outcome(DocLine("order", "SO-1"), "closed")))
            case "rollback":
                self.store.rollback()
                self.model, self.marks = self.before[0].copy(), list(self.before[1])
                self.units.clear()
                self.store.begin()
            case "commit":
                self.kept()
            case "block" | "free":
                self.store.cursor.execute(BLOCK, {"blocked": int(what == "block")})
                self.store.cursor.reference_changes += 1

    def kept(self) -> None:
        self.store.commit()
        self.before = self.model.copy(), list(self.marks)
        self.units.clear()
        self.store.begin()

    def look(self, questions: Sequence[tuple[str, ...]]) -> None:
        """Kept or not, it is what one says who has never been asked, with all that was written in the sums."""
        kept = [said(self.store.view, one) for one in questions]
        self.store.settle()
        fresh = StoreView(self.store.cursor, "S1", {}, self.store.view.policy)
        for one, answer in zip(questions, kept, strict=True):
            assert answer == said(fresh, one), one


def given_store(folder: Path) -> Store:
    """A face of one item, another bin, a dock, an order."""
    reference = {
        "items": [item("TEA", 1), item("BEANS", 2, "lot"), item("DRILL", 3, "serial")],
        "locations": [bin_("A-01", 1, fixed_item="TEA"), bin_("A-02", 2), place("DOCK-1", "dock")],
        "orders": [order("SO-1", line(1, "TEA", 5))],
    }
    path, store = folder / "reference.json", open_store(folder)
    path.write_text(json.dumps(reference))
    store.begin()
    ReferenceStore(store.cursor).load_file(path)
    store.commit()
    return store


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_of_stock_is_what_the_tables_say(seed: int) -> None:
    dice = random.Random(seed)
    with quick_folder() as folder:
        store = given_store(folder)
        writing = Writing(store)
        for _ in range(STEPS):
            match dice.randint(0, 9):
                case 0 | 1 | 2:
                    writing.look(dice.sample(QUESTIONS, 15))
                case 3:
                    writing.beside(dice.choice(BESIDE), dice.randint(0, 99))
                case _:
                    writing.act(meant(dice))
        store.rollback()
        store.close()


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Writing]:
    store = given_store(tmp_path)
    yield Writing(store)
    store.rollback()
    store.close()


def test_what_tags_said_of_a_unit_is_seen_at_once(writing: Writing) -> None:
    writing.act(("unit", "P-1", BINS[0]))
    writing.look([("unit", "P-1")])
    writing.beside("tag", 0)
    state = writing.store.view.lpn("P-1")
    assert state is not None
    assert state.tagged == "agrees"


def test_what_a_unit_held_before_it_served_an_order_again_is_out_of_reach(writing: Writing) -> None:
    tea, unit = KEYS[0], lpn("P-1")
    writing.act(("unit", "P-1", BINS[1]))
    for _ in range(2):
        writing.act(("receive", tea, 3, unit, None))
        writing.look([("pickable", "TEA", "")])
        writing.act(("receive", KEYS[1], 2, unit, ("SO-1", 1)))
        writing.look([("pickable", "TEA", "")])
        assert list(writing.store.view.pickable("TEA", "", TODAY)) == []
        writing.act(("take all", 0, CUSTOMER))
        writing.act(("take all", 0, CUSTOMER))


def test_how_far_an_order_is_counts_what_waits_to_be_posted(writing: Writing) -> None:
    writing.act(("receive", KEYS[0], 5, BINS[0], None))
    writing.look([("progress", "SO-1")])
    writing.act(("take", 0, 2, BINS[1], ("SO-1", 1)))
    writing.beside("close", 0)
    assert dict(writing.store.view.progress("order", "SO-1")) == {1: 2}


def test_no_more_answers_are_kept_than_there_is_room_for(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_stock, "ANSWERS_KEPT", 3)
    writing.act(("receive", KEYS[0], 5, BINS[0], None))
    stock = writing.store.view._stock
    for _ in range(2):
        writing.look(QUESTIONS)
        kept = (*stock._content.values(), *stock._pickable.values())
        assert 0 < sum(len(one) for one in kept) <= 3
