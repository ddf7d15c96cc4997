"""No statement of the store walks a whole table that grows: each is found by a key or an index, but for a few."""

import re
from contextlib import closing

import pytest

from edge.shell.ledger import (
    answered,
    chain_end,
    count_sql,
    goods_sql,
    posting,
    recent,
    reference_store,
    store,
    view_sql,
)
from edge.shell.sync import upstream
from tests.shell.book_builder import SUPPLIER, goods, loc, open_store, post

SMALL = {
    "session": "one row a station",
    "dataset": "one row a dataset",
    "json_each": "what was asked for",
}
ALLOWED = {
    "finding_open": "has the open findings only, in order, up to a limit",
}
"""Indexes that may be walked, and why."""
ONCE = {
    "posting._WEIGHED": "asked once a start, with the first goods that move: 0.1 s for a million balances",
}
"""Statements that may walk what they like, and why."""


def statements(value):
    """The texts of SQL in a module's names, in tables and tuples of them too."""
    if isinstance(value, str):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", value):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from statements(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from statements(one)


ROOMS = (answered, chain_end, count_sql, posting, recent, reference_store, store, upstream, view_sql)
ALL = [
    pytest.param(text, id=f"{room.__name__.rpartition('.')[2]}.{name}-{number}")
    for room in ROOMS
    for name, value in vars(room).items()
    if not name.startswith("__") and f"{room.__name__.rpartition('.')[2]}.{name}" not in ONCE
    for number, text in enumerate(statements(value))
]


@pytest.fixture(scope="module")
def cursor(tmp_path_factory):
    one = open_store(tmp_path_factory.mktemp("plans"))
    yield one.cursor
    one.close()


def walked(cursor, text):
    """The tables that SQLite would walk from end to end."""
    values = dict.fromkeys(re.findall(r":(\w+)", text)) or (None,) * text.count("?")
    plan = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()]
    walks = [one for one in plan if one.startswith("SCAN")]
    names = {one.split()[1] for one in walks if not any(one.endswith(f"INDEX {index}") for index in ALLOWED)}
    derived = {"(subquery-1)", "anon_1", "given", "CONSTANT"} | {
        one.split()[1] for one in plan if one.startswith("CO-ROUTINE")
    }
    return names - derived - SMALL.keys()


@pytest.mark.parametrize("text", ALL)
def test_no_statement_walks_a_table_that_grows(cursor, text):
    assert walked(cursor, text) == set()


@pytest.mark.parametrize("step", goods_sql.steps())
def test_no_step_of_posting_goods_walks_a_table(cursor, step):
    alone = re.sub(r"RAISE\([^)]*\)", "1", re.sub(r"NEW\.(\w+)", r":\1", step))
    assert walked(cursor, alone) == set()


def test_the_statements_are_found_and_a_walk_is_seen(cursor):
    assert len(ALL) > 60
    assert walked(cursor, "SELECT code FROM lpn WHERE tagged = :x") == {"lpn"}
    assert walked(cursor, "DELETE FROM announced_epc WHERE lpn = :x") == {"announced_epc"}


def test_what_may_walk_a_table_is_asked_once(tmp_path):
    asked = []
    with closing(open_store(tmp_path)) as store:
        store.connection.set_trace_callback(asked.append)
        for _ in range(3):
            post(store, goods(1, SUPPLIER, loc("A-01")))
        store.connection.set_trace_callback(None)
    assert asked.count(posting._WEIGHED) == len(ONCE)
