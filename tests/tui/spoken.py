"""Which catalogue keys the floor says, read from the source of edge/ without running it.

    msg("key", a=1)                       Message("key", {"a": 1})
    say(session, level, "key", step, a=1)     warn(session, event, "key", a=1)
    refuse(session, "key", a=1)               post(session, step, drafts, "key", a=1)
    needs_leave(session, event, rule, "key", a=1)     deviates(view, session, event, rule, "key", a=1)

A key that is no literal is followed through conditional expressions, local names and functions of the same module
that return literals. What cannot be followed is told, so that it cannot hide.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

EDGE = Path(__file__).parents[2] / "edge"
KEY_AT = {"msg": 0, "Message": 0, "refuse": 1, "say": 2, "warn": 2, "post": 3, "needs_leave": 3, "deviates": 4}
DEFINED_IN = {"decision.py", "message.py", "leave.py"}
"""Where those functions are defined and pass keys on."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One call: its key (None: could not be followed), the names of its values (None: not known), and where."""

    key: str | None
    args: frozenset[str] | None
    where: str


@cache
def spoken() -> list[Spoken]:
    """Every call of edge/ that says something."""
    return [one for path in sorted(EDGE.rglob("*.py")) if path.name not in DEFINED_IN for one in _of(path)]


@cache
def findings() -> list[Spoken]:
    """Every finding that edge/ opens, under the key of its catalogue entry."""
    found: list[Spoken] = []
    for path in sorted(EDGE.rglob("*.py")):
        if path.name == "entry_json.py":
            continue  # it reads again what was opened elsewhere
        source = path.read_text()
        tree = ast.parse(source if "Finding(" in source else "")
        for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call)):
                if isinstance(call.func, ast.Name) and call.func.id == "Finding" and len(call.args) > 3:
                    where = f"{path.relative_to(EDGE.parent)}:{call.lineno}"
                    args = _dict_names(call.args[3], scope)
                    found += [Spoken(f"finding-{key}", args, where) for key in _literals(call.args[2], scope, {})]
    return found


def _dict_names(node: ast.expr, scope: ast.FunctionDef) -> frozenset[str] | None:
    if isinstance(node, ast.Name):
        values = [
            one.value
            for one in ast.walk(scope)
            if (isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.target.id == node.id)
            or (isinstance(one, ast.Assign) and _names(one, node.id))
        ]
        node = values[0] if values and values[0] is not None else node
    if not isinstance(node, ast.Dict):
        return None
    return frozenset(str(key.value) for key in node.keys if isinstance(key, ast.Constant))


def commands() -> set[str]:
    """Every command word that a prompt of edge/ offers."""
    words: set[str] = set()
    for path in EDGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "commands":
                words |= {one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant) and one.value}
    return {word for word in words if isinstance(word, str)}


def _of(path: Path) -> Iterator[Spoken]:
    source = path.read_text()
    if not any(f"{name}(" in source for name in KEY_AT):
        return
    tree = ast.parse(source)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    scopes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = {call: scope for scope in scopes for call in ast.walk(scope) if isinstance(call, ast.Call)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in KEY_AT or len(call.args) <= KEY_AT[name]:
            continue
        where = f"{path.relative_to(EDGE.parent)}:{call.lineno}"
        for key in _literals(call.args[KEY_AT[name]], inside.get(call), functions):
            yield Spoken(key, _args(name, call), where)


def _args(name: str, call: ast.Call) -> frozenset[str] | None:
    if name == "Message":
        given = call.args[1] if len(call.args) > 1 else None
        if given is None:
            return frozenset()
        if not isinstance(given, ast.Dict):
            return None
        return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    return frozenset(str(keyword.arg) for keyword in call.keywords)


def _literals(node: ast.expr, scope: ast.FunctionDef | None, functions: dict[str, ast.FunctionDef]) -> list[str | None]:
    match node:
        case ast.Constant(value=str() as key):
            return [key] if key else []  # '' means that nothing is said
        case ast.IfExp():
            return _literals(node.body, scope, functions) + _literals(node.orelse, scope, functions)
        case ast.Call(func=ast.Name(id=name)) if name in functions:
            returns = [one.value for one in ast.walk(functions[name]) if isinstance(one, ast.Return) and one.value]
            return [key for value in returns for key in _literals(value, functions[name], functions)]
        case ast.Subscript(value=ast.Dict(values=values)):
            return [key for value in values for key in _literals(value, scope, functions)]
        case ast.Name(id=name) if scope is not None:
            values: list[ast.expr] = [
                one.value for one in ast.walk(scope) if isinstance(one, ast.Assign) and _names(one, name)
            ]
            values += _passed(scope, name, functions)
            return [key for value in values for key in _literals(value, None, functions)] or [None]
        case _:
            return [None]


def _passed(scope: ast.FunctionDef, name: str, functions: dict[str, ast.FunctionDef]) -> list[ast.expr]:
    """What callers of the same module pass for a parameter, and its default."""
    names = [one.arg for one in scope.args.args]
    if name not in names:
        return []
    at = names.index(name)
    defaults = scope.args.defaults[at - len(names) :] if at >= len(names) - len(scope.args.defaults) else []
    values: list[ast.expr] = defaults[:1]
    for caller in functions.values():
        for call in ast.walk(caller):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == scope.name:
                values += [one.value for one in call.keywords if one.arg == name]
                values += call.args[at : at + 1]
    return values


def _names(assign: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assign.targets)
