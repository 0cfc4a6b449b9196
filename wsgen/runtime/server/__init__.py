"""The server's side: lets clients in, runs handlers, publishes to topics; `asgi` is how a web server reaches it."""
