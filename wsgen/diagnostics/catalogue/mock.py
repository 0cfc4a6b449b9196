"""The codes WSG891 to WSG899: scenarios of `wsgen mock`."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG891",
        "a scenario has a key or a value that means nothing",
        Severity.ERROR,
        "A scenario is a list of rules: `on` a message, or `every` so many seconds, or `at` a time, with what is sent. "
        "What isn't understood would be left out silently, so nothing is served before it is mended.",
        bad="- on: send_message\n  sends: [{message: stream_end}]\n",
        good="- on: send_message\n  send: [{message: stream_end}]\n",
    ),
    Entry(
        "WSG892",
        "a scenario names a message or a connection that isn't there",
        Severity.ERROR,
        "After `on` stands a message that clients send, or `connect`; after `message` one that the server sends. Both "
        "have the names that `wsgen explain-protocol` shows.",
        bad="- on: send_mesage\n  ignore: true\n",
        good="- on: send_message\n  ignore: true\n",
    ),
    Entry(
        "WSG893",
        "a scenario names a field or a topic that isn't there",
        Severity.ERROR,
        "`where` and `fields` name fields of the message's payload as its schema has them, and `topic` is an address "
        "such as `agent:7`, or a channel's `agent:{agent_id}` for all that anybody is subscribed to.",
        bad="- on: send_message\n  where: {contents: hello}\n  ignore: true\n",
        good="- on: send_message\n  where: {content: hello}\n  ignore: true\n",
    ),
    Entry(
        "WSG894",
        "a scenario would send what the document forbids",
        Severity.ERROR,
        "A mock keeps its document, so that who develops against it meets nothing that a server may not send. What "
        "templates make is checked when it is sent. To send a wrong frame on purpose, give it as `raw`.",
        bad="- on: send_message\n  send: [{message: stream_chunk, fields: {chunk_type: word}}]\n",
        good="- on: send_message\n  send: [{message: stream_chunk, fields: {chunk_type: tool_output}}]\n",
    ),
    Entry(
        "WSG895",
        "a template asks for what isn't there",
        Severity.ERROR,
        "A template is `{{ request.field }}` with a field of the client's message, `{{ count }}`, `{{ now }}`, "
        "`{{ now_ms }}` or `{{ connection }}`. There is a request only where a rule is `on` a message.",
        bad="- on: send_message\n  send: [{message: stream_chunk, fields: {content: '{{ request.contents }}'}}]\n",
        good="- on: send_message\n  send: [{message: stream_chunk, fields: {content: '{{ request.content }}'}}]\n",
    ),
)
