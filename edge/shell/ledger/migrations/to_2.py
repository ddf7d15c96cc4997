"""Schema 2: catch weight, outputs of devices, earlier epochs, archives, imports; stock by location."""

from typing import Final

_TABLES: Final = (
    (
        "CREATE TABLE output (key TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,"
        " entry TEXT NOT NULL, made_ms INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,"
        " error TEXT NOT NULL, ended_ms INTEGER, PRIMARY KEY (key),"
        " CHECK (state IN ('waiting', 'done', 'failed', 'cancelled'))) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE past_epoch (number INTEGER NOT NULL, epoch TEXT NOT NULL, upto INTEGER NOT NULL,"
        " hash TEXT NOT NULL, complete INTEGER NOT NULL, PRIMARY KEY (number)) STRICT"
    ),
    (
        "CREATE TABLE past (number INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,"
        " body TEXT NOT NULL, hash TEXT NOT NULL, posted_after INTEGER NOT NULL, posted INTEGER NOT NULL,"
        " PRIMARY KEY (number, seq)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE archive (epoch TEXT DEFAULT '' NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
        " file TEXT NOT NULL, sha256 TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL,"
        " at_ms INTEGER NOT NULL, PRIMARY KEY (epoch, first), CHECK (last >= first)) WITHOUT ROWID, STRICT"
    ),
    (
        "CREATE TABLE answered (number INTEGER NOT NULL, id TEXT NOT NULL, result TEXT NOT NULL,"
        " PRIMARY KEY (number), UNIQUE (id)) STRICT"
    ),
    (
        "CREATE TABLE imported (file TEXT NOT NULL, kind TEXT NOT NULL, began_ms INTEGER NOT NULL,"
        " rows INTEGER NOT NULL, done INTEGER NOT NULL, PRIMARY KEY (file)) WITHOUT ROWID, STRICT"
    ),
)

_KEEPS: Final = (
    ("past", "the entries of an earlier epoch stay as they are"),
    ("archive", "the marks of the archive stay as they are"),
)

STATEMENTS: Final = (
    "ALTER TABLE balance ADD COLUMN catch_qty INTEGER DEFAULT 0 NOT NULL",
    "ALTER TABLE stock ADD COLUMN catch_qty INTEGER DEFAULT 0 NOT NULL",
    "DROP TABLE unwitnessed",
    *_TABLES,
    "CREATE INDEX stock_at ON stock (location)",
    "CREATE INDEX past_id ON past (id)",
    "CREATE INDEX output_waiting ON output (device, made_ms) WHERE state = 'waiting'",
    "DROP TRIGGER ledger_keeps_delete",
    (
        "CREATE TRIGGER ledger_keeps_delete BEFORE DELETE ON ledger"
        " WHEN OLD.seq > (SELECT ifnull(max(last), 0) FROM archive WHERE epoch = '')"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    ),
    *(
        f"CREATE TRIGGER {table}_keeps_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        for table, why in _KEEPS
        for act in ("UPDATE", "DELETE")
    ),
)
