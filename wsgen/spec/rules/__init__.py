"""A `Document` in, what it contradicts itself in out."""

from .check import RULES, check
from .components import check_unused

__all__ = ["RULES", "check", "check_unused"]
