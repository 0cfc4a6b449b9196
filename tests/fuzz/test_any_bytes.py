"""Any bytes at all end in a plan or in located errors that can be shown."""

import json
from pathlib import Path
from random import Random

import pytest
from examining import examine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
HEAD = "asyncapi: 3.0.0\ninfo: {title: a, version: '1'}\n"
CHAT = (ROOT / "asyncapi" / "chat.yml").read_bytes()
NAMES = st.sampled_from(["spec.yml", "spec.json"])
TOKENS = [
    *"{}[]:,\"'#&*!|>%@`?-\n\r\t \0~\\=",
    *["- ", ": ", "? ", "\n  ", "\n---\n", "\n...\n", "<<: ", "*a", "&a ", "!!set ", "!", "!!str ", "!<tag:x> "],
    *["%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "%X\n", "|\n", ">-\n", "|9\n", "\ufeff", "\x85", "\u2028", "\u2029"],
    *["é", "😀", "\r\n", "\x1b[31m", "\x7f", '"\\ud83d"', '"\\ud83d\\ude00"', '"\\x"', "0o9", "0x", "1e400"],
    *["-.inf", ".nan", "9" * 5000, "null", "true", "2001-01-01", "asyncapi: 3.0.0", "info:", "channels:"],
    *["$ref: '#'", "$ref: ''", "{$ref: spec.yml}", "x-a", "title: a", "version: '1'"],
]  # fmt: skip
JSON_TOKENS = [
    *'{}[]:,"\\ \n\t', '"a"', '"\\ud83d"', '"\\u0000"', "1e999", "-0", "01", "NaN", "-Infinity", "true", "nul",
]  # fmt: skip

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(st.binary(max_size=300), NAMES)
def test_bytes(tmp_path: Path, content: bytes, name: str) -> None:
    examine(content, name, tmp_path)


@SETTINGS
@given(st.text(max_size=300), NAMES, st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-32-le", "utf-8-sig"]))
def test_text_in_any_encoding(tmp_path: Path, text: str, name: str, encoding: str) -> None:
    examine(text.encode(encoding, "surrogatepass"), name, tmp_path)


@pytest.mark.parametrize("tokens", [TOKENS, JSON_TOKENS], ids=["YAML", "JSON"])
@SETTINGS
@given(data=st.data(), name=NAMES, head=st.sampled_from(["", HEAD]))
def test_soups_of_tokens(tokens: list[str], tmp_path: Path, data: st.DataObject, name: str, head: str) -> None:
    soup = data.draw(st.lists(st.sampled_from(tokens), max_size=40))
    examine((head + "".join(soup)).encode(), name, tmp_path)


@pytest.mark.parametrize("seed", range(4))
def test_a_document_that_ends_or_breaks_anywhere(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    for _ in range(20):
        place = random.randrange(len(CHAT))
        junk = bytes(random.randrange(256) for _ in range(random.choice([0, 0, 1, 3])))
        examine(CHAT[:place] + junk + (CHAT[place:] if junk else b""), "spec.yml", tmp_path)


def document(value: object) -> bytes:
    """A document of which `value` is an example."""
    message = {"payload": {"type": "object"}, "examples": [{"payload": value}]}
    channels = {"c": {"address": "/c", "messages": {"m": message}}}
    return json.dumps({"asyncapi": "3.0.0", "info": {"title": "a", "version": "1"}, "channels": channels}).encode()


ODD: dict[str, tuple[bytes, str]] = {
    "comments only": (b"# a\n# b\n", "WSG114"),
    "a mark only": (b"\xef\xbb\xbf", "WSG114"),
    "a mark in the middle": (f"{HEAD}x-a: a\ufeffb\nchannels: {{}}\n".encode(), ""),
    "CR only": (HEAD.replace("\n", "\r").encode(), ""),
    "latin-1": (b"asyncapi: 3.0.0\ninfo: {title: caf\xe9}\n", "WSG105"),
    "surrogates as bytes": ("a: \ud800".encode("utf-8", "surrogatepass"), "WSG105"),
    "a long line": (f"{HEAD}x-a: {'a' * 3_000_000}\n".encode(), ""),
    "deep in brackets": (b"a: " + b"[" * 200_000, "WSG119"),
    "deep in a block": (b"a:\n " + b"- " * 200_000, "WSG119"),
    "deep in JSON": (b'{"a":' * 200_000, "WSG119"),
    "an integer of 100,000 digits": (f"{HEAD}x-a: {'9' * 100_000}\n".encode(), "WSG111"),
    "a fraction of 100,000 digits": (f"{HEAD}x-a: 0.{'9' * 100_000}\n".encode(), ""),
    "a hundred thousand anchors": (f"{HEAD}x-a:\n".encode() + b"".join(b"- &a%d 1\n" % n for n in range(100_000)), ""),
    "an alias as key": (f"x: &a b\n{HEAD}*a : 1\n".encode(), "WSG201"),
    "a mapping as key": (f"{HEAD}{{a: b}}: 1\n".encode(), "WSG104"),
    "a directive of old": (f"%YAML 1.1\n---\n{HEAD}channels: {{}}\n".encode(), ""),
    "an unknown directive": (f"%FOO bar\n---\n{HEAD}channels: {{}}\n".encode(), ""),
    "a tag handle": (f"%TAG !e! tag:example.com,2000:\n---\n{HEAD}x-a: !e!foo 1\n".encode(), "WSG118"),
    "a document's end": (f"{HEAD}channels: {{}}\n...\n".encode(), ""),
    "an odd name": (document({"\u202e\x00": {"": {"\ud7ff": "\uffff"}}}), ""),
    "values in an example": (document({"a": [None, True, 1e-320, -0.0, 10**300, "", {}]}), ""),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code"), ODD.values(), ids=ODD)
def test_odd_documents(content: bytes, code: str, tmp_path: Path) -> None:
    codes = examine(content, "spec.yml", tmp_path)

    assert code in codes if code else not {each for each in codes if each < "WSG199"}


def test_every_prefix_of_a_small_document(tmp_path: Path) -> None:
    small = (ROOT / "tests" / "golden" / "names" / "spec.yml").read_bytes()
    for place in range(0, len(small), 7):
        examine(small[:place], "spec.yml", tmp_path)
