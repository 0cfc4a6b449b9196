"""What `[tool.wsgen]` says, and what is wrong in it and where."""

from pathlib import Path

import pytest

from wsgen.diagnostics.diagnostic import Severity
from wsgen.plan.extensions import EXTENSIONS
from wsgen.pyproject import TomlSyntaxError, parse
from wsgen.settings import Settings, read, settings_of
from wsgen.settings_table import SETTINGS, TARGET_SETTINGS, reference
from wsgen.spec.node import Entry, MappingNode, plain


def settings(text: str) -> tuple[Settings, list[str]]:
    """Settings of `[tool.wsgen]` with `text` in it, and each fault as `line:column code message (hint)`."""
    table = parse("[tool.wsgen]\n" + text, "pyproject.toml").entries["tool"].value
    assert isinstance(table, MappingNode)
    found, diagnostics = settings_of(table.get("wsgen"))
    return found, [
        f"{each.location.line}:{each.location.column} {each.code} {each.message}"
        + (f" ({each.hint})" if each.hint else "")
        for each in diagnostics
    ]


def test_every_setting_is_read() -> None:
    found, faults = settings("""\
spec = "asyncapi/chat.yml"
out = "src/generated"
name = "Chat"
perspective = "client"
connection = "own"
python = "3.12"
ambiguous = "error"
formats = "assert"
allow-outside = true
templates = "my-templates"
heartbeat = { interval = 15, timeout = 40.5 }
app = "server:app"
[tool.wsgen.arguments]
token = "demo"
limit = 3
deep = true
tags = ["a", "b"]
[tool.wsgen.rules]
WSG150 = "error"
[tool.wsgen.overlay]
"#/info" = { title = "Talk" }
""")
    assert faults == []
    assert (found.spec, found.out, found.name) == ("asyncapi/chat.yml", "src/generated", "Chat")
    assert (found.perspective, found.connection, found.python, found.ambiguous) == ("client", "own", "3.12", "error")
    assert (found.allow_outside, found.templates, found.formats) == (True, "my-templates", "assert")
    assert found.app == "server:app"
    assert found.arguments == {"token": ("demo",), "limit": ("3",), "deep": ("true",), "tags": ("a", "b")}
    assert (found.heartbeat_interval, found.heartbeat_timeout) == (15, 40.5)
    assert dict(found.rules) == {"WSG150": Severity.ERROR}
    assert found.overlay is not None
    assert plain(found.overlay) == {"#/info": {"title": "Talk"}}


def test_without_settings_all_are_defaults() -> None:
    assert settings_of(None) == (Settings(), ())
    assert settings("") == (Settings(), [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('perspectve = "client"', "2:1 WSG151 there is no setting `perspectve` (did you mean `perspective`?)"),
        (
            'perspective = "sever"',
            "2:15 WSG153 `perspective` must be one of `server`, `client` (did you mean `server`?)",
        ),
        ("spec = 3", '2:8 WSG152 `spec` must be text in quotes (write `spec = "…"`)'),
        ("spec = 2024-01-01\nname = true", '3:8 WSG152 `name` must be text in quotes (write `name = "…"`)'),
        ('spec = ""', "2:8 WSG153 `spec` must not be empty (leave the key out for the default)"),
        (
            'allow-outside = "yes"',
            "2:17 WSG152 `allow-outside` must be `true` or `false` (write `allow-outside = false`)",
        ),
        ("allow_outside = true", "2:1 WSG151 there is no setting `allow_outside` (did you mean `allow-outside`?)"),
        (
            "[tool.wsgen.heartbeat]\ninterval = '30'",
            "3:12 WSG152 `heartbeat.interval` must be a number of seconds (write `interval = 30`)",
        ),
        (
            "arguments.token = {}",
            "2:19 WSG152 `arguments.token` must be text, a number, `true` or `false`, or an array of these "
            '(write `token = "…"`)',
        ),
        ("heartbeat.timeout = 0", "2:21 WSG153 `heartbeat.timeout` must be more than 0 seconds (write `timeout = 60`)"),
        (
            "heartbeat.timeout = inf",
            "2:21 WSG153 `heartbeat.timeout` must be more than 0 seconds (write `timeout = 60`)",
        ),
        (
            "heartbeat.timeout = nan",
            "2:21 WSG153 `heartbeat.timeout` must be more than 0 seconds (write `timeout = 60`)",
        ),
        (
            "heartbeat.intervall = 3",
            "2:11 WSG151 there is no setting `heartbeat.intervall` (did you mean `interval`?)",
        ),
        ("heartbeat = 30", "2:13 WSG152 `heartbeat` must be a table (write its keys below `[tool.wsgen.heartbeat]`)"),
        ("rules = []", "2:9 WSG152 `rules` must be a table (write its keys below `[tool.wsgen.rules]`)"),
        ('rules.wsg150 = "off"', "2:7 WSG154 there is no diagnostic `wsg150` (did you mean `WSG150`?)"),
        (
            'rules.WSG150 = "fatal"',
            "2:16 WSG153 the level of `WSG150` must be one of `error`, `warning`, `note`, `off`"
            ' (write `WSG150 = "error"`)',
        ),
        (
            'rules.WSG150 = "off"',
            "2:16 WSG155 `WSG150` is an error, which no setting turns down"
            " (mend the document, or set the value by `[tool.wsgen.overlay]`)",
        ),
        (
            "overlay = 3",
            "2:11 WSG152 `overlay` must be a table, or the path of a file in quotes"
            ' (write `overlay = "overlay.yml"`, or keys below `[tool.wsgen.overlay]`)',
        ),
    ],
)
def test_each_fault_is_at_its_place_and_says_what_is_meant(text: str, fault: str) -> None:
    assert settings(text)[1] == [fault]


def test_all_faults_are_found_at_once() -> None:
    assert len(settings('specc = "a"\nout = 1\nperspective = "x"')[1]) == 3


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text(text)
    return path


def test_the_nearest_file_with_a_table_counts(tmp_path: Path) -> None:
    outer = write(tmp_path, '[tool.wsgen]\nname = "Outer"\n')
    write(tmp_path / "a", '[project]\nname = "other"\n')
    inner = write(tmp_path / "a" / "b", '[tool.wsgen]\nname = "Inner"\n')
    assert read(tmp_path / "a" / "b" / "c", None).path == inner
    assert read(tmp_path / "a", None).path == outer
    assert read(tmp_path / "a", inner).settings.name == "Inner"


def test_no_file_is_no_fault(tmp_path: Path) -> None:
    write(tmp_path, "[project]\n")
    found = read(tmp_path / "folder", tmp_path / "pyproject.toml")
    assert (found.settings, found.diagnostics) == (Settings(), ())


def test_a_broken_file_counts_only_where_it_mentions_wsgen(tmp_path: Path) -> None:
    write(tmp_path, '[tool.wsgen]\nname = "Outer"\n')
    inner = write(tmp_path / "a", "[broken\n")
    assert read(tmp_path / "a", None).settings.name == "Outer"
    inner.write_text("[tool.wsgen\n")
    assert [(each.code, str(each.location)) for each in read(tmp_path / "a", None).diagnostics] == [
        ("WSG150", "pyproject.toml:1:12")
    ]


def test_a_file_in_another_encoding_is_a_located_fault(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes('[tool.wsgen]\nname = "Grüße"\n'.encode("latin-1"))
    assert [each.code for each in read(tmp_path, None).diagnostics] == ["WSG150"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = \n", "1:5"),
        ("a = 1\na = 2\n", "2:6"),
        ("a = [1,\n2\n", "2:2"),
        ("x = 'a\n", "1:7"),
        ("a = [" * 5000, "1:1"),
    ],
)
def test_what_is_no_toml_has_a_place(text: str, place: str) -> None:
    with pytest.raises(TomlSyntaxError) as refused:
        parse(text, "p")
    assert str(refused.value.location).startswith(f"p:{place.partition(':')[0]}:")


TOML = '''\
# comment = 1
title = "x"  # [not.a.table]
a."b.c".d = [ 1, [ 2,
  3 ], { x = 'y' } ]
text = """
key = "no key"
"quoted"""" # four quotes end it
[tool . wsgen]
spec = 'chat.yml'
[[list]]
one = 1
[[list]]
[list.inner]
"Größe" = true
'''


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_keys_and_values_know_where_they_stand(line_end: str) -> None:
    root = parse(TOML.replace("\n", line_end), "p")
    lines = TOML.split("\n")
    seen = []

    def visit(node: object, name: str) -> None:
        if isinstance(node, MappingNode):
            for key, entry in node.entries.items():
                seen.append((f"{name}{key}", entry.location.line, entry.location.column))
                line = lines[entry.location.line - 1]
                written = line[entry.location.column - 1 : entry.location.end_column - 1]
                assert written.strip("\"'") == key
                visit(entry.value, f"{name}{key}/")

    visit(root, "")
    assert ("a/b.c/d", 3, 9) in seen
    assert ("tool/wsgen/spec", 9, 1) in seen
    assert not [name for name, _, _ in seen if name.startswith(("comment", "key", "not"))]
    value = root.entries["text"].value
    assert (value.location.line, value.location.end_line) == (5, 7)


def test_values_are_what_toml_says() -> None:
    assert plain(parse(TOML, "p")) == {
        "title": "x",
        "a": {"b.c": {"d": [1, [2, 3], {"x": "y"}]}},
        "text": 'key = "no key"\n"quoted"',
        "tool": {"wsgen": {"spec": "chat.yml"}},
        "list": [{"one": 1}, {"inner": {"Größe": True}}],
    }


def test_one_table_has_every_setting_and_every_extension() -> None:
    names = [row.name for row in reference()]
    assert len(names) == len(set(names)) == len(SETTINGS) + len(TARGET_SETTINGS) + len(EXTENSIONS)
    assert all(row.where and row.type and row.meaning.endswith(".") for row in reference())
    attributes = {name for name in Settings.__dataclass_fields__ if name not in ("locations", "overlay_file")}
    assert {each.name.replace(".", "_").replace("-", "_") for each in SETTINGS} == attributes


def test_nodes_of_settings_are_entries_by_their_own_key() -> None:
    root = parse('[tool.wsgen.overlay]\n"#/a~1b" = { x = 1 }\n', "p")
    tool = root.entries["tool"].value
    assert isinstance(tool, MappingNode)
    assert isinstance(tool.entries["wsgen"], Entry)
