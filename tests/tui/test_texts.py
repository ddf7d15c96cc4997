"""Every key that the floor and the screen say stands in every catalogue, with exactly the values it is given."""

import ast
import re
import string
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from edge.control import Prompt, Text
from edge.core.identity import REFUSALS
from edge.core.leave import REASONS, RULES
from edge.core.workflows import WORKFLOWS
from edge.core.workflows.settle.reasons import ALL, reasons_of
from tests.tui.spoken import Spoken, commands, findings, spoken
from tui.catalogue import LANGUAGES, Catalogue, files, known

NOT_SHOWN = {("is-badge", "code")}
"""Values that a catalogue leaves out on purpose: a badge's code is no business of who reads the screen."""
FOLLOWED_ELSEWHERE = {
    "edge/core/access.py": "menu-<workflow>: test_every_workflow_has_its_line_in_the_menu",
    "edge/core/floor.py": "passes on what naming.py refused",
    "edge/core/helped.py": "help-ask-<question>: tests/tui/test_help.py",
    "edge/core/leave_steps.py": "reason-<reason>: test_every_rule_and_reason_has_its_sentence",
    "edge/core/naming.py": "code-<refusal>: test_every_refused_code_has_its_sentence",
    "edge/core/workflows/settle/table.py": "reason-<reason>: test_every_finding_has_its_reasons_and_its_words",
    "edge/core/workflows/settle/told.py": "finding-<code>: all that the floor opens is followed where it is opened",
    "edge/shell/ledger/session_json.py": "reads back what was said",
}
GUN_CELLS = 20
PLURALS = {
    "en": "orders|units|tags|scans|lines|pieces|kits|tasks|entries|days|hours|devices|totes|screens|findings|minutes"
    "|pictures|items|shipments|labels|rows|passages",
    "de": "Aufträge|Einheiten|Tags|Scans|Zeilen|Sets|Aufgaben|Einträge|Tage|Stunden|Geräte|Kisten|Bildschirme|Befunde"
    "|Minuten|Bilder|Artikeln|Ladungen|Etiketten|Meldungen",
}
NEVER_ONE = {
    *("pick-walk", "order-added", "pack-several-totes", "several-shipments-here", "walk-full", "orders-done"),
    "transfer-too-deep",
}
"""What is said of several only, and of limits."""
SUBJECTS = (
    *("sign_in", "everywhere", "tasks", "receive", "putaway", "carrying", "pick", "count", "approve", "transfer"),
    *("return", "pack", "ship", "kit", "replenish", "settle", "sessions", "look"),
)
TUI = Path(__file__).parents[2] / "tui"


class _Names(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _placeholders(node: ftl.BaseNode) -> set[str]:
    names = _Names()
    names.visit(node)
    return names.names


def _messages(lang: str) -> dict[str, ftl.Message]:
    parsed = [FluentParser().parse(path.read_text(encoding="utf-8")) for path in files(lang)]
    assert [one.content for part in parsed for one in part.body if isinstance(one, ftl.Junk)] == []
    messages = [one for part in parsed for one in part.body if isinstance(one, ftl.Message)]
    names = [one.id.name for one in messages]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    return {one.id.name: one for one in messages}


MESSAGES = {lang: _messages(lang) for lang in LANGUAGES}


def _wrong(one: Spoken, lang: str) -> str | None:
    message = MESSAGES[lang].get(one.key or "")
    if message is None:
        return f"{lang}: no {one.key} ({one.where})"
    assert message.value is not None
    wanted = set(one.args or ()) - {arg for key, arg in NOT_SHOWN if key == one.key}
    if one.args is not None and (found := _placeholders(message.value)) != wanted:
        return f"{lang}: {one.key} shows {sorted(found)}, is given {sorted(wanted)} ({one.where})"
    return None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_the_floor_says_can_be_said(lang: str) -> None:
    said = [one for one in (*spoken(), *findings()) if one.key is not None]
    assert len(said) > 100
    assert [wrong for one in said if (wrong := _wrong(one, lang))] == []


def test_no_key_of_the_floor_hides_from_this_test() -> None:
    hidden = {one.where for one in (*spoken(), *findings()) if one.key is None}
    assert {where for where in hidden if where.split(":")[0] not in FOLLOWED_ELSEWHERE} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refused_code_has_its_sentence(lang: str) -> None:
    for code, sentence in REFUSALS.items():
        names = frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)
        message = MESSAGES[lang]["code-" + code.replace("_", "-")]
        assert message.value is not None
        assert _placeholders(message.value) == names, code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_and_reason_has_its_sentence(lang: str) -> None:
    assert REASONS.keys() == set(RULES)
    wanted = {f"ask-reason-{rule}" for rule in RULES} | {f"reason-{one}" for said in REASONS.values() for one in said}
    assert wanted - MESSAGES[lang].keys() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_workflow_has_its_line_in_the_menu_and_every_command_its_word(lang: str) -> None:
    wanted = {f"menu-{name}" for name in WORKFLOWS} | {f"command-{word}" for word in commands()}
    assert wanted - MESSAGES[lang].keys() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_reasons_and_its_words(lang: str) -> None:
    opened = {str(one.key).removeprefix("finding-") for one in findings()}
    assert opened - set(ALL) == set(), "a finding that nobody is offered to settle"
    assert set(ALL) - opened == set()
    assert {f"reason-{one}" for code in ALL for one in reasons_of(code)} - MESSAGES[lang].keys() == set()
    assert {f"finding-{code}" for code in ALL} - MESSAGES[lang].keys() == set()


def test_both_languages_have_the_same_keys_and_values() -> None:
    assert MESSAGES["en"].keys() == MESSAGES["de"].keys()
    for key, message in MESSAGES["en"].items():
        german = MESSAGES["de"][key]
        assert message.value is not None
        assert german.value is not None
        assert _placeholders(message.value) == _placeholders(german.value), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_short_form_shows_no_value_that_the_long_one_is_not_given(lang: str) -> None:
    for key, message in MESSAGES[lang].items():
        assert message.value is not None
        assert len(message.attributes) <= 1, key
        for attribute in message.attributes:
            assert attribute.id.name == "short", key
            assert _placeholders(attribute.value) <= _placeholders(message.value), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_of_anything_is_not_spoken_of_as_many(lang: str) -> None:
    words, many = Catalogue(lang), re.compile(rf"\b1 (?:[a-zäöüß]+ )?(?:{PLURALS[lang]})\b")
    wrong: set[str] = set()
    for key, message in MESSAGES[lang].items():
        args = dict.fromkeys(_placeholders(message), 1)
        wrong |= {key for is_short in (False, True) if many.search(words.say(key, short=is_short, **args))}
    assert wrong - NEVER_ONE == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_short_forms_leave_room_for_their_values_on_two_rows_of_a_gun(lang: str) -> None:
    words = Catalogue(lang)
    for key, message in MESSAGES[lang].items():
        if message.attributes:
            args = dict.fromkeys(_placeholders(message), "")
            assert len(words.say(key, short=True, **args)) <= 24, key


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_a_work_says_fits_a_row_of_twenty_cells_but_for_its_values(lang: str, subject: str) -> None:
    words = Catalogue(lang)
    (path,) = [one for one in files(lang) if one.stem == subject]
    said = [one for one in FluentParser().parse(path.read_text(encoding="utf-8")).body if isinstance(one, ftl.Message)]
    keys = [one.id.name for one in said if not one.id.name.startswith("finding-")]
    long = {key: words.say(key, short=True, **dict.fromkeys(_placeholders(MESSAGES[lang][key]), "")) for key in keys}
    assert {key: text for key, text in long.items() if len(text) > GUN_CELLS} == {}


def test_german_says_sie_and_has_one_word_for_a_tote() -> None:
    other = re.compile(r"\b(du|dir|dich|deine?[nrms]?|gehe|nimm|Behälters?)\b", re.IGNORECASE)
    said = "\n".join(path.read_text(encoding="utf-8") for path in files("de"))
    assert other.findall(said) == []


def test_every_key_that_the_screen_says_stands_in_the_catalogue() -> None:
    literal = set()
    for path in TUI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_ui_key(node.value):
                literal.add(node.value)
    assert len(literal) > 30
    assert literal - MESSAGES["en"].keys() == set()


def _is_ui_key(text: str) -> bool:
    return text.startswith(("ui-", "help-", "command-")) and not text.endswith("-") and " " not in text


def test_all_that_the_screen_puts_together_stands_in_the_catalogue() -> None:
    kinds = Prompt.model_fields["kind"].annotation
    assert kinds is not None
    wanted = {f"help-kind-{kind}" for kind in kinds.__args__}
    wanted |= {f"help-{word}" for word in ("more", "undo", "cancel", "done", "confirm")}
    wanted |= {f"ui-level-{level}" for level in ("ok", "info", "warn", "refuse")}
    wanted |= {
        f"ui-{what}-{table}" for what in ("table", "empty") for table in ("devices", "reads", "movements", "findings")
    }
    assert wanted - MESSAGES["en"].keys() == set()


def test_a_key_that_nobody_wrote_is_shown_with_its_values() -> None:
    assert Catalogue("de").text(Text(key="brand-new", args={"item": "[red]x\x1b", "n": 3})) == (
        "brand-new (item=[red]x<1B>, n=3)"
    )


def test_values_are_sanitised_and_numbers_are_not_grouped() -> None:
    words = Catalogue("de")
    assert words.say("counted", quantity=12345) == "12345 gezählt"
    assert words.say("unknown-code", code="A\x1b[31m\u202eB{$x}") == "Diesen Code kennt niemand: A<1B>[31m<202E>B{$x}"


def test_plurals_follow_the_language() -> None:
    assert Catalogue("en").say("lpn-received", lpn="P-1", lines=1) == "Received whole: P-1, 1 line"
    assert Catalogue("de").say("lpn-received", lpn="P-1", lines=2) == "Ganz angenommen: P-1, 2 Positionen"


def test_a_message_without_its_values_is_still_a_sentence() -> None:
    assert Catalogue("en").text(Text(key="lot-line")).startswith("Lot")


@pytest.mark.parametrize(
    ("asked", "got"), [("de-AT", "de"), ("de_DE.UTF-8", "de"), ("fr", "en"), ("", "en"), (None, "en")]
)
def test_the_language_asked_for_is_found(asked: str | None, got: str) -> None:
    assert known(asked) == got
