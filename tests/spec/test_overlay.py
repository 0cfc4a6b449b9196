"""What an overlay sets in a document, and what is wrong with one."""

from pathlib import Path

import pytest

from wsgen.pyproject import parse
from wsgen.spec.load import read
from wsgen.spec.node import MappingNode, ScalarNode, SequenceNode, Value, plain
from wsgen.spec.overlay import overlay
from wsgen.spec.references import follow, step
from wsgen.spec.sources import Sources

DOCUMENT = """\
info: {title: Chat, version: 1.0.0}
channels:
  main:
    messages:
      Ping: {$ref: '#/components/messages/Ping'}
      Far: {$ref: 'far.yml#/Far'}
components:
  messages:
    Ping: &ping {name: ping, payload: {type: object}}
    Same: *ping
    a/b: {name: odd}
"""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "chat.yml").write_text(DOCUMENT)
    (tmp_path / "far.yml").write_text("Far: {name: far}\n")
    return read("chat.yml", root=tmp_path)


def laid(sources: Sources, text: str) -> tuple[Sources, list[str]]:
    """The sources under an overlay in TOML, and its faults as `line:column code message (hint)`."""
    result, diagnostics = overlay(sources, parse(text, "pyproject.toml"))
    return result, [
        f"{each.location} {each.code} {each.message}" + (f" ({each.hint})" if each.hint else "") for each in diagnostics
    ]


def at(sources: Sources, *steps: str, path: str = "chat.yml") -> Value:
    node = sources.files[path].node
    for each in steps:
        assert isinstance(node, MappingNode)
        node = node.entries[each].value
    return plain(node)


def test_keys_are_set_in_the_object_that_a_pointer_names(sources: Sources) -> None:
    result, faults = laid(sources, '"#/info" = { title = "Talk", x-wsgen-name = "T" }')
    assert faults == []
    assert at(result, "info") == {"title": "Talk", "version": "1.0.0", "x-wsgen-name": "T"}


def test_objects_merge_and_everything_else_is_replaced(sources: Sources) -> None:
    result, _ = laid(sources, '"#/components/messages/Ping" = { payload = { required = ["a"] }, name = "p" }')
    assert at(result, "components", "messages", "Ping") == {
        "name": "p",
        "payload": {"type": "object", "required": ["a"]},
    }


@pytest.mark.parametrize(
    ("pointer", "path", "steps"),
    [
        ("#/channels/main/messages/Ping", "chat.yml", ("components", "messages", "Ping")),
        ("#/channels/main/messages/Far", "far.yml", ("Far",)),
        ("far.yml#/Far", "far.yml", ("Far",)),
        ("#/components/messages/a~1b", "chat.yml", ("components", "messages", "a/b")),
        ("#", "chat.yml", ()),
    ],
)
def test_a_pointer_reaches_what_a_reference_would(
    sources: Sources, pointer: str, path: str, steps: tuple[str, ...]
) -> None:
    result, faults = laid(sources, f'"{pointer}" = {{ x-wsgen-role = "ping" }}')
    assert faults == []
    value = at(result, *steps, path=path)
    assert isinstance(value, dict)
    assert value["x-wsgen-role"] == "ping"


@pytest.mark.parametrize("place", ["pyproject.toml", "settings/more/overlay.toml"])
@pytest.mark.parametrize(("reference", "name"), [("#/components/messages/a~1b", "odd"), ("far.yml#/Far", "far")])
def test_a_reference_in_an_overlay_means_what_it_would_in_the_document(
    sources: Sources, place: str, reference: str, name: str
) -> None:
    text = (
        f'"#/channels/main/messages" = {{ More = {{ "$ref" = "{reference}" }}, List = [{{ "$ref" = "{reference}" }}] }}'
    )
    result, faults = overlay(sources, parse(text, place))
    assert faults == ()
    messages = follow(result, step(result, ScalarNode("#/channels/main/messages", result.document.location)))
    assert isinstance(messages, MappingNode)
    listed = messages.entries["List"].value
    assert isinstance(listed, SequenceNode)
    for node in (messages.entries["More"].value, listed.items[0]):
        assert plain(follow(result, node)) == {"name": name}
        assert node.location.path == place


def test_the_original_is_as_it_was(sources: Sources) -> None:
    laid(sources, '"#/info" = { title = "Talk" }')
    assert at(sources, "info", "title") == "Chat"


def test_what_was_set_is_located_in_the_overlay_and_the_object_where_it_was(sources: Sources) -> None:
    result, _ = laid(sources, '"#/info" = { title = "Talk" }')
    info = result.document
    assert isinstance(info, MappingNode)
    info = info.entries["info"].value
    assert isinstance(info, MappingNode)
    assert str(info.location).startswith("chat.yml:1:")
    assert str(info.entries["title"].value.location) == "pyproject.toml:1:22"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '"#/components/messages/Pong" = { a = 1 }',
            "pyproject.toml:1:1 WSG160 there is no `Pong` in `/components/messages` of chat.yml (did you mean `Ping`?)",
        ),
        (
            '"#/info/title" = { a = 1 }',
            "pyproject.toml:1:1 WSG161 `#/info/title` is no object, so it has no keys to set",
        ),
        ('"#/info" = "Chat"', "pyproject.toml:1:12 WSG161 an overlay must be an object of keys to set"),
        ('"#info" = { a = 1 }', "pyproject.toml:1:1 WSG160 `#info` is no JSON Pointer"),
    ],
)
def test_a_layer_that_changes_nothing_is_a_fault(sources: Sources, text: str, fault: str) -> None:
    result, faults = laid(sources, text)
    assert len(faults) == 1
    assert faults[0].startswith(fault)
    assert result is sources


def test_a_fault_in_one_layer_leaves_the_others(sources: Sources) -> None:
    result, faults = laid(sources, '"#/nowhere" = { a = 1 }\n"#/info" = { title = "Talk" }')
    assert len(faults) == 1
    assert at(result, "info", "title") == "Talk"
