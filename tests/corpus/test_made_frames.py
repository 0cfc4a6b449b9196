"""Every message of every document that generates has frames, in each manner, that its schema accepts."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from jsonschema import Draft7Validator

from tests.corpus.verdicts import CORPUS, Row, rows
from wsgen.collecting import RefusedError
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.pipeline import Job, check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Direction, Protocol
from wsgen.settings import Settings

needs_corpus = pytest.mark.skipif(
    not (CORPUS / "index.tsv").exists(), reason=f"the corpus of real documents is not at {CORPUS}"
)
# Of these documents some messages contradict themselves: how many, and what is said of one.
IMPOSSIBLE = {
    "071-unfoldedcircle-ucr-core-asyncapi": (6, "nothing can be the property 'msg', which is required"),
    "073-unfoldedcircle-ucr-core-asyncapi": (6, "nothing can be the property 'msg', which is required"),
    "077-unfoldedcircle-ucr-integration-asyncapi": (3, "nothing can be the property 'msg_data', which is required"),
    "107-hassanm0301-asyncapi": (1, "nothing can be the property 'payload', which is required"),
    "237-assemblyai-asyncapi": (2, "the property 'audio_start' is required and forbidden"),
    "344-assemblyai-assemblyai-api-spec": (2, "the property 'audio_start' is required and forbidden"),
}


def protocols(chosen: list[Row]) -> Iterator[tuple[str, Protocol]]:
    """What each document says, by name."""
    for row in chosen:
        try:
            checked = check(Job(CORPUS, row.entry, Settings(allow_outside=True)), lambda _: None)
        except RefusedError:
            continue
        if not checked.refusals:
            yield row.name, protocol_of(checked.plan)


@needs_corpus
@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 5])
def test_every_message_has_frames_or_there_is_a_reason(step: int) -> None:
    chosen = [row for at, row in enumerate(rows()) if at % step == 0 or row.name in IMPOSSIBLE]
    reasons: dict[str, dict[str, str]] = defaultdict(dict)
    count = 0

    for name, protocol in protocols(chosen):
        definitions = {str(key): each.value for key, each in protocol.definitions.items()}
        for frames in (Frames.of(protocol, connection) for connection in protocol.connections):
            for message in {each.id: each for way in Direction for each in frames.messages(way)}.values():
                second = Draft7Validator({"$defs": definitions, "allOf": [{"$ref": f"#/$defs/{message.frame}"}]})
                for manner in Manner:
                    try:
                        frame = frames.frame(message.id, Seeded(f"{message.id} {manner.name}"), manner=manner)
                    except NoInstanceError as error:
                        reasons[name][message.id] = str(error)
                        continue
                    count += 1

                    assert frames.schemas.accepts(message.frame, frame), (name, message.id, frame)
                    assert second.is_valid(frame), (name, message.id, frame)

    assert {name: (len(said), sorted(said.values())[0]) for name, said in reasons.items()} == IMPOSSIBLE
    assert count > 3000 / step
