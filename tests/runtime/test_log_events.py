"""What the runtime logs is what the table says: names, fields and levels; nothing is logged beside it."""

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from wsgen.runtime import log_events
from wsgen.runtime.log_events import LogEvent

RUNTIME = Path(log_events.__file__).parent
EVENTS = {name: each for name, each in vars(log_events).items() if isinstance(each, LogEvent)}
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
OF_THE_CALL = {"trace", "level"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every `something.method(…)` of the runtime whose method is one that logs, with its place."""
    for path in sorted(RUNTIME.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                yield f"{path.relative_to(RUNTIME)}:{node.lineno}", node


def is_logger(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id.strip("_").lower() in {"log", "logger", "frames"}


CALLS = [(place, call) for place, call in calls() if place.split(":")[0] != "log_events.py"]


def test_no_line_is_logged_beside_the_table() -> None:
    beside = [place for place, call in CALLS if isinstance(call.func, ast.Attribute) and is_logger(call.func.value)]
    assert not beside, "log by an event of log_events.py"


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_logged_with_exactly_its_fields(name: str) -> None:
    found = 0
    for place, call in CALLS:
        assert isinstance(call.func, ast.Attribute)
        if isinstance(call.func.value, ast.Name) and call.func.value.id == name:
            found += 1
            given = {keyword.arg for keyword in call.keywords} - OF_THE_CALL
            assert given == set(EVENTS[name].fields), place
    assert found, f"nothing logs {name}"


def test_names_are_stable_words_and_each_is_one_event() -> None:
    names = [event.name for event in EVENTS.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", name) for name in names)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.name)
def test_a_record_has_the_name_the_fields_and_the_sentence(event: LogEvent, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    # A field that LogRecord has already would be a KeyError.
    event.log(logging.getLogger("test"), **dict.fromkeys(event.fields, 1))
    record = caplog.records[0]
    assert vars(record)["event"] == event.name
    assert {vars(record)[field] for field in event.fields} <= {1}
    assert record.levelno == event.level
    assert "%(" not in record.getMessage()
    assert record.funcName == "test_a_record_has_the_name_the_fields_and_the_sentence"
