"""Transfer: the workflow of goods that change their place. Its table is in `table.py`."""
