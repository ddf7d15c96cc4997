"""Pick: the workflow of orders. Its table is in `table.py`."""
