"""The servers with one fault each: where they are, and what is wrong with them."""

from collections.abc import Mapping
from types import MappingProxyType

CORRECT = "bench.fuzzing.correct:app"
FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "bench.fuzzing.written_by_hand:app": "checks nothing",
        "bench.fuzzing.wires:bound_forgotten": "accepts a text that is too short",
        "bench.fuzzing.wires:unknown_ignored": "ignores messages that don't exist",
        "bench.fuzzing.wires:binary_accepted": "reads binary frames as text",
        "bench.fuzzing.wires:wrong_close_code": "closes 1011 instead of 1002",
        "bench.fuzzing.wires:no_error": "closes without an Error",
        "bench.fuzzing.wires:wrong_tag": "ends a stream with a message that doesn't exist",
        "bench.fuzzing.wires:wrong_request_id": "answers with the first request's id",
        "bench.fuzzing.wires:no_stream_end": "never ends a stream",
        "bench.fuzzing.wires:answers_twice": "answers twice",
        "bench.fuzzing.wires:two_starts": "begins a stream twice",
        "bench.fuzzing.wires:invalid_reply": "leaves out a property, once there is history",
        "bench.fuzzing.wires:non_bmp": "hangs up at an emoji",
        "bench.fuzzing.wires:deep_json": "dies of deep JSON",
        "bench.fuzzing.wires:unsubscribe_forgotten": "sends a topic's events after unsubscribe",
        "bench.fuzzing.handlers:mixed_topics": "sends a topic's events to everyone",
        "bench.fuzzing.handlers:other_thread": "answers about another thread",
        "bench.fuzzing.handlers:large_number": "raises at a large number",
        "bench.fuzzing.handlers:empty_metadata": "raises at an empty object",
        "bench.fuzzing.handlers:third_message": "hangs up at the third message",
        "bench.fuzzing.handlers:id_used_again": "hangs when a request id comes again",
        "bench.fuzzing.handlers:slow_message": "is slow for one message",
        "bench.fuzzing.handlers:leak_per_frame": "leaks with each frame",
        "bench.fuzzing.handlers:leak_per_connection": "leaks with each connection",
        "bench.fuzzing.handlers:dies_in_a_stream": "dies when a client leaves in a stream",
    }
)
"""By `module:app`."""
