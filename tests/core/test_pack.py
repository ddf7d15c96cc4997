"""Packing: checked piece by piece into boxes, weighed, labelled; what is wrong is told from what is unknown."""

import pytest

from edge.core.decision import PrintLabel
from edge.core.entry import Draft, Evidence, Movement
from edge.core.place import Place
from edge.core.policy import Box, Policy
from edge.core.stock import Goods, StockKey, WholeLpn
from edge.core.workflows.pack.steps import PackBox, PackItems, PackTote, PackWeigh, PackWhat
from tests.builders import Floor, ean, gs1, gtin, item, line, order, place

TEA, MUG, OIL, PEN = ean(6), ean(7), ean(8), ean(9)
POLICY = Policy(boxes=(Box("BOX-S", 200_000, 2_000_000), Box("BOX-DHL", 300_000, 0, ("DHL",))))


def made(folder, policy=POLICY, **more):
    floor = Floor(
        folder,
        items=[
            item("TEA", 6, unit_mg=100_000),
            item("MUG", 7, unit_mg=300_000, unit_tolerance_mg=5_000),
            item("OIL", 8, "lot", "expiry"),
            item("PEN", 9, "serial"),
        ],
        locations=[place("STAGE-1", "stage")],
        orders=[
            order("O-1", line(1, "TEA", 6), line(2, "MUG", 2), line(3, "OIL", 9), carrier="UPS"),
            order("O-2", line(1, "TEA", 2)),
            order("O-3", line(1, "OIL", 4), line(2, "PEN", 2)),
        ],
        policy=policy,
        **more,
    )
    floor.picked("O-1", "T-1", (1, "TEA", 6), (2, "MUG", 2))
    floor.picked("O-2", "T-2", (1, "TEA", 2))
    floor.ended("order", "O-1")
    floor.ended("order", "O-2")
    return floor


@pytest.fixture
def floor(tmp_path):
    return made(tmp_path).fit("DOCK-1", printer="zpl1", scale="scale1").working("pack")


def begun(floor, box="P-1"):
    floor.scan("T-1")
    floor.scan("BOX-S")
    assert floor.scan(box).said == ("ok", "box-begun")
    return floor


def all_checked(floor):
    floor.scan(TEA)
    floor.type("6")
    floor.scan(MUG)
    floor.scan(MUG)
    return floor


def lost(floor, lpn, code, qty):
    """Somebody found that goods are not in a unit."""
    away = Place("virt:TST/ADJUSTMENT")
    floor.post(Draft(Movement("adjust", Goods(StockKey(code), qty), Place(f"lpn:{lpn}"), away)))


def labels(outcome):
    return [one for one in outcome.decision.effects if isinstance(one, PrintLabel)]


def test_a_tote_is_checked_into_a_box_weighed_and_labelled(floor):
    assert floor.scan("T-1").said == ("ok", "pack-tote-taken")
    assert floor.scan("BOX-S").said == ("ok", "box-chosen")
    assert floor.scan("P-1").said == ("ok", "box-begun")
    all_checked(floor)
    done = floor.key("done")
    assert done.said == ("ok", "pack-weigh-now")
    assert floor.stock("lpn:P-1") == {"TEA": 6, "MUG": 2}
    assert floor.stock("lpn:T-1") == {}
    assert (floor.unit("P-1"), floor.view.lpn("P-1").serves) == ("DOCK-1", "O-1")
    weighed = floor.weigh(1400)  # 6 x 100 + 2 x 300 + 200
    assert weighed.said == ("ok", "packed")
    evidence = weighed.entries[0].draft.body
    assert isinstance(evidence, Evidence)
    assert (evidence.source, evidence.verdict, evidence.args["measured_g"]) == ("weight", "agrees", 1400)
    named = floor.view.movement(evidence.of)
    assert (named.type, named.target) == ("pack", "lpn:P-1")
    assert labels(weighed)[0].label.lines == ("O-1", "Laden", "UPS", "1.400 kg", "1 / 1")
    assert isinstance(floor.step(), PackWhat)
    assert floor.verify().ok


def test_the_label_of_the_last_package_prints_again(floor):
    all_checked(begun(floor)).key("done")
    first = labels(floor.weigh(1400))[0]
    again = floor.key("print")
    assert again.said == ("ok", "label-prints")
    assert labels(again)[0].label == first.label
    assert labels(again)[0].key != first.key


def test_a_case_counts_its_pieces_and_more_than_the_tote_holds_is_refused(floor):
    begun(floor)
    case = floor.scan(gs1(("01", gtin(6, 1))))  # twelve
    assert case.said == ("refuse", "over-pack")
    floor.scan(TEA)
    assert floor.type("7").said == ("refuse", "over-pack")
    assert floor.type("0").said == ("refuse", "quantity-zero")


def test_what_does_not_belong_in_is_told_apart(floor):
    floor.picked("O-1", "T-3", (3, "OIL", 9), lot="L1")
    begun(floor)
    assert floor.scan(gs1(("01", gtin(8)), ("10", "L1"))).said == ("refuse", "pack-not-in-tote")
    assert floor.scan(gs1(("01", gtin(9)), ("21", "S1"))).said == ("refuse", "pack-not-of-order")
    assert floor.scan("T-2").said == ("refuse", "lpn-of-order")


def test_lots_and_serials_are_asked_for(floor):
    floor.picked("O-3", "T-4", (1, "OIL", 2), lot="L1")
    floor.picked("O-3", "T-4", (1, "OIL", 2), lot="L2")
    floor.picked("O-3", "T-4", (2, "PEN", 2), serials=["S1", "S2"])
    floor.ended("order", "O-3")
    floor.scan("T-4")
    floor.scan("P-4")
    assert floor.scan(OIL).said == ("refuse", "scan-lot")
    assert floor.scan(gs1(("01", gtin(8)), ("10", "L9"))).said == ("refuse", "other-lot")
    assert floor.scan(PEN).said == ("refuse", "serial-missing")
    pen = gs1(("01", gtin(9)), ("21", "S1"))
    assert floor.scan(pen).said == ("ok", "counted")
    assert floor.scan(pen).said == ("refuse", "serial-twice")
    assert floor.type("2").said == ("refuse", "scan-serials")


def test_pieces_that_nobody_scanned_stay_behind_after_the_same_again(floor):
    begun(floor).scan(TEA)
    assert floor.key("done").said == ("warn", "pack-partial")
    floor.wait(1000)
    done = floor.key("done")
    assert done.said == ("ok", "pack-weigh-now")
    assert {one.draft.reason for one in done.entries} == {"partial"}
    assert (floor.stock("lpn:P-1"), floor.stock("lpn:T-1")) == ({"TEA": 1}, {"TEA": 5, "MUG": 2})


def test_a_full_box_is_followed_by_another(floor):
    begun(floor).scan(TEA)
    floor.type("6")
    assert floor.key("full").said == ("ok", "pack-weigh-now")
    first = floor.weigh(800)
    assert (first.key, labels(first)[0].label.lines[-1]) == ("packed", "1")
    assert floor.step() == PackBox("O-1", "T-1", 2, "P-1", 800_000)
    floor.scan("BOX-S")
    floor.scan("P-2")
    floor.scan(MUG)
    floor.scan(MUG)
    floor.key("done")
    assert labels(floor.weigh(800))[0].label.lines[-1] == "2 / 2"
    assert (floor.stock("lpn:P-1"), floor.stock("lpn:P-2")) == ({"TEA": 6}, {"MUG": 2})


def test_two_totes_go_into_one_box(floor):
    floor.picked("O-1", "T-3", (3, "OIL", 1), lot="L1")
    several = floor.type("O-1")
    assert several.said == ("info", "pack-several-totes")
    assert isinstance(floor.step(), PackTote)
    begun(floor)
    all_checked(floor)
    assert floor.scan("T-3").said == ("ok", "pack-tote-taken")
    assert floor.stock("lpn:P-1") == {"TEA": 6, "MUG": 2}
    floor.scan(gs1(("01", gtin(8)), ("10", "L1")))
    assert floor.key("done").said == ("ok", "pack-weigh-now")
    assert floor.weigh(1950).said == ("ok", "packed"), "the weight of one item is not known: nothing is compared"
    assert floor.stock("lpn:P-1") == {"TEA": 6, "MUG": 2, "OIL/L1": 1}


def test_the_tote_itself_goes_where_no_box_is_used(floor):
    floor.scan("T-1")
    assert floor.key("skip").said == ("ok", "pack-as-it-is")
    done = all_checked(floor).key("done")
    assert (done.said, done.movements) == (("ok", "pack-weigh-now"), [])
    assert floor.weigh(1200).said == ("ok", "packed")
    assert floor.stock("lpn:T-1") == {"TEA": 6, "MUG": 2}


def test_a_weight_that_is_off_is_said_with_both_figures_and_weighed_again(floor):
    all_checked(begun(floor)).key("done")
    off = floor.weigh(1000)
    assert (off.said, off.args) == (("refuse", "pack-weight-off"), {"measured": 1000, "expected": 1400})
    assert off.entries == []
    assert floor.weigh(1410).said == ("ok", "packed")


def test_a_weight_that_is_off_passes_with_a_supervisors_leave_and_contradicts(floor):
    all_checked(begun(floor)).key("done")
    floor.weigh(1000)
    assert floor.key("done").said == ("refuse", "pack-weight-off")
    done = allowed(floor)
    assert (done.said, floor.step().packed) == (("ok", "packed"), "P-1")
    entry = done.entries[0].draft
    assert (entry.body.verdict, entry.approver, entry.reason) == ("conflicts", "op-3", "checked")


def allowed(floor):
    """A supervisor gives leave, and the waiting input has its turn; what came of it."""
    floor.key("override")
    floor.scan("BADGE-3")
    floor.type("2580")
    floor.pin(ok=True, operator_id="op-3")
    floor.type("1")
    return floor.applied[-1]


def test_a_box_that_is_too_heavy_is_refused_before_it_is_weighed(floor):
    floor.picked("O-1", "T-1", (2, "MUG", 5))
    begun(floor)
    floor.scan(MUG)
    floor.type("7")
    floor.wait(1000)
    floor.key("full")
    assert floor.session().said.answer.message.key == "box-too-heavy"
    assert floor.stock("lpn:P-1") == {}


def test_a_box_that_is_too_heavy_and_not_whole_goes_with_one_leave(tmp_path):
    floor = made(tmp_path).working("pack")
    floor.load("items", [item("TEA", 6, unit_mg=700_000), item("MUG", 7, unit_mg=300_000)])
    begun(floor).scan(TEA)
    floor.type("4")
    assert floor.key("done").said == ("warn", "pack-partial")
    floor.wait(1000)
    assert floor.key("done").said == ("refuse", "box-too-heavy")
    packed = allowed(floor)
    assert packed.said == ("ok", "packed")
    assert {(one.draft.approver, one.draft.reason) for one in packed.entries} == {("op-3", "checked")}


@pytest.mark.parametrize(
    ("grams", "said"), [(1386, "packed"), (1385, "pack-weight-off"), (1414, "packed"), (1415, "pack-weight-off")]
)
def test_a_box_may_be_off_by_its_tolerance_and_no_gram_more(tmp_path, grams, said):
    policy = Policy(boxes=POLICY.boxes, pack_tolerance_pct=0)
    floor = made(tmp_path, policy).fit("DOCK-1", printer="zpl1", scale="scale1").working("pack")
    floor.load("items", [item("TEA", 6, unit_mg=100_000), item("MUG", 7, unit_mg=300_000, unit_tolerance_mg=7_000)])
    all_checked(begun(floor)).key("done")
    assert floor.weigh(grams).key == said


@pytest.mark.parametrize(("grams", "said"), [(2000, "packed"), (2001, "box-too-heavy")])
def test_a_box_may_weigh_its_limit_and_no_gram_more(floor, grams, said):
    floor.load("items", [item("TEA", 6), item("MUG", 7, unit_mg=300_000)])  # what it should weigh is not known
    all_checked(begun(floor)).key("done")
    assert floor.weigh(grams).key == said


@pytest.mark.parametrize(("each_mg", "said"), [(300_000, "pack-weigh-now"), (300_001, "box-too-heavy")])
def test_content_that_comes_to_the_limit_goes_in(floor, each_mg, said):
    floor.load("items", [item("TEA", 6, unit_mg=each_mg)])
    begun(floor).scan(TEA)
    floor.type("6")
    floor.key("full")
    floor.wait(1000)
    assert floor.session().said.answer.message.key == said


def test_goods_of_catch_weight_count_with_what_they_weigh(floor):
    floor.load("items", [item("TEA", 6, unit_mg=100_000), item("HAM", 10, "catch_weight")])
    heavy = Goods(StockKey("HAM"), 1, catch_qty=1_900_000)
    floor.post(Draft(Movement("opening", heavy, Place("virt:TST/OPENING"), Place("lpn:T-2"))))
    floor.scan("T-2")
    floor.scan("BOX-S")
    floor.scan("P-2")
    floor.scan(ean(10))
    floor.key("full")
    assert floor.session().said.answer.message.key == "box-too-heavy"
    assert floor.session().said.answer.message.args == {"measured": 2100, "limit": 2000}


def test_a_scale_that_does_not_work_needs_a_supervisor(floor):
    all_checked(begun(floor)).key("done")
    assert floor.key("done").said == ("refuse", "pack-no-weight")
    assert floor.key("skip").said == ("refuse", "pack-not-weighed")


def test_what_stood_on_the_scale_while_it_was_filled_can_be_used(floor):
    begun(floor)
    all_checked(floor)
    assert floor.weigh(1400).said == ("info", "pack-on-scale")
    floor.key("done")
    assert floor.key("done").said == ("ok", "packed")


@pytest.mark.parametrize("before", ["unknown", "load"])
def test_what_lay_on_the_scale_before_it_was_asked_is_not_the_boxs_weight(floor, before):
    all_checked(begun(floor)).key("done")
    told = floor.weigh(1400, before)
    assert (told.said, told.args, told.entries) == (("refuse", "pack-lift-first"), {"box": "P-1", "grams": 1400}, [])
    assert floor.key("done").said == ("refuse", "pack-no-weight")
    assert floor.weigh(1400).said == ("ok", "packed")


def test_what_lay_on_the_scale_before_the_box_was_begun_is_not_kept(floor):
    begun(floor)
    all_checked(floor)
    floor.weigh(1400, "unknown")
    floor.weigh(1400, "load")
    floor.key("done")
    assert floor.key("done").said == ("refuse", "pack-no-weight")


def test_a_box_that_is_filled_on_the_scale_keeps_its_last_weight(floor):
    begun(floor)
    floor.weigh(200)
    all_checked(floor)
    floor.weigh(1400, "load")
    floor.key("done")
    assert floor.key("done").said == ("ok", "packed")


def test_a_piece_that_was_missing_is_added_on_the_scale(floor):
    all_checked(begun(floor)).key("done")
    assert floor.weigh(1100).said == ("refuse", "pack-weight-off")
    assert floor.weigh(1400, "load").said == ("ok", "packed")


@pytest.mark.parametrize(("grams", "said"), [(1365, "packed"), (1366, "pack-weight-off"), (1235, "packed")])
def test_a_tote_that_goes_as_it_is_may_be_too_heavy_where_its_tare_is_known(tmp_path, grams, said):
    policy = Policy(pack_tolerance_pct=5, tote_mg=100_000)
    floor = made(tmp_path, policy).fit("DOCK-1", scale="scale1")
    floor.load("items", [item("TEA", 6, unit_mg=100_000), item("MUG", 7, unit_mg=300_000)])
    floor.working("pack").scan("T-1")
    floor.key("skip")
    all_checked(floor).key("done")
    assert floor.weigh(grams).key == said


def test_a_weight_disarms_no_warning(floor):
    begun(floor).scan(TEA)
    floor.key("done")
    floor.weigh(300)
    floor.wait(1000)
    assert floor.key("done").said == ("ok", "pack-weigh-now")


def test_without_a_scale_the_label_comes_at_once(tmp_path):
    floor = made(tmp_path).fit("DOCK-1", printer="zpl1").working("pack")
    done = all_checked(begun(floor)).key("done")
    assert done.said == ("ok", "packed")
    assert labels(done)[0].label.lines == ("O-1", "Laden", "UPS", "1 / 1")


def test_packing_is_taken_back_whole(floor):
    all_checked(begun(floor)).key("done")
    undone = floor.key("undo")
    assert undone.said == ("ok", "undone")
    assert (floor.stock("lpn:T-1"), floor.stock("lpn:P-1")) == ({"TEA": 6, "MUG": 2}, {})
    assert (floor.unit("P-1"), floor.step()) == ("UNKNOWN", PackTote("O-1"))
    assert floor.scan("T-1").said == ("ok", "pack-tote-taken")


def test_packing_is_taken_back_after_the_label_too(floor):
    all_checked(begun(floor)).key("done")
    floor.weigh(1400)
    undone = floor.key("undo")
    assert (undone.said, undone.args) == (("ok", "pack-undone"), {"number": 1, "box": "P-1"})
    assert floor.stock("lpn:T-1") == {"TEA": 6, "MUG": 2}


def test_the_label_of_the_package_that_is_taken_back_is_named_where_the_next_has_begun(floor):
    begun(floor).scan(TEA)
    floor.type("6")
    floor.key("full")
    floor.weigh(800)
    assert labels(floor.key("print"))[0].label.lines[-1] == "1"
    floor.scan("BOX-S")
    assert floor.key("undo").args == {"number": 1, "box": "P-1"}
    states = floor.store.cursor.execute("SELECT DISTINCT state FROM output").fetchall()
    assert states == [("cancelled",)], "no label of it waits for its printer any more, not the one printed again"


def test_without_a_printer_there_is_no_label_to_throw_away(tmp_path):
    floor = made(tmp_path).fit("DOCK-1", scale="scale1").working("pack")
    all_checked(begun(floor)).key("done")
    floor.weigh(1400)
    assert floor.key("undo").said == ("ok", "undone")


def test_a_box_whose_packing_was_taken_back_is_packed_as_if_for_the_first_time(floor):
    all_checked(begun(floor)).key("done")
    floor.weigh(1400)
    floor.key("undo")
    all_checked(begun(floor)).key("done")
    assert labels(floor.weigh(1400))[0].label.lines[-1] == "1 / 1"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("T-77", "lpn-unknown"),
        ("T-8", "unit-empty"),
        ("T-9", "pack-no-order"),
        ("STAGE-1", "is-location"),
        (TEA, "is-item"),
    ],
)
def test_what_is_no_picked_tote_is_told_apart(floor, code, said):
    floor.put("STAGE-1", "TEA", 1, lpn="T-9")
    floor.put("STAGE-1", "TEA", 1, lpn="T-8")
    lost(floor, "T-8", "TEA", 1)
    assert floor.scan(code).said == ("refuse", said)


def test_a_box_that_the_carrier_does_not_take_is_refused(floor):
    floor.scan("T-1")
    assert floor.scan("BOX-DHL").said == ("refuse", "box-not-for-carrier")
    assert floor.scan("T-1").said == ("refuse", "pack-box-is-tote")
    assert floor.scan("T-2").said == ("refuse", "lpn-of-order")


def test_a_tote_or_box_that_another_station_has_is_refused(floor):
    begun(floor)
    floor.at("DOCK-2").working("pack", 2)
    assert floor.scan("T-1").said == ("refuse", "tote-in-work")
    floor.scan("T-2")
    assert floor.scan("P-1").said == ("refuse", "tote-in-work")


def test_an_order_that_is_cancelled_meanwhile_ends(floor):
    begun(floor)
    floor.load("orders", [order("O-1", line(1, "TEA", 6), cancelled=True)])
    told = floor.scan(TEA)
    assert (told.said, told.findings) == (("refuse", "order-cancelled"), ["goods-left"])
    assert isinstance(floor.step(), PackWhat)


def test_goods_that_left_the_tote_meanwhile_are_checked_again(floor):
    all_checked(begun(floor))
    lost(floor, "T-1", "TEA", 2)
    floor.wait(1000)
    assert floor.key("done").said == ("refuse", "more-than-here")
    assert floor.step().checked == ()


def test_orders_that_were_picked_and_not_packed_are_offered(floor):
    assert floor.session().offered == ("O-1", "O-2")
    begun(floor)
    all_checked(floor)
    floor.key("done")
    floor.weigh(1400)
    assert floor.session().offered == ("O-2",)


def test_packing_goes_on_after_a_restart(floor):
    begun(floor).scan(TEA)
    floor.restart()
    assert isinstance(floor.step(), PackItems)
    assert floor.type("6").said == ("ok", "counted")


def test_a_new_box_comes_from_unknown_and_stands_at_the_station(floor):
    done = all_checked(begun(floor)).key("done")
    whole = next(one for one in done.movements if isinstance(one.what, WholeLpn))
    assert (whole.source.code, whole.target.code, whole.type) == ("UNKNOWN", "DOCK-1", "pack")
    assert all(isinstance(one, Movement) and one.doc.id == "O-1" for one in done.movements)
    assert isinstance(floor.step(), PackWeigh)


def test_what_is_not_checked_yet_is_named(floor):
    begun(floor)
    floor.scan(TEA)
    floor.type("4")

    told = [one.args for one in floor.prompt().lines if one.key == "pack-left-line"]
    assert told == [{"left": 2, "item": "Mug"}, {"left": 2, "item": "Tea"}]
    assert (floor.prompt().done, floor.prompt().want) == (4, 8)


def test_more_goes_into_a_finished_package_after_a_question_and_it_keeps_its_number(floor):
    begun(floor)
    floor.scan(TEA)
    floor.type("6")
    floor.key("full")
    floor.weigh(800)
    assert isinstance(floor.step(), PackBox)

    assert floor.scan("P-1").said == ("warn", "pack-more-into")
    floor.wait(800)
    assert floor.scan("P-1").said == ("ok", "box-begun")
    assert floor.step().number == 1
