"""Help: every question that the floor can ask has a sentence that says what to do, in every language, on F1's page."""

import re
from pathlib import Path

import pytest

from edge.control import Prompt, Result, Text
from tests.tui.asked import asked
from tests.tui.screens import drawn, screen, until
from tests.tui.script_daemon import BADGE, ScriptDaemon
from tui import keys
from tui.catalogue import LANGUAGES, Catalogue, files

OF_REASONS = "ask-reason-*"
QUESTIONS = sorted({"ask-reason" if key == OF_REASONS else key for found in asked().values() for key in found})
HELP_MAX = 110
"""Characters: six rows of a gun."""


def said(lang: str, key: str) -> str:
    return Catalogue(lang).say(key)


def test_every_prompt_of_the_core_is_followed_to_its_question() -> None:
    assert len(asked()) > 80
    assert [where for where, found in asked().items() if not found] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_says_what_to_do_and_no_help_is_for_a_question_that_nobody_asks(lang: str) -> None:
    wanted = {f"help-ask-{key}" for key in QUESTIONS}
    (path,) = [one for one in files(lang) if one.stem == "help"]
    there = set(re.findall(r"^(help-ask-\S+) = ", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert (wanted - there, there - wanted) == (set(), set())
    for key in wanted:
        text = said(lang, key)
        assert 20 <= len(text) <= HELP_MAX, (key, len(text))
        assert text[-1] == ".", key


def asking(key: str) -> Prompt:
    return Prompt(title=Text(key="pick-title"), kind="scan", ask=Text(key=key), commands=["cancel"])


def test_the_page_begins_with_what_to_do() -> None:
    assert keys.help_prompt(asking("pick-ask-location"), kiosk=True).lines[0].key == "help-ask-pick-ask-location"
    assert keys.help_prompt(asking("ask-reason-expired"), kiosk=True).lines[0].key == "help-ask-ask-reason"


def test_a_question_of_a_later_version_shows_its_keys_alone() -> None:
    page = keys.help_prompt(asking("brand-new"), kiosk=True, has=lambda key: key != "help-ask-brand-new")
    assert page.lines[0].key == "help-cancel"


@pytest.mark.parametrize("size", [(20, 8), (120, 40)])
async def test_f1_shows_it(tmp_path: Path, size: tuple[int, int]) -> None:
    first = asking("pick-ask-location")
    async with ScriptDaemon(tmp_path / "s", first) as daemon, screen(daemon, size) as (app, pilot):
        await pilot.press("f1")
        words = " ".join(said("en", "help-ask-pick-ask-location").split()[:3])
        await until(pilot, lambda: words in " ".join(drawn(app).split()))


@pytest.mark.parametrize("size", [(20, 8), (120, 40)])
async def test_help_that_was_scanned_opens_its_page_until_the_next_scan(tmp_path: Path, size: tuple[int, int]) -> None:
    first = asking("pick-ask-location")
    async with ScriptDaemon(tmp_path / "s", first) as daemon, screen(daemon, size) as (app, pilot):
        helped = Text(key="help-ask-pick-ask-location")
        daemon.tell(Result(id="gun1/1", level="info", text=helped, turn=daemon.view().turn))
        daemon.tell(daemon.view())
        page = keys.help_prompt(first, kiosk=False)
        await until(pilot, lambda: app.prompt == page)
        await pilot.press(*"A-01", "enter")
        await until(pilot, lambda: app.prompt != page and "A-01" in [one.value for one in daemon.heard])


async def test_what_was_answered_before_is_gone_once_somebody_has_signed_out(tmp_path: Path) -> None:
    async with ScriptDaemon(tmp_path / "s") as daemon, screen(daemon, (120, 40)) as (app, pilot):
        for key in ("count-recent", "signed-out"):
            daemon.tell(Result(id=f"scale1/{key}", level="info", text=Text(key=key), turn=daemon.view().turn))
        await until(pilot, lambda: len(app.state.past) >= 2)
        daemon.tell(daemon.view().model_copy(update={"operator": None, "prompt": BADGE}))
        await until(pilot, lambda: app.prompt == BADGE)
        assert [one.text.key for one in app.state.past] == ["signed-out"]
