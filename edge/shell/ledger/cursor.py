"""The store's cursor: one on the writing connection, shared by all that read and write in its transaction."""

import sqlite3


class Cursor(sqlite3.Cursor):
    """`reference_changes` counts what was done to reference data through it: what is kept of that is read again."""

    reference_changes: int = 0
