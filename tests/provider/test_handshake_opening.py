"""How a connection is opened with arguments that somebody typed."""

from pathlib import Path

import pytest

from wsgen.commands.project import Arguments, subject
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Connection
from wsgen.provider.handshake import ArgumentError, arguments_of, check_names, opening

SPEC = """\
asyncapi: 3.0.0
info: {title: Rooms, version: 1.0.0}
servers:
  one:
    host: localhost:8000
    protocol: ws
    security: [{$ref: '#/components/securitySchemes/key'}]
channels:
  room:
    address: /rooms/{room}
    parameters: {room: {}}
    bindings:
      ws:
        query:
          type: object
          properties:
            limit: {type: integer}
            mode: {type: string, enum: [fast, slow]}
        headers:
          type: object
          properties: {X-Version: {type: string}}
    messages: {Hello: {payload: {type: object}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
"""


@pytest.fixture
def rooms(tmp_path: Path) -> Connection:
    (tmp_path / "spec.yml").write_text(SPEC)
    return plan_document(subject(Arguments(tmp_path, "spec.yml")).job, lambda _: None).protocol.connections[0]


def test_each_argument_stands_where_the_document_says(rooms: Connection) -> None:
    given = arguments_of(["room=a b", "limit=3", "mode=fast", "X-Version=2", "Authorization=secret"])
    made = opening(rooms, "ws://127.0.0.1:9", given)
    assert made.url == "ws://127.0.0.1:9/rooms/a%20b?limit=3&mode=fast"
    assert dict(made.headers) == {"X-Version": "2", "Authorization": "Bearer secret"}
    assert "secret" not in repr(made)


def test_a_path_of_the_url_stands(rooms: Connection) -> None:
    given = arguments_of(["room=a", "Authorization=secret"])
    assert opening(rooms, "ws://127.0.0.1:9/here?x=1", given).url == "ws://127.0.0.1:9/here?x=1"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["Authorization=secret"], "`room` is missing.*--argument room="),
        (["room=a"], "`Authorization` is missing"),
        (["room=a", "Authorization=s", "limit=many"], "`limit` must be an integer"),
        (["room=a", "Authorization=s", "mode=middle"], "query mode must be one of fast, slow"),
        (["room=a", "Authorization=s", "mode=fast", "mode=slow"], "is given 2 times"),
    ],
)
def test_what_is_wrong_is_said(rooms: Connection, given: list[str], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        opening(rooms, "ws://127.0.0.1:9", arguments_of(given))


def test_a_name_that_nobody_knows_is_said(rooms: Connection) -> None:
    with pytest.raises(ArgumentError, match=r"no argument 'roam': it has .*room"):
        check_names([rooms], arguments_of(["roam=1"]))
    with pytest.raises(ArgumentError, match="write --argument name=value"):
        arguments_of(["room"])
