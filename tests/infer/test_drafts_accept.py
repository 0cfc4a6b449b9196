"""A drafted document is valid, and allows each frame that it was drafted from, whatever that is."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wsgen.commands.drafting import Drafted, drafted
from wsgen.commands.generated_package import generated_package
from wsgen.infer.draft import MANNERS
from wsgen.infer.recorded import Recorded, Recording, Session
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.no_instance import NoInstanceError
from wsgen.pipeline import Job, plan_document
from wsgen.plan.protocol import Direction
from wsgen.settings import Settings
from wsgen.spec.node import Value

ROOT = Path(__file__).parents[2]
GOLDEN = sorted(each.parent.name for each in (ROOT / "tests" / "golden").glob("*/spec.yml"))


def draft_of(recording: Recording) -> Drafted:
    return drafted(recording, "Title", "Some", "a test", lambda _: None)


def frames_of(spec: Path) -> Recording:
    """Some frames of each message of a document, as they might be recorded."""
    protocol = plan_document(Job(spec.parent, spec.name), lambda _: None).protocol
    frames: list[Recorded] = []
    for number, connection in enumerate(protocol.connections):
        spoken = Frames.of(protocol, connection)
        session = Session(number, connection.path)
        for way in connection.framing:
            for message in spoken.messages(way):
                for seed in range(3):
                    try:
                        frame = spoken.frame(message.id, Seeded(seed), direction=way)
                    except NoInstanceError:
                        continue
                    frames.append(Recorded(session, way, frame))
    return Recording(tuple(frames), tuple(dict.fromkeys(each.session for each in frames)))


@pytest.mark.parametrize("name", [*GOLDEN, "chat"])
def test_frames_of_a_document_are_told_apart_again(name: str) -> None:
    spec = ROOT / "asyncapi/chat.yml" if name == "chat" else ROOT / "tests/golden" / name / "spec.yml"
    draft = draft_of(frames_of(spec))
    assert draft.protocol is not None
    assert draft.manner == MANNERS[0]


@pytest.mark.parametrize("name", ["envelopes", pytest.param("roots", marks=pytest.mark.slow)])
def test_the_generated_package_accepts_each_frame(name: str) -> None:
    recording = frames_of(ROOT / "tests/golden" / name / "spec.yml")
    draft = draft_of(recording)
    assert draft.protocol is not None
    job = Job(Path(), "draft.yml", Settings(name="Some"), text=draft.text.encode())
    constants = {each.path: each.constant for each in draft.protocol.connections}
    with generated_package(job, lambda _: None) as package:
        from importlib import import_module
        from json import dumps

        codec = import_module(f"{package.__name__}._runtime.core.dispatch").Codec
        dispatch = import_module(f"{package.__name__}.dispatch")
        for frame in recording.frames:
            protocol = getattr(dispatch, constants[frame.session.path or "/ws"])
            is_up = frame.direction is Direction.CLIENT_TO_SERVER
            (codec.for_server if is_up else codec.for_client)(protocol).decode(dumps(frame.value))


NAMES = st.sampled_from(["type", "event", "id", "data", "payload", "$ref", "topic", "x-y", "ä", "a b", "op", "error"])
TEXTS = st.sampled_from(["ping", "pong", "error", "subscribe", "a", "2024-01-01", "", "null", "\u0085", "'\"\\#: "])
SCALARS = st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | TEXTS, inner, max_size=4), max_leaves=8
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)
DIRECTIONS = st.sampled_from([*Direction, *Direction, None])


@given(st.lists(st.tuples(DIRECTIONS, OBJECTS | OBJECTS | VALUES), min_size=1, max_size=10))
@example([(None, {"type": "a", "": 1}), (Direction.CLIENT_TO_SERVER, {"type": "a", "$ref": "#/x"})])
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_frames_can_be_drafted_from(frames: list[tuple[Direction | None, Value]]) -> None:
    session = Session(1)
    recorded = tuple(Recorded(session, way, value) for way, value in frames)
    assert draft_of(Recording(recorded, (session,))).protocol is not None
