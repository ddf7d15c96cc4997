"""The line of a key in a TOML text, asked for only when there is an error to report.

tomllib keeps no positions; the TOML grammar of tree-sitter gives exact ones for every form of key and table.
"""

from collections import Counter
from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

_ELEMENT = "table_array_element"
_TABLES = ("table", _ELEMENT)


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The 1-based line that sets `keys`, or of the nearest table or key above it; None for an empty path.

    Elements of arrays are counted in figures from "0": ("policy", "codes", "1", "pattern").
    """
    best: tuple[int, int] | None = None
    for path, line in _settings(text):
        depth = len(path) if path == keys[: len(path)] else 0
        if depth and (best is None or depth > best[0]):
            best = (depth, line)
    return best[1] if best else None


def _settings(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    counted: Counter[tuple[str, ...]] = Counter()
    for node in tree.root_node.children:
        if node.type == "pair":
            yield from _pair(node, ())
        elif node.type in _TABLES:
            above = _numbered(_key(node.named_children[0]), counted, new=node.type == _ELEMENT)
            if node.type == _ELEMENT:
                yield above[:-1], node.start_point.row + 1
            yield above, node.start_point.row + 1
            for child in node.named_children[1:]:
                yield from _pair(child, above)


def _numbered(key: tuple[str, ...], counted: Counter[tuple[str, ...]], *, new: bool) -> tuple[str, ...]:
    """The key of a table with the number of every array's element in it; `new`: the table begins such an element."""
    path: tuple[str, ...] = ()
    for n, part in enumerate(key, 1):
        path = (*path, part)
        if new and n == len(key):
            counted[path] += 1
        if path in counted:
            path = (*path, str(counted[path] - 1))
    return path


def _pair(node: Node, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if node.type != "pair" or len(node.named_children) < 2:
        return
    name, value = node.named_children[0], node.named_children[1]
    path = (*above, *_key(name))
    yield path, node.start_point.row + 1
    yield from _value(value, path)


def _value(value: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    if value.type == "inline_table":
        for child in value.named_children:
            yield from _pair(child, path)
    elif value.type == "array":
        elements = (child for child in value.named_children if child.type != "comment")
        for number, element in enumerate(elements):
            yield (*path, str(number)), element.start_point.row + 1
            yield from _value(element, (*path, str(number)))


def _key(node: Node) -> tuple[str, ...]:
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key(child))
    text = (node.text or b"").decode()
    return (text[1:-1] if node.type == "quoted_key" else text,)
