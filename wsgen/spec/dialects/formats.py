"""Which dialect a `schemaFormat` or a `$schema` means (AsyncAPI 3.0 §Multi Format Schema Object)."""

import re
from types import MappingProxyType
from typing import Final

from ..keywords import KEYWORDS
from .dialect import Dialect
from .newer import DRAFT_2019_09, DRAFT_2020_12, OPENAPI_3_1
from .older import DRAFT_4, DRAFT_6, OPENAPI_3_0

ASYNCAPI: Final = Dialect(
    name="JSON Schema draft 7",
    mark="draft 7",
    format="application/schema+json;version=draft-07",
    keywords=KEYWORDS,
    # `$defs` does no harm: references find what it holds.
    instead=MappingProxyType(
        {
            "prefixItems": "write the list in `items`",
            "dependentSchemas": "write it in `dependencies`",
            "dependentRequired": "write it in `dependencies`",
            "unevaluatedItems": "use `additionalItems`, or remove it",
            "unevaluatedProperties": "use `additionalProperties`, or remove it",
            "minContains": "remove it",
            "maxContains": "remove it",
        }
    ),
)
DIALECTS: Final = (DRAFT_4, DRAFT_6, ASYNCAPI, DRAFT_2019_09, DRAFT_2020_12, OPENAPI_3_0, OPENAPI_3_1)
"""Every dialect that is read, JSON Schema's in the order of their time."""

_FORMATS: Final = (
    (r"vnd\.aai\.asyncapi", r"[23]\.\d+\.\d+(?:-\S+)?", ASYNCAPI),
    (r"schema", r"(?:draft-?)?0?[45]", DRAFT_4),
    (r"schema", r"(?:draft-?)?0?6", DRAFT_6),
    (r"schema", r"(?:draft-?)?0?7", ASYNCAPI),
    (r"schema", r"(?:draft[-/])?2019-09", DRAFT_2019_09),
    (r"schema", r"(?:draft[-/])?2020-12", DRAFT_2020_12),
    (r"vnd\.oai\.openapi", r"3\.0(?:\.\d+)?(?:-\S+)?", OPENAPI_3_0),
    (r"vnd\.oai\.openapi", r"3\.[12](?:\.\d+)?(?:-\S+)?", OPENAPI_3_1),
)
_PATTERNS: Final = tuple(
    (re.compile(rf"application/{type_}(?:\+json|\+yaml)?;version=\"?{version}\"?"), dialect)
    for type_, version, dialect in _FORMATS
)
_URI: Final = re.compile(r"https?://json-schema\.org/(?:draft-0?(\d)|draft/(\d{4}-\d\d))/schema#?")
_OF_OPENAPI: Final = re.compile(r"https://spec\.openapis\.org/oas/3\.[12]/(?:dialect|schema)/\S+")
_BY_DRAFT: Final = MappingProxyType(
    {"4": DRAFT_4, "5": DRAFT_4, "6": DRAFT_6, "7": ASYNCAPI, "2019-09": DRAFT_2019_09, "2020-12": DRAFT_2020_12}
)


def dialect_of_format(schema_format: str) -> Dialect | None:
    """The dialect that a `schemaFormat` names; None where it names another language, or nothing that is known.

    JSON Schema's and OpenAPI's versions are taken however they are written: `draft-07`, `2020-12`, `3.0.3`. A draft 5
    of JSON Schema differs from draft 4 in nothing.
    """
    text = re.sub(r"\s", "", schema_format).lower()
    return next((dialect for pattern, dialect in _PATTERNS if pattern.fullmatch(text)), None)


def dialect_of_uri(uri: str) -> Dialect | None:
    """The dialect that a `$schema` names, where it's a known one."""
    if _OF_OPENAPI.fullmatch(uri):
        return OPENAPI_3_1
    match = _URI.fullmatch(uri)
    return _BY_DRAFT.get(match[1] or match[2]) if match else None


def origin_of(keyword: str) -> Dialect | None:
    """The first dialect that knows a keyword."""
    return next((dialect for dialect in DIALECTS if keyword in dialect.keywords), None)
