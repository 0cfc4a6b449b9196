"""Decides what crosses the wire: one AsyncAPI document becomes one protocol."""
