"""YAML and JSON become positioned values by the core schema, and what can't be read is named at its place."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wsgen.diagnostics.diagnostic import Diagnostic
from wsgen.spec.load import UnreadableError, parse, read
from wsgen.spec.node import MappingNode, Node, ScalarNode, Value, plain
from wsgen.spec.sources import path_of
from wsgen.spec.syntax.compose import MAX_DEPTH, compose
from wsgen.spec.syntax.yaml_events import yaml_events


def value(text: str, path: str = "spec.yml") -> Value:
    node, faults = parse(text.encode(), path)
    assert not faults
    assert node is not None
    return plain(node)


def faults_in(text: str | bytes, path: str = "spec.yml") -> list[tuple[str, str]]:
    _, faults = parse(text if isinstance(text, bytes) else text.encode(), path)
    return [(f"{each.location.line}:{each.location.column}", each.code) for each in faults]


def at(node: Node | None, *keys: str) -> Node:
    for key in keys:
        assert isinstance(node, MappingNode)
        node = node.get(key)
    assert node is not None
    return node


def span(node: Node) -> tuple[int, int, int, int]:
    place = node.location
    return place.line, place.column, place.end_line, place.end_column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"), ("NO", "NO"), ("on", "on"), ("off", "off"), ("y", "y"), ("yes", "yes"),
        ("true", True), ("False", False), ("TRUE", True), ("tRUE", "tRUE"),
        ("null", None), ("~", None), ("Null", None), ("nULL", "nULL"),
        ("2031-05-06", "2031-05-06"), ("2031-05-06T07:08:09Z", "2031-05-06T07:08:09Z"), ("12:30:45", "12:30:45"),
        ("0123", 123), ("-0", 0), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("1_000", "1_000"),
        ("-0x1F", "-0x1F"), ("017.5", 17.5), ("3.2.1", "3.2.1"), ("٣", "٣"),
        ("1e3", 1000.0), ("1e-3", 0.001), (".5", 0.5), ("5.", 5.0), ("1.5E+2", 150.0), ("1e", "1e"), (".", "."),
        ("12345678901234567890123", 12345678901234567890123), ("1.7e308", 1.7e308),
        ('! "3.2"', "3.2"), ("! 3.2", "3.2"), ("! 1e3", "1e3"), ("!!str 3", "3"), ("!!float 3", 3.0), ('!!int "3"', 3),
        ('"3"', "3"), ("'no'", "no"), ("NaN", "NaN"), ("Infinity", "Infinity"), ("|\n  3\n", "3\n"),
        (r'"\ud83d\ude00"', "😀"), (r'"\/"', "/"),
    ],
)  # fmt: skip
def test_a_scalar_has_the_value_of_the_core_schema(text: str, expected: object) -> None:
    found = value(f"a: {text}")

    assert found == {"a": expected}
    assert type(found["a"]) is type(expected)  # type: ignore[index, call-overload]  # it is a mapping, as just seen


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: {b: 1", "1:4", "WSG101"),
        ("a: [1, 2\nb: 3", "1:4", "WSG101"),
        ("a: b: c", "1:5", "WSG101"),
        ("a: @b", "1:4", "WSG101"),
        ("a: `b`", "1:4", "WSG101"),
        ("a: 'it's'", "1:8", "WSG101"),
        ('a: "b\nc: d', "1:4", "WSG101"),
        (r'a: "\q"', "1:5", "WSG101"),
        ("a: 1\nkey\nb: 2\n", "2:1", "WSG101"),
        ("a:\n  - b\n c: d", "3:2", "WSG101"),
        ("- a\nb: 1", "2:1", "WSG101"),
        ("a: - b", "1:4", "WSG101"),
        ("a: |x\n b", "1:5", "WSG101"),
        ("a: *", "1:5", "WSG101"),
        (" a: 1\nb: 2", "2:1", "WSG101"),
        ("a:\n\tb: 1", "2:1", "WSG102"),
        ("a: 1\n\tb: 2", "2:1", "WSG102"),
        ("a:\n  \tb: 1", "2:3", "WSG102"),
        ("a: 1\nb: 2\n'a': 3", "3:1", "WSG103"),
        ("<<: {a: 1}\n<<: {b: 2}", "2:1", "WSG103"),
        ("200: a", "1:1", "WSG104"),
        ("1.5: a", "1:1", "WSG104"),
        ("null: a", "1:1", "WSG104"),
        ("? [a]\n: b", "1:3", "WSG104"),
        (b"a: caf\xe9", "1:7", "WSG105"),
        ("a: 1".encode("utf-16"), "1:1", "WSG106"),
        ("a: 1".encode("utf-16-be"), "1:1", "WSG106"),
        ("a: 1".encode("utf-32-le"), "1:1", "WSG106"),
        ("a: 1\nb: \x00", "2:4", "WSG107"),
        ("a: \x7f", "1:4", "WSG107"),
        ("a: &x [*x]", "1:8", "WSG109"),
        ("a: .nan", "1:4", "WSG111"),
        ("a: -.Inf", "1:4", "WSG111"),
        ("a: 1e400", "1:4", "WSG111"),
        ("a: " + "9" * 5000, "1:4", "WSG111"),
        ("a: 0x" + "f" * 5000, "1:4", "WSG111"),
        (r'a: "\ud83d"', "1:4", "WSG112"),
        (r'a: "\ude00\ud83d"', "1:4", "WSG112"),
        ("a: 1\n---\nb: 2", "2:1", "WSG113"),
        ("a: 1\n...\n---\n", "3:1", "WSG113"),
        ("", "1:1", "WSG114"),
        ("# soon\n", "1:1", "WSG114"),
        ("---\n", "2:1", "WSG114"),
        ("a: !!timestamp 2031-01-16", "1:4", "WSG118"),
        ("a: !!binary aGk=", "1:4", "WSG118"),
        ("a: !color red", "1:4", "WSG118"),
        ("a: !!int x", "1:4", "WSG118"),
        ("a: !x!y 1", "1:4", "WSG118"),
        ("a: " + "[" * 101 + "]" * 101, "1:104", "WSG119"),
        ("<<: 1", "1:1", "WSG120"),
        ("<<: [1]", "1:1", "WSG120"),
        ("a: *b", "1:4", "WSG121"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(text: str | bytes, place: str, code: str) -> None:
    assert faults_in(text) == [(place, code)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1 "b": 2}', "1:9"),
        ('{"a" 1}', "1:6"),
        ('{"a": ]', "1:7"),
        ('[1, 2}', "1:6"),
        ('{"a": 1}\n}', "2:1"),
        ('{"a": "\\x"}', "1:8"),
        ('{"a": {"b": 1}', "1:15"),
    ],
)  # fmt: skip
def test_a_fault_in_json_is_named_in_the_words_of_json(text: str, place: str) -> None:
    assert faults_in(text, "spec.json") == [(place, "WSG101")]


def test_every_fault_that_does_not_stop_the_reading_is_collected() -> None:
    text = "a: 1\na: .nan\n200: x\nb: !c 1\n"

    assert faults_in(text) == [("2:1", "WSG103"), ("2:4", "WSG111"), ("3:1", "WSG104"), ("4:4", "WSG118")]


def test_nan_in_json_is_a_fault_and_in_yaml_a_word() -> None:
    assert faults_in('{"a": NaN, "b": -Infinity}', "spec.json") == [("1:7", "WSG111"), ("1:17", "WSG111")]
    assert value("a: NaN") == {"a": "NaN"}


def test_json_may_have_tabs_and_escaped_halves() -> None:
    assert value('{\n\t"a":\t["\\ud83d\\ude00", "\\/", 1.0e2],\r\n\t"b": {}\n}', "spec.json") == {
        "a": ["😀", "/", 100.0],
        "b": {},
    }


def test_json_with_comments_is_read_as_yaml() -> None:
    assert value('{"a": 1, # one\n "b": 2,}', "spec.json") == {"a": 1, "b": 2}


def test_a_byte_order_mark_and_windows_line_ends_change_neither_values_nor_columns() -> None:
    text = "a:\n  b: |\n    x\n    y\n  c: [1,\n    2]\n"
    unix, _ = parse(text.encode(), "s")
    windows, faults = parse(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "s")

    assert not faults
    assert windows == unix


def test_line_breaks_of_old_yaml_are_plain_characters() -> None:
    node, faults = parse("a: x\u2028y\x85z\u2029\nb: c\n".encode(), "s")

    assert not faults
    assert at(node, "a") == ScalarNode("x\u2028y\x85z\u2029", at(node, "a").location)
    assert at(node, "b").location.line == 2


def test_every_value_and_key_knows_its_span_and_pointer() -> None:
    node, _ = parse(
        "info:\n  a/b: 'x'\n  list:\n    - 1\n    - é: |\n        one\n        two\n\n# end\nz: {q: 1}\n".encode(), "s"
    )
    listed = at(node, "info", "list")

    assert span(at(node, "info", "a/b")) == (2, 8, 2, 11)
    assert at(node, "info", "a/b").location.pointer == "/info/a~1b"
    assert span(listed) == (4, 5, 7, 12)
    assert span(at(node, "info")) == (2, 3, 7, 12)
    assert span(at(node, "z")) == (10, 4, 10, 10)
    assert isinstance(node, MappingNode)
    key = node.entries["z"].location
    assert (key.line, key.column, key.end_column, key.pointer) == (10, 1, 2, "/z")
    (_, block) = listed.items  # type: ignore[union-attr]  # it is a sequence, as the document says
    assert span(at(block, "é")) == (5, 10, 7, 12)
    assert at(block, "é").location.pointer == "/info/list/1/é"


def test_json_has_the_positions_of_its_tokens() -> None:
    node, _ = parse(b'{\n  "a": [true,\n   null]}', "s.json")

    assert span(at(node, "a")) == (2, 8, 3, 9)
    assert isinstance(node, MappingNode)
    assert node.entries["a"].location.end_column == 6


def test_both_parsers_of_pyyaml_give_the_same_nodes() -> None:
    text = (Path(__file__).parents[2] / "asyncapi" / "chat.yml").read_text(encoding="utf-8")
    text += (
        "x-more: {a: ! '1', b: [x, 'y', \"z\"]}\nx-text: >-\n  d\n\n  e\nx-again: &again !!map\n  f:\nx-last: *again\n"
    )
    by_c = compose(yaml_events(text, "s"), "s")
    by_python = compose(yaml_events(text, "s", pure=True), "s")

    assert by_python == by_c


@pytest.mark.parametrize(
    "text",
    [
        r'a: "\ud83d\ude00"' "\nb: 1",
        r'a: {"\uD83D\uDE00 \\ud83d": \ud83d, b: "\\\ud83d\ude00"}',
        r"'\ud83d\ude00': '\uDe00 \\uDe00 ''\uDe00'" "\nc: |\n  \\ud83d \\\\ud83d\nd: 1",
        'a: "\\ud83d\\ude00 \ue83d"',
        r'a: "\ud83d\ude00 \ue83d \U0000E83D"',
        r'a: "\ud83d \ude00"',
        'a: "\\ud83d\\ude00 \x85\u2028\\ue000\\U0000E001\u2029" # \\ud83d',
    ],
)
def test_a_character_that_is_escaped_in_two_halves_is_one(text: str) -> None:
    assert compose(yaml_events(text, "s"), "s") == compose(yaml_events(text, "s", pure=True), "s")


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.10"])
def test_any_minor_version_of_yaml_is_read(version: str) -> None:
    assert value(f"%YAML {version}\n---\na: 1") == {"a": 1}


def test_another_major_version_of_yaml_is_refused() -> None:
    assert faults_in("%YAML 2.0\n---\na: 1") == [("1:1", "WSG101")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<: {a: 1, b: 1}\nb: 2", {"a": 1, "b": 2}),
        ("b: 2\n<<: {a: 1, b: 1}", {"a": 1, "b": 2}),
        ("<<: [{a: 1}, {a: 2, b: 2}]", {"a": 1, "b": 2}),
        ('"<<": {a: 1}', {"<<": {"a": 1}}),
    ],
)
def test_a_merge_key_brings_keys_of_which_own_and_first_ones_win(text: str, expected: Value) -> None:
    assert value(text) == expected


def test_a_merged_or_repeated_value_keeps_the_place_where_it_is_written() -> None:
    node, _ = parse(b"a: &x {n: 1}\nb: *x\nc: {<<: *x, m: 2}", "s")

    assert at(node, "b") is at(node, "a")
    assert at(node, "c", "n").location == at(node, "a", "n").location


def test_aliases_are_bounded_by_what_they_write_out_and_how_deep() -> None:
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcde", "bcdef", strict=True)
    )
    chain = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, MAX_DEPTH + 5))

    assert [code for _, code in faults_in(bomb)] == ["WSG108"]
    assert [code for _, code in faults_in(chain)] == ["WSG119"]


def test_what_is_too_large_is_refused_unread() -> None:
    assert faults_in(b"a: 1\n" + b"#" * (16 * 1024 * 1024)) == [("1:1", "WSG110")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_text_gives_what_pythons_parser_gives(document: Value, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps({"a": document}, indent=indent, ensure_ascii=ascii_only)
    node, faults = parse(text.encode(), "s.json")
    if node is None:
        # Characters that YAML, and so wsgen, wants escaped.
        assert {each.code for each in faults} == {"WSG107"}
        return

    assert json.dumps(plain(node)) == json.dumps({"a": document})


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def codes(faults: tuple[Diagnostic, ...]) -> list[str]:
    return [each.code for each in faults]


def test_every_local_file_that_references_reach_is_read_from_the_folder_of_its_reference(tmp_path: Path) -> None:
    write(tmp_path, {
        "api/spec.yml": "a: {$ref: './my%20parts/tea%23cup.yml#/Cup'}\nb: {$ref: '#/a'}\n",
        "api/my parts/tea#cup.yml": "Cup: {$ref: ../leaf.json}\nBack: {$ref: '../spec.yml#/a'}\n",
        "api/leaf.json": '{"type": "string"}',
    })  # fmt: skip
    sources = read("./api/spec.yml", root=tmp_path)

    assert sources.root == "api/spec.yml"
    assert list(sources.files) == ["api/spec.yml", "api/my parts/tea#cup.yml", "api/leaf.json"]
    assert not sources.missing
    assert sources.texts["api/leaf.json"] == '{"type": "string"}'


def test_what_only_looks_like_a_reference_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path, {
        "spec.yml": "a: {$ref: none.yml}\nb: {$ref: broken.txt}\nc: {$ref: ../out.yml}\nd: {$ref: 'https://h/x.yml'}\n"
        "e: {$ref: 5}\nf: {$ref: folder}\ng: {$ref: 'x%00y'}\nh: {$ref: ''}\n",
        "broken.txt": "a: b: c",
        "folder/x.yml": "a: 1",
    })  # fmt: skip
    sources = read("spec.yml", root=tmp_path)
    reference = at(sources.document, "b", "$ref").location
    elsewhere = at(sources.document, "a", "$ref").location

    assert list(sources.files) == ["spec.yml"]
    assert [(str(each.location), each.code) for each in sources.faults("broken.txt", reference)] == [
        ("broken.txt:1:5", "WSG101")
    ]
    assert codes(sources.faults("../out.yml", elsewhere)) == ["WSG117"]
    assert sources.faults("folder", elsewhere)[0].location == elsewhere
    assert codes(sources.faults("folder", elsewhere)) == ["WSG116"]
    assert sources.faults("none.yml", elsewhere) == ()


def test_a_file_outside_is_read_only_when_that_is_allowed(tmp_path: Path) -> None:
    write(tmp_path, {"api/spec.yml": "a: {$ref: ../shared.yml}\n", "shared.yml": "b: 1\n"})

    assert "shared.yml" not in read("api/spec.yml", root=tmp_path).files
    assert "shared.yml" in read("api/spec.yml", root=tmp_path, allow_outside=True).files


def test_a_link_out_of_the_folder_counts_as_outside(tmp_path: Path) -> None:
    write(tmp_path, {"api/spec.yml": "a: {$ref: link.yml}\n", "secret.yml": "b: 1\n"})
    (tmp_path / "api" / "link.yml").symlink_to(tmp_path / "secret.yml")

    assert codes(read("api/spec.yml", root=tmp_path).missing["api/link.yml"]) == ["WSG117"]


def test_a_file_reached_by_two_paths_is_one_source(tmp_path: Path) -> None:
    write(tmp_path, {"spec.yml": "a: {$ref: x/../y.yml}\nb: {$ref: y.yml}\nc: {$ref: z.yml}\n", "y.yml": "b: 1\n"})
    (tmp_path / "z.yml").symlink_to("y.yml")
    files = read("spec.yml", root=tmp_path).files

    assert set(files) == {"spec.yml", "y.yml", "z.yml"}
    assert files["z.yml"] is files["y.yml"]


def test_the_faults_of_the_root_document_are_kept_with_its_text(tmp_path: Path) -> None:
    write(tmp_path, {"spec.yml": "a: 1\na: 2\n"})
    sources = read("spec.yml", root=tmp_path)

    assert codes(sources.missing[sources.root]) == ["WSG103"]
    assert sources.texts[sources.root] == "a: 1\na: 2\n"
    assert not sources.files


def test_text_that_is_given_stands_for_the_root_document(tmp_path: Path) -> None:
    write(tmp_path, {"y.yml": "b: 1\n"})

    assert set(read("-", root=tmp_path, text=b"a: {$ref: y.yml}").files) == {"-", "y.yml"}


@pytest.mark.parametrize("name", ["none.yml", "folder", "spec.yml/inner.yml"])
def test_a_root_document_that_cannot_be_opened_is_no_answer(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"folder/x.yml": "a: 1\n", "spec.yml": "a: 1\n"})

    with pytest.raises(UnreadableError) as error:
        read(name, root=tmp_path)
    assert error.value.diagnostic.code == "WSG115"
    assert error.value.diagnostic.location.path == name


def unusual(folder: Path) -> None:
    """Things in `folder` that no document can be read from."""
    os.mkfifo(folder / "pipe")
    (folder / "device").symlink_to("/dev/zero")
    (folder / "circle").symlink_to("circle")
    (folder / "dangling").symlink_to("nothing")
    (folder / "locked").write_bytes(b"a: 1\n")
    (folder / "locked").chmod(0)


UNUSUAL = {
    "pipe": "this is a pipe, not a file",
    "device": "this is a device, not a file",
    "circle": "this can't be read: Too many levels of symbolic links",
    "circle/spec.yml": "this can't be read: Too many levels of symbolic links",
    "dangling": "there is no such file",
    "n" * 300: "this can't be read: File name too long",
    "\0": "no file can have such a name",
    "locked": "this may not be read",
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize(("name", "message"), UNUSUAL.items(), ids=range(len(UNUSUAL)))
def test_a_root_document_that_is_no_file_is_not_waited_for(name: str, message: str, tmp_path: Path) -> None:
    unusual(tmp_path)
    if name == "locked" and os.access(tmp_path / name, os.R_OK):
        pytest.skip("whoever runs this may read everything")

    with pytest.raises(UnreadableError) as error:
        read(name, root=tmp_path)
    assert (error.value.diagnostic.code, error.value.diagnostic.message) == ("WSG115", message)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["pipe", "device", "circle", "locked"])
def test_a_reference_to_what_is_no_file_is_not_waited_for(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"spec.yml": f"a: {{$ref: {name}}}\n"})
    unusual(tmp_path)
    if name == "locked" and os.access(tmp_path / name, os.R_OK):
        pytest.skip("whoever runs this may read everything")

    (fault,) = read("spec.yml", root=tmp_path, allow_outside=True).missing[name]
    assert (fault.code, fault.message, fault.location.column) == ("WSG116", UNUSUAL[name], 11)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_referenced_file_that_is_none_is_told_as_such_by_any_of_its_names(tmp_path: Path) -> None:
    write(tmp_path, {"spec.yml": "a: {$ref: pipe}\nb: {$ref: link}\nc: {$ref: circle}\n"})
    unusual(tmp_path)
    (tmp_path / "link").symlink_to("pipe")

    missing = read("spec.yml", root=tmp_path).missing
    assert {name: [each.code for each in faults] for name, faults in missing.items()} == {
        name: ["WSG116"] for name in ("pipe", "link", "circle")
    }


@pytest.mark.parametrize(
    ("base", "reference", "expected"),
    [
        ("a/spec.yml", "#/x", "a/spec.yml"),
        ("a/spec.yml", "", "a/spec.yml"),
        ("a/spec.yml", "b.yml#/x", "a/b.yml"),
        ("a/spec.yml", "../b.yml", "b.yml"),
        ("spec.yml", "../b.yml", "../b.yml"),
        ("spec.yml", "./a%2520b.yml", "a%20b.yml"),
        ("spec.yml", "https://host/b.yml", None),
        ("spec.yml", "//host/b.yml", None),
    ],
)
def test_a_reference_names_a_file_relative_to_its_own(base: str, reference: str, expected: str | None) -> None:
    assert path_of(base, reference) == expected
