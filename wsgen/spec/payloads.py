"""Checks examples and defaults against their schemas, with the place of the very value that doesn't fit."""

import json
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from ..diagnostics.diagnostic import Diagnostic
from ..diagnostics.found import did_you_mean, found
from ..diagnostics.location import Location
from .document import Document, Message, Schema
from .ecma import with_runnable
from .judge import Rejection, judge
from .keywords import KEYWORDS, Holds
from .node import MappingNode, Node, SequenceNode, Value, escape, plain
from .subschemas import references_in, walk

# How many values of an enum a message lists.
_SHOWN: Final = 20


def check_payloads(
    document: Document, *, example: str = "WSG312", asserts_formats: bool = False
) -> tuple[Diagnostic, ...]:
    """What the schemas reject of the messages' examples, and of their own defaults and examples (JSON Schema draft 7).

    No schema may lead only back to itself. Formats are remarks, as draft 7 has them, unless `asserts_formats`. A schema
    that can't be said in draft 7 judges nothing, and neither does one that leads to it. `example` is the code of a
    message's example that doesn't fit.
    """
    whole = document.schemas.keys() - _partial(document.schemas)
    messages = {each.id: each for channel in document.channels for each in channel.messages}
    messages |= {each.id: each for each in document.spare.messages}
    shown = [each for each in _shown_by(messages.values(), example) if each.key in whole]
    judged = [each for key in document.schemas if key in whole for each in _judged_inside(document.schemas[key])]
    if not shown and not judged:
        return ()
    names = {key: f"#/definitions/{index}" for index, key in enumerate(document.schemas)}
    definitions = {
        str(index): _usable(with_runnable(each.value), names) for index, each in enumerate(document.schemas.values())
    }
    asked: list[_Shown | _Judged] = [*shown, *judged]
    verdicts = judge(
        definitions,
        [(_usable(with_runnable(each.subschema), names), each.value) for each in asked],
        asserts_formats=asserts_formats,
    )
    return tuple(
        each.diagnostic(rejection)
        for each, rejections in zip(asked, verdicts, strict=True)
        for rejection in _telling(rejections)
    )


def _telling(rejections: Iterable[Rejection]) -> list[Rejection]:
    """Without what else is wrong with a value of the wrong type: that alone says what to do."""
    rejections = list(rejections)
    mistyped = {each.path for each in rejections if each.keyword == "type"}
    return [each for each in rejections if each.keyword == "type" or each.path not in mistyped]


def _partial(schemas: Mapping[str, Schema]) -> AbstractSet[str]:
    """The schemas that lack something of what was written, and those that lead to them."""
    found = {key for key, schema in schemas.items() if schema.unsupported}
    if not found:
        return found
    leading: dict[str, list[str]] = {}
    for key, schema in schemas.items():
        for target in references_in(schema.value):
            leading.setdefault(target, []).append(key)
    waiting = list(found)
    while waiting:
        new = set(leading.get(waiting.pop(), ())) - found
        found |= new
        waiting.extend(new)
    return found


@dataclass(frozen=True, slots=True)
class _Shown:
    """An example of a message: the key of the schema that judges it, and where it stands."""

    code: str
    key: str
    value: Value
    node: Node

    @property
    def subschema(self) -> Value:
        """The schema that judges it."""
        return {"$ref": self.key}

    def diagnostic(self, rejection: Rejection) -> Diagnostic:
        text, hint = _wording(rejection, "the example")
        return found(self.code, _location(self.node, rejection), text, hint=hint)


def _shown_by(messages: Iterable[Message], code: str) -> Iterator[_Shown]:
    for message in messages:
        for example in message.examples:
            for key, node in ((message.payload, example.payload), (message.headers, example.headers)):
                if key is not None and node is not None:
                    yield _Shown(code, key, plain(node), node)


def _usable(schema: Value, names: Mapping[str, str]) -> Value:
    """A schema with references into the bundle, and without what would mislead the validator.

    `$id` would move the base of references. `nullable` is a word of OpenAPI which so many documents use that models
    honour it too.
    """
    if not isinstance(schema, dict):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str):
        return {"$ref": names.get(target, target)}
    result: dict[str, Value] = {}
    for name, value in schema.items():
        if name not in {"$id", "$schema"}:
            result[name] = _usable_part(value, KEYWORDS.get(name, Holds.VALUE), names)
    if schema.get("nullable") is True:
        return {"anyOf": [{"type": "null"}, result]}
    return result


def _usable_part(value: Value, holds: Holds, names: Mapping[str, str]) -> Value:
    if holds in {Holds.SCHEMA, Holds.SCHEMAS, Holds.SCHEMA_OR_SCHEMAS}:
        return [_usable(each, names) for each in value] if isinstance(value, list) else _usable(value, names)
    if holds is Holds.MAP and isinstance(value, dict):
        return {name: _usable(each, names) for name, each in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class _Judged:
    """A default or an example inside a schema, the subschema that judges it, and where it stands in `schema`."""

    code: str
    what: str
    subschema: Value
    value: Value
    schema: Schema
    pointer: str

    def diagnostic(self, rejection: Rejection) -> Diagnostic:
        pointer = self.pointer + "".join(f"/{escape(str(step))}" for step in rejection.path)
        location = self.schema.positions.get(pointer, self.schema.location)
        message, hint = _wording(rejection, f"the {self.what}")
        return found(self.code, location, message, hint=hint)


def _judged_inside(schema: Schema) -> Iterator[_Judged]:
    for subschema, pointer in walk(schema.value):
        if "default" in subschema:
            yield _Judged("WSG313", "default", subschema, subschema["default"], schema, f"{pointer}/default")
        examples = subschema.get("examples")
        for index, value in enumerate(examples if isinstance(examples, list) else ()):
            yield _Judged("WSG314", "example", subschema, value, schema, f"{pointer}/examples/{index}")


def _location(node: Node, error: Rejection) -> Location:
    """Where the value stands that doesn't fit; of a key too many, the key."""
    for step in error.path:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node.entries:
            node = node.entries[step].value
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    if error.keyword == "additionalProperties" and isinstance(node, MappingNode):
        return node.entries[error.name].location
    return node.location


def _members(schema: Value, keyword: str) -> tuple[str, ...]:
    held = schema.get(keyword) if isinstance(schema, dict) else None
    return tuple(held) if isinstance(held, dict) else ()


def _wording(error: Rejection, whose: str) -> tuple[str, str]:
    """What doesn't fit, and what to do, in our words."""
    path = [str(step) for step in error.path]
    subject = f"{whose}'s `{'.'.join(path)}`" if path else whose
    wanted: Any = error.wanted
    match error.keyword:
        case "enum":
            texts = [each for each in wanted if isinstance(each, str)]
            guess = did_you_mean(error.instance, texts) if isinstance(error.instance, str) else None
            hint = f"did you mean `{guess}`?" if guess else "choose one of those, or add it to the schema"
            return f"{subject} is not one of {_listed(wanted)}", hint
        case "const":
            return f"{subject} is not `{_shown(wanted)}`", f"write `{_shown(wanted)}`"
        case "type":
            types = [wanted] if isinstance(wanted, str) else list(wanted)
            hint = f"write {' or '.join(map(_article, types))}, or widen the schema"
            return f"{subject} is not {' or '.join(map(_article, types))}", hint
        case "required":
            return f"{subject} has no `{error.name}`, which the schema requires", f"add `{error.name}`"
        case "additionalProperties":
            return _wording_of_extra(error, subject)
        case "" if error.schema is False:
            return f"the schema allows nothing where {subject} stands", "remove the value, or change the schema"
        case "":
            return f"{subject} doesn't fit its schema", "change one of the two"
        case "allOf" | "anyOf" | "oneOf" | "not" | "if" | "dependencies" | "contains" | "propertyNames":
            return f"{subject} doesn't fit `{error.keyword}` of the schema", "change one of the two"
        case _:
            return f"{subject} breaks `{error.keyword}: {_shown(wanted)}` of the schema", "change one of the two"


def _wording_of_extra(error: Rejection, subject: str) -> tuple[str, str]:
    guess = did_you_mean(error.name, _members(error.schema, "properties"))
    hint = f"did you mean `{guess}`?" if guess else "remove it, or describe it in the schema"
    return f"{subject} has `{error.name}`, which the schema doesn't allow", hint


def _article(kind: str) -> str:
    return kind if kind == "null" else f"{'an' if kind[0] in 'aio' else 'a'} {kind}"


def _listed(values: list[Value]) -> str:
    shown = ", ".join(f"`{_shown(each)}`" for each in values[:_SHOWN])
    return shown if len(values) <= _SHOWN else f"{shown} and {len(values) - _SHOWN:,} others"


def _shown(value: Value) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
