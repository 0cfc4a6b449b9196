"""The handlers that users write in a file of their own: which there must be, which there are, what is added."""
