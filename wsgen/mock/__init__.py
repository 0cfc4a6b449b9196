"""The documented server: a generated server whose handlers answer what the document says."""
