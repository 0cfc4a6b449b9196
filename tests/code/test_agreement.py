"""Generated decoders against jsonschema's Draft7Validator: frames that fit, that just miss, and any others.

What was accepted must go out again as it came: nothing more, nothing less, each number and each null itself.

The seeds are the numbers from 0 on: of a bundle of random schemas its number, of a message of a real document its
number in the document.
"""

import csv
import importlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from built import build, definitions, same
from envelope_maker import frame_of
from instance_maker import Maker
from oracle import Oracle, UnknowableError
from packages import package
from protocols import message
from pydantic import BaseModel, ValidationError
from schema_maker import NAMES, bundle

from wsgen.code.exactness import exactness
from wsgen.collecting import RefusedError
from wsgen.pipeline import Job, compile_document
from wsgen.plan.protocol import Protocol
from wsgen.runtime.core.direct import direct_validator
from wsgen.runtime.core.frame import value_at
from wsgen.runtime.core.reading import Reader
from wsgen.runtime.core.refusing import Refused
from wsgen.runtime.protocol import Envelope, Framing, Message, Route
from wsgen.runtime.schemas import Schemas
from wsgen.settings import Settings
from wsgen.spec.ecma import with_runnable

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


@dataclass
class Tally:
    """What was compared so far."""

    count: int = 0
    valid: int = 0
    exact: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    disagreements: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.kinds.most_common())
        return (
            f"{self.count:,} instances ({self.valid:,} valid, {self.exact:,} of exact models), "
            f"{len(self.disagreements)} disagreements; {kinds}"
        )


@dataclass(frozen=True)
class Decoder:
    """How one message's frames are read: by the reader, and by its model alone where that is exact."""

    name: str
    schema: str
    definitions: dict[str, Any]
    reads: Any
    refused: type[Exception]
    model: Any
    is_exact: bool
    data: tuple[str, ...] = ()


def compare(decoder: Decoder, oracle: Oracle, seed: int, count: int, tally: Tally) -> None:
    """Compares the verdicts on `count` frames."""
    maker = Maker(decoder.definitions, Random(seed))
    for kind, made in frames(maker, {"$ref": f"#/$defs/{decoder.schema}"}, count):
        try:
            text = json.dumps(made, allow_nan=False)
        except ValueError:
            continue
        value = json.loads(text)
        if not isinstance(value, dict) and not decoder.data and not decoder.model.__pydantic_root_model__:
            # A class of objects is the model of frames that are objects.
            continue
        expected = oracle.accepts(decoder.schema, value)
        verdicts = {"the reader": answers(decoder.reads, text, decoder.refused)}
        if expected and verdicts["the reader"]:
            tally.disagreements.extend(changed(decoder, text, value))
        if decoder.is_exact and not decoder.data:
            verdicts["the model"] = answers(decoder.model.model_validate_json, text, ValidationError)
        tally.count += 1
        tally.valid += expected
        tally.exact += decoder.is_exact
        tally.kinds[kind] += 1
        tally.disagreements.extend(
            f"{decoder.name} seed {seed}: {who} says {verdict} of {text[:300]} ({kind}), jsonschema {expected}"
            for who, verdict in verdicts.items()
            if verdict != expected
        )


def changed(decoder: Decoder, text: str, value: Any) -> Iterator[str]:
    """What is another value when it's sent again."""
    value = value_at(value, decoder.data)
    made = decoder.reads(text).message
    built = made
    if not made.model_extra and not made.__pydantic_root_model__:
        built = type(made)(**{name: getattr(made, name) for name in made.model_fields_set})
    ways = {
        "to_wire": made.to_wire(),
        "to_wire_json": json.loads(made.to_wire_json()),
        "a constructor": built.to_wire(),
    }
    for who, again in ways.items():
        if value is not None and not same(again, value):
            yield f"{decoder.name}: {who} makes {json.dumps(again)[:300]} of {json.dumps(value)[:300]}"


def frames(maker: Maker, schema: Any, count: int) -> Iterator[tuple[str, Any]]:
    """Frames with what they are meant for: a third fit, a tenth are anything, the rest just miss."""
    made = 0
    while made < count:
        value = maker.fitting(schema)
        yield "fitting", value
        near = list(maker.near(schema, value))
        chosen = maker.random.sample(near, min(len(near), 2))
        yield from chosen
        made += 1 + len(chosen)
        if maker.random.random() < 0.3:
            yield "random", {maker.random.choice("ab"): maker.odd()} if maker.random.random() < 0.8 else maker.odd()
            made += 1


def answers(call: Any, text: str, refusal: type[Exception]) -> bool:
    """Whether a call accepts a text."""
    try:
        call(text)
    except refusal:
        return False
    return True


def random_decoders(seed: int) -> Iterator[Decoder]:
    """The decoders of the classes of one bundle of random schemas."""
    schemas = bundle(Random(seed))
    module = build(schemas, NAMES)
    made = definitions(schemas)
    described = [replace(message(name, {})[0], id=name) for name in NAMES]
    protocol = Protocol("p", "P", "1", "", (), {each.id: each for each in described}, made, tuple(made), "spec.yml")
    exact = exactness(protocol)
    bundled = Schemas.of({"$defs": {name: with_runnable(each) for name, each in schemas.items()}})
    for name in NAMES:
        model = getattr(module, name)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        told: Any = Message(name, model, name, exact=exact[name].never_looser)
        reader = Reader(Framing(None, {}, (Route(told, None),)), bundled)
        yield Decoder(f"{name} of bundle {seed}", name, schemas, reader.read, Refused, model, told.exact)


def enveloped_decoders(seed: int) -> Iterator[Decoder]:
    """The decoders of the same classes in envelopes, which are random too."""
    random = Random(seed)
    schemas = bundle(random)
    frames = {name: frame_of(name, random) for name in NAMES}
    # A class without fields is what a payload is that may be absent.
    schemas |= {"Nothing": {"type": "object"}}
    module = build(schemas, [*NAMES, "Nothing"])
    models = {name: "Nothing" if frame.is_empty else name for name, frame in frames.items()}
    every = {**schemas, **{name: each for frame in frames.values() for name, each in frame.schemas.items()}}
    described = [
        replace(
            message(models[name], {}, frame=frame.name, envelope=frame.envelope)[0],
            id=name,
            empty=frame.is_empty,
            tags=(frame.tag,),
        )
        for name, frame in frames.items()
    ]
    made = definitions(every)
    names = tuple(each for each in made if each in schemas)
    exact = exactness(Protocol("p", "P", "1", "", (), {each.id: each for each in described}, made, names, "spec.yml"))
    bundled = Schemas.of({"$defs": {name: with_runnable(each) for name, each in every.items()}})
    for name, frame in frames.items():
        model = getattr(module, models[name])
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        paths = {each: getattr(frame.envelope, each) for each in ("tag", "data", "topic", "request_id")}
        told: Any = Message(
            name,
            model,
            frame.name,
            tags=(frame.tag,),
            request_id=frame.envelope.request_id,
            exact=exact[name].never_looser,
            envelope=Envelope(**paths),
            empty=frame.is_empty,
        )
        framing = Framing(frame.envelope.tag, {frame.tag: Route(told, None)})
        # What is told to be so is also done so.
        assert told.exact is (direct_validator(framing, bundled) is not None), (seed, name, exact[name])
        yield Decoder(
            f"{name} of bundle {seed}",
            frame.name,
            every,
            Reader(framing, bundled).read,
            Refused,
            model,
            told.exact,
            told.data,
        )


def compare_random(
    seeds: range, count: int, tally: Tally, decoders: Callable[[int], Iterator[Decoder]] = random_decoders
) -> None:
    for seed in seeds:
        for decoder in decoders(seed):
            oracle = Oracle(decoder.definitions)
            if oracle.knows(decoder.schema):
                compare(decoder, oracle, seed, count, tally)


def real_decoders(dispatch: ModuleType) -> Iterator[Decoder]:
    """The decoders of all messages of a generated package, each read as if it were alone."""
    root = dispatch.__name__.partition(".")[0]
    parts = ("core.reading", "core.refusing", "protocol")
    reading, refusing, protocols = (importlib.import_module(f"{root}._runtime.{each}") for each in parts)
    seen: set[str] = set()
    for protocol in vars(dispatch).values():
        if not isinstance(protocol, protocols.Protocol):
            continue
        definitions = json.loads(Path(dispatch.__file__ or "").with_name("schemas.json").read_text())["$defs"]
        for framing in (protocol.client_to_server, protocol.server_to_client):
            for route in (*framing.routes.values(), *framing.untagged):
                told = route.message
                if told.name in seen:
                    continue
                seen.add(told.name)
                alone = replace(framing, tag=None, routes={}, untagged=(route,), keys={})
                if told.envelope and told.tags:
                    # The payload comes as a model where a tag says which.
                    untagged = tuple(each for each in framing.untagged if each.message.name == told.name)
                    alone = replace(framing, routes=dict.fromkeys(told.tags, route), untagged=untagged, keys={})
                reads = reading.Reader(alone, protocol.schemas).read
                yield Decoder(
                    told.name, told.schema, definitions, reads, refusing.Refused, told.model, told.exact, told.data
                )


def compare_real(rows: list[dict[str, str]], count: int, tally: Tally, folder: Path) -> int:
    """Compares all messages of some documents; returns how many of the documents can be generated."""
    compiled = 0
    for row in rows:
        entry = CORPUS / row["entry"]
        try:
            tree = compile_document(Job(entry.parent, entry.name, Settings(perspective="server")), lambda _: None).tree
        except RefusedError:
            continue
        compiled += 1
        for number, decoder in enumerate(real_decoders(package(tree, folder, f"real_{row['id']}"))):
            try:
                oracle = Oracle(decoder.definitions)
            except UnknowableError:
                break
            if oracle.knows(decoder.schema):
                compare(replace(decoder, name=f"{row['id']} {decoder.name}"), oracle, number, count, tally)
    return compiled


def real_rows() -> list[dict[str, str]]:
    if not (CORPUS / "index.tsv").exists():
        pytest.skip(f"the real documents are not at {CORPUS}")
    with (CORPUS / "index.tsv").open() as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_random_schemas_and_generated_decoders_agree() -> None:
    tally = Tally()
    compare_random(range(15), 25, tally)
    print(tally)
    assert tally.count >= 1_000
    assert not tally.disagreements, "\n".join(tally.disagreements[:20])


def test_random_envelopes_and_generated_decoders_agree() -> None:
    tally = Tally()
    compare_random(range(20), 30, tally, enveloped_decoders)
    print(tally)
    assert tally.exact >= 1_000
    assert tally.valid >= 300
    assert not tally.disagreements, "\n".join(tally.disagreements[:20])


@pytest.mark.slow
def test_random_schemas_and_generated_decoders_agree_at_length() -> None:
    tally = Tally()
    compare_random(range(15, 480), 40, tally)
    print(tally)
    assert tally.count >= 55_000
    assert not tally.disagreements, "\n".join(tally.disagreements[:20])


@pytest.mark.slow
def test_real_schemas_and_generated_decoders_agree(tmp_path: Path) -> None:
    tally = Tally()
    compiled = compare_real(real_rows(), 30, tally, tmp_path)
    print(f"{compiled} documents: {tally}")
    assert tally.count >= 45_000
    assert not tally.disagreements, "\n".join(tally.disagreements[:20])
