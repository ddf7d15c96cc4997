"""Replenish: the workflow of faces that are filled up. Its table is in `table.py`."""
