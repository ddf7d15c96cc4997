"""The book on the disk: one SQLite file, its tables, the one writer, the views decisions read."""
