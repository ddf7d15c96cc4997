"""One line a workflow."""
