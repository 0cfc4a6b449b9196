"""The upgrade of 2.x: what others publish is received, every value keeps its place, nothing is lost."""

import pytest
from documents import HEAD, HEAD_2, codes, resolved, sources

from wsgen.spec.document import Action
from wsgen.spec.node import plain
from wsgen.spec.reading import text
from wsgen.spec.upgrade import upgrade
from wsgen.spec.upgrade.servers import split_url
from wsgen.spec.validate import validate

WHOLE = """
tags: [{name: chat}]
externalDocs: {url: 'https://example.com/'}
defaultContentType: application/json
servers:
  main:
    url: wss://{region}.example.com:8080/v1/ws
    protocol: wss
    variables: {region: {default: eu}}
    security: [{token: []}, {login: [write]}]
channels:
  room/{id}:
    description: A room.
    servers: [main]
    parameters: {id: {$ref: '#/components/parameters/id'}}
    bindings: {ws: {query: {type: object, properties: {}}}}
    publish:
      operationId: say
      summary: Say something.
      message: {oneOf: [{$ref: '#/components/messages/Say'}, {name: bye, payload: {type: object}}]}
    subscribe:
      traits: [{$ref: '#/components/operationTraits/T'}]
      summary: own
      message: {$ref: '#/components/messages/Say'}
components:
  parameters: {id: {description: Number., schema: {type: integer, enum: [1, 2], default: 1, examples: [2]}}}
  operationTraits: {T: {summary: of the trait, x-own: 1}}
  messageTraits: {M: {summary: of the trait}}
  messages:
    Say:
      messageId: say
      summary: own
      traits: [{$ref: '#/components/messageTraits/M'}]
      payload: {$ref: '#/components/schemas/Say'}
      examples: [{payload: {text: Hi}}]
  schemas: {Say: {type: object}}
  securitySchemes:
    token: {type: httpApiKey, name: t, in: query}
    login:
      type: oauth2
      flows: {password: {tokenUrl: 'https://example.com/', scopes: {write: Write.}}}
"""


def test_what_others_publish_is_received_and_what_they_subscribe_to_is_sent() -> None:
    operations = {each.name: each for each in resolved(HEAD_2 + WHOLE).operations}

    assert operations["say"].action is Action.RECEIVE
    assert operations["room/{id}.subscribe"].action is Action.SEND
    assert [len(each.messages) for each in operations.values()] == [2, 1]


def test_a_message_that_both_directions_share_is_one() -> None:
    document = resolved(HEAD_2 + WHOLE)

    assert [(each.key, each.id) for each in document.channels[0].messages] == [
        ("Say", "spec.yml#/components/messages/Say"),
        ("bye", "spec.yml#/channels/room~1{id}/publish/message/oneOf/1"),
    ]
    assert document.operations[1].messages == ("spec.yml#/components/messages/Say",)


def test_in_2x_a_trait_wins() -> None:
    document = resolved(HEAD_2 + WHOLE)

    assert document.channels[0].messages[0].summary == "of the trait"
    assert document.operations[1].summary == "of the trait"
    assert plain(document.operations[1].extensions["x-own"]) == 1


def test_an_upgraded_document_is_a_valid_one() -> None:
    upgraded, diagnostics = upgrade(sources(HEAD_2 + WHOLE))

    assert diagnostics == ()
    assert validate(upgraded) == ()


def test_every_place_is_in_the_2x_file() -> None:
    document = resolved(HEAD_2 + WHOLE)
    lines = (HEAD_2 + WHOLE).splitlines()

    assert lines[document.channels[0].parameters[0].location.line - 1].strip().startswith("parameters: {id:")
    assert lines[document.operations[0].location.line - 1].strip() == "operationId: say"
    assert lines[document.channels[0].messages[0].location.line - 1].strip() == "messageId: say"


def test_a_parameter_keeps_what_its_schema_says() -> None:
    parameter = resolved(HEAD_2 + WHOLE).channels[0].parameters[0]

    assert (parameter.name, parameter.description) == ("id", "Number.")
    assert (parameter.enum, parameter.default, parameter.examples) == (("1", "2"), "1", ("2",))
    assert plain(parameter.extensions["x-wsgen-type"]) == "int"


def test_a_parameter_s_own_type_stands() -> None:
    own = WHOLE.replace("parameters: {id: {", "parameters: {id: {x-wsgen-type: str, ")
    assert own != WHOLE
    assert plain(resolved(HEAD_2 + own).channels[0].parameters[0].extensions["x-wsgen-type"]) == "str"


def test_a_server_keeps_its_url_and_its_security() -> None:
    server = resolved(HEAD_2 + WHOLE).servers[0]

    assert (server.host, server.pathname, server.protocol) == ("{region}.example.com:8080", "/v1/ws", "wss")
    assert [each.name for each in server.security] == ["token", "login"]


@pytest.mark.parametrize(
    ("url", "host", "pathname"),
    [
        ("localhost:8000", "localhost:8000", ""),
        ("ws://localhost:8000/", "localhost:8000", "/"),
        ("wss://example.com/v1/ws", "example.com", "/v1/ws"),
        ("example.com/ws?version=1", "example.com", "/ws?version=1"),
        ("wss://example.com?version=1", "example.com", "?version=1"),
        ("//example.com/ws", "example.com", "/ws"),
        ("/ws", "", "/ws"),
        ("{url}", "{url}", ""),
        ("{scheme}://{host}/ws", "{scheme}:", "//{host}/ws"),
        ("wss://[::1]:80/ws", "[::1]:80", "/ws"),
        ("", "", ""),
    ],
)
def test_a_url_is_split_into_host_and_path(url: str, host: str, pathname: str) -> None:
    assert split_url(url) == (host, pathname)


def test_messages_without_a_name_are_called_after_their_operation_or_channel() -> None:
    body = """
channels:
  /rooms/{id}:
    publish: {message: {oneOf: [{payload: {const: 1}}, {payload: {const: 2}}]}}
    subscribe: {operationId: hear, message: {payload: {}}}
"""

    assert [each.key for each in resolved(HEAD_2 + body).channels[0].messages] == [
        "RoomsPublish",
        "RoomsPublish2",
        "hear",
    ]


def test_an_operation_without_a_message_has_none() -> None:
    document = resolved(HEAD_2 + "channels: {c: {publish: {message: {name: a}}, subscribe: {}}}")

    assert [len(each.messages) for each in document.operations] == [1, 0]


def test_the_payloads_format_moves_around_the_payload() -> None:
    body = "channels: {c: {publish: {message: {name: a, schemaFormat: '%s', payload: {type: string}}}}}"

    assert codes(HEAD_2 + body % "application/vnd.aai.asyncapi;version=2.6.0") == []
    document = resolved(HEAD_2 + body % "application/vnd.apache.avro;version=1.9.0")
    [lacking] = document.schemas[document.channels[0].messages[0].payload or ""].unsupported
    assert (lacking.is_language, lacking.location.line) == (True, 3)


def test_a_reference_into_a_place_that_3x_lacks_still_finds_it() -> None:
    body = """
channels:
  a: {publish: {message: {name: a, payload: {properties: {x: {type: integer}}}}}}
  b: {publish: {message: {name: b, payload: {$ref: '#/channels/a/publish/message/payload/properties/x'}}}}
"""
    document = resolved(HEAD_2 + body)
    key = document.channels[1].messages[0].payload

    assert key is not None
    assert document.schemas[key].value == {"type": "integer"}


def test_fragments_in_other_files_are_upgraded_as_what_they_are() -> None:
    files = {
        "channels.yml": "chat: {publish: {message: {$ref: 'messages.yml#/messages/Say'}}}",
        "messages.yml": "messages: {Say: {payload: {$ref: '#/schemas/Say'}}}\nschemas: {Say: {type: object}}",
    }

    document = resolved(HEAD_2 + "channels: {chat: {$ref: 'channels.yml#/chat'}}", files)

    assert document.channels[0].messages[0].key == "Say"
    assert list(document.schemas) == ["messages.yml#/schemas/Say"]


def test_examples_of_2_0_keep_what_3_0_has_a_place_for() -> None:
    body = "channels: {c: {publish: {message: {name: a, examples: [{payload: 1, title: x}, {title: y}]}}}}"

    examples = resolved(HEAD_2.replace("2.6.0", "2.0.0") + body).channels[0].messages[0].examples

    assert [plain(each.payload) for each in examples if each.payload] == [1]


def test_a_choice_of_messages_that_holds_itself_has_its_other_messages() -> None:
    choice = "components: {messages: {M: {oneOf: [{$ref: '#/components/messages/M'}, {name: a}]}}}\n"
    body = choice + "channels: {c: {publish: {message: {$ref: '#/components/messages/M'}}}}"

    assert [each.key for each in resolved(HEAD_2 + body).channels[0].messages] == ["a"]


FAULTS = {
    "an operation id twice": (
        "channels:\n  a: {publish: {operationId: x}}\n  b: {publish: {operationId: x}}",
        ["WSG319:5"],
    ),
    "a message id twice": (
        "channels:\n  a: {publish: {message: {messageId: x}}}\n  b: {publish: {message: {messageId: x}}}",
        ["WSG319:5"],
    ),
    "an unknown server": ("channels: {a: {servers: [b]}}", ["WSG306:3"]),
    "an unknown security scheme": ("channels: {a: {publish: {security: [{b: []}]}}}", ["WSG328:3"]),
    "an unknown security scheme that a trait replaces": (
        "channels: {a: {publish: {security: [{b: []}], traits: [{security: []}]}}}",
        ["WSG328:3"],
    ),
    "a tag twice": ("tags: [{name: a}, {name: a, description: b}]\nchannels: {}", ["WSG330:3"]),
    "a map of variables that lacks one": (
        "channels: {}\nservers: {a: {url: 'ws://{b}', protocol: ws, variables: {}}}",
        ["WSG323:4"],
    ),
    "parameters without a place": ("channels: {a: {parameters: {b: {}}}}", ["WSG332:3"]),
}


@pytest.mark.parametrize(("body", "wanted"), FAULTS.values(), ids=FAULTS)
def test_2x_forbids(body: str, wanted: list[str]) -> None:
    assert codes(HEAD_2 + body) == wanted


def test_one_message_with_an_id_may_be_used_twice() -> None:
    body = """
channels:
  a: {publish: {message: {$ref: '#/components/messages/M'}}}
  b: {publish: {message: {$ref: '#/components/messages/M'}}}
components: {messages: {M: {messageId: x}}}
"""

    assert codes(HEAD_2 + body) == []


def test_a_document_of_3x_passes_untouched() -> None:
    given = sources(HEAD + "channels: {}")

    assert upgrade(given) == (given, ())


def test_upgrade_never_raises_for_a_document_that_is_not_valid() -> None:
    body = """
tags: 5
servers: {a: 5, b: {url: 5, security: [5, {x: 5}]}}
channels: {a: 5, b: {publish: 5}, c: {publish: {message: 5, traits: [5]}, parameters: {x: 5}, servers: 5}}
components: {messages: {a: 5, b: {oneOf: 5}}, parameters: {a: 5}, securitySchemes: {x: {flows: 5}}}
"""

    upgraded, _ = upgrade(sources(HEAD_2 + body))

    assert text(upgraded.document, "asyncapi") == "3.0.0"
