"""Warehouse edge: the daemon on the box, and the contracts its rooms share."""

__version__ = "0.1.0"
