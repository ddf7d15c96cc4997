"""Schema 3: who a document is for, waves; work left unfinished, devices that moved, when a place was last counted."""

from typing import Final

_COUNTED: Final = (
    "INSERT INTO counted (place, t) SELECT json_extract(body, '$.place'), max(json_extract(body, '$.t'))"
    " FROM (SELECT body, kind FROM past WHERE posted = 1 UNION ALL SELECT body, kind FROM ledger)"
    " WHERE kind = 'count' AND json_extract(body, '$.outcome') IN ('agreed', 'adjusted') GROUP BY 1"
)

_EXPECTED: Final = (
    "INSERT INTO expected (item, doc) SELECT DISTINCT json_extract(line.value, '$.item'), document.id"
    " FROM document, json_each(document.body, '$.lines') AS line"
    " WHERE document.type = 'receipt' AND coalesce(json_extract(line.value, '$.lpn'), '') = ''"
)

STATEMENTS: Final = (
    "ALTER TABLE document ADD COLUMN assigned TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE document ADD COLUMN wave TEXT DEFAULT '' NOT NULL",
    "DROP INDEX document_open",
    "CREATE INDEX document_open ON document (type, assigned, priority, id)",
    "CREATE INDEX document_wave ON document (wave) WHERE wave != ''",
    (
        "CREATE TABLE parked (operator TEXT NOT NULL, doc_type TEXT NOT NULL, doc TEXT NOT NULL, step TEXT NOT NULL,"
        " at_ms INTEGER NOT NULL, PRIMARY KEY (operator, doc_type, doc)) WITHOUT ROWID, STRICT"
    ),
    "CREATE INDEX parked_doc ON parked (doc_type, doc)",
    "CREATE TABLE device_at (device TEXT NOT NULL, station TEXT NOT NULL, PRIMARY KEY (device)) WITHOUT ROWID, STRICT",
    "CREATE TABLE counted (place TEXT NOT NULL, t TEXT NOT NULL, PRIMARY KEY (place)) WITHOUT ROWID, STRICT",
    _COUNTED,
    "CREATE INDEX finding_at ON finding (place) WHERE state = 'opened'",
    ("CREATE TABLE expected (item TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (item, doc)) WITHOUT ROWID, STRICT"),
    "CREATE INDEX expected_doc ON expected (doc)",
    _EXPECTED,
)
