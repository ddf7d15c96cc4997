"""The panes of the screen: what each shows and what its keys do. `table.py` lists them all."""
