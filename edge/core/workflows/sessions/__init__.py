"""Sessions: who works where, and taking their work over. Its table is in `table.py`."""
