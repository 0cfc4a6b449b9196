"""An upgraded document is a valid one of 3.0, and says everything that the 2.x document says.

Besides a document of our own, real ones are upgraded, which lie beside this repository.
"""

import csv
from pathlib import Path
from typing import Any

import pytest
from contents import Contents, of_2x, of_3x
from documents import resolved, sources
from test_upgrade import WHOLE

from wsgen.diagnostics.diagnostic import has_errors
from wsgen.spec.load import read
from wsgen.spec.sources import Sources
from wsgen.spec.upgrade import upgrade
from wsgen.spec.validate import validate

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def real() -> list[str]:
    """The real documents of 2.x that the official parser accepts."""
    if not (CORPUS / "index.tsv").exists():
        return []
    with (CORPUS / "index.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [row["entry"] for row in rows if row["version"].startswith("2.") and row["official"] == "valid"]


def without_ids(contents: Contents, like: Contents) -> Contents:
    """Operations of 3.0 all have a name; it counts where 2.x gives one."""
    for name, channel in contents["channels"].items():
        for action in ("receive", "send"):
            if action in channel and "id" not in like["channels"][name][action]:
                del channel[action]["id"]
    return contents


def ignored_parameters(contents: Contents) -> Contents:
    """Parameters of a channel whose address has none are ignored, and reported (WSG332)."""
    for name, channel in contents["channels"].items():
        if "{" not in name:
            channel["parameters"] = {}
    return contents


def without_empty(value: Any) -> Any:
    """An empty object says as much as none."""
    if isinstance(value, dict):
        return {key: without_empty(each) for key, each in value.items() if each not in ({}, [], set())}
    return value


def compare(given: Sources) -> None:
    wanted = ignored_parameters(of_2x(given))
    upgraded, _ = upgrade(given)

    assert [each.code for each in validate(upgraded) if has_errors([each])] == []
    assert without_empty(without_ids(of_3x(upgraded), wanted)) == without_empty(wanted)


OWN = {
    "everything at once": WHOLE,
    "every field of a message": """
id: urn:test
x-root: 1
channels:
  chat:
    x-channel: [1]
    publish:
      operationId: say
      externalDocs: {url: 'https://example.test/'}
      tags: [{name: a}, {name: b}]
      bindings: {ws: {x-own: 1}, kafka: {clientId: c}}
      x-operation: 1
      message:
        oneOf:
          - name: own
            title: Own
            summary: Short.
            description: Long.
            contentType: application/json
            headers: {type: object, properties: {id: {type: string}}}
            correlationId: {location: '$message.header#/id', description: Of the request.}
            tags: [{name: a}]
            externalDocs: {url: 'https://example.test/'}
            bindings: {$ref: '#/components/messageBindings/b'}
            x-message: {a: null}
            payload: {type: string}
            examples: [{name: one, summary: The first., headers: {id: x}, payload: Hi}, {headers: {id: y}}]
          - {$ref: '#/components/messages/Avro'}
          - {$ref: '#/components/messages/Either'}
    subscribe:
      message: {$ref: '#/components/messages/Either'}
components:
  messageBindings: {b: {kafka: {key: {type: string}}}}
  messageTraits:
    T: {headers: {properties: {b: {type: integer}}}, x-trait: 1, summary: }
    U: {headers: {properties: {b: true}}, correlationId: {$ref: '#/components/correlationIds/c'}}
  correlationIds: {c: {location: '$message.payload#/id'}}
  messages:
    Avro: {schemaFormat: application/vnd.apache.avro;version=1.9.0, payload: {type: record}}
    Either: {oneOf: [{$ref: '#/components/messages/A'}, {$ref: '#/components/messages/B'}]}
    A:
      messageId: a
      summary: Goes.
      headers: {type: object, properties: {a: {type: integer}}}
      traits: [{$ref: '#/components/messageTraits/T'}, {$ref: '#/components/messageTraits/U'}]
    B: {schemaFormat: application/schema+json;version=draft-07, payload: {type: integer}}
""",
    "every field of a server and a parameter": """
servers:
  a:
    url: wss://{host}.test:{port}/{path}
    protocol: wss
    protocolVersion: '13'
    description: A.
    tags: [{name: a}]
    bindings: {mqtt: {clientId: c}}
    variables:
      host: {default: h, enum: [h, i], description: Host., examples: [i]}
      port: {$ref: '#/components/serverVariables/port'}
      path: {x-own: 1}
    security: [{login: [read, write]}, {login: [read]}, {open: [any]}, {key: []}]
    x-server: 1
  b: {$ref: '#/components/servers/b'}
channels:
  'chat/{room}/{part}':
    servers: [b]
    parameters:
      room: {description: Own., location: '$message.payload#/room', schema: {type: string, description: No.}, x-own: 1}
      part: {$ref: '#/components/parameters/part'}
    subscribe:
      security: [{login: [write]}]
      traits: [{summary: Of the trait., security: [{key: []}], x-own: 1}]
      summary: Own.
components:
  servers: {b: {url: localhost, protocol: ws}}
  serverVariables: {port: {default: '443'}}
  parameters: {part: {schema: {type: integer, enum: [1, 2], default: 1, examples: [2]}}}
  securitySchemes:
    login:
      type: oauth2
      flows: {password: {tokenUrl: 'https://example.test/', scopes: {read: Read., write: Write.}}}
    open: {type: openIdConnect, openIdConnectUrl: 'https://example.test/'}
    key: {type: httpApiKey, name: k, in: query}
""",
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN)
def test_a_document_of_ours_loses_nothing(body: str) -> None:
    compare(sources("asyncapi: 2.6.0\ninfo: {title: Test, version: 1.0.0}\n" + body))


def test_a_server_says_which_scopes_it_needs() -> None:
    document = resolved(
        "asyncapi: 2.6.0\ninfo: {title: Test, version: 1.0.0}\n" + OWN["every field of a server and a parameter"]
    )

    assert [(each.name, each.scopes) for each in document.servers[0].security] == [
        ("login", ("read", "write")),
        ("login", ("read",)),
        ("open", ("any",)),
        ("key", ()),
    ]


@pytest.mark.parametrize("entry", real(), ids=lambda entry: Path(entry).parts[1])
def test_a_real_document_loses_nothing(entry: str) -> None:
    given = read(entry, root=CORPUS, allow_outside=True)
    if given.missing.get(given.root) or has_errors(validate(given)) or has_errors(upgrade(given)[1]):
        pytest.skip("not valid to us")
    compare(given)
