"""Goods that nobody knew are kept as items until central, or a file, says what they are: nothing refuses that."""

from contextlib import closing

import pytest

from edge.core.reference import Item
from edge.shell.ledger.kept_items import keep
from edge.shell.ledger.reference_store import ReferenceStore
from edge.wire import RefOp
from tests.shell.floor import item
from tests.shell.importing import commander, open_unowned, planned, told

GTIN = "04006381333962"
KEPT = Item("NEW-1", "red mugs, no label", codes={GTIN: 1, "MUG-RED": 1})


@pytest.fixture
def store(tmp_path):
    with closing(open_unowned(tmp_path)) as one:
        one.begin()
        keep(one.cursor, KEPT)
        one.commit()
        yield one


def change(store, *docs, from_rev=0):
    store.begin()
    ops = [RefOp(op="put", key=doc["code"], doc=doc) for doc in docs]
    reference = ReferenceStore(store.cursor)
    refused = reference.change("items", from_rev, reference.revisions()["items"] + 1, ops)
    store.commit()
    return refused


def owner_of(store, code):
    found = store.view.item_by_code(code)
    return found and found[0].code


def imported(store, tmp_path, text, *, replaces=False):
    made = planned(store, tmp_path, "items", text, replaces=replaces)
    assert made.wrong == []
    for name, args in told(made):
        commander(store).run(name, args)
    return made


def test_a_dataset_that_is_replaced_leaves_kept_items_as_they_are(store):
    assert change(store, item("TEA", "Tea", "4006381333955")) == []
    assert (store.view.item("NEW-1"), owner_of(store, GTIN), store.view.item("MUG")) == (KEPT, "NEW-1", None)


def test_a_gtin_goes_to_the_item_that_central_gives_it_to(store):
    assert change(store, item("MUG-9", "Mug, red", GTIN[1:])) == []
    assert (owner_of(store, GTIN), owner_of(store, "MUG-RED")) == ("MUG-9", "NEW-1")
    assert store.view.item("NEW-1") == KEPT  # goods may stand in the house under its name


def test_an_item_of_the_same_code_takes_its_place_and_is_an_item_like_any_other(store):
    assert change(store, item("NEW-1", "Mug, red", "4006381333979")) == []
    assert (store.view.item("NEW-1").name, owner_of(store, GTIN)) == ("Mug, red", None)
    assert change(store, item("TEA", "Tea", "4006381333955")) == []
    assert store.view.item("NEW-1") is None


def test_an_item_that_is_refused_leaves_the_kept_one_of_its_code_in_no_snapshot(store):
    assert len(change(store, item("NEW-1", "", "4006381333979", scale=99))) == 1
    change(store, item("TEA", "Tea", "4006381333955"))
    assert store.view.item("NEW-1") == KEPT


def test_a_file_gives_a_gtin_to_its_item_too(store, tmp_path):
    assert imported(store, tmp_path, f"code,name,gtins\nMUG-9,Mug red,{GTIN}\n").added == 1
    assert (owner_of(store, GTIN), owner_of(store, "MUG-RED")) == ("MUG-9", "NEW-1")


def test_a_file_that_replaces_all_leaves_kept_items_or_takes_their_place(store, tmp_path):
    made = imported(store, tmp_path, "code,name\nTEA,Tea\n", replaces=True)
    assert (sorted(made.gone), store.view.item("NEW-1")) == (["BEANS", "MUG"], KEPT)
    imported(store, tmp_path, f"code,name,gtins\nTEA,Tea,\nNEW-1,Mug red,{GTIN}\n", replaces=True)
    assert (store.view.item("NEW-1").name, owner_of(store, GTIN), owner_of(store, "MUG-RED")) == (
        "Mug red",
        "NEW-1",
        None,
    )
