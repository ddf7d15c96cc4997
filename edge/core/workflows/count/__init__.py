"""Count: the workflow of what stands in a place. Its table is in `table.py`."""
