"""Every question that edge/core can ask: the keys of all prompts, followed through the code that makes them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CORE = Path(__file__).parents[2] / "edge" / "core"
ASK_AT = 2
"""Where a prompt's question stands among its arguments."""
SAYS = ("msg", "Message")


@cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in sorted(CORE.rglob("*.py"))}


@cache
def _functions() -> dict[str, list[ast.FunctionDef]]:
    """What makes messages, or a message and more, by name."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.returns is not None and _says(node.returns):
                found.setdefault(node.name, []).append(node)
    return found


def _says(returns: ast.expr) -> bool:
    text = ast.unparse(returns)
    return text == "Message" or text.startswith("tuple[Message, ")


@cache
def asked() -> dict[str, frozenset[str]]:
    """The keys of each prompt, by where it is made; none where they could not be followed."""
    found = {}
    for path, tree in _trees().items():
        for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(scope) if _calls(node, "Prompt")):
                assert isinstance(call, ast.Call)
                if len(call.args) > ASK_AT:
                    where = f"{path.relative_to(CORE)}:{call.lineno}"
                    found[where] = frozenset(_keys(call.args[ASK_AT], scope, set()))
    return found


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _keys(node: ast.expr, scope: ast.FunctionDef, seen: set[str]) -> Iterator[str]:
    match node:
        case ast.IfExp():
            yield from (*_keys(node.body, scope, seen), *_keys(node.orelse, scope, seen))
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in SAYS:
            yield from _literals(first, scope)
        case ast.Call():
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            yield from (key for arg in node.args if isinstance(arg, ast.Call) for key in _keys(arg, scope, seen))
            if name not in seen:
                for made in _functions().get(name, ()):
                    values = [one.value for one in ast.walk(made) if isinstance(one, ast.Return) and one.value]
                    yield from (key for value in values for key in _keys(value, made, seen | {name}))
        case ast.Name(id=name):
            yield from (key for value in _assigned(scope, name) for key in _keys(value, scope, seen))
        case ast.Tuple(elts=[first, *_]):
            yield from _keys(first, scope, seen)
        case ast.Subscript(value=ast.Dict(values=values)):
            yield from (key for value in values for key in _keys(value, scope, seen))


def _literals(node: ast.expr, scope: ast.FunctionDef) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as key):
            yield key
        case ast.JoinedStr(values=[ast.Constant(value=str() as head), *_]):
            yield f"{head}*"
        case ast.IfExp():
            yield from (*_literals(node.body, scope), *_literals(node.orelse, scope))
        case ast.Name(id=name):
            yield from (key for value in _assigned(scope, name) for key in _literals(value, scope))
        case ast.Subscript(value=ast.Dict(values=values)):
            yield from (key for value in values for key in _literals(value, scope))


def _assigned(scope: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a name may hold, also where several are assigned at once."""
    for one in (node for node in ast.walk(scope) if isinstance(node, ast.Assign)):
        for target in one.targets:
            match target, one.value:
                case ast.Name(id=to), value if to == name:
                    yield value
                case ast.Tuple(elts=[ast.Name(id=to), *_]), ast.Call() as value if to == name:
                    yield value  # the first of what it gives
                case ast.Tuple(elts=names), ast.Tuple(elts=values):
                    pairs = zip(names, values, strict=False)
                    yield from (value for to, value in pairs if isinstance(to, ast.Name) and to.id == name)
