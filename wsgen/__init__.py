"""wsgen compiles one AsyncAPI document into typed WebSocket servers and clients for Python."""

__version__ = "0.1.0"
