"""TypeScript by modelina, by tsc in strict mode: its types take what the schemas take, and refuse wrong frames."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from scripts.other_targets import typescript
from tests.browser.generated_clients import assignments, tsc
from tests.browser.test_client_types import hostile
from tests.corpus.verdicts import CORPUS
from tests.golden.test_golden import CASES, planned
from wsgen.browser.literal import literal
from wsgen.browser.scope import Scope
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.pipeline import Job, check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Direction, Protocol
from wsgen.settings import Settings
from wsgen.spec.node import Value

CHAT = Path(__file__).parents[2] / "asyncapi" / "chat.yml"
# An AsyncAPI 2 of many messages, and one of a code generator for other languages.
DOCUMENTS = ("003", "361")

BY_HAND = """\
import type { ChatClientToServer, ChatServerToClient, SendMessage, StreamChunk } from "./messages.js";

const asked: SendMessage = { type: "send_message", thread_id: 42, content: "Hi", metadata: { any: ["thing"] } };
export const sent: ChatClientToServer = asked;
// @ts-expect-error The wire's key is thread_id.
export const renamed: SendMessage = { type: "send_message", threadId: 42, content: "Hi" };
// @ts-expect-error The tag has one value.
export const tagged: SendMessage = { type: "sendMessage", thread_id: 42, content: "Hi" };
// @ts-expect-error An integer is no text.
export const typed: SendMessage = { type: "send_message", thread_id: "42", content: "Hi" };
// @ts-expect-error One of three words.
export const chunk: StreamChunk = { type: "stream_chunk", thread_id: 1, content: "", chunk_type: "token" };

// The tag tells messages apart, and no message is forgotten.
export function said(message: ChatServerToClient): string {
  switch (message.type) {
    case "ping":
      return message.ping_id;
    case "error":
      return message.message;
    case "thread_history":
      return message.messages.map((each) => each.content).join();
    case "stream_chunk":
      return message.content;
    case "stream_start":
    case "stream_end":
      return String(message.thread_id);
    case "agent_event":
      return JSON.stringify(message.data);
  }
}
"""


def wrong(protocol: Protocol) -> Iterator[str]:
    """Frames that lack a key which their schema requires, or have another tag: each is an error of tsc's."""
    scope = Scope.of(protocol)
    for connection in protocol.connections:
        frames = Frames.of(protocol, connection)
        for message in {each.id: each for way in Direction for each in frames.messages(way)}.values():
            try:
                frame = frames.frame(message.id, Seeded(message.id), manner=Manner.PLAIN)
            except NoInstanceError:
                continue
            schema = protocol.definitions[message.frame].value
            if not isinstance(frame, dict) or not isinstance(schema, dict) or schema.get("type") != "object":
                continue
            type_ = scope.names[message.frame]
            for value in _mistaken(frame, schema):
                # On one line, since an error is expected on the next one.
                yield f"// @ts-expect-error\nexport const wrong{{}}: {type_} = {literal(value, -(10**9))};"


def _mistaken(frame: dict[str, Value], schema: dict[str, Value]) -> Iterator[dict[str, Value]]:
    required, properties = schema.get("required"), schema.get("properties")
    for key in required if isinstance(required, list) else ():
        yield {name: each for name, each in frame.items() if name != key}
    for key, each in properties.items() if isinstance(properties, dict) else ():
        if isinstance(each, dict) and isinstance(each.get("const"), str) and key in frame:
            yield {**frame, key: f"{each['const']}?"}


def checked(folder: Path, protocols: Mapping[str, Protocol]) -> str:
    """What tsc says of the types of each document, of values that they take, and of values that they refuse."""
    for (name, protocol), (files, _) in zip(protocols.items(), typescript(protocols.values()), strict=True):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "messages.ts").write_text(files["messages.ts"], "utf-8")
        (folder / name / "values.ts").write_text(assignments(protocol), "utf-8")
        names = sorted({str(each) for each in Scope.of(protocol).names.values()})
        lines = [f'import type {{ {", ".join(names)} }} from "./messages.js";', *wrong(protocol)]
        numbered = "\n".join(line.replace("wrong{}", f"wrong{at}") for at, line in enumerate(lines))
        (folder / name / "wrong.ts").write_text(numbered, "utf-8")
    # Checking the libraries takes longer than all else.
    quick = {"lib": ["es2022"], "types": [], "skipLibCheck": True, "noEmit": True}
    options = {"target": "es2022", "module": "es2022", "moduleResolution": "bundler", "strict": True, **quick}
    return tsc(folder, options={**options, "exactOptionalPropertyTypes": True})


def document(folder: Path, path: str) -> Protocol:
    settings = Settings(perspective="server", allow_outside=True)
    return protocol_of(check(Job(folder, path, settings), lambda _: None).plan)


def test_types_take_every_frame_and_refuse_wrong_ones(tmp_path: Path) -> None:
    protocols = {each: planned(each) for each in ("envelopes", "framings", "roots")}
    protocols |= {"code": hostile(tmp_path), "chat": document(CHAT.parent, CHAT.name)}
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / "by_hand.ts").write_text(BY_HAND, "utf-8")
    assert checked(tmp_path, protocols) == ""
    # Not by saying nothing of it.
    assert sum(path.read_text("utf-8").count("@ts-expect-error") for path in tmp_path.rglob("wrong.ts")) > 100


@pytest.mark.slow
def test_so_do_those_of_many_documents(tmp_path: Path) -> None:
    protocols = {case: planned(case) for case in CASES}
    for path in sorted(CORPUS.glob("docs/*")) if CORPUS.exists() else ():
        if path.name.startswith(DOCUMENTS):
            entry = next(path.glob("*.y*ml"), None) or next(path.glob("*.json"))
            protocols[path.name] = document(CORPUS, f"docs/{path.name}/{entry.name}")
    assert checked(tmp_path, protocols) == ""


def test_keys_and_tags_are_the_wires_in_what_is_committed() -> None:
    folder = CHAT.parents[1] / "frontend" / "generated"
    chat = (folder / "messages.ts").read_text("utf-8")
    assert '  type: "stream_chunk";\n' in chat
    assert "  thread_id: number;\n" in chat
    assert "reserved" not in chat
    assert "additionalProperties" not in chat
    versions = json.loads((CHAT.parents[1] / "package.json").read_text("utf-8"))["devDependencies"]
    tools = json.loads((folder / "manifest.json").read_text("utf-8"))["tools"]
    assert tools["@asyncapi/modelina"] == versions["@asyncapi/modelina"]
