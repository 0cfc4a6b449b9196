"""The codes WSG871 to WSG889: a provider that isn't what a contract says."""

from typing import Final

from ..diagnostic import Severity
from .entry import Entry

ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(
        "WSG871",
        "a response isn't what the contract says",
        Severity.ERROR,
        "The provider answered with another message, or with values that the contract's matching rules don't allow. "
        "The consumer was built against the contract and reads just these values. More properties than the contract "
        "has are no fault.",
        bad='# the contract: {"type": "thread_history", "thread_id": 42}\n# the provider: {"type": "thread_history"}\n',
        good='# {"type": "thread_history", "thread_id": 7}\n',
    ),
    Entry(
        "WSG872",
        "a response is missing",
        Severity.ERROR,
        "A frame that the contract says didn't come within `--timeout`. A consumer that waits for it waits for ever: "
        "a stream without its end is never complete.",
        bad="# the provider sends stream_start and stream_chunk\n",
        good="# the provider sends stream_start, stream_chunk and stream_end\n",
    ),
    Entry(
        "WSG873",
        "a response came too late",
        Severity.ERROR,
        "The frame is right, but came when `--timeout` had passed since the frame before it.",
        bad="# wsgen pact verify, where the provider takes 3 seconds\n",
        good="# wsgen pact verify --timeout 5\n",
    ),
    Entry(
        "WSG874",
        "more frames came than the contract says",
        Severity.ERROR,
        "All responses had come, and then one more that belongs to the request. A consumer may take it for the answer "
        "to its next request. Pings, and events of topics, aren't counted.",
        bad="# the provider sends thread_history twice\n",
        good="# the provider sends thread_history once\n",
    ),
    Entry(
        "WSG875",
        "the provider closed the connection",
        Severity.ERROR,
        "The connection ended in the middle of an interaction, or right behind it. The message says with which code.",
        bad="# close 1011 where thread_history is due\n",
        good="# thread_history, and the connection stays open\n",
    ),
    Entry(
        "WSG876",
        "the provider refuses the connection",
        Severity.ERROR,
        "The answer to the WebSocket's handshake is an HTTP error. Often an argument is missing that the server wants, "
        "such as a token, or the path is another one.",
        bad="# wsgen pact verify --url ws://localhost:8000/wss\n",
        good="# wsgen pact verify --url ws://localhost:8000/ws --argument token=demo\n",
    ),
    Entry(
        "WSG877",
        "a response has another request's id",
        Severity.ERROR,
        "Each request is sent with an id of its own, and whatever answers it must have the same one: a client that has "
        "several requests under way gives each frame to the one it belongs to.",
        bad='# → {"type": "subscribe_thread", "request_id": "a"}\n# ← {"type": "thread_history", "request_id": "b"}\n',
        good='# → {"type": "subscribe_thread", "request_id": "a"}\n# ← {"type": "thread_history", "request_id": "a"}\n',
    ),
    Entry(
        "WSG878",
        "a provider state can't be set",
        Severity.ERROR,
        "The function or the URL that sets provider states, or that triggers an event, failed: the interaction can't "
        "be tried where the contract says that it begins.",
        bad="# def states(state, parameters): raise KeyError(state)\n",
        good="# def states(state, parameters): DATABASE.add_thread(parameters['thread_id'])\n",
    ),
    Entry(
        "WSG879",
        "a contract speaks of a connection that the document doesn't have",
        Severity.ERROR,
        "The contract was recorded by a document that had this connection. In the one that is set now it's gone, or "
        "has another path.",
        bad='# "comments": {"wsgen": {"connection": "/old"}}\n',
        good="# wsgen pact capture\n",
    ),
    Entry(
        "WSG880",
        "a contract breaks its own matching rules",
        Severity.ERROR,
        "Pact's engine says that the contents of a response don't follow the rules beside them, or doesn't know a "
        "rule. Whatever a provider sends would fail.",
        bad='# "content": {"id": "x"}, "$.id": {"matchers": [{"match": "integer"}]}\n',
        good='# "content": {"id": 1}, "$.id": {"matchers": [{"match": "integer"}]}\n',
    ),
)
