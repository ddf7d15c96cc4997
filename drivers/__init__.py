"""Device drivers: one file a device kind, one line in the registry."""
