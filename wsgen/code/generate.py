"""Has datamodel-code-generator write Python types for JSON Schemas; its only importer."""

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from ..spec.node import Value
from .cache import Cache
from .rewrite import UnexpectedSourceError

if TYPE_CHECKING:
    from datamodel_code_generator._types.generate_config_dict import GenerateConfigDict

_SETTINGS: Final[Mapping[str, object]] = MappingProxyType(
    {
        "input_file_type": "jsonschema",
        "schema_version": "draft-07",
        "output_model_type": "pydantic_v2.BaseModel",
        "target_python_version": "3.11",
        "target_pydantic_version": "2.11",
        "class_name": "Root",
        "skip_root_model": True,
        # Without one it writes its own, with a date.
        "custom_file_header": "#",
        "disable_timestamp": True,
        # Its formatters read the working folder's configuration.
        "formatters": (),
        "use_annotated": True,
        "field_constraints": True,
        "strict_nullable": True,
        "enum_field_as_literal": "all",
        "use_type_alias": True,
        "use_type_alias_type": True,
        "use_tuple_for_closed_arrays": True,
        "use_tuple_for_fixed_items": True,
        "keep_model_order": True,
        "disable_appending_item_suffix": True,
        "strict_refs": True,
        "allow_remote_refs": False,
        "use_standard_collections": True,
        "use_union_operator": True,
        "use_double_quotes": True,
        "use_exact_imports": True,
    }
)
# The libraries that write the text, and Python's own version, which they may ask for.
_WRITERS: Final = ("datamodel-code-generator", "jinja2", "pydantic")


def generate(documents: Sequence[Mapping[str, Value]], cache: Cache) -> Sequence[str]:
    """What datamodel-code-generator writes for each document of schemas by name (draft 7), with types in new style.

    Nothing outside the arguments decides what that is. Raises UnexpectedSourceError where it's more than one module.
    """
    versions = (*(f"{name} {version(name)}" for name in _WRITERS), platform.python_version())
    # The order of keys is the order of fields, so it counts.
    texts = [json.dumps(each) for each in documents]
    written = cache.texts(
        {text: (*versions, repr(dict(_SETTINGS)), text) for text in texts},
        lambda missing: [_generated(json.loads(text)) for text in missing],
    )
    return [written[text] for text in texts]


def _generated(schemas: Mapping[str, object]) -> str:
    # Half a second the first time, most of it imports.
    from datamodel_code_generator import generate

    options = cast("GenerateConfigDict", {**_SETTINGS, "custom_class_name_generator": str})
    document = {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": schemas}
    written = generate(document, **options)
    if not isinstance(written, str):
        raise UnexpectedSourceError("more than one module")
    return written
