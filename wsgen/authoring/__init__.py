"""Drafts what an author wants to add to a document, in the way in which the document says such things already."""
