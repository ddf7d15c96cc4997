"""Receive: the workflow of goods that come in. Its table is in `table.py`."""
