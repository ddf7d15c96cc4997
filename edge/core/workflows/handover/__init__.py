"""Hand-over: unfinished work goes to another operator, or to whoever comes. Its table is in `table.py`."""
