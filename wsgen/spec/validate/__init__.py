"""Files of a specification in, what AsyncAPI's objects don't allow out."""

from .check import validate

__all__ = ["validate"]
