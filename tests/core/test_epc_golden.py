"""Tags whose meaning is known beforehand: the standard's own examples, and one for each thing that can be wrong."""

import csv
from pathlib import Path

import pytest

from edge.core.epc import _DECODERS, identify_epc
from edge.core.identity import RAW_TAGS, TagIdentity

GOLDEN = tuple(
    csv.DictReader((Path(__file__).parent / "golden_tags.tsv").open(), delimiter="\t", quoting=csv.QUOTE_NONE)
)
NAMES = {
    "gtin": "01",
    "sscc": "00",
    "gln": "414",
    "extension": "254",
    "grai": "8003",
    "giai": "8004",
    "gdti": "253",
    "cpi": "8010",
}


def key_text(tag: TagIdentity) -> str:
    """The keys of a tag as people write them, (01)...(21)...; the URI of what has no GS1 key; then unread data."""
    fields = [(ai, getattr(tag, name)) for name, ai in NAMES.items() if getattr(tag, name) is not None]
    if tag.serial:
        fields.append(("8011" if tag.cpi else "21", tag.serial))
    text = "".join(f"({ai}){'0' * (ai == '8003')}{value}" for ai, value in (*fields, *tag.fields)) or tag.uri or ""
    return f"{text} + {tag.data}" if tag.data else text


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['hex']}-{row['pc']}")
def test_a_tag_means_what_the_table_says(row):
    found = identify_epc(bytes.fromhex(row["hex"]), int(row["pc"], 16) if row["pc"] else None)
    assert (found.kind, key_text(found), found.why or "") == (row["kind"], row["key"], row["why"])


def test_the_table_has_every_reason_and_every_scheme():
    assert len(GOLDEN) >= 80
    assert {row["why"] for row in GOLDEN} - {""} == set(RAW_TAGS) - {"too_long"}
    assert {int(row["hex"][:2], 16) for row in GOLDEN if row["kind"] != "raw"} == set(_DECODERS)
