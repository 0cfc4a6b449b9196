"""The bundled JSON Schemas of a protocol, compiled when first needed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, cast

from jsonschema_rs import Draft7Validator, Draft202012Validator, ValidationError

_SCALARS: Final = frozenset({"string", "integer", "boolean", "null"})
_CHOICES: Final = frozenset({"anyOf", "oneOf"})
_EXPLAINED: Final = 4096
"""Characters of a frame up to which its fault is looked for among choices: every fault of every choice is made first,
a second's work of a bad frame of 64 KiB."""


class Schemas:
    """Says of a parsed frame whether its schema accepts it (JSON Schema draft 7, by jsonschema-rs).

    `file` holds one object whose `definitions` (or `$defs`) are the schemas by name, referring to one another from
    its root. It is read at the first frame, and each schema is compiled at the first frame that needs it. To draft 7
    formats are remarks; `formats` makes them rules, for what is sent too.
    """

    def __init__(self, file: Path, *, formats: bool = False) -> None:
        self._file = file
        self._formats = _later_formats() if formats else {}
        self._bundle: dict[str, Any] | None = None
        self._compiled: dict[str, Draft7Validator] = {}
        self._choosy: dict[str, bool] = {}

    @classmethod
    def of(cls, bundle: dict[str, Any]) -> "Schemas":
        """Take the bundle as a value instead of from a file."""
        schemas = cls(Path("schemas.json"))
        schemas._bundle = bundle
        return schemas

    def validator(self, name: str) -> Draft7Validator:
        """Give the compiled schema `name`; raises KeyError when the bundle has none of that name."""
        found = self._compiled.get(name)
        return found if found is not None else self._compile(name)

    @property
    def asserts_formats(self) -> bool:
        """Whether a text must be of the format that its schema names."""
        return bool(self._formats)

    def definition(self, name: str) -> Any:
        """Give the schema `name` as it stands in the bundle; raises KeyError when there is none of that name."""
        return self._definitions()[name]

    def judge(self, said: list[Any]) -> Callable[[Any], bool]:
        """Give what says of a value whether it fits all of `said`, which are parts of the bundle."""
        return self._made({"allOf": said}).is_valid

    def scalars(self, name: str, path: tuple[str, ...] = ()) -> frozenset[str]:
        """Give the properties of schema `name` that can only be text, an integer, a truth value or null.

        What is sure of them needs no look at the values: no nesting, no number out of range. `path` leads to the object
        whose properties are meant.
        """
        definitions = self._definitions()
        schema: Any = {"$ref": name}
        for step in path:
            schema = dict(_properties(definitions, schema)).get(step)
        properties = _properties(definitions, schema)
        return frozenset(key for key, value in properties if _is_scalar(_follow(definitions, value)))

    def fault(self, name: str, frame: object) -> str:
        """Say in one line which rule of schema `name` refuses the frame, and where; empty when none does.

        The value itself isn't repeated where it is long: the text may go into a close reason of 123 bytes.
        """
        validator = self.validator(name)
        if self._has_choices(name) and len(repr(frame)) > _EXPLAINED and not validator.is_valid(frame):
            return "isn't what its schema allows, and is too long to say where"
        try:
            validator.validate(frame)
        except ValidationError as error:
            # Not `iter_errors`: it makes them all before it gives the first, half a second's work of a bad frame.
            return _describe(error)
        return ""

    def _has_choices(self, name: str) -> bool:
        """Say whether a frame of schema `name` may be one thing or another."""
        found = self._choosy.get(name)
        return found if found is not None else self._choosy.setdefault(name, self._look_for_choices(name))

    def _look_for_choices(self, name: str) -> bool:
        definitions = self._definitions()
        seen, open_ = {name}, [definitions[name]]
        while open_:
            each: Any = open_.pop()
            if isinstance(each, list):
                open_ += each
            elif isinstance(each, dict):
                schema = cast("dict[str, Any]", each)
                if not _CHOICES.isdisjoint(schema):
                    return True
                open_ += schema.values()
                named = str(schema.get("$ref", "")).rpartition("/")[2]
                if named in definitions and named not in seen:
                    seen.add(named)
                    open_.append(definitions[named])
        return False

    def _load(self) -> dict[str, Any]:
        if self._bundle is None:
            self._bundle = json.loads(self._file.read_text(encoding="utf-8"))
        return self._bundle or {}

    def _key(self) -> str:
        return "definitions" if "definitions" in self._load() else "$defs"

    def _definitions(self) -> dict[str, Any]:
        found: dict[str, Any] = self._load()[self._key()]
        return found

    def _compile(self, name: str) -> Draft7Validator:
        if name not in self._definitions():
            raise KeyError(f"{self._file.name} has no schema {name!r}")
        # Names are Python identifiers, so the pointer needs no escaping.
        return self._compiled.setdefault(name, self._made({"$ref": f"#/{self._key()}/{name}"}))

    def _made(self, schema: dict[str, Any]) -> Draft7Validator:
        whole = {self._key(): self._definitions(), **schema}
        return Draft7Validator(whole, validate_formats=bool(self._formats), formats=self._formats)


def _later_formats() -> dict[str, Callable[[str], bool]]:
    """Give the formats that draft 7 doesn't know and documents use."""
    judges = {name: Draft202012Validator({"format": name}, validate_formats=True) for name in ("uuid", "duration")}
    return {name: judge.is_valid for name, judge in judges.items()}


def _follow(definitions: dict[str, Any], schema: Any) -> dict[str, Any]:
    """Follow references to the schema they mean; empty for one that is no object, or that refers to itself."""
    for _ in range(len(definitions) + 1):
        if not isinstance(schema, dict):
            break
        found = cast("dict[str, Any]", schema)
        if "$ref" not in found:
            return found
        schema = definitions.get(str(found["$ref"]).rpartition("/")[2])
    return {}


def _properties(definitions: dict[str, Any], schema: Any) -> Iterator[tuple[str, Any]]:
    """Give what a schema and the parts of its `allOf` say of properties: each of it holds."""
    waiting, seen = [schema], set[int]()
    while waiting:
        found = _follow(definitions, waiting.pop())
        if id(found) not in seen:
            seen.add(id(found))
            yield from found.get("properties", {}).items()
            waiting += found.get("allOf", ())


def _is_scalar(schema: dict[str, Any]) -> bool:
    if "const" in schema:
        return isinstance(schema["const"], (str, int))
    kinds: Any = schema.get("type", "object")
    return {kinds} <= _SCALARS if isinstance(kinds, str) else _SCALARS.issuperset(kinds)


def _describe(error: ValidationError) -> str:
    where = "/".join(str(step) for step in error.instance_path)
    rule = str(error.schema_path[-1]) if error.schema_path else "false"
    message = error.message
    if len(message) > 200:
        message = f"{message[:80]} … {message[-80:]}"
    return f"at {where or 'the frame'}: {message} ({rule})"
