"""Says whether JSON Schemas accept values, and what they reject; the only importer of two validators."""

from .accepting import accepting, can_run
from .explaining import Rejection, judge

__all__ = ["Rejection", "accepting", "can_run", "judge"]
