"""References: what their text names, and what they lead through."""

import pytest
from documents import sources

from wsgen.spec.node import MappingNode, ScalarNode
from wsgen.spec.references import BrokenReferenceError, chain, follow
from wsgen.spec.sources import Sources


def target(text: str, **files: str) -> str:
    """Where the reference under `start` leads to, as `file#pointer`."""
    read = sources(text, {name.replace("__", "/") + ".yml": content for name, content in files.items()})
    node = follow(read, start(read))
    return f"{node.location.path}#{node.location.pointer}"


def start(read: Sources) -> MappingNode:
    root = read.document
    assert isinstance(root, MappingNode)
    node = root.get("start")
    assert isinstance(node, MappingNode)
    return node


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("#/a/b", "spec.yml#/a/b"),
        ("#/a~1b/c", "spec.yml#/a~1b/c"),
        ("#/a~0b", "spec.yml#/a~0b"),
        ("#/with%20space", "spec.yml#/with space"),
        ("#/list/1", "spec.yml#/list/1"),
        ("#/%7Bbraces%7D", "spec.yml#/{braces}"),
        ("#/a%2Fb", "spec.yml#/a/b"),
        ("", "spec.yml#"),
        ("#", "spec.yml#"),
        ("#/", "spec.yml#/"),
    ],
)
def test_a_pointer_is_percent_decoded_once_and_then_unescaped(reference: str, wanted: str) -> None:
    text = f"""
start: {{$ref: '{reference}'}}
a: {{b: 1}}
a/b: {{c: 2}}
a~b: 3
with space: 4
'{{braces}}': 5
list: [6, 7]
'': 8
"""

    assert target(text) == wanted


def test_a_path_is_relative_to_the_file_that_holds_the_reference() -> None:
    found = target(
        "start: {$ref: 'folder/one.yml#/x'}",
        folder__one="x: {$ref: './two.yml#/y'}",
        folder__two="y: {$ref: '../three.yml'}",
        three="the: end",
    )

    assert found == "three.yml#"


def test_a_pointer_leads_through_a_value_that_is_a_reference_itself() -> None:
    found = target(
        "start: {$ref: '#/channels/chat/messages/Hello'}\nchannels: {chat: {$ref: 'chat.yml'}}",
        chat="""
messages: {Hello: {name: hello}}
""",
    )

    assert found == "chat.yml#/messages/Hello"


def test_a_chain_names_every_value_on_its_way() -> None:
    read = sources("start: {$ref: '#/a'}\na: {$ref: '#/b'}\nb: 1")

    assert [node.location.pointer for node in chain(read, start(read))] == ["/start", "/a", "/b"]


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("#/a/missing", "WSG301"),
        ("#/list/2", "WSG301"),
        ("#/list/x", "WSG301"),
        ("#/scalar/x", "WSG301"),
        ("other.yml", "WSG302"),
        ("https://example.com/x.yml", "WSG303"),
        ("//example.com/x.yml", "WSG303"),
        ("#a/b", "WSG304"),
        ("#/loop", "WSG305"),
    ],
)
def test_a_reference_that_leads_to_nothing_says_why_at_its_text(reference: str, code: str) -> None:
    read = sources(f"start: {{$ref: '{reference}'}}\na: {{b: 1}}\nlist: [1, 2]\nscalar: 1\nloop: {{$ref: '#/loop'}}")

    with pytest.raises(BrokenReferenceError) as broken:
        follow(read, start(read))

    assert [each.code for each in broken.value.diagnostics] == [code]
    assert broken.value.diagnostics[0].location.line == (5 if code == "WSG305" else 1)


def test_what_has_no_reference_stands_for_itself() -> None:
    read = sources("start: {$ref: 5}")

    assert isinstance(start(read).entries["$ref"].value, ScalarNode)
    assert follow(read, start(read)) is start(read)


def test_a_reference_by_way_of_thousands_of_others_is_given_up() -> None:
    text = "start: {$ref: '#/n0/x'}\n" + "".join(f"n{n}: {{$ref: '#/n{n + 1}/x'}}\n" for n in range(3000))

    with pytest.raises(BrokenReferenceError) as error:
        target(text)
    assert [each.code for each in error.value.diagnostics] == ["WSG308"]


def test_references_that_pass_through_each_other_are_each_followed_once() -> None:
    """2¹⁸ steps lead to the end where none is remembered."""
    text = "start: {$ref: '#/n0/x/y'}\n" + "".join(
        f"n{n}: {{x: {{$ref: '#/n{n + 1}/x'}}, z: {{$ref: '#/n{n + 1}/x/y'}}}}\n" for n in range(18)
    )

    assert target(text + "n18: {x: {y: 1}}\n") == "spec.yml#/n18/x/y"


# What each file calls itself, and where `start: {$ref: …}` then leads.
IDENTITIES = """
start: {$ref: '%s'}
plain: {$anchor: here}
older: {$id: '#older'}
oldest: {id: '#oldest'}
dynamic: {$dynamicAnchor: there}
address: {$id: 'https://example.com/schemas/address', $defs: {city: {$anchor: city}, zip: {$id: zip}}}
person: {$id: 'https://example.com/schemas/person', home: {$ref: address}, own: {$ref: '#/$defs/n'}, $defs: {n: 1}}
odd: {$id: 'http://['}
"""


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("#here", "spec.yml#/plain"),
        ("#older", "spec.yml#/older"),
        ("#oldest", "spec.yml#/oldest"),
        ("#there", "spec.yml#/dynamic"),
        ("#city", "spec.yml#/address/$defs/city"),
        ("other.yml#far", "other.yml#/x"),
        ("https://example.com/schemas/address", "spec.yml#/address"),
        ("https://example.com/schemas/address#city", "spec.yml#/address/$defs/city"),
        ("https://example.com/schemas/address#/$defs/zip", "spec.yml#/address/$defs/zip"),
        ("https://example.com/schemas/zip", "spec.yml#/address/$defs/zip"),
        ("https://example.com/other", "other.yml#/y"),
        ("http://[", "spec.yml#/odd"),
    ],
)
def test_what_leads_to_nothing_else_may_name_a_schema_by_its_anchor_or_its_uri(reference: str, wanted: str) -> None:
    other = "x: {$anchor: far}\ny: {$id: 'https://example.com/other'}"

    assert target(IDENTITIES % reference, other=other) == wanted


@pytest.mark.parametrize(("name", "wanted"), [("home", "spec.yml#/address"), ("own", "spec.yml#/person/$defs/n")])
def test_a_uri_is_relative_to_the_id_around_it_where_no_file_is_meant(name: str, wanted: str) -> None:
    assert target(IDENTITIES % f"#/person/{name}") == wanted


def test_a_file_and_a_pointer_that_exist_are_meant_before_any_id() -> None:
    text = (
        "start: {$ref: '#/x/inner'}\nx: {$id: 'https://example.com/x', inner: {$ref: '#/y'}, y: 1}\ny: {$id: other.yml}"
    )

    assert target(text) == "spec.yml#/y"
    assert target(text.replace("'#/y'", "other.yml"), other="a: 1") == "other.yml#"


@pytest.mark.parametrize(
    ("reference", "code", "hint"),
    [
        ("#hear", "WSG304", "did you mean `here`?"),
        ("#zzz", "WSG304", "there is `here`, `older`, `oldest`, `there`, `city`"),
        ("https://example.com/schemas/nobody", "WSG303", None),
        ("https://example.com/schemas/address#nobody", "WSG303", None),
        ("nobody", "WSG302", None),
    ],
)
def test_what_nobody_calls_itself_is_reported_as_before(reference: str, code: str, hint: str | None) -> None:
    with pytest.raises(BrokenReferenceError) as error:
        target(IDENTITIES % reference)

    [found] = error.value.diagnostics
    assert found.code == code
    assert hint is None or found.hint == hint
