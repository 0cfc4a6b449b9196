"""The objects of every AsyncAPI version, as tables."""

from .table import ELSEWHERE, VERSIONS, kind_at, objects_of

__all__ = ["ELSEWHERE", "VERSIONS", "kind_at", "objects_of"]
