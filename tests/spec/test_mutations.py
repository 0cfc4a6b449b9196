"""Whatever is done to a valid document, the stages give a report, never a traceback."""

import json
from pathlib import Path
from typing import TypeAlias

import pytest
from documents import HEAD_2, sources
from hypothesis import given, settings
from hypothesis import strategies as st

from wsgen.diagnostics.diagnostic import has_errors
from wsgen.spec.node import Value, plain
from wsgen.spec.resolve import resolve
from wsgen.spec.rules import check
from wsgen.spec.upgrade import upgrade
from wsgen.spec.validate import validate

CHAT = plain(sources((Path(__file__).parents[2] / "asyncapi" / "chat.yml").read_text(encoding="utf-8")).document)
SECOND = plain(
    sources(
        HEAD_2
        + """
servers: {a: {url: 'ws://{b}/x', protocol: ws, variables: {b: {default: c}}, security: [{t: []}]}}
channels:
  room/{id}:
    servers: [a]
    parameters: {id: {schema: {type: integer}}}
    bindings: {ws: {query: {type: object, properties: {}}}}
    publish: {operationId: say, message: {oneOf: [{$ref: '#/components/messages/M'}, {name: n, payload: {}}]}}
    subscribe: {traits: [{$ref: '#/components/operationTraits/T'}], message: {$ref: '#/components/messages/M'}}
components:
  operationTraits: {T: {summary: s}}
  messageTraits: {U: {headers: {type: object}}}
  messages:
    M:
      traits: [{$ref: '#/components/messageTraits/U'}]
      payload: {$ref: '#/components/schemas/S'}
      examples: [{payload: 1}]
  schemas: {S: {type: object, properties: {s: {$ref: '#/components/schemas/S'}, n: {default: 1, type: string}}}}
  securitySchemes: {t: {type: httpApiKey, in: query, name: t}}
"""
    ).document
)

Step: TypeAlias = str | int
Path_: TypeAlias = tuple[Step, ...]

VALUES = st.one_of(
    st.sampled_from([None, True, -1, 2.5, "", "x", "#/", "$message.payload#/x", "{a}?#{"]),
    st.just([]),
    st.just({}),
    st.just({"$ref": "#/components"}),
    st.just({"$ref": 5}),
    st.just([{"$ref": "#"}]),
    st.just({"oneOf": [{"$ref": "#/components/schemas/S"}]}),
)


def paths(value: Value, path: Path_ = ()) -> list[Path_]:
    found = [path] if path and path != ("asyncapi",) else []
    members: list[tuple[Step, Value]] = []
    if isinstance(value, dict):
        members = list(value.items())
    elif isinstance(value, list):
        members = list(enumerate(value))
    return found + [each for key, inner in members for each in paths(inner, (*path, key))]


def changed(document: Value, path: Path_, value: Value) -> Value:
    """The document with another value at `path`; a string of two minus signs removes it."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(document, dict):
        return {
            key: changed(inner, rest, value) if key == first else inner
            for key, inner in document.items()
            if rest or key != first or value != "--"
        }
    assert isinstance(document, list)
    return [
        changed(inner, rest, value) if index == first else inner
        for index, inner in enumerate(document)
        if rest or index != first or value != "--"
    ]


@pytest.mark.parametrize("document", [CHAT, SECOND], ids=["3x", "2x"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_mutated_document_gets_a_report(document: Value, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(document)))
        document = changed(document, path, data.draw(st.one_of(VALUES, st.just("--"))))
    read = sources(json.dumps(document))

    found = list(validate(read))
    upgraded, more = upgrade(read)
    resolved, most = resolve(upgraded)
    if not has_errors((*found, *more, *most)):
        check(resolved, upgraded)
