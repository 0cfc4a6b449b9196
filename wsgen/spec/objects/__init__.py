"""The objects of every AsyncAPI version, as tables."""

from .table import ELSEWHERE, VERSIONS, objects_of

__all__ = ["ELSEWHERE", "VERSIONS", "objects_of"]
