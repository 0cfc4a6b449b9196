"""Compares two protocols by what crosses the wire: what an edit of a document means to peers built before it."""
