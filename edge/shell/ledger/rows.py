"""Rows of the tables as the core's types, where a query brings more than one record's JSON."""

import json
from typing import Any

from edge.core.reference import LocationInfo
from edge.core.stock import Balance, StockKey
from edge.core.view import OpenFinding
from edge.shell.ledger import records


def open_finding(row: tuple[Any, ...]) -> OpenFinding:
    """An open finding: id, code, arguments as JSON, place, item, when."""
    ident, code, args, place, item, at = row
    return OpenFinding(ident, code, json.loads(args), place, item, at)


def in_bin(row: tuple[Any, ...]) -> tuple[LocationInfo, Balance]:
    """A location and one of its balances: the location as JSON, place, the fields of the key, quantity, caught mass."""
    body, place, *key, qty, caught = row
    return records.load_location(body), Balance(place, StockKey(*key), qty, caught)
