"""What `server.py` tells of channels and handlers, compiled from a whole document."""

import re
from pathlib import Path

import pytest

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


def server_of(folder: Path, text: str) -> str:
    (folder / "spec.yml").write_text(text)
    job = Job(folder, "spec.yml", Settings(perspective="server", connection="shared"))
    return compile_document(job, lambda _: None).tree["server.py"]


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
