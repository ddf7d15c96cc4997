"""What makes the book provable: signed checkpoints, the head file, central's notes, and `wedge ledger verify`."""
