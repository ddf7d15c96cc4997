"""The door of the browsers, at a real daemon: badge and PIN before any station, and a ticket that opens one."""

import contextlib
import json
import secrets
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from edge import control
from edge.core.pins import PIN_FAILURES_MAX
from tests.shell.daemon_process import DEADLINE_S, Box, Screen, running
from tests.shell.floor import PIN

ANNA, JAMAL, MIRA = "BADGE-0001", "BADGE-0002", "BADGE-0003"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(Box(tmp_path_factory.mktemp("door"))) as one:
        yield one


@pytest.fixture
def box(daemon: Box) -> Iterator[Box]:
    """The one daemon of these tests, with nobody signed in."""
    yield daemon
    daemon.close_screens()
    for station in ("DOCK-1", "DOCK-2"):
        screen = daemon.screen(station)
        if screen.view.operator:
            screen.send("sign-out", "key")
    daemon.close_screens()


def sign_in(box: Box, badge: str, pin: str = PIN, source: str = "10.0.0.5") -> control.SignedIn:
    with socket.socket(socket.AF_UNIX) as link, contextlib.closing(link.makefile("rb")) as lines:
        link.settimeout(DEADLINE_S)
        link.connect(str(box.socket))
        ident = secrets.token_hex(8)
        link.sendall(control.line(control.SignIn(id=ident, badge=badge, pin=pin, source=source)))
        answer = control.SignedIn.model_validate_json(lines.readline())
        assert answer.id == ident
        return answer


def enter(box: Box, ticket: str, *, station: str = "DOCK-1", take: bool = False) -> Screen:
    screen = box.screen(None)
    screen.say(control.Hello(terminal="browser", station=station, ticket=ticket, take=take))
    return screen


def works(screen: Screen, name: str | None) -> None:
    screen.wait(lambda: bool(screen.views) and screen.view.operator == name, f"{name} works there")


def acts(box: Box, since: int) -> list[tuple[Any, ...]]:
    """Who signed in and out, and where, in order, behind so many entries."""
    found = [entry for entry in box.entries()[since:] if str(entry.get("act", "")).startswith("sign-")]
    return [(one["act"], one.get("op", ""), *one["args"].values()) for one in found]


def test_a_ticket_opens_a_station_once_without_a_second_pin(box: Box) -> None:
    since = len(box.entries())
    told = sign_in(box, ANNA)
    assert (told.fault, told.operator, told.name, told.lang) == ("", "op-1", "Anna", "en")
    assert [(one.station, one.operator) for one in told.stations] == [("DOCK-1", ""), ("DOCK-2", "")]
    first = enter(box, told.ticket)
    works(first, "Anna")
    assert first.view.prompt.title.key == "menu-title"
    second = enter(box, told.ticket, station="DOCK-2")
    second.wait(lambda: bool(second.views), "the view of the other station")
    assert second.view.operator is None, "a ticket is good once"
    assert sign_in(box, JAMAL).stations[0].name == "Anna"
    assert acts(box, since) == [("sign-in", "op-1", "DOCK-1")]


def test_who_works_there_is_not_turned_out_without_a_question(box: Box) -> None:
    since = len(box.entries())
    anna = enter(box, sign_in(box, ANNA).ticket)
    works(anna, "Anna")
    jamal = enter(box, sign_in(box, JAMAL).ticket)
    jamal.wait(lambda: bool(jamal.refused), "the refusal")
    assert "Anna" in jamal.refused[0].message
    assert not jamal.views
    works(enter(box, sign_in(box, JAMAL).ticket, take=True), "Jamal")
    works(anna, "Jamal")
    assert acts(box, since) == [
        ("sign-in", "op-1", "DOCK-1"),
        ("sign-out", "op-1", "DOCK-1"),
        ("sign-in", "op-2", "DOCK-1"),
    ]


def test_who_works_elsewhere_goes_on_here_after_a_question(box: Box) -> None:
    works(there := enter(box, sign_in(box, ANNA).ticket), "Anna")
    here = enter(box, sign_in(box, ANNA).ticket, station="DOCK-2")
    here.wait(lambda: bool(here.refused), "the refusal")
    assert "DOCK-1" in here.refused[0].message
    works(enter(box, sign_in(box, ANNA).ticket, station="DOCK-2", take=True), "Anna")
    works(there, None)


def test_a_wrong_badge_and_a_wrong_pin_are_one_word_and_five_lock(box: Box) -> None:
    since = len(box.entries())
    wrong = sign_in(box, MIRA, "0000").model_copy(update={"id": ""})
    nobody = sign_in(box, "BADGE-9999", source="10.0.0.6").model_copy(update={"id": ""})
    assert wrong == nobody == control.SignedIn(id="", fault="refused")
    faults = [sign_in(box, MIRA, "0000", f"10.0.1.{number}").fault for number in range(PIN_FAILURES_MAX - 1)]
    assert faults == ["refused"] * (PIN_FAILURES_MAX - 2) + ["locked"]
    assert sign_in(box, MIRA, source="10.0.2.1").fault == "locked", "the right PIN is not even read"
    assert sign_in(box, JAMAL, source="10.0.2.1").fault == "", "others are not locked out"
    for number in range(PIN_FAILURES_MAX):
        sign_in(box, f"BADGE-77{number}", source="10.9.9.9")
    assert sign_in(box, JAMAL, source="10.9.9.9").fault == "locked", "who tries one badge after the other is, too"
    assert acts(box, since) == [
        ("sign-in-refused", "op-3", "10.0.0.5"),
        *(("sign-in-refused", "op-3", f"10.0.1.{number}") for number in range(PIN_FAILURES_MAX - 1)),
    ]
    assert "0000" not in box.log()


def test_a_ticket_of_nobody_opens_the_station_as_it_is(box: Box) -> None:
    screen = enter(box, "x" * 43)
    works(screen, None)
    assert screen.view.prompt.title.key == "sign-in-title"


def test_a_screen_of_a_station_that_is_not_here_is_told_which_there_are(box: Box) -> None:
    screen = enter(box, "", station="DOCK-9")
    screen.wait(lambda: bool(screen.refused), "the refusal")
    prompt = screen.refused[-1].prompt
    assert prompt is not None
    said = [(one.key, one.args) for one in (prompt.ask, *prompt.lines)]
    assert said == [
        ("no-such-station", {"station": "DOCK-9"}),
        ("there-are-stations", {"stations": "DOCK-1, DOCK-2"}),
    ]
    assert not screen.views


def test_every_screen_is_told_the_sites_zone(box: Box) -> None:
    assert box.screen("DOCK-1").view.state.timezone == "Europe/Berlin"
    desk = box.screen(None, "devices")
    desk.wait(lambda: bool(desk.feeds), "the devices")
    assert desk.feeds[-1].timezone == "Europe/Berlin"


def test_neither_pin_nor_ticket_stands_in_what_python_prints() -> None:
    asked = control.SignIn(id="12345678", badge=ANNA, pin="9731", source="x")
    told = control.SignedIn(id="12345678", ticket="secret-ticket")
    assert "9731" not in repr(asked)
    assert "secret" not in repr(told)
    assert json.loads(control.line(asked))["pin"] == "9731"
