"""Validation: which values AsyncAPI's objects allow, and where a fault is shown."""

import pytest
from documents import HEAD, HEAD_2, codes, everything, sources

from wsgen.spec.validate import validate

VALID_3 = {
    "everything at the root": """
id: urn:test
defaultContentType: application/json
servers: {}
channels: {}
operations: {}
components: {}
x-own: 1
""",
    "an address of null": "channels: {c: {address: null}}",
    "a channel's server": """
servers: {a: {host: h, protocol: ws}}
channels: {c: {servers: [{$ref: '#/servers/a'}]}}
""",
    "a boolean schema": "components: {messages: {A: {payload: true}, B: {payload: {properties: {x: false}}}}}",
    "a message without a payload": "components: {messages: {A: {}}}",
    "a multi format schema": """
components:
  schemas: {A: {schemaFormat: application/schema+json;version=draft-07, schema: {type: object}}}
""",
    "unknown keywords of a schema": "components: {schemas: {A: {x-own: 1, whatever: [2]}}}",
    "a list of item schemas": "components: {schemas: {A: {items: [{type: string}, true]}}}",
    "dependencies of both kinds": "components: {schemas: {A: {dependencies: {a: [b], c: {type: object}}}}}",
    "any value in const and default": "components: {schemas: {A: {const: {$ref: x}, default: {$ref: x}}}}",
    "a WebSocket binding": """
channels:
  c: {bindings: {ws: {method: GET, query: {type: object, properties: {}}, headers: {$ref: '#/components/schemas/H'}}}}
components: {schemas: {H: {allOf: [{properties: {a: true}}]}}}
""",
    "a message example of headers only": "components: {messages: {A: {examples: [{headers: {}}]}}}",
    "a payload example of null": "components: {messages: {A: {examples: [{payload: null}]}}}",
}


@pytest.mark.parametrize("body", VALID_3.values(), ids=VALID_3)
def test_3x_allows(body: str) -> None:
    assert validate(sources(HEAD + body)) == ()


VALID_2 = {
    "an operation without a message": "channels: {chat: {publish: {}}}",
    "a choice of messages in the components": """
channels: {chat: {publish: {message: {$ref: '#/components/messages/Any'}}}}
components: {messages: {Any: {oneOf: [{payload: {}}, {$ref: '#/components/messages/B'}]}, B: {}}}
""",
    "a parameter with a schema": "channels: {'chat/{a}': {parameters: {a: {schema: {type: integer}}}}}",
    "security by name": "servers: {a: {url: h, protocol: ws, security: [{token: []}]}}\nchannels: {}",
    "a payload in another language": """
channels:
  chat:
    publish:
      message: {schemaFormat: application/vnd.apache.avro;version=1.9.0, payload: {type: record, fields: 5}}
""",
    "a payload of any kind": "channels: {chat: {publish: {message: {payload: true}}}}",
}


@pytest.mark.parametrize("body", VALID_2.values(), ids=VALID_2)
def test_2x_allows(body: str) -> None:
    assert validate(sources(HEAD_2 + body)) == ()


@pytest.mark.parametrize(
    ("version", "example", "wanted"),
    [
        # 2.0 calls an example a message, and so it has a message's fields.
        ("2.0.0", "{payload: 1, contentType: text/plain}", []),
        ("2.0.0", "{text: Hi}", ["WSG201"]),
        ("2.1.0", "{payload: 1, contentType: text/plain}", ["WSG201"]),
    ],
)
def test_a_message_example_has_the_fields_of_its_version(version: str, example: str, wanted: list[str]) -> None:
    body = f"channels: {{chat: {{publish: {{message: {{examples: [{example}]}}}}}}}}"

    assert [each.code for each in validate(sources(HEAD_2.replace("2.6.0", version) + body))] == wanted


TAGS = {
    "of the document": "tags: [{name: a}, {name: a}]\nchannels: {}",
    "of a server": "servers: {a: {url: h, protocol: ws, tags: [{name: a}, {name: a, description: b}]}}\nchannels: {}",
    "of an operation": "channels: {chat: {publish: {tags: [{name: a}, {name: a}]}}}",
    "of a message": "channels: {chat: {publish: {message: {tags: [{name: a}, {name: b}, {name: a}]}}}}",
    "of a trait": "channels: {}\ncomponents: {operationTraits: {T: {tags: [{name: a}, {name: a}]}}}",
}


@pytest.mark.parametrize("body", TAGS.values(), ids=TAGS)
def test_2x_wants_each_tag_once(body: str) -> None:
    assert [each.code for each in validate(sources(HEAD_2 + body))] == ["WSG330"]


def test_bindings_of_other_protocols_are_noted_once_each() -> None:
    body = """
channels: {c: {bindings: {kafka: {topic: x}, ws: {}}, messages: {M: {bindings: {mqtt: {}, ws: {}}}}}}
components: {channelBindings: {a: {kafka: {}}}}
"""
    assert [str(each) for each in codes(HEAD + body)] == ["WSG217:4", "WSG217:4", "WSG327:5"]


INVALID = {
    "an extension with a space": ("'x-my own': 1", ["WSG201:3"]),
    "null for a string": ("id:", ["WSG203:3"]),
    "a list for an object": ("components: []", ["WSG203:3"]),
    "a string for a list": ("channels: {chat: {servers: a}}", ["WSG203:3"]),
    "a number in a list of strings": ("channels: {'c{a}': {parameters: {a: {examples: [1]}}}}", ["WSG203:3"]),
    "an operation without action and channel": ("operations: {a: {}}", ["WSG202:3", "WSG202:3"]),
    "a security scheme without type": ("servers: {a: {host: h, protocol: ws, security: [{in: query}]}}", ["WSG202:3"]),
    "an OAuth flow without scopes": (
        "components: {securitySchemes: {a: {type: oauth2, flows: {password: {tokenUrl: 'https://x.test'}}}}}",
        ["WSG202:3"],
    ),
    "a field of another kind of security scheme": (
        "components: {securitySchemes: {a: {type: http, scheme: basic, openIdConnectUrl: 'https://x.test'}}}",
        ["WSG201:3"],
    ),
    "headers that are no object": ("components: {messages: {A: {headers: {type: string}}}}", ["WSG204:3"]),
    "a query without properties": ("channels: {chat: {bindings: {ws: {query: {type: object}}}}}", ["WSG202:3"]),
    "a component with a space": ("components: {replies: {'a b': {}}}", ["WSG205:3"]),
    "a server with a space": ("servers: {'a b': {host: h, protocol: ws}}", ["WSG218:3"]),
    "a content type without a slash": ("defaultContentType: json", ["WSG219:3"]),
    "a handshake of a message": ("channels: {a: {messages: {m: {bindings: {ws: {method: GET}}}}}}", ["WSG220:3"]),
    "a query that is no object": ("channels: {chat: {bindings: {ws: {query: {type: string}}}}}", ["WSG204:3"]),
    "a handshake by PUT": ("channels: {chat: {bindings: {ws: {method: PUT}}}}", ["WSG204:3"]),
    "a binding nobody knows": ("channels: {chat: {bindings: {wss: {}}}}", ["WSG201:3"]),
    "a field of a later minor": ("servers: {a: {host: h, protocol: ros2, bindings: {ros2: {}}}}", ["WSG207:3"]),
    "a message example of nothing": ("components: {messages: {A: {examples: [{name: x}]}}}", ["WSG202:3"]),
    "a channel where a reference must stand": ("operations: {a: {action: send, channel: {}}}", ["WSG209:3"]),
    "a format of a token that isn't one": (
        "components: {securitySchemes: {A: {type: http, scheme: basic, bearerFormat: JWT}}}",
        ["WSG204:3"],
    ),
    "a reference to another kind of object": ("components: {tags: {A: {$ref: '#/info'}}}", ["WSG306:3"]),
    "one reference twice": (
        "channels: {a: {tags: [{$ref: '#/components/tags/A'}, {$ref: '#/components/tags/A'}]}}\n"
        "components: {tags: {A: {name: x}}}",
        ["WSG212:3"],
    ),
    "a multi format schema without schema": ("components: {schemas: {A: {schemaFormat: x}}}", ["WSG202:3"]),
}


@pytest.mark.parametrize(("body", "wanted"), INVALID.values(), ids=INVALID)
def test_3x_forbids(body: str, wanted: list[str]) -> None:
    assert codes(HEAD + body) == wanted


SCHEMAS = {
    "{type: strng}": "WSG204",
    "{type: [string, nul]}": "WSG204",
    "{type: }": "WSG203",
    "{type: [null]}": "WSG203",
    "{type: []}": "WSG211",
    "{type: [string, string]}": "WSG212",
    "{required: a}": "WSG203",
    "{required: [1]}": "WSG203",
    "{required: true}": "WSG203",
    "{required: [a, a]}": "WSG212",
    "{properties: [a]}": "WSG203",
    "{properties: {a: string}}": "WSG203",
    "{properties: {$ref: '#/components/schemas/A'}}": "WSG203",
    "{items: string}": "WSG203",
    "{items: [string]}": "WSG203",
    "{allOf: {type: string}}": "WSG203",
    "{anyOf: []}": "WSG211",
    "{enum: a}": "WSG203",
    "{enum: []}": "WSG211",
    "{enum: [1, 2, 1]}": "WSG212",
    "{minLength: -1}": "WSG211",
    "{minLength: 1.5}": "WSG211",
    "{minLength: '1'}": "WSG203",
    "{maximum: '5'}": "WSG203",
    "{exclusiveMaximum: true}": "WSG203",
    "{multipleOf: 0}": "WSG211",
    "{uniqueItems: 'yes'}": "WSG203",
    "{pattern: '('}": "WSG210",
    "{pattern: 5}": "WSG203",
    "{patternProperties: {'[': {}}}": "WSG210",
    "{description: [a]}": "WSG203",
    "{examples: {a: 1}}": "WSG203",
    "{not: 5}": "WSG203",
    "{additionalProperties: 'no'}": "WSG203",
    "{externalDocs: {description: x}}": "WSG202",
    "{dependencies: {a: [1]}}": "WSG203",
    "[]": "WSG203",
    "'object'": "WSG203",
}


@pytest.mark.parametrize(("schema", "code"), SCHEMAS.items(), ids=SCHEMAS)
def test_a_schema_can_not_be(schema: str, code: str) -> None:
    body = f"components:\n  schemas:\n    A:\n      {schema}\n"

    assert [each.code for each in validate(sources(HEAD + body))] == [code]


@pytest.mark.parametrize("pattern", [r"\p{L}+", "(?<name>a)", r"[^\s]", r"\/", "^[a-z]{2,}$", r"\cA"])
def test_patterns_that_only_javascript_knows_are_no_fault(pattern: str) -> None:
    assert validate(sources(HEAD + f"components: {{schemas: {{A: {{pattern: '{pattern}'}}}}}}")) == ()


@pytest.mark.parametrize(
    ("version", "ok"),
    [
        ("2.0.0", True),
        ("2.6.0", True),
        ("3.0.0", True),
        ("3.0.5", True),
        ("3.1.0", True),
        ("2.7.0", False),
        ("1.2.0", False),
        ("3.2.0", False),
        ("'3'", False),
        ("'3.0'", False),
        ("3.0", False),
        ("[3]", False),
        ("", False),
    ],
)
def test_a_version_that_is_not_known_is_the_only_thing_to_say(version: str, ok: bool) -> None:
    found = validate(sources(f"asyncapi: {version}\nchannels: {{}}\ninfo: {{title: 5, version: 1.0.0}}"))

    assert [each.code for each in found] == (["WSG203"] if ok else ["WSG206"])


def test_a_fragment_is_checked_as_what_it_is_referred_to_as() -> None:
    files = {"a.yml": "Hello:\n  payload:\n    type: strng\n  adress: x\nother: {type: strng}\n"}

    found = everything(HEAD + "channels: {chat: {messages: {A: {$ref: 'a.yml#/Hello'}}}}", files)

    assert [(each.location.path, each.location.line, each.code) for each in found] == [
        ("a.yml", 3, "WSG204"),
        ("a.yml", 4, "WSG201"),
    ]


def test_one_fault_that_two_references_reach_is_reported_once() -> None:
    body = """
channels:
  a: {messages: {A: {$ref: '#/components/messages/M'}}}
  b: {messages: {A: {$ref: '#/components/messages/M'}}}
components:
  messages:
    M: {nam: x}
"""

    assert codes(HEAD + body) == ["WSG201:9"]


def test_a_schema_that_contains_itself_across_files_ends() -> None:
    files = {
        "people.yml": "Staff: {properties: {place: {$ref: 'places.yml#/Place'}}}",
        "places.yml": "Place: {properties: {staff: {items: {$ref: 'people.yml#/Staff'}}}}",
    }

    assert codes(HEAD + "channels: {c: {messages: {A: {payload: {$ref: 'people.yml#/Staff'}}}}}", files) == []


def test_a_slip_in_a_required_field_is_one_fault() -> None:
    found = everything("asyncapi: 3.0.0\ninfo: {titel: Test, version: 1.0.0}")

    assert [(each.code, each.hint) for each in found] == [("WSG201", "did you mean `title`?")]


def test_a_property_called_ref_is_no_reference() -> None:
    body = """
channels:
  c:
    messages:
      A:
        payload:
          properties: {$ref: {type: string}, $id: {type: string}}
        examples: [{payload: {$ref: not/a/file.yml}}]
"""

    assert codes(HEAD + body) == []
