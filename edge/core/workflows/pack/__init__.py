"""Pack: the workflow of what goes into boxes. Its table is in `table.py`."""
