"""Random edits of whole documents: what is called safe never breaks a frame, and what breaks is shown where it can be.

Frames cross as between a client built from the old document and a server built from the new one: the client's are
written by the old protocol and read by the new one, the server's the other way round.
"""

import copy
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.breaking.forty import TODAY, protocol_of
from tests.catalogue_examples import Tree
from wsgen.breaking.change import Change, Level, worst
from wsgen.breaking.compare import compare, demonstrated
from wsgen.breaking.pairing import pairing
from wsgen.instances.choices import Seeded
from wsgen.instances.frames import Frames
from wsgen.instances.manner import Manner
from wsgen.instances.no_instance import NoInstanceError
from wsgen.plan.protocol import Direction, Protocol
from wsgen.spec.load import read
from wsgen.spec.node import Value, plain

ROOT = Path(__file__).parents[2]
EDITS = 25
"""Each of so many seeds makes one to three edits of a document."""

# A frame is the same as before; what else changed can only be seen in time, or by its absence.
UNSEEN = {"WSG752", "WSG754", "WSG767", "WSG770", "WSG772", "WSG773", "WSG774", "WSG775", "WSG777"}


def document(path: str) -> Tree:
    folder, _, name = path.rpartition("/")
    value = plain(read(name, root=ROOT / folder).document)
    assert isinstance(value, dict)
    return value


def at(value: Value, *keys: str) -> Tree:
    for key in keys:
        value = value.get(key, {}) if isinstance(value, dict) else {}
    return value if isinstance(value, dict) else {}


def drop_operation(spec: Tree, random: Random) -> None:
    operations = at(spec, "operations")
    name = random.choice(sorted(operations))
    refs = operations.pop(name)
    # A message without an operation would travel both ways.
    messages = at(refs).get("messages")
    for message in messages if isinstance(messages, list) else ():
        pointer = str(at(message)["$ref"]).split("/")
        at(spec, "channels", pointer[2], "messages").pop(pointer[4], None)
    for each in operations.values():
        reply = at(each, "reply")
        kept = reply.get("messages")
        if isinstance(kept, list):
            reply["messages"] = [one for one in kept if _is_there(spec, one)]


def _is_there(spec: Tree, reference: Value) -> bool:
    pointer = str(at(reference)["$ref"]).split("/")
    return pointer[4] in at(spec, "channels", pointer[2], "messages")


def drop_reply(spec: Tree, random: Random) -> None:
    asking = [each for each in at(spec, "operations").values() if at(each).get("reply")]
    at(random.choice(asking)).pop("reply") if asking else None


def schemas(spec: Tree) -> list[Tree]:
    found = [at(each) for each in at(spec, "components", "schemas").values()]
    return [each for each in found if each.get("properties")]


def retag(spec: Tree, random: Random) -> None:
    tag = at(random.choice(schemas(spec)), "properties", "type")
    tag["const"] = f"{tag.get('const', 'x')}_2"


def rename(spec: Tree, random: Random) -> None:
    messages = at(spec, "components", "messages")
    at(messages, random.choice(sorted(messages)))["name"] = f"renamed_{random.randrange(1000)}"


def add_property(spec: Tree, random: Random) -> None:
    at(random.choice(schemas(spec)), "properties")[f"p{random.randrange(1000)}"] = {"type": "integer"}


def drop_property(spec: Tree, random: Random) -> None:
    schema = random.choice(schemas(spec))
    properties = at(schema, "properties")
    free = sorted({*properties} - {"type"})
    if free:
        gone = random.choice(free)
        properties.pop(gone)
        required = schema.get("required")
        if isinstance(required, list):
            schema["required"] = [each for each in required if each != gone]


def require(spec: Tree, random: Random) -> None:
    schema = random.choice(schemas(spec))
    required = schema.setdefault("required", [])
    assert isinstance(required, list)
    required += [each for each in random.sample(sorted(at(schema, "properties")), 1) if each not in required]


def release(spec: Tree, random: Random) -> None:
    schema = random.choice(schemas(spec))
    required = schema.get("required")
    if isinstance(required, list) and len(required) > 1:
        required.remove(random.choice([each for each in required if each != "type"]))


def close(spec: Tree, random: Random) -> None:
    random.choice(schemas(spec))["additionalProperties"] = False


KINDS: tuple[Callable[[Tree, Random], None], ...] = (
    drop_operation,
    drop_reply,
    retag,
    rename,
    add_property,
    drop_property,
    require,
    release,
    close,
)


def edited(spec: Tree, seed: int) -> Tree:
    random = Random(seed)
    result = copy.deepcopy(spec)
    for _ in range(random.randint(1, 3)):
        random.choice(KINDS)(result, random)
    return result


def misread(old: Protocol, new: Protocol) -> list[str]:
    """The frames that one side writes and the other doesn't take for the same message."""
    found: list[str] = []
    for way in (way for pair in pairing(old, new).pairs for way in pair.ways):
        is_up = way.direction is Direction.CLIENT_TO_SERVER
        before, after = Frames.of(old, way.old), Frames.of(new, way.new)
        writer, reader = (before, after) if is_up else (after, before)
        same = {(one if is_up else two).message: (two if is_up else one).message for one, two in way.routes}
        sent = [each.message for each in (way.gone if is_up else way.added)]
        for id_ in (*same, *sent):
            for seed in range(12):
                try:
                    frame = writer.frame(id_, Seeded(seed), direction=way.direction, manner=Manner.DECLARED)
                except NoInstanceError:
                    break
                verdict = reader.reader(way.direction).read(frame)
                if not verdict.is_valid or verdict.message != same.get(id_):
                    found.append(f"{way.direction.value} {frame}: {verdict.reason or verdict.message}")
    return found


def compared(path: str, seed: int) -> tuple[Protocol, Protocol, tuple[Change, ...]]:
    before = document(path)
    old, new = protocol_of(before), protocol_of(edited(before, seed))
    return old, new, demonstrated(old, new, compare(old, new, TODAY))


@pytest.mark.parametrize("seed", range(EDITS))
@pytest.mark.parametrize("path", ["asyncapi/chat.yml", "tests/golden/flat/spec.yml"])
def test_what_is_safe_breaks_no_frame_and_what_breaks_is_shown(path: str, seed: int) -> None:
    old, new, changes = compared(path, seed)
    if worst(each.level for each in changes) is Level.SAFE:
        assert misread(old, new) == []
    for each in changes:
        if each.level is Level.BREAKING and each.code not in UNSEEN and not _is_absence(each):
            assert each.witness is not None, each


def _is_absence(change: Change) -> bool:
    """Whether it's about what the server doesn't send any more, which no frame shows."""
    return change.code == "WSG758" and Direction.SERVER_TO_CLIENT.value in change.message
