"""The book in other places: backup, restore and the past pulled back, the second copy, the archive."""
