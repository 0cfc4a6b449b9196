"""A server under test: an application booted on a real socket, or one at a URL, and a client's end of a connection."""
