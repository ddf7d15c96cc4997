"""Putaway: the workflow of what stands at the dock. Its table is in `table.py`."""
