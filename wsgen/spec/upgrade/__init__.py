"""Values of an AsyncAPI 2.x document in, values of an AsyncAPI 3.0 document out."""

from .root import upgrade

__all__ = ["upgrade"]
