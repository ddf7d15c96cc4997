"""The one loop: collect, decide, commit, perform; and who tells it, and whom it tells."""
