"""A `Document` in, what it contradicts itself in out."""

from .check import RULES, check

__all__ = ["RULES", "check"]
