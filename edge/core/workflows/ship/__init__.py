"""Ship: the workflow of what is loaded and leaves. Its table is in `table.py`."""
