"""The types of generated clients, by the compiler itself: in strict mode, with values that they must take or refuse."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.generated_clients import ROOT, assignments, copied_runtime, tsc, written
from tests.corpus.verdicts import CORPUS
from tests.golden.test_golden import CASES, planned
from wsgen.pipeline import Job, check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Protocol
from wsgen.settings import Settings

CODE = "`${alert(1)}'\"\\ </script><!-- */ \u2028\u202e @ts-ignore {@link x}"
# An AsyncAPI 2 of many messages, and one of a code generator for other languages.
DOCUMENTS = ("003", "361")


def hostile(path: Path) -> Protocol:
    """A document each of whose texts is code, and whose names mean something to JavaScript."""
    names = ("constructor", "then", "__proto__", "toString", "send_text", "Promise", "default", "string", "Without")
    properties = {
        CODE: {"description": CODE, "enum": [CODE, "a"]},
        "__proto__": {"const": CODE},
        "constructor": {"type": "object", "properties": {"__proto__": {"type": "string"}}, "required": ["__proto__"]},
    }
    message = {
        "summary": CODE,
        "description": CODE,
        "payload": {
            "type": "object",
            "title": CODE,
            "required": ["kind", "__proto__", "constructor", CODE],
            "properties": properties,
        },
    }
    messages = {
        name: {**message, "payload": {**message["payload"], "properties": {"kind": {"const": name}, **properties}}}  # type: ignore[dict-item]
        for name in names
    }
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": CODE, "version": CODE, "description": CODE},
        "x-wsgen-close-codes": {"4401": CODE},
        "servers": {"constructor": {"host": "localhost", "protocol": "ws", "description": CODE}},
        "channels": {
            "a": {"address": "/a", "title": CODE, "description": CODE, "messages": messages},
            "b": {"address": "/b", "messages": {name: messages[name] for name in names[:2]}},
        },
        "operations": {
            channel: {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{channel}"},
                "reply": {"messages": [{"$ref": f"#/channels/{channel}/messages/then"}]},
                "messages": [
                    {"$ref": f"#/channels/{channel}/messages/{name}"} for name in names[:count] if name != "then"
                ],
            }
            for channel, count in (("a", len(names)), ("b", 2))
        },
    }
    job = Job(path, "spec.json", Settings(), text=json.dumps(document).encode())
    return protocol_of(check(job, lambda _: None).plan)


def documented() -> Iterator[tuple[str, str]]:
    """The code of docs/browser.md as modules beside the client, and what it takes from React."""
    page = (ROOT / "docs" / "browser.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```ts\n(.*?)^```", page) + re.findall(r'(?s)<script type="module">(.*?)</script>', page)
    assert len(blocks) == 5
    for number, block in enumerate(blocks):
        elements = block.replace("./client/_elements/index.js", "./index.js")
        yield f"documented_{number}.ts", elements.replace("./client/", "./") + "\nexport {};\n"
    hook = "useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, get: () => T): T"
    yield "react.d.ts", f'declare module "react" {{ export function {hook}; }}\n'


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client of each protocol, and one runtime for all of them."""
    folder = tmp_path_factory.mktemp("clients")
    protocols = {case: planned(case) for case in CASES}
    protocols["hostile_to_javascript"] = hostile(folder)
    chat = protocol_of(check(Job(ROOT, "asyncapi/chat.yml"), lambda _: None).plan)
    for path in sorted(CORPUS.glob("docs/*")) if CORPUS.exists() else ():
        if path.name.startswith(DOCUMENTS):
            entry = next(path.glob("*.y*ml"), None) or next(path.glob("*.json"))
            checked = check(Job(CORPUS, f"docs/{path.name}/{entry.name}", Settings(allow_outside=True)), lambda _: None)
            protocols[path.name] = protocol_of(checked.plan)
    for name, protocol in {**protocols, "chat": chat}.items():
        written(protocol, folder / name, "../_runtime")
        (folder / name / "values.ts").write_text(assignments(protocol), encoding="utf-8")
    shutil.copy(Path(__file__).with_name("chat_consumer.ts"), folder / "chat" / "consumer.ts")
    for name, text in documented():
        (folder / "chat" / name).write_text(text, encoding="utf-8")
    copied_runtime(chat, folder)
    return folder


def test_every_client_is_clean_under_strict_and_its_types_take_what_its_schemas_accept(clients: Path) -> None:
    assert tsc(clients) == ""


def test_what_a_hostile_document_says_stays_text_and_its_names_do_no_harm(clients: Path) -> None:
    folder = clients / "hostile_to_javascript"
    for file in folder.rglob("*.*s"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"</script|<!--|[\u2028\u202e]", text), file.name
        assert "alert(1)}'\"" not in re.sub(r"(?s)/\*.*?\*/|//[^\n]*", "", text), file.name
    program = """
        const seen = {};
        for (const [name, made] of Object.entries(await import("./client.js"))) {
          const client = new made("ws://localhost/a");
          seen[name] = [Object.getOwnPropertyNames(made.prototype).sort(), await client === client, String(client)];
        }
        console.log(JSON.stringify(seen));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    methods, is_itself, shown = next(iter(json.loads(done.stdout).values()))
    assert (is_itself, shown) == (True, "[object Object]")
    expected = {"constructor", "constructor_", "proto", "to_string", "send_text_", "promise", "default", "send"}
    assert expected <= {*methods}


def test_an_array_of_a_tuple_and_what_needs_only_extra_properties_have_their_types(clients: Path) -> None:
    text = (clients / "roots" / "messages.d.ts").read_text()
    assert "export type Call = [2, string, CallItem3, CallItem4];" in text
    assert "export type Result = [3, string, ...unknown[]];" in text
    assert "export type Account = string | AccountGroup;" in text
    assert "export type Level = { x: 1; y: 2 } | { x: 3; y: 4 };" in text
