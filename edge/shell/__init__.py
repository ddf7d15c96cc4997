"""The imperative shell: store, inbox, loop, upstream, control server."""
