"""What the function keys do at a prompt: only what the daemon says makes sense, always in the same place.

F1 help   F2 exceptions and the rest   F3 back (undo, cancel)   F4 go on (done, confirm)
F5 work   F6 live ...   F7 goods ...   F8 findings ...   F9 menu (desk)   F10 leave (asks; none in a kiosk)

At the other panes F2 turns the order, F3 goes back and F4 is Enter.
"""

from collections.abc import Callable, Sequence

from edge.control import Option, Prompt, Text

FUNCTIONS = ("f1", "f2", "f3", "f4")
MORE = "more"
"""F2: the commands that have no key of their own."""


def function_keys(prompt: Prompt) -> dict[str, str]:
    """F1 to F4 and the command word that each sends at this prompt; keys without a meaning are left out."""
    asks = prompt.kind == "confirm"
    back = _first(("cancel", "undo") if asks else ("undo", "cancel"), prompt.commands)
    go = _first(("confirm", "done") if asks else ("done", "confirm"), prompt.commands)
    keys = {"f1": "help"}
    if more_commands(prompt):
        keys["f2"] = MORE
    if back:
        keys["f3"] = back
    if go:
        keys["f4"] = go
    return keys


def escapes(prompt: Prompt) -> bool:
    """Whether Esc goes one step back: where a yes or a no is asked for, `cancel` is the no, and has its own key."""
    return "cancel" in prompt.commands and prompt.kind != "confirm"


def more_commands(prompt: Prompt) -> list[str]:
    """The commands that F2 lists, in the daemon's order."""
    asks = prompt.kind == "confirm"
    taken = {
        "help",
        _first(("cancel", "undo") if asks else ("undo", "cancel"), prompt.commands),
        _first(("confirm", "done") if asks else ("done", "confirm"), prompt.commands),
    }
    return [word for word in dict.fromkeys(prompt.commands) if word not in taken]


def more_prompt(prompt: Prompt) -> Prompt:
    """F2's list as a prompt of the screen's own. What a command means may depend on what is asked."""
    asked: dict[str, str | int] = {"ask": prompt.ask.key}
    options = [
        Option(key=str(number), text=Text(key=f"command-{word}", args=asked))
        for number, word in enumerate(more_commands(prompt), 1)
    ]
    return Prompt(
        title=Text(key="ui-more-title"),
        kind="choice",
        ask=Text(key="ui-more-ask"),
        options=options,
        commands=["cancel"],
    )


def leave_prompt() -> Prompt:
    """F10's question."""
    return Prompt(
        title=Text(key="ui-leave-title"),
        kind="confirm",
        ask=Text(key="ui-leave-ask"),
        lines=[Text(key="ui-leave-line")],
        commands=["confirm", "cancel"],
    )


def help_prompt(prompt: Prompt | None, *, kiosk: bool, has: Callable[[str], bool] = lambda _key: True) -> Prompt:
    """F1's page: what to do at the prompt it was asked at, its keys, then those that always work.

    `has` says whether the catalogue has a key: a question of a later version has no help yet.
    """
    lines: list[Text] = []
    if prompt is not None:
        keys = function_keys(prompt)
        asked = prompt.ask.key
        if has(what := _what_to_do(asked)):
            lines.append(Text(key=what))
        told = ((key.upper(), word) for key, word in keys.items() if key != "f1")
        lines += [Text(key=f"help-{word}", args={"key": key, "ask": asked}) for key, word in told]
        lines.append(Text(key=f"help-kind-{prompt.kind}"))
    lines += [Text(key="help-panes"), Text(key="help-escape"), Text(key="help-signs")]
    if not kiosk:
        lines.append(Text(key="help-leave"))
    return Prompt(
        title=Text(key="ui-help-title"), kind="confirm", ask=Text(key="ui-help-ask"), lines=lines, commands=["cancel"]
    )


def _what_to_do(asked: str) -> str:
    """The key of the sentence that says what to do at a question; all questions for a reason have the same."""
    return "help-ask-ask-reason" if asked.startswith("ask-reason-") else f"help-ask-{asked}"


def desk_help_prompt(*, kiosk: bool) -> Prompt:
    """F1's page at the panes of the desk."""
    told = ("panes", "panes-again", "move", "search", "sort", "enter", "scan", "escape", "signs")
    lines = [Text(key="help-panes"), *(Text(key=f"help-desk-{word}") for word in told[1:-2])]
    lines += [Text(key=f"help-{word}") for word in told[-2:]]
    if not kiosk:
        lines.append(Text(key="help-leave"))
    return Prompt(
        title=Text(key="ui-help-title"), kind="confirm", ask=Text(key="ui-help-ask"), lines=lines, commands=["cancel"]
    )


def _first(words: Sequence[str], commands: Sequence[str]) -> str:
    return next((word for word in words if word in commands), "")
