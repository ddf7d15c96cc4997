"""Where a thing has been and what there was then: an index behind a cursor, and the readers over it."""
