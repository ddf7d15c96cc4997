"""Durable effects: labels first, each a row until the device has answered."""
