"""The pure domain: no clock, no I/O, no threads, no libraries of the border."""
