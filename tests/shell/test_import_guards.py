"""What an import may not do to a box that works is looked at where it is done, not where the file was checked."""

import itertools
from contextlib import closing

import pytest

from edge.shell.imports import staging
from edge.shell.ledger.reference_store import ReferenceStore
from edge.shell.loop.work import CommandError
from tests.shell.book_builder import CUSTOMER, SUPPLIER, goods, loc, post
from tests.shell.floor import operator
from tests.shell.importing import commander, open_unowned, planned, told

ITEMS = "code,name,uom,scale,tracking\n"
TEA, MUG, BEANS = "TEA,Green tea,EA,0,\n", "MUG,Mug,EA,0,\n", "BEANS,Beans,EA,0,lot\n"
PLACES = "code\nDOCK-1\nDOCK-2\nSTAGE-1\nS-01\nA-02\n"
PEOPLE = "id,name,badge,role,active\n"
ANNA, JAMAL, MIRA = "op-1,Anna,BADGE-0001,,{}\n", "op-2,Jamal,BADGE-0002,,{}\n", "op-3,Mira,BADGE-0003,supervisor,{}\n"
STRANGERS = ["nobody", "", "op-2"]


@pytest.fixture
def store(tmp_path):
    with closing(open_unowned(tmp_path)) as one:
        yield one


def bring_in(store, made, **more):
    return list(itertools.starmap(commander(store, needed=more.pop("needed", None)).run, told(made, **more)))


def keys(store, table="item", key="code"):
    return [one for (one,) in store.cursor.execute(f"SELECT {key} FROM {table} ORDER BY 1")]


@pytest.mark.parametrize(
    ("dataset", "text", "table", "why"),
    [
        ("items", ITEMS + MUG + BEANS, "item", "TEA is not in the file, and goods of it stand in the house"),
        ("locations", PLACES, "location", "A-01 is not in the file, and goods stand there"),
    ],
)
def test_what_came_to_stand_somewhere_after_the_check_is_not_removed(store, tmp_path, dataset, text, table, why):
    made, before = planned(store, tmp_path, dataset, text, replaces=True), keys(store, table)
    assert made.wrong == []
    post(store, goods(5, SUPPLIER, loc("A-01")))
    with pytest.raises(CommandError, match=f"{why}: it cannot be removed"):
        bring_in(store, made)
    assert keys(store, table) == before
    post(store, goods(5, loc("A-01"), CUSTOMER))
    bring_in(store, made)
    assert len(keys(store, table)) == len(before) - 1


@pytest.mark.parametrize(
    ("changed", "name"),
    [("TEA,Tea,KG,0,\n", "uom"), ("TEA,Tea,EA,2,\n", "scale"), ("TEA,Tea,EA,0,lot\n", "tracking")],
)
def test_what_counts_the_goods_does_not_change_under_them(store, tmp_path, changed, name):
    made = planned(store, tmp_path, "items", ITEMS + changed)
    post(store, goods(5, SUPPLIER, loc("A-01")))
    with pytest.raises(CommandError, match=f"TEA: its {name} cannot change while goods of it stand in the house"):
        bring_in(store, made)
    post(store, goods(5, loc("A-01"), CUSTOMER))
    bring_in(store, made)
    assert store.view.item("TEA").name == "Tea"


def test_the_rest_of_an_item_may_change_while_goods_of_it_are_there(store, tmp_path):
    post(store, goods(5, SUPPLIER, loc("A-01"), item="BEANS", lot="L1"))
    bring_in(store, planned(store, tmp_path, "items", ITEMS + "BEANS,Other beans,EA,0,lot\n"))
    assert store.view.item("BEANS").name == "Other beans"


@pytest.mark.parametrize("op", STRANGERS)
def test_somebody_who_works_here_answers_for_an_import_and_for_a_release(store, tmp_path, op):
    bring_in(store, planned(store, tmp_path, "operators", PEOPLE + JAMAL.format("no")))
    made = planned(store, tmp_path, "items", ITEMS + TEA)
    with pytest.raises(CommandError, match="no such operator works here"):
        bring_in(store, made, op=op)
    with pytest.raises(CommandError, match="no such operator works here"):
        commander(store).run(staging.RELEASE, {"dataset": "operators", "op": op})
    assert ReferenceStore(store.cursor).owner("operators") == "import"
    commander(store).run(staging.RELEASE, {"dataset": "operators", "op": "op-1"})
    bring_in(store, made)


def test_on_a_box_without_people_the_first_ones_answer_for_themselves(tmp_path):
    with closing(open_unowned(tmp_path, ("items",))) as store:
        bring_in(store, planned(store, tmp_path, "items", ITEMS + TEA), op="installer")
        text = f'id,name,badge,pin_hash\nop-1,Anna,B-1,"{operator(1, "Anna")["pin_hash"]}"\n'
        made = planned(store, tmp_path, "operators", text)
        with pytest.raises(CommandError, match="operator installer: no such operator works here"):
            bring_in(store, made, op="installer")
        assert keys(store, "operator", "id") == []
        bring_in(store, made)
        assert keys(store, "operator", "id") == ["op-1"]


@pytest.mark.parametrize(
    ("text", "replaces", "why"),
    [
        (ANNA.format("no"), True, "no active operator would be left"),
        (ANNA.format("no") + JAMAL.format("no") + MIRA.format("no"), False, "no active operator would be left"),
        (ANNA.format("yes"), True, "no active supervisor would be left"),
        (MIRA.format("no"), False, "no active supervisor would be left"),
    ],
)
def test_an_import_of_people_leaves_somebody_who_can_sign_in(store, tmp_path, text, replaces, why):
    made = planned(store, tmp_path, "operators", PEOPLE + text, replaces=replaces)
    with pytest.raises(CommandError, match=why):
        bring_in(store, made)
    assert keys(store, "operator WHERE json_extract(body, '$.active')", "id") == ["op-1", "op-2", "op-3"]


def test_a_box_that_never_had_a_supervisor_needs_none(store, tmp_path):
    store.begin()
    store.cursor.execute("DELETE FROM operator WHERE id = 'op-3'")
    store.commit()
    bring_in(store, planned(store, tmp_path, "operators", PEOPLE + ANNA.format("yes"), replaces=True))
    assert keys(store, "operator", "id") == ["op-1"]


def test_a_location_that_the_config_names_is_not_removed(store, tmp_path):
    made = planned(store, tmp_path, "locations", PLACES.replace("DOCK-2\n", "A-01\n"), replaces=True)
    assert made.gone == ["DOCK-2"]
    with pytest.raises(CommandError, match="DOCK-2 is not in the file, and the config names it: it is station D2"):
        bring_in(store, made, needed={"DOCK-1": "station D1", "DOCK-2": "station D2"})
    assert "DOCK-2" in keys(store, "location")
    bring_in(store, made, needed={"DOCK-1": "station D1"})
    assert "DOCK-2" not in keys(store, "location")
