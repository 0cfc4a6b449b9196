"""Resolving: one Document without references, each thing in it once, by the place where it was written."""

from pathlib import Path

import pytest
from documents import HEAD, codes, resolved, sources

from wsgen.spec.digest import digest
from wsgen.spec.document import Action, Document
from wsgen.spec.load import read
from wsgen.spec.node import plain
from wsgen.spec.resolve import resolve

CHAT = Path(__file__).parents[2] / "asyncapi" / "chat.yml"

TWO_CHANNELS = """
channels:
  a:
    messages: {Hello: {$ref: '#/components/messages/Hello'}, Own: {payload: {type: string}}}
  b:
    messages: {Hi: {$ref: '#/components/messages/Hello'}}
components:
  messages:
    Hello: {name: hello, payload: {$ref: '#/components/schemas/Hello'}}
  schemas:
    Hello: {type: object}
"""


def payload(document: Document) -> object:
    """The payload's schema of the only message."""
    key = document.channels[0].messages[0].payload
    assert key is not None
    return document.schemas[key].value


def test_the_contract_of_this_repository_is_without_a_remark() -> None:
    assert codes(CHAT.read_text(encoding="utf-8")) == []


def test_a_component_used_by_two_channels_is_one_message_under_two_names() -> None:
    first, second = resolved(HEAD + TWO_CHANNELS).channels

    assert [message.key for message in (*first.messages, *second.messages)] == ["Hello", "Own", "Hi"]
    assert first.messages[0].id == second.messages[0].id == "spec.yml#/components/messages/Hello"
    assert first.messages[0].payload == "spec.yml#/components/schemas/Hello"
    assert first.messages[1].payload == "spec.yml#/channels/a/messages/Own/payload"


def test_keys_are_relative_to_the_documents_folder(tmp_path: Path) -> None:
    (tmp_path / "deep" / "types").mkdir(parents=True)
    spec = HEAD + "channels: {c: {messages: {A: {payload: {$ref: 'types/a.yml#/A'}}}}}"
    (tmp_path / "deep" / "spec.yml").write_text(spec, encoding="utf-8")
    (tmp_path / "deep" / "types" / "a.yml").write_text("A: {type: object}", encoding="utf-8")

    here = read("spec.yml", root=tmp_path / "deep")
    above = read("deep/spec.yml", root=tmp_path)

    assert list(resolve(here)[0].schemas) == list(resolve(above)[0].schemas) == ["types/a.yml#/A"]
    assert digest(here) == digest(above)


def test_an_operation_without_messages_has_all_of_its_channel() -> None:
    body = """
channels: {c: {messages: {A: {}, B: {}}}}
operations:
  all: {action: send, channel: {$ref: '#/channels/c'}}
  one: {action: receive, channel: {$ref: '#/channels/c'}, messages: [{$ref: '#/channels/c/messages/B'}]}
  none: {action: send, channel: {$ref: '#/channels/c'}, messages: []}
"""

    operations = {each.name: each for each in resolved(HEAD + body).operations}

    assert [len(operations[name].messages) for name in ("all", "one", "none")] == [2, 1, 0]
    assert operations["one"].messages == ("spec.yml#/channels/c/messages/B",)
    assert operations["one"].action is Action.RECEIVE


def test_a_reply_names_messages_of_its_own_channel() -> None:
    body = """
channels:
  ask: {messages: {Ask: {}}}
  answer: {messages: {Answer: {}}}
operations:
  listed:
    action: receive
    channel: {$ref: '#/channels/ask'}
    reply: {channel: {$ref: '#/channels/answer'}, messages: [{$ref: '#/channels/answer/messages/Answer'}]}
  all: {action: receive, channel: {$ref: '#/channels/ask'}, reply: {channel: {$ref: '#/channels/answer'}}}
  anywhere:
    action: receive
    channel: {$ref: '#/channels/ask'}
    reply: {address: {location: $message.header#/to}, messages: [{$ref: '#/channels/answer/messages/Answer'}]}
"""

    replies = [each.reply for each in resolved(HEAD + body).operations]

    assert [reply.messages for reply in replies if reply] == [("spec.yml#/channels/answer/messages/Answer",)] * 3
    assert [reply.channel for reply in replies if reply] == ["answer", "answer", None]
    assert [reply.address for reply in replies if reply] == [None, None, "$message.header#/to"]


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("#/components/messages/Hello", ["WSG310:14"]),
        ("#/channels/b/messages/Hi", ["WSG310:14"]),
        ("#/channels/a/messages/Hello", []),
    ],
)
def test_an_operation_names_its_messages_by_their_place_in_its_channel(message: str, wanted: list[str]) -> None:
    operation = f"""operations:
  op: {{action: send, channel: {{$ref: '#/channels/a'}}, messages: [{{$ref: '{message}'}}]}}
"""

    assert codes(HEAD + TWO_CHANNELS.lstrip("\n") + operation) == wanted


def test_a_trait_adds_but_does_not_replace() -> None:
    body = """
channels:
  c:
    messages:
      A:
        summary: own
        headers: {type: object, required: [size], properties: {size: {type: integer}}}
        traits:
          - {summary: first, title: first, headers: {required: [trace], properties: {trace: {type: string}}}}
          - {summary: second, title: second, contentType: text/plain}
operations:
  op:
    action: send
    channel: {$ref: '#/channels/c'}
    traits: [{$ref: '#/components/operationTraits/T'}]
components:
  operationTraits: {T: {summary: shared, x-wsgen-role: ping}}
"""

    document = resolved(HEAD + body)
    message = document.channels[0].messages[0]
    assert message.headers is not None
    headers = document.schemas[message.headers].value

    assert (message.summary, message.title, message.content_type) == ("own", "second", "text/plain")
    assert headers == {
        "type": "object",
        "required": ["size"],
        "properties": {"trace": {"type": "string"}, "size": {"type": "integer"}},
    }
    assert document.operations[0].summary == "shared"
    assert plain(document.operations[0].extensions["x-wsgen-role"]) == "ping"


def test_references_in_a_schema_become_keys_and_nothing_else_does() -> None:
    body = """
channels: {c: {messages: {A: {payload: {$ref: '#/components/schemas/A'}}}}}
components:
  schemas:
    A:
      properties:
        $ref: {type: string}
        b: {$ref: '#/components/schemas/B', description: dropped}
        c: {items: [{$ref: '#/components/schemas/Alias'}], const: {$ref: '#/components/schemas/B'}}
      allOf: [{$ref: '#/components/schemas/A/properties/b'}]
      dependencies: {b: [c], c: {$ref: '#/components/schemas/B'}}
    Alias: {$ref: '#/components/schemas/B'}
    B: {type: integer}
"""

    b = {"$ref": "spec.yml#/components/schemas/B"}
    assert payload(resolved(HEAD + body)) == {
        "properties": {
            "$ref": {"type": "string"},
            "b": b,
            "c": {"items": [b], "const": {"$ref": "#/components/schemas/B"}},
        },
        "allOf": [b],
        "dependencies": {"b": ["c"], "c": b},
    }


def test_schemas_that_contain_each_other_across_files_are_each_there_once() -> None:
    files = {
        "people.yml": "Staff: {properties: {place: {$ref: 'places.yml#/Place'}}}",
        "places.yml": "Place: {properties: {staff: {items: {$ref: './people.yml#/Staff'}}}}",
    }

    document = resolved(HEAD + "channels: {c: {messages: {A: {payload: {$ref: 'people.yml#/Staff'}}}}}", files)

    assert list(document.schemas) == ["people.yml#/Staff", "places.yml#/Place"]


def test_every_value_of_a_schema_has_its_place() -> None:
    text = HEAD + "components:\n  schemas:\n    A:\n      properties:\n        a/b: {enum: [x, y]}\n"

    schema = resolved(text).schemas["spec.yml#/components/schemas/A"]

    assert schema.positions["/properties/a~1b/enum/1"].line == 7
    assert schema.positions["/properties/a~1b/enum/1"].column == 25
    assert set(schema.positions) == {
        "",
        "/properties",
        "/properties/a~1b",
        "/properties/a~1b/enum",
        "/properties/a~1b/enum/0",
        "/properties/a~1b/enum/1",
    }


@pytest.mark.parametrize(
    "schema_format",
    [
        "application/vnd.aai.asyncapi+json;version=3.0.0",
        "application/vnd.aai.asyncapi;version=2.6.0",
        "application/schema+json;version=draft-07",
        "application/schema+yaml; version=draft-07",
    ],
)
def test_a_multi_format_schema_of_draft_7_is_taken_off(schema_format: str) -> None:
    wrapped = f"{{schemaFormat: '{schema_format}', schema: {{type: string}}}}"

    assert payload(resolved(f"{HEAD}channels: {{c: {{messages: {{A: {{payload: {wrapped}}}}}}}}}")) == {
        "type": "string"
    }


def test_another_schema_language_is_no_fault_and_is_kept_as_what_a_schema_lacks() -> None:
    body = """
components:
  schemas:
    A: {schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {type: record}}
channels: {c: {messages: {Hello: {payload: %s}}}}
"""

    assert codes(HEAD + body % "{type: object}") == ["WSG327:6"]
    document = resolved(HEAD + body % "{$ref: '#/components/schemas/A'}")
    [lacking] = document.schemas[document.channels[0].messages[0].payload or ""].unsupported
    assert (lacking.is_language, lacking.location.line) == (True, 6)


def test_component_schemas_that_no_message_reaches_are_unlinked() -> None:
    body = """
channels: {c: {messages: {A: {payload: {$ref: '#/components/schemas/Used'}}}}}
components:
  schemas:
    Used: {properties: {inner: {$ref: '#/components/schemas/Inner'}}}
    Inner: {}
    Envelope: {properties: {data: {$ref: '#/components/schemas/Data'}}}
    Data: {}
"""

    assert resolved(HEAD + body).unlinked == {"Envelope": "spec.yml#/components/schemas/Envelope"}


def test_servers_channels_and_security_are_found_through_references() -> None:
    body = """
servers:
  main: {$ref: '#/components/servers/shared'}
channels:
  chat: {$ref: '#/components/channels/chat'}
operations:
  op: {action: send, channel: {$ref: '#/channels/chat'}, messages: [{$ref: '#/channels/chat/messages/A'}]}
components:
  servers:
    shared:
      host: example.com
      protocol: wss
      variables: {port: {$ref: '#/components/serverVariables/port'}}
      security: [{$ref: '#/components/securitySchemes/token'}, {type: userPassword}]
  serverVariables: {port: {enum: ['80', '443'], default: '443'}}
  securitySchemes: {token: {type: httpApiKey, in: query, name: t}}
  channels:
    chat: {messages: {A: {}}, servers: [{$ref: '#/servers/main'}]}
"""

    document = resolved(HEAD + body)

    assert document.servers[0].name == "main"
    assert document.servers[0].variables[0].enum == ("80", "443")
    assert [(each.name, each.where, each.parameter) for each in document.servers[0].security] == [
        ("token", "query", "t"),
        ("userPassword", None, None),
    ]
    assert document.channels[0].servers == ("main",)
    assert document.operations[0].messages == ("spec.yml#/components/channels/chat/messages/A",)


def test_the_websocket_binding_holds_schemas() -> None:
    body = """
channels:
  c:
    bindings: {$ref: '#/components/channelBindings/B'}
components:
  channelBindings:
    B: {ws: {method: GET, query: {type: object, properties: {token: {type: string}}}}}
"""

    document = resolved(HEAD + body)
    binding = document.channels[0].websocket

    assert binding is not None
    assert binding.method == "GET"
    assert binding.query == "spec.yml#/components/channelBindings/B/ws/query"
    assert binding.query in document.schemas


def test_resolve_never_raises_for_a_document_that_is_not_valid() -> None:
    body = """
servers: [1]
channels: {c: {messages: 5, parameters: {a: 5}, bindings: {ws: 5}}, d: 5, e: {messages: {A: 5, B: {payload: 5}}}}
operations: {a: 5, b: {action: 5}, c: {action: send, channel: 5}, d: {action: send, channel: {$ref: 5}}}
components: 5
"""

    document, _ = resolve(sources(HEAD + body))

    assert [channel.name for channel in document.channels] == ["c", "d", "e"]
