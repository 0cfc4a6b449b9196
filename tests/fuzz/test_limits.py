"""Documents made to keep a computer busy: each gets its answer, from a process that may not have much.

The time of the process itself is limited, so that no test looks at a clock: one that needs more dies without an answer;
what it had in memory is measured. On a usual computer each takes less than 10 seconds; where an algorithm is at fault,
they would take minutes or years.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

resource = pytest.importorskip("resource", reason="limits of a process need POSIX")

SECONDS, MEGABYTES = 30, 500
HEAD = "asyncapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\n"


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def of_schemas(schemas: dict[str, Any], *examples: Any) -> str:
    """A document with one message, whose payload is the schema `s0`."""
    message = {"payload": ref("s0"), "examples": [{"payload": each} for each in examples]}
    return json.dumps(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "T", "version": "1.0.0"},
            "channels": {"c": {"address": "/c", "messages": {"m": message}}},
            "components": {"schemas": schemas},
        }
    )


def of_messages(count: int, payload: Callable[[int], str]) -> str:
    """A document with one channel of many messages."""
    messages = "".join(f"      m{number}: {{payload: {payload(number)}}}\n" for number in range(count))
    return f"{HEAD}channels:\n  c:\n    address: /c\n    messages:\n{messages}"


def of_channels(count: int, channel: Callable[[int], str]) -> str:
    return f"{HEAD}channels:\n" + "".join(f"  c{number}: {channel(number)}\n" for number in range(count))


LEAF = {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]}


def lattice(*keywords: str) -> str:
    """40 schemas, each of which needs the next one twice."""
    levels = {
        f"s{level}": {keyword: [ref(f"s{level + 1}")] * 2 for keyword in keywords}
        if keywords != ("if",)
        else {"if": ref(f"s{level + 1}"), "then": ref(f"s{level + 1}"), "else": ref(f"s{level + 1}")}
        for level in range(40)
    }
    return of_schemas({**levels, "s40": LEAF}, {"a": 1}, {"a": 2})


def chain(length: int, link: Callable[[str], Any]) -> str:
    links = {f"s{number}": link(f"s{number + 1}") for number in range(length)}
    return of_schemas({**links, f"s{length}": {"type": "object"}}, {})


def with_pattern(pattern: str) -> str:
    return of_schemas({"s0": {"properties": {"a": {"type": "string", "pattern": pattern}}}}, {"a": "a" * 40 + "!"})


def names(form: str) -> str:
    return "".join(form % number for number in range(10_000))


BOMB = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 12)
)
USED, DECLARED = "{a%d}", "b%d: {}, "
TRAIT = "{$ref: '#/components/messageTraits/t'}"
OBJECT = "messages: {m: {payload: {type: object}}}"

# Each with its exit code and a code of what is found; none where the document is merely large.
DOCUMENTS: dict[str, tuple[Callable[[], str], int, str]] = {
    "aliases": (lambda: BOMB, 1, "WSG108"),
    "50 MB": (lambda: f"{HEAD}x-a: {'a' * 50_000_000}", 1, "WSG110"),
    "a million keys": (lambda: f"{HEAD}x-a:\n" + "".join(f"  k{each}: 1\n" for each in range(1_000_000)), 1, "WSG108"),
    "a million keys in JSON": (lambda: json.dumps({f"k{each}": 1 for each in range(1_000_000)}), 1, "WSG108"),
    "brackets": (lambda: "[" * 10_000_000, 1, "WSG119"),
    "a key of a megabyte": (lambda: json.dumps({"n" * 1_000_000: [0] * 100_000}), 1, "WSG122"),
    "the same key again and again": (lambda: f"{HEAD}x-a:\n" + "  a: 1\n" * 100_000, 1, "WSG123"),
    "unknown fields": (lambda: of_channels(10_000, lambda _: "{adress: x}"), 1, "WSG123"),
    "references to nothing": (
        lambda: of_channels(3_000, lambda each: f"{{$ref: '#/channels/d{each}'}}"), 1, "WSG123",
    ),
    "allOf by countless ways": (lambda: lattice("allOf"), 0, "WSG312"),
    "oneOf by countless ways": (lambda: lattice("oneOf"), 0, "WSG312"),
    "anyOf by countless ways": (lambda: lattice("anyOf"), 0, "WSG312"),
    "all of them by countless ways": (lambda: lattice("allOf", "oneOf", "anyOf"), 0, "WSG312"),
    "if by countless ways": (lambda: lattice("if"), 0, "WSG312"),
    "a chain of references": (lambda: chain(5_000, ref), 1, "WSG308"),
    "a chain of allOf": (lambda: chain(5_000, lambda name: {"allOf": [ref(name)]}), 1, "WSG308"),
    "a chain of properties": (lambda: chain(5_000, lambda name: {"properties": {"n": ref(name)}}), 0, ""),
    "references through references": (
        lambda: chain(3_000, lambda name: {"$ref": f"#/components/schemas/{name}/properties/x"}), 1, "WSG308",
    ),
    "a web of schemas": (
        lambda: of_schemas(
            {f"s{one}": {"type": "object", "properties": {f"p{two}": ref(f"s{two}") for two in range(80)}}
             for one in range(80)},
            {"p1": {"p2": {}}},
        ), 0, "",
    ),
    "a pattern that tries forever": (lambda: with_pattern("^(a+)+$"), 0, "WSG312"),
    "a pattern that looks ahead forever": (lambda: with_pattern("^(?=(a+)+$)"), 0, "WSG312"),
    "a pattern nested deep": (lambda: with_pattern("(" * 5_000 + ")" * 5_000), 0, ""),
    "a pattern that repeats too often": (lambda: with_pattern("a{99999999999999999999}"), 0, ""),
    "a large enum": (
        lambda: of_schemas({"s0": {"properties": {"a": {"enum": [f"v{n}" for n in range(100_000)]}}}}, {"a": "w1"}),
        0, "WSG312",
    ),
    "required names beside properties": (
        lambda: of_schemas({"s0": {"required": [f"r{n}" for n in range(20_000)],
                                   "properties": {f"q{n}": {} for n in range(20_000)}}}), 0, "",
    ),
    "10,000 examples that don't fit": (
        lambda: of_schemas({"s0": {"properties": {"a": {"type": "string"}}}}, *({"a": n} for n in range(10_000))),
        0, "WSG312",
    ),
    "one address for 2,000 channels": (lambda: of_channels(2_000, lambda _: f"{{address: /a, {OBJECT}}}"), 0, "WSG315"),
    "an address on each of 5,000 servers": (
        lambda: f"{HEAD}servers:\n"
        + "".join(f"  s{each}: {{host: h{each}, protocol: ws}}\n" for each in range(5_000))
        + of_channels(
            5_000, lambda each: f"{{address: /a, servers: [{{$ref: '#/servers/s{each}'}}], {OBJECT}}}"
        ).removeprefix(HEAD),
        0, "WSG406",
    ),
    "a trait again and again": (
        lambda: of_messages(200, lambda _: f"{{type: object}}, traits: [{', '.join([TRAIT] * 100)}]")
        + "components:\n  messageTraits:\n    t:\n" + "".join(f"      x-p{each}: 1\n" for each in range(100)),
        0, "WSG411",
    ),
    "escapes in two halves": (
        lambda: f"{HEAD}x-a:\n" + "".join(f'  k{each}: "\\ud83d\\ude00"\n' for each in range(100_000)), 0, "",
    ),
    "5,000 channels": (lambda: of_channels(5_000, lambda each: f"{{address: /a{each}, {OBJECT}}}"), 0, ""),
    "one name for 2,000 messages": (
        lambda: of_channels(2_000, lambda each: f"{{address: /a{each}, messages: {{m: {{name: n, payload: {{}}}}}}}}"),
        0, "WSG501",
    ),
    "messages that nothing tells apart": (
        lambda: of_messages(1_000, lambda each: f"{{type: object, required: [f], minProperties: {each % 9}}}"),
        0, "WSG411",
    ),
    "messages that a key of their own tells apart": (
        lambda: of_messages(1_000, lambda each: f"{{type: object, required: [f{each}]}}"), 0, "is valid",
    ),
    "messages that one property tells apart": (
        lambda: of_messages(2_000, lambda n: f"{{type: object, required: [t], properties: {{t: {{const: {n}}}}}}}"),
        0, "",
    ),
    "numbers beyond bounds": (
        lambda: of_schemas({"s0": {"properties": {"a": {"multipleOf": 1e-320}, "b": {"multipleOf": 10**4000}}}},
                           {"a": 1e308, "b": 10**4000}), 0, "",
    ),
    "a number beyond bounds": (lambda: f"{HEAD}x-a: 0x{'f' * 10_000_000}", 1, "WSG111"),
    "braces": (
        lambda: of_channels(1, lambda _: f"{{address: '/{names(USED)}', parameters: {{{names(DECLARED)}}}, {OBJECT}}}"),
        1, "WSG316",
    ),
    "a text that is nearly a URI": (
        lambda: f"asyncapi: 3.0.0\nid: 'urn:{'a:' * 500_000} '\ninfo: {{title: T, version: '1'}}\n", 1, "WSG210",
    ),
    "a text that is nearly an address of mail": (
        lambda: f"asyncapi: 3.0.0\ninfo: {{title: T, version: '1', contact: {{email: '{'a@' * 500_000}'}}}}\n",
        1, "WSG210",
    ),
    "a long description": (
        lambda: of_schemas({"s0": {"type": "object", "description": "a \"\"\" \\ " * 1_000_000}}), 0, "",
    ),
}  # fmt: skip


# Has loaded wsgen, and runs it in a process of its own for each folder that it is told; says how that ended, and how
# much memory it had at most.
LAUNCHER = """
import json, os, resource, sys
from wsgen.cli import main

def validate(folder, seconds):
    os.chdir(folder)
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(name, os.O_CREAT | os.O_WRONLY), stream)
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sys.argv = ["wsgen", "validate", "spec.yml", "--format", "concise"]
    main()

first, seconds = sys.argv[1], int(sys.argv[2])
answers = os.fdopen(os.dup(1), "w")
try:
    validate(first, 0)
except SystemExit as ended:
    assert not ended.code
for folder in sys.stdin:
    child = os.fork()
    if not child:
        validate(folder.rstrip(), seconds)
    _, status, used = os.wait4(child, 0)
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"code": os.waitstatus_to_exitcode(status), "peak": peak}), file=answers, flush=True)
"""


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Popen[str]]:
    """What validates `spec.yml` in each folder of which it reads the path."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "spec.yml").write_text(of_schemas({"s0": {"required": ["a"]}}, {"a": 1}), encoding="utf-8")
    command = [sys.executable, "-c", LAUNCHER, str(folder), str(SECONDS)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.mark.parametrize(("make", "answer", "code"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_an_answer_comes_within_the_limits(
    make: Callable[[], str], answer: int, code: str, launcher: Popen[str], tmp_path: Path
) -> None:
    (tmp_path / "spec.yml").write_text(make(), encoding="utf-8")
    assert launcher.stdin is not None
    assert launcher.stdout is not None
    print(tmp_path, file=launcher.stdin, flush=True)
    outcome = json.loads(launcher.stdout.readline())

    assert (outcome["code"], (tmp_path / "err").read_text()) == (answer, "")
    assert code in (tmp_path / "out").read_text(encoding="utf-8")
    assert outcome["peak"] < MEGABYTES * 1_000_000
