"""The tests of the asyncio client, with the client without asyncio: what one does, the other does."""

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
import sync_harness

SAME: Final = ("test_client", "test_client_reconnect")
OTHER: Final[Mapping[str, str]] = {
    "test_somebody_elses_timeout_stays_theirs": "it is about asyncio.timeout",
    "test_a_stream_that_is_never_used_says_so": "the class is called ReplyStreamSync",
    "test_a_client_that_is_not_open_says_how_to_open_it": "by `with`",
    "test_a_bug_in_reading_ends_the_connection_and_is_not_hidden": "the transport's `recv` is another one",
    "test_a_server_that_breaks_the_protocol_at_once_is_no_connection": "the first frames wait for nobody",
    "test_a_clock_of_the_users_decides_all_times": "the clock is another one",
    "test_frames_that_arrive_while_closing_are_drained_and_reach_nobody": "a thread reads before anybody closes",
}
"""What is meant for event loops alone, and why."""


def with_threads(name: str) -> ModuleType:
    """A module of tests, executed once more with the harness of threads in the place of its own."""
    spec = importlib.util.spec_from_file_location(f"{name}_in_threads", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "client_harness", sync_harness)
        spec.loader.exec_module(module)
    return module


FOUND: Final = {
    test: function for name in SAME for test, function in vars(with_threads(name)).items() if test.startswith("test_")
}
globals().update({test: function for test, function in FOUND.items() if test not in OTHER})


def test_what_is_left_out_is_there() -> None:
    assert OTHER.keys() <= FOUND.keys()
