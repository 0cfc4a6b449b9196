"""Checks examples and defaults against their schemas, with the place of the very value that doesn't fit."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from .document import Document, Message, Schema
from .keywords import KEYWORDS, Holds
from .node import MappingNode, Node, SequenceNode, Value, escape, plain

if TYPE_CHECKING:
    from jsonschema import Draft7Validator, ValidationError

# Further faults of one example seldom say anything new.
_MOST: Final = 5


def check_payloads(document: Document, *, example: str = "WSG312") -> tuple[Diagnostic, ...]:
    """What the schemas reject of the messages' examples, and of their own defaults and examples (JSON Schema draft 7).

    No schema may lead only back to itself. Formats aren't checked: to draft 7 they are remarks.
    `example` is the code of a message's example that doesn't fit.
    """
    messages = {each.id: each for channel in document.channels for each in channel.messages}
    has_examples = any(each.examples for each in messages.values())
    judged = [each for schema in document.schemas.values() for each in _judged_inside(schema)]
    if not has_examples and not judged:
        return ()
    names = {key: f"#/definitions/{index}" for index, key in enumerate(document.schemas)}
    if _all_fit(document.schemas, names, [*_pairs(messages.values()), *((one.subschema, one.value) for one in judged)]):
        return ()
    bench = _bench(document.schemas, names)
    return (
        *(each for message in messages.values() for each in _check_message(bench, message, example)),
        *(each for one in judged for each in _check_inside(bench, one)),
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """The schemas of a document in one bundle, and the validator that knows it; `names` gives their place in it."""

    validator: "Draft7Validator"
    names: Mapping[str, str]

    def errors(self, schema: Value, value: Value) -> "Iterator[ValidationError]":
        """What `schema` rejects of `value`, the innermost and most telling fault of each part."""
        from jsonschema import exceptions

        # jsonschema's own types leave open what these give and take.
        library, validator = cast("Any", exceptions), cast("Any", self.validator)
        for error in validator.evolve(schema=_usable(schema, self.names)).iter_errors(value):
            yield library.best_match([error]) or error


def _pairs(messages: Iterable[Message]) -> Iterator[tuple[Value, Value]]:
    """The messages' examples: a schema and a value that it must accept."""
    for message in messages:
        for example in message.examples:
            for key, node in ((message.payload, example.payload), (message.headers, example.headers)):
                if key is not None and node is not None:
                    yield {"$ref": key}, plain(node)


def _all_fit(schemas: Mapping[str, Schema], names: Mapping[str, str], pairs: list[tuple[Value, Value]]) -> bool:
    """Whether each schema accepts its value, and the validator of generated code can say so, which is quick.

    Loading jsonschema takes a tenth of a second; it's there for documents whose faults have to be told apart.
    """
    import jsonschema_rs

    judges = {str(number): _usable(schema, names) for number, (schema, _) in enumerate(pairs)}
    values = {str(number): value for number, (_, value) in enumerate(pairs)}
    try:
        validator = jsonschema_rs.Draft7Validator(
            {"definitions": _definitions(schemas, names), "properties": judges},
            validate_formats=False,
            retriever=_nothing,
        )
        return validator.is_valid(values)
    except ValueError:
        # A pattern that it can't run, for example. Rules of their own say what they think of that.
        return False


def _nothing(uri: str) -> Value:
    raise ValueError(f"{uri} is not a part of the document")


def _bench(schemas: Mapping[str, Schema], names: Mapping[str, str]) -> _Bench:
    from jsonschema import Draft7Validator

    return _Bench(Draft7Validator({"definitions": _definitions(schemas, names)}), names)


def _definitions(schemas: Mapping[str, Schema], names: Mapping[str, str]) -> dict[str, Value]:
    return {str(index): _usable(schema.value, names) for index, schema in enumerate(schemas.values())}


def _usable(schema: Value, names: Mapping[str, str]) -> Value:
    """A schema with references into the bundle, and without what would mislead the validator.

    `$id` would move the base of references. A pattern that Python can't run is left out. `nullable` is a word of
    OpenAPI which so many documents use that models honour it too.
    """
    if not isinstance(schema, dict):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str):
        return {"$ref": names.get(target, target)}
    result: dict[str, Value] = {}
    for name, value in schema.items():
        if name in {"$id", "$schema"} or (name == "pattern" and not _runs(value)):
            continue
        keyword = KEYWORDS.get(name)
        result[name] = _usable_part(value, keyword.holds if keyword else Holds.VALUE, names)
    if schema.get("nullable") is True:
        return {"anyOf": [{"type": "null"}, result]}
    return result


def _usable_part(value: Value, holds: Holds, names: Mapping[str, str]) -> Value:
    if holds in {Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS}:
        return [_usable(each, names) for each in value] if isinstance(value, list) else _usable(value, names)
    if holds is Holds.MAP and isinstance(value, dict):
        return {name: _usable(each, names) for name, each in value.items() if _runs(name)}
    return value


def _runs(pattern: Value) -> bool:
    try:
        re.compile(str(pattern))
    except re.error:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Judged:
    """A default or an example inside a schema, the subschema that judges it, and where it stands in `schema`."""

    code: str
    what: str
    subschema: Value
    value: Value
    schema: Schema
    pointer: str


def _judged_inside(schema: Schema) -> Iterator[_Judged]:
    for subschema, pointer in _subschemas(schema.value, ""):
        if "default" in subschema:
            yield _Judged("WSG313", "default", subschema, subschema["default"], schema, f"{pointer}/default")
        examples = subschema.get("examples")
        for index, value in enumerate(examples if isinstance(examples, list) else ()):
            yield _Judged("WSG314", "example", subschema, value, schema, f"{pointer}/examples/{index}")


def _subschemas(value: Value, pointer: str) -> Iterator[tuple[dict[str, Value], str]]:
    """A schema and every schema inside it, with its place."""
    if not isinstance(value, dict):
        return
    yield value, pointer
    for name, inner in value.items():
        keyword, place = KEYWORDS.get(name), f"{pointer}/{escape(name)}"
        holds = keyword.holds if keyword else Holds.VALUE
        if holds is Holds.MAP and isinstance(inner, dict):
            for key, each in inner.items():
                yield from _subschemas(each, f"{place}/{escape(key)}")
        elif holds in {Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS} and isinstance(inner, list):
            for index, each in enumerate(inner):
                yield from _subschemas(each, f"{place}/{index}")
        elif holds in {Holds.SCHEMA, Holds.SCHEMA_OR_SCHEMAS}:
            yield from _subschemas(inner, place)


def _check_inside(bench: _Bench, judged: _Judged) -> Iterator[Diagnostic]:
    # The schema's own keywords, without the value itself: `default` and `examples` judge nothing.
    for error in _first(bench.errors(judged.subschema, judged.value)):
        pointer = judged.pointer + "".join(f"/{escape(str(step))}" for step in error.absolute_path)
        location = judged.schema.positions.get(pointer, judged.schema.location)
        message, hint = _wording(error, f"the {judged.what}")
        yield found(judged.code, location, message, hint=hint)


def _check_message(bench: _Bench, message: Message, code: str) -> Iterator[Diagnostic]:
    for example in message.examples:
        for key, node in ((message.payload, example.payload), (message.headers, example.headers)):
            if key is None or node is None:
                continue
            for error in _first(bench.errors({"$ref": key}, plain(node))):
                text, hint = _wording(error, "the example")
                yield found(code, _location(node, error), text, hint=hint)


def _first(errors: "Iterable[ValidationError]") -> "Iterator[ValidationError]":
    for count, error in enumerate(errors):
        if count == _MOST:
            return
        yield error


def _location(node: Node, error: "ValidationError") -> Location:
    """Where the value stands that doesn't fit; of a key too many, the key."""
    for step in error.absolute_path:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
            node = node.entries[step].value
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    extra = _extra_key(error)
    if extra is not None and isinstance(node, MappingNode):
        return node.entries[extra].location
    return node.location


def _extra_key(error: "ValidationError") -> str | None:
    """The first key of an object that its schema forbids."""
    instance, schema = _parts(error)
    if error.validator != "additionalProperties" or not isinstance(instance, dict) or not isinstance(schema, dict):
        return None
    known, patterns = _members(schema, "properties"), _members(schema, "patternProperties")
    for name in instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            return name
    return None


def _parts(error: "ValidationError") -> tuple[Value, Value]:
    """The value that doesn't fit and the schema that says so; jsonschema leaves their types open."""
    instance: Any = error.instance
    schema: Any = error.schema
    return instance, schema


def _members(schema: Value, keyword: str) -> tuple[str, ...]:
    held = schema.get(keyword) if isinstance(schema, dict) else None
    return tuple(held) if isinstance(held, dict) else ()


def _wording(error: "ValidationError", whose: str) -> tuple[str, str]:
    """What doesn't fit, and what to do, in our words."""
    path = [str(step) for step in error.absolute_path]
    subject = f"{whose}'s `{'.'.join(path)}`" if path else whose
    wanted: Any = error.validator_value
    match error.validator:
        case "enum":
            guess = did_you_mean(str(error.instance), [str(each) for each in wanted])
            hint = f"did you mean `{guess}`?" if guess else "choose one of those, or add it to the schema"
            return f"{subject} is not one of {', '.join(str(each) for each in wanted)}", hint
        case "const":
            return f"{subject} is not `{_shown(wanted)}`", f"write `{_shown(wanted)}`"
        case "type":
            types = [wanted] if isinstance(wanted, str) else list(wanted)
            hint = f"write {' or '.join(map(_article, types))}, or widen the schema"
            return f"{subject} is not {' or '.join(map(_article, types))}", hint
        case "required":
            present: Any = error.instance
            missing = [name for name in wanted if name not in present]
            name = next((each for each in missing if f"'{each}'" in error.message), missing[0])
            return f"{subject} has no `{name}`, which the schema requires", f"add `{name}`"
        case "additionalProperties":
            return _wording_of_extra(error, subject)
        case _ if error.schema is False:
            return f"the schema allows nothing where {subject} stands", "remove the value, or change the schema"
        case "allOf" | "anyOf" | "oneOf" | "not" | "if" | "dependencies" | "contains" | "propertyNames":
            return f"{subject} doesn't fit `{error.validator}` of the schema", "change one of the two"
        case _:
            return f"{subject} breaks `{error.validator}: {_shown(wanted)}` of the schema", "change one of the two"


def _wording_of_extra(error: "ValidationError", subject: str) -> tuple[str, str]:
    extra = _extra_key(error)
    if extra is None:
        return f"{subject} has a key that the schema forbids", "remove it, or describe it in the schema"
    guess = did_you_mean(extra, _members(_parts(error)[1], "properties"))
    hint = f"did you mean `{guess}`?" if guess else "remove it, or describe it in the schema"
    return f"{subject} has `{extra}`, which the schema doesn't allow", hint


def _article(kind: str) -> str:
    return kind if kind == "null" else f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
