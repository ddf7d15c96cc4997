"""Desks at a running daemon: what they ask is answered beside the work, and the work never waits for it."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from edge import control
from tests.shell.book_builder import SUPPLIER, goods, loc, lpn, open_store, post, whole, with_reference
from tests.shell.daemon_process import Box, Screen, running
from tests.shell.test_daemon import receive, sign_in

FLOOD = 400
"""Questions of each flooding desk."""
SCANS = 12


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """One daemon for all: none of the questions changes anything."""
    folder = tmp_path_factory.mktemp("desk")
    store = with_reference(open_store(folder), folder)
    post(store, whole("P-1", SUPPLIER, loc("A-01")), goods(7, SUPPLIER, lpn("P-1"), lot="L1"))
    post(store, *(goods(number, SUPPLIER, loc("A-02"), lot=f"X{number}") for number in range(1, 60)))
    store.close()
    with running(Box(folder)) as one:
        yield one


def test_a_desk_asks_for_every_list_without_a_hello(box: Box) -> None:
    desk = box.screen(None)
    stock = desk.asked("stock", search="tea p-", order="-qty")
    assert [(row.item, row.name, row.location, row.unit, row.qty) for row in stock.rows] == [
        ("TEA", "Green tea", "A-01", "P-1", 7)
    ]
    history = desk.asked("entries", about="lpn:P-1", order="seq")
    assert [(row.kind, row.source, row.target) for row in history.rows] == [
        ("transfer", "SUPPLIER", "A-01"),
        ("transfer", "SUPPLIER", "P-1"),
    ]
    racks = {row.rack: row.cells for row in desk.asked("map").rows}
    assert racks["A-"] == "ff"
    assert desk.asked("pictures", about=history.rows[0].id).fault == ""
    assert "sorted by" in desk.asked("stock", order="colour").fault
    desk.raw(b'{"type":"ask","id":"1","of":"everything"}\n')
    desk.wait(lambda: bool(desk.refused), "a refusal")
    assert desk.asked("stock", top=59).rows


def test_what_is_booked_stands_in_the_next_answer(box: Box) -> None:
    desk, screen = box.screen(None), box.screen("DOCK-1")
    before = desk.asked("entries").total
    sign_in(screen)
    assert desk.asked("entries").total > before
    newest = desk.asked("entries", about="op:op-1", count=1).rows[0]
    assert (newest.kind, newest.operator) == ("audit", "op-1")
    receive(screen)
    assert desk.asked("entries", search="nothing-like-it").rows == []


def test_a_flood_of_questions_holds_up_no_scan(box: Box) -> None:
    """Desks ask without an end: every scan is answered, and so is each desk's last question."""
    screen, desks = box.screen("DOCK-2"), [box.screen(None) for _ in range(3)]
    sign_in(screen, 2)
    receive(screen, "RCV-2")
    ended = threading.Event()
    threads = [threading.Thread(target=flood, args=(desk, ended), daemon=True) for desk in desks]
    for thread in threads:
        thread.start()
    for number in range(SCANS):
        assert screen.send(f"NOTHING-{number}", "wedge").level in ("warn", "refuse")
    ended.set()
    for thread in threads:
        thread.join()
    for desk in desks:
        assert desk.asked("stock", search="tea").total == 60
        assert len({one.id for one in desk.told}) == len(desk.told) < FLOOD * 3
    assert box.verdict().ok


def flood(desk: Screen, ended: threading.Event) -> None:
    number = 0
    with suppress(OSError):
        while not ended.is_set() or number < FLOOD:
            number += 1
            for of, search in (("stock", "t"), ("entries", "tea zzz"), ("map", "")):
                desk.say(control.Ask(id=f"{of}-{number}", of=of, search=search, top=number % 50))  # type: ignore[arg-type]


def test_the_daemon_ends_while_desks_ask(box: Box) -> None:
    desks = [box.screen(None) for _ in range(3)]
    for desk in desks:
        for number in range(50):
            desk.say(control.Ask(id=f"s-{number}", of="stock", search="l"))
    assert box.stop() == 0
    assert "did not end" not in box.log()
    assert "Traceback" not in box.log()
