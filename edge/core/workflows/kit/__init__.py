"""Kit: the workflow of sets that are made, and taken apart. Its table is in `table.py`."""
