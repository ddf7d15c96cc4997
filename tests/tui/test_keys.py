"""What the keys mean at a prompt, and the words they bear."""

import pytest

from edge.control import Prompt, Text
from tui import keys
from tui.catalogue import Catalogue


def asked(key: str, *commands: str, kind: str = "scan") -> Prompt:
    return Prompt.model_validate(
        {"title": Text(key="pack-title"), "kind": kind, "ask": Text(key=key), "commands": list(commands)}
    )


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        (asked("pack-ask-box", "skip"), "Ohne Karton"),
        (asked("pack-ask-weight", "skip"), "Ohne Wiegen"),
        (asked("pick-ask-location", "skip"), "Später machen"),
        (asked("pick-ask-location", "short"), "Hier fehlt etwas"),
        (asked("pick-ask-wait", "short", kind="confirm"), "Nicht warten, als fehlend melden"),
        (asked("pick-ask-empty", "undo", "cancel"), "Nein, es liegt noch etwas da"),
    ],
)
def test_f2_calls_a_command_by_what_it_does_here(prompt: Prompt, said: str) -> None:
    (option,) = keys.more_prompt(prompt).options
    assert Catalogue("de").text(option.text) == said


def test_help_tells_what_yes_and_no_do_here() -> None:
    page = keys.help_prompt(asked("approve-ask-count", "confirm", "cancel", kind="confirm"), kiosk=True)
    said = [Catalogue("en").text(line) for line in page.lines]
    assert "F3: have it counted again" in said
    assert "F4: put the book right" in said


def test_esc_goes_back_but_never_says_no() -> None:
    assert keys.escapes(asked("pack-ask-box", "cancel"))
    assert not keys.escapes(asked("approve-ask-count", "confirm", "cancel", kind="confirm"))
