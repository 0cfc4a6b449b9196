"""The client's side: opens a connection, asks, listens, and closes in order."""
