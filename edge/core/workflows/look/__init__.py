"""Look: the workflow of whoever asks what stands where. Its table is in `table.py`."""
