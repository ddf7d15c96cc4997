"""Starts a short shift as separate processes and compares the book with the world."""
