"""Contracts between a consumer and a provider, as Pact V4 files: recorded from the one, verified against the other."""

from .consumer import Consumer

__all__ = ["Consumer"]
