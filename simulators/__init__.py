"""Devices, world and central system, spoken from their protocols, for demo and tests."""
