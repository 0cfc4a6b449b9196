"""The servers with one fault each: where they are, what is wrong with them, and as what that is to be found."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a server, and the code of it; `also` where chance decides which of two shows it first."""

    what: str
    code: str
    also: str = ""

    @property
    def codes(self) -> tuple[str, str]:
        """As what it may be found."""
        return self.code, self.also or self.code


CORRECT = "bench.fuzzing.correct:app"
FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "bench.fuzzing.written_by_hand:app": Fault("checks nothing", "WSG804"),
        "bench.fuzzing.wires:bound_forgotten": Fault("accepts a text that is too short", "WSG804"),
        "bench.fuzzing.wires:unknown_ignored": Fault("ignores messages that don't exist", "WSG804"),
        "bench.fuzzing.wires:binary_accepted": Fault("reads binary frames as text", "WSG804"),
        "bench.fuzzing.wires:wrong_close_code": Fault("closes 1011 instead of 1002", "WSG802"),
        "bench.fuzzing.wires:no_error": Fault("closes without an error message", "WSG805"),
        "bench.fuzzing.wires:wrong_tag": Fault("ends a stream with a message that doesn't exist", "WSG806"),
        "bench.fuzzing.wires:wrong_request_id": Fault("answers with the first request's id", "WSG808"),
        "bench.fuzzing.wires:no_stream_end": Fault("never ends a stream", "WSG807"),
        "bench.fuzzing.wires:answers_twice": Fault("answers twice", "WSG808"),
        "bench.fuzzing.wires:two_starts": Fault("begins a stream twice", "WSG808"),
        "bench.fuzzing.wires:invalid_reply": Fault("leaves out a property, once there is history", "WSG806"),
        "bench.fuzzing.wires:non_bmp": Fault("hangs up at an emoji", "WSG802"),
        "bench.fuzzing.wires:deep_json": Fault("dies of deep JSON", "WSG801"),
        "bench.fuzzing.wires:leak_per_frame": Fault("leaks with each frame", "WSG811"),
        "bench.fuzzing.handlers:mixed_topics": Fault("sends a topic's events to everyone", "WSG809"),
        "bench.fuzzing.handlers:other_thread": Fault("answers about another thread", "WSG808"),
        "bench.fuzzing.handlers:large_number": Fault("raises at a large number", "WSG802"),
        "bench.fuzzing.handlers:empty_metadata": Fault("raises at an empty object", "WSG802"),
        "bench.fuzzing.handlers:third_message": Fault("hangs up at the third message", "WSG803", "WSG805"),
        "bench.fuzzing.handlers:id_used_again": Fault("hangs when a request id comes again", "WSG807"),
        "bench.fuzzing.handlers:slow_message": Fault("is slow for one message", "WSG810"),
        "bench.fuzzing.handlers:leak_per_connection": Fault("leaks with each connection", "WSG811"),
        "bench.fuzzing.handlers:dies_in_a_stream": Fault("dies when a client leaves in a stream", "WSG801"),
    }
)
"""By `module:app`."""
