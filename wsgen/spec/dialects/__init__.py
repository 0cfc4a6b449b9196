"""What a schema says in the dialect of JSON Schema that it's written in, in; the same in draft 7, out."""

from .dialect import Conversion, Dialect, converted, is_judging
from .following import dialect_at, is_reference_only, target_of
from .formats import ASYNCAPI, DIALECTS, dialect_of_format, dialect_of_uri, origin_of

__all__ = [
    "ASYNCAPI",
    "DIALECTS",
    "Conversion",
    "Dialect",
    "converted",
    "dialect_at",
    "dialect_of_format",
    "dialect_of_uri",
    "is_judging",
    "is_reference_only",
    "origin_of",
    "target_of",
]
