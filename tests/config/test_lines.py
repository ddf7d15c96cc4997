"""The line of a key, for every way TOML has to write one."""

import pytest

from edge.config.lines import line_of

TEXT = """# a comment
a = 1
b.c = 2
"quoted key" = 3

[t]
x = { y = 1, z = { deep = 2 } }
[t.'sub one']
k = '''
two lines'''
after = 1
[[list]]
n = 1
[[list]]
n = 2
[[list.inner]]
m = 1
[list.inner.deep]
d = 1
[[list.inner]]
m = 2
[[list]]
n = 3
[[list.inner]]
m = 3
[last]
words = [
  "a",  # said
  # and
  "b",
]
tables = [ { p = 1 },
  { p = 2 } ]
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("a",), 2),
        (("b", "c"), 3),
        (("quoted key",), 4),
        (("t",), 6),
        (("t", "x"), 7),
        (("t", "x", "y"), 7),
        (("t", "x", "z", "deep"), 7),
        (("t", "sub one"), 8),
        (("t", "sub one", "k"), 9),
        (("t", "sub one", "after"), 11),
        (("t", "sub one", "missing"), 8),
        (("t", "missing"), 6),
        (("list",), 12),
        (("list", "0", "n"), 13),
        (("list", "1"), 14),
        (("list", "1", "n"), 15),
        (("list", "1", "inner", "0", "m"), 17),
        (("list", "1", "inner", "0", "deep", "d"), 19),
        (("list", "1", "inner", "1", "m"), 21),
        (("list", "2", "n"), 23),
        (("list", "2", "inner", "0", "m"), 25),
        (("list", "2", "missing"), 22),
        (("last", "words", "1"), 30),
        (("last", "tables", "1", "p"), 33),
        (("missing",), None),
        ((), None),
    ],
)
def test_a_key_is_found_where_it_is_set_or_else_its_table(keys, line):
    assert line_of(TEXT, keys) == line


def test_a_text_that_is_half_broken_gives_what_can_be_found():
    assert line_of("a = 1\nb = = 2\nc = 3\n", ("a",)) == 1
