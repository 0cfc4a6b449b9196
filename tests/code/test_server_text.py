"""What `server.py` tells of channels and handlers, compiled from a whole document."""

import re
from pathlib import Path

import pytest

from wsgen.code.tree import Tree
from wsgen.pipeline import Job, compile_document
from wsgen.settings import Settings

SPEC = """\
asyncapi: 3.0.0
info: {title: News, version: 1.0.0}
channels:
  control:
    address: control
    messages:
      subscribe: {summary: Begins a subscription., payload: {$ref: '#/components/schemas/Topics'}}
      unsubscribe: {payload: {$ref: '#/components/schemas/Topics'}}
      confirmed:
        x-wsgen-direction: server-to-client
        payload: {type: object, required: [type], properties: {type: {const: confirmed}}}
  news:
    address: news
    messages:
      item: {payload: {type: object, required: [type], properties: {type: {const: item}}}}
operations:
  ask:
    action: receive
    summary: Subscriptions.
    channel: {$ref: '#/channels/control'}
    messages: [{$ref: '#/channels/control/messages/subscribe'}, {$ref: '#/channels/control/messages/unsubscribe'}]
    REPLY
  tell:
    action: send
    channel: {$ref: '#/channels/news'}
    messages: [{$ref: '#/channels/news/messages/item'}]
components:
  schemas:
    Topics: {type: object, required: [type, topics], properties: {
      type: {type: string}, topics: {type: array, items: {type: string}}}}
"""
REPLY = "reply: {channel: {$ref: '#/channels/control'}, messages: [{$ref: '#/channels/control/messages/confirmed'}]}"


def tree_of(folder: Path, text: str) -> Tree:
    (folder / "spec.yml").write_text(text)
    job = Job(folder, "spec.yml", Settings(perspective="server", connection="shared"))
    return compile_document(job, lambda _: None).tree


def server_of(folder: Path, text: str) -> str:
    return tree_of(folder, text)["server.py"]


def body(server: str, name: str) -> str:
    """The text of one class or method, from its name to the next."""
    return re.split(r"\n(?:class|    (?:async )?def|    @)\b", server.partition(f" {name}(")[2])[0]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return server_of(tmp_path_factory.mktemp("plain"), SPEC.replace("    REPLY\n", ""))


@pytest.fixture(scope="module")
def replying(tmp_path_factory: pytest.TempPathFactory) -> str:
    return server_of(tmp_path_factory.mktemp("replying"), SPEC.replace("REPLY", REPLY))


def test_one_address_is_for_everyone_only_where_nobody_can_subscribe_to_it(plain: str) -> None:
    assert "for sending to its subscribers" in body(plain, "news")
    assert "Send to every subscriber" in plain.partition("class NewsChannel")[2].partition("class ")[0]
    assert "for sending to every connection" in body(plain, "control")
    assert "Send to every connection," in plain.partition("class ControlChannel")[2].partition("class ")[0]


def test_a_message_speaks_for_itself_where_its_operation_speaks_of_several(plain: str) -> None:
    assert '"""Begins a subscription.' in body(plain, "on_subscribe")
    assert '"""Subscriptions.' in body(plain, "on_unsubscribe")


def test_what_the_runtime_does_itself_is_optional_but_a_reply_is_the_applications(plain: str, replying: str) -> None:
    assert "@abstractmethod" not in plain
    for name in ("on_subscribe", "on_unsubscribe"):
        assert f"@abstractmethod\n    async def {name}(" in replying
        assert "-> Confirmed" in body(replying, name)
        assert "optional" not in body(replying, name)


SAID = """\
asyncapi: 3.0.0
info: {title: Rooms, version: 1.0.0}
channels:
  room:
    address: room:{room_id}
    parameters: {room_id: {}}
    messages:
      join: {SAIDpayload: {type: object, required: [type], properties: {type: {const: join}}}}
operations:
  enter:
    action: receive
    channel: {$ref: '#/channels/room'}
    messages: [{$ref: '#/channels/room/messages/join'}]
"""
WHERE = "Client → server on `room:{room_id}`."


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("summary: Enters, title: Join, description: Long. Story., ", "Enters."),
        ("title: Join a room, description: Long. Story., ", "Join a room."),
        ("description: Enters a room. The others are told., ", "Enters a room."),
    ],
)
def test_a_message_speaks_for_an_operation_that_says_nothing(tmp_path: Path, said: str, first: str) -> None:
    tree = tree_of(tmp_path, SAID.replace("SAID", said))

    assert f'"""{first}\n\n        {WHERE}\n        """' in body(tree["server.py"], "on_join")
    assert f'"""{first}\n\n        {WHERE}\n        """' in body(tree["client.py"], "join")


def test_where_nobody_says_anything_the_docstring_is_the_way_alone(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, SAID.replace("SAID", ""))

    assert f'"""{WHERE}"""' in body(tree["server.py"], "on_join")
    assert f'"""{WHERE}"""' in body(tree["client.py"], "join")
