"""Settle: the workflow of findings that a supervisor settles. Its table is in `table.py`."""
