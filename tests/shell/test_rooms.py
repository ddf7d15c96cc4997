"""Which bins are empty, fit and run low: true after imports of places, after a restore, and after a start."""

from contextlib import closing

import pytest

from edge.shell.clock import Clock
from edge.shell.copies.backup import save
from edge.shell.copies.restore import check_backup, restore
from edge.shell.copies.restore_build import Origin
from edge.shell.imports import staging
from tests.shell.book_builder import CUSTOMER, NOW_MS, SUPPLIER, goods, loc, lpn, open_store, post, whole
from tests.shell.importing import commander, open_unowned, planned

PLACES = "code,kind,walk,blocked,fixed_item,face_min,face_max,max_units\n"
FIRST = (
    PLACES
    + "DOCK-1,dock,,,,,,\nSTAGE-1,stage,,,,,,\nB-01,bin,1,,,,,50\nB-02,bin,2,,,,,50\n"
    + "B-03,bin,3,yes,,,,50\nF-01,bin,4,,TEA,6,20,\nR-01,bin,9,,,,,500\n"
)
SECOND = (
    PLACES
    + "DOCK-1,dock,,,,,,\nSTAGE-1,stage,,,,,,\nB-01,bin,8,,,,,9\nB-02,bin,2,yes,,,,50\n"
    + "B-03,bin,3,,,,,50\nB-04,bin,0,,,,,50\nF-01,bin,4,,MUG,6,20,\nF-02,bin,5,,TEA,6,20,\nR-01,bin,9,,,,,500\n"
)


def taken(store, folder, text, number):
    made = planned(store, folder, "locations", text, replaces=True, name=f"list{number}.csv")
    assert made.wrong == []
    commands = commander(store)
    for name, args in staging.commands(made, f"{number:016x}", "list.csv", "op-1"):
        commands.run(name, args)


def answers(store):
    """What a putaway and a replenishment are told."""
    view = store.view
    types = [one.key for one in view.empty_types()]
    empty = sorted(info.code for info in view.empty_bins(types, (), far=False))  # the nearest of each size
    last = sorted(info.code for info in view.empty_bins(types, (), far=True))
    rooms = {
        room.info.code: room.units() for code in ("B-01", "B-02", "B-03", "B-04", "F-01") if (room := view.room(code))
    }
    low = [info.code for info in view.low_faces((), 9)]
    faces = [room.info.code for room in view.faces("TEA")]
    return {"empty": empty, "last": last, "rooms": rooms, "low": low, "faces": faces}


def stocked(store):
    """Goods in B-01 and in the reserve, a unit in B-02, two pieces on the face."""
    post(store, goods(5, SUPPLIER, loc("B-01")), goods(40, SUPPLIER, loc("R-01")), goods(2, SUPPLIER, loc("F-01")))
    post(store, whole("P-1", SUPPLIER, loc("B-02")))


@pytest.fixture
def store(tmp_path):
    with closing(open_unowned(tmp_path)) as one:
        yield one


def test_an_import_of_places_is_known_to_all_that_puts_goods_away(store, tmp_path):
    taken(store, tmp_path, FIRST, 1)
    assert answers(store)["empty"] == ["B-01", "R-01"]
    stocked(store)
    told = answers(store)
    assert (told["empty"], told["low"], told["faces"]) == ([], ["F-01"], ["F-01"])
    assert told["rooms"] == {"B-01": 5, "B-02": 0, "B-03": 0, "F-01": 2}
    post(store, goods(2, loc("F-01"), loc("R-01")))
    taken(store, tmp_path, SECOND, 2)
    told = answers(store)
    assert told["empty"] == ["B-04"]  # B-01 is full of tea, B-02 blocked; B-04 is new and comes before B-03
    assert told["last"] == ["B-03"]
    assert store.view.room("B-01").info.max_units == 9
    assert (told["low"], told["faces"]) == (["F-02"], ["F-02"])
    post(
        store, goods(5, loc("B-01"), CUSTOMER), goods(1, SUPPLIER, loc("B-04")), whole("P-1", loc("B-02"), loc("B-03"))
    )
    assert answers(store)["empty"] == ["B-01"]
    post(store, whole("P-1", loc("B-03"), loc("R-01")))
    assert answers(store)["empty"] == ["B-01", "B-03"]


def test_a_start_gives_the_same_answers_as_the_day_before(tmp_path):
    with closing(open_unowned(tmp_path)) as store:
        taken(store, tmp_path, FIRST, 1)
        stocked(store)
        taken(store, tmp_path, SECOND.replace("F-01,bin,4,,MUG", "F-01,bin,4,,TEA"), 2)
        before = answers(store)
    with closing(open_store(tmp_path)) as store:
        assert answers(store) == before


def test_a_restored_store_knows_what_is_empty_now(tmp_path):
    backups = tmp_path / "backups"
    backups.mkdir()
    with closing(open_unowned(tmp_path)) as store:
        taken(store, tmp_path, FIRST, 1)
        stocked(store)
        before = answers(store)
        told = save(tmp_path / "ledger.db", backups, 3, NOW_MS)
        post(store, goods(5, loc("B-01"), CUSTOMER), whole("P-1", loc("B-02"), loc("STAGE-1")))
        assert (answers(store)["empty"], answers(store)["last"]) == (["B-01"], ["B-02"])
    for side in ("", "-wal", "-shm"):
        (tmp_path / f"ledger.db{side}").unlink(missing_ok=True)
    checked = check_backup(told.path, "S1", "B1", tmp_path / "scratch")
    restore(Origin("S1", "B1", tmp_path / "ledger.db", checked, None), Clock("UTC"))
    with closing(open_store(tmp_path)) as store:
        assert answers(store) == before
        post(store, goods(5, loc("B-01"), lpn("P-1")))
        assert answers(store)["empty"] == ["B-01"]
