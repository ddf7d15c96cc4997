"""Recordings: what screens heard, kept as a file, and played in the same screen. The form is in `recording.py`."""
