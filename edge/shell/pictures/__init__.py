"""Pictures that codes were read from: kept in a bounded folder, found by device and moment."""
