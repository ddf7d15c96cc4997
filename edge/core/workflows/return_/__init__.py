"""Return: the workflow of goods that come back. Its table is in `table.py`."""
