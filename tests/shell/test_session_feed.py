"""Rows of sessions: of a count no number, and no question is made up again while nothing happens at a station."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from edge import control
from edge.core.message import Prompt, msg
from edge.shell.loop import session_feed
from edge.shell.loop.screens import Screens
from edge.shell.loop.session_feed import SessionFeed, drawn
from tests.builders import Floor, bin_, ean, item


class Nobody:
    """A control server without screens."""

    def view(self, *_: Any) -> None: ...
    def result(self, *_: Any) -> None: ...
    def feed(self, *_: Any) -> None: ...


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    floor = Floor(tmp_path, items=[item("TEA", 1)], locations=[bin_("A-01", 1)])
    floor.put("A-01", "TEA", 7_919)
    return floor


@pytest.mark.parametrize(
    ("work", "told"), [("count", {"place": "A-01"}), ("look", {"place": "A-01", "quantity": 7_919})]
)
def test_of_a_count_no_number_is_told_whatever_its_question_holds(
    floor: Floor, work: str, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.working(work).scan("A-01")
    asked = Prompt(msg("count-title"), "quantity", msg("count-ask-items", place="A-01", quantity=7_919))
    monkeypatch.setattr(session_feed.floor, "prompt", lambda _view, _session: asked)
    assert drawn(floor.view, floor.session()).ask == control.Text(key="count-ask-items", args=told)


def test_a_row_is_made_when_its_session_has_changed_and_told_when_it_says_something_else(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Counter[str] = Counter()
    real = session_feed.drawn

    def counted(view: Any, session: Any) -> control.SessionRow:
        made[session.station] += 1
        return real(view, session)

    monkeypatch.setattr(session_feed, "drawn", counted)
    screens = Screens(Nobody(), floor.view)
    feed = SessionFeed(("DOCK-1", "DOCK-2"), screens, floor.view)
    floor.at("DOCK-2").sign_in(2)
    floor.at("DOCK-1").working("count")
    assert [one.name for one in feed.news()] == ["Name 1", "Name 2"]
    assert feed.news() == []
    assert made == {"DOCK-1": 1, "DOCK-2": 1}
    floor.scan("A-01")
    floor.scan(ean(1))
    assert [one.ask.key for one in feed.news()] == ["count-ask-items", "ask-work"]
    assert made == {"DOCK-1": 2, "DOCK-2": 1}
    screens.hello(
        1, control.Hello(terminal="t", station="DOCK-2"), control.State(online=True, unsent=0, devices_down=0)
    )
    assert [one.screens for one in feed.news()] == [0, 1]
    assert made == {"DOCK-1": 2, "DOCK-2": 1}
