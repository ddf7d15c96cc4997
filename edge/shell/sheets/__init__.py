"""Sheets of codes on paper: symbols, SVG, PDF, and what they are made of."""
