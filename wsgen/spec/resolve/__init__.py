"""Values of an AsyncAPI 3.x document in, one `Document` without references out."""

from .assemble import resolve

__all__ = ["resolve"]
