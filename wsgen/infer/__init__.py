"""Recorded frames become the draft of a document."""
