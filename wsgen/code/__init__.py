"""Writes Python: one protocol becomes one tree of files."""
