import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packages import package

from wsgen.pipeline import Job, check, compile_document
from wsgen.settings import Settings

FITTING = {
    "at": ("date-time", "2024-01-02T03:04:05.5+01:00"),
    "day": ("date", "2024-02-29"),
    "clock": ("time", "03:04:05Z"),
    "id": ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
    "mail": ("email", "a@b.example"),
    "page": ("uri", "https://example.com/a"),
    "host": ("ipv4", "192.0.2.1"),
    "span": ("duration", "P1DT2H"),
}
FRAME = {key: text for key, (_, text) in FITTING.items()}
SPEC = {
    "asyncapi": "3.0.0",
    "info": {"title": "Formats", "version": "1"},
    "channels": {"main": {"address": "/ws", "messages": {"Note": {"$ref": "#/components/messages/Note"}}}},
    "operations": {"onNote": {"action": "receive", "channel": {"$ref": "#/channels/main"}}},
    "components": {
        "messages": {
            "Note": {
                "payload": {
                    "type": "object",
                    "required": ["at"],
                    "properties": {
                        **{key: {"type": "string", "format": form} for key, (form, _) in FITTING.items()},
                        "own": {"type": "string", "format": "chess-move"},
                        "last": {"type": "string", "format": "date", "default": "today"},
                    },
                },
                "examples": [{"payload": {"at": "yesterday"}}],
            }
        }
    },
}


def job(folder: Path, formats: str) -> Job:
    (folder / "spec.json").write_text(json.dumps(SPEC))
    return Job(folder, "spec.json", Settings(perspective="server", formats=formats))


@pytest.fixture(scope="module", params=["annotate", "assert"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ModuleType]:
    """What `formats` is, and the package."""
    folder = tmp_path_factory.mktemp("formats")
    formats = str(request.param)
    tree = compile_document(job(folder, formats), lambda _: None).tree
    return formats, package(tree, folder, f"formats_{formats}")


def accepts(call: Callable[[], Any], refusal: type[Exception]) -> bool:
    try:
        call()
    except refusal:
        return False
    return True


@pytest.mark.parametrize("key", FITTING)
def test_a_format_is_a_rule_for_frames_only_where_a_setting_says_so(made: tuple[str, ModuleType], key: str) -> None:
    formats, dispatch = made
    package = dispatch.__name__.partition(".")[0]
    parts = ("reading", "refusing", "writing")
    reading, refusing, writing = (importlib.import_module(f"{package}._runtime.core.{each}") for each in parts)
    framing = dispatch.FORMATS.client_to_server
    reader, writer = reading.Reader(framing, dispatch.FORMATS.schemas), writing.Writer(framing, dispatch.FORMATS)
    (route,) = framing.untagged

    def written(frame: dict[str, str]) -> Any:
        return writer.write(route.message.model.model_validate(frame), route.message, None, None, 0.0)

    for frame, is_fitting in ((FRAME, True), ({**FRAME, key: "1"}, False), ({**FRAME, "own": "1"}, True)):
        expected = is_fitting or formats == "annotate"
        assert accepts(lambda frame=frame: reader.read(json.dumps(frame)), refusing.Refused) == expected
        assert accepts(lambda frame=frame: written(frame), writing.InvalidMessage) == expected


def test_a_model_whose_formats_are_rules_is_not_exact(made: tuple[str, ModuleType]) -> None:
    formats, dispatch = made

    assert [each.message.exact for each in dispatch.FORMATS.client_to_server.untagged] == [formats == "annotate"]


def test_what_came_as_text_goes_out_as_the_same_text(made: tuple[str, ModuleType]) -> None:
    (route,) = made[1].FORMATS.client_to_server.untagged

    assert route.message.model.model_validate(FRAME).to_wire() == FRAME


def test_examples_and_defaults_are_judged_by_formats_where_frames_are(tmp_path: Path) -> None:
    found = {
        formats: [
            each.message
            for each in check(job(tmp_path, formats), lambda _: None).diagnostics
            if "format" in each.message
        ]
        for formats in ("annotate", "assert")
    }

    assert found["annotate"] == []
    assert sorted(found["assert"]) == [
        "the default breaks `format: date` of the schema",
        "the example's `at` breaks `format: date-time` of the schema",
    ]
