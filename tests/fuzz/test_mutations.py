"""Whatever is done to a document, the whole check ends with a plan or with located errors, never otherwise.

Text and tree are changed at random, from a fixed seed, so that a failure comes again.
"""

import csv
import functools
import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from examining import examine

from wsgen.spec.load import read
from wsgen.spec.node import plain

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
SIZE = 40_000
CHUNK = 50
"""Mutations in one test, so that tests are spread over processes, and a failure is found again by its seed."""

JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    2.5,
    10**30,
    "",
    "x",
    "#",
    "#/components",
    "$message.payload#/x",
    "{a}?#{",
    "class",
]
JUNK += ["__init__", "☃", "\u202e", [], {}, [None], {"": {}}, {"$ref": "#"}, {"$ref": 5}, {"$ref": "x.yml#/a"}]
JUNK += [{"oneOf": [{}]}, {"allOf": [{"$ref": "#"}]}, {"type": []}, {"enum": [1, "1", True, None, {}]}, {"const": {}}]
KEYS = ["$ref", "type", "const", "enum", "oneOf", "allOf", "items", "properties", "required", "payload", "messages"]
KEYS += [
    "address",
    "channel",
    "reply",
    "correlationId",
    "traits",
    "x-wsgen-role",
    "x-wsgen-envelope",
    "x-handler-method",
]
PIECES = [*"{}[]:,\"'#&*!|>%@-\n\t \0é\u2028", "\n---\n", "<<: ", "*a", "&a ", "!!set "]


SECOND = """
asyncapi: 2.6.0
info: {title: Test, version: 1.0.0}
servers: {a: {url: 'ws://{b}/x', protocol: ws, variables: {b: {default: c}}, security: [{t: []}]}}
channels:
  room/{id}:
    servers: [a]
    parameters: {id: {schema: {type: integer}}}
    bindings: {ws: {query: {type: object}}}
    publish: {operationId: say, message: {oneOf: [{$ref: '#/components/messages/M'}, {name: n, payload: {}}]}}
    subscribe: {traits: [{$ref: '#/components/operationTraits/T'}], message: {$ref: '#/components/messages/M'}}
components:
  operationTraits: {T: {summary: s}}
  messageTraits: {U: {headers: {type: object}}}
  messages:
    M:
      traits: [{$ref: '#/components/messageTraits/U'}]
      payload: {$ref: '#/components/schemas/S'}
      examples: [{payload: 1}]
  schemas: {S: {type: object, properties: {s: {$ref: '#/components/schemas/S'}, n: {default: 1, type: string}}}}
  securitySchemes: {t: {type: httpApiKey, in: query, name: t}}
"""


@functools.cache
def own() -> tuple[tuple[str, Any], ...]:
    """Text and value of documents of this repository."""
    paths = [ROOT / "asyncapi" / "chat.yml", *sorted((ROOT / "tests" / "golden").glob("*/spec.yml"))]
    texts = [SECOND, *(path.read_text("utf-8") for path in paths)]
    return tuple((text, plain(read("spec.yml", text=text.encode()).document)) for text in texts)


@functools.cache
def real() -> tuple[tuple[str, Any], ...]:
    """Text and value of some real documents; none where the corpus isn't beside this repository."""
    if not (CORPUS / "index.tsv").exists():
        return ()
    with (CORPUS / "index.tsv").open(encoding="utf-8", newline="") as file:
        paths = [CORPUS / row["entry"] for row in csv.DictReader(file, delimiter="\t")]
    chosen = [path for path in paths if path.stat().st_size < SIZE][::5]
    found = ((path, read(path.name, root=path.parent)) for path in chosen)
    return tuple(
        (path.read_text("utf-8"), plain(sources.document)) for path, sources in found if sources.root in sources.files
    )


def spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container of the tree with each of its keys."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield value, key
        yield from spots(inner)


def pointers(value: Any, start: str = "#") -> Iterator[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        here = f"{start}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield here
        yield from pointers(inner, here)


def make_web(tree: Any, random: Random) -> None:
    """Lets every schema of the components refer to some others, themselves among them."""
    components = tree.get("components") if isinstance(tree, dict) else None
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if not isinstance(schemas, dict) or not schemas:
        return
    for name in list(schemas):
        keyword = random.choice(["allOf", "oneOf", "anyOf", "properties", "dependencies", "items"])
        links = [{"$ref": f"#/components/schemas/{other}"} for other in random.choices(list(schemas), k=3)]
        inner: Any = dict(zip("abc", links, strict=True)) if keyword in {"properties", "dependencies"} else links
        schemas[name] = {**schemas[name], keyword: inner} if isinstance(schemas[name], dict) else {keyword: inner}


def mutated_tree(tree: Any, random: Random) -> str:
    tree = deepcopy(tree)
    for _ in range(random.choice([1, 1, 2, 4])):
        places = list(spots(tree))
        if not places:
            break
        (holder, key), (other, its) = random.choice(places), random.choice(places)
        match random.randrange(9):
            case 6:
                holder[key], other[its] = other[its], holder[key]
            case 7:
                own = random.choice(list(pointers(tree)))
                holder[key] = {random.choice(["allOf", "oneOf", "anyOf"]): [{"$ref": own}, deepcopy(holder[key])]}
            case 8:
                make_web(tree, random)
            case 0:
                del holder[key]
            case 1:
                holder[key] = deepcopy(random.choice(JUNK))
            case 2:
                holder[key] = deepcopy(other[its])
            case 3:
                holder[key] = {"$ref": random.choice(list(pointers(tree)))}
            case 4 if isinstance(holder, dict):
                holder[random.choice(KEYS)] = deepcopy(random.choice([*JUNK, other[its]]))
            case _ if isinstance(holder, dict):
                holder[random.choice([f"{key}x", str(key)[:-1], *KEYS])] = holder.pop(key)
            case _:
                holder.insert(random.randrange(len(holder)), deepcopy(holder[key]))
    return json.dumps(tree, indent=1)


def mutated_text(text: str, random: Random) -> str:
    for _ in range(random.choice([1, 1, 2, 4])):
        lines = text.split("\n")
        line, other, place = random.randrange(len(lines)), random.randrange(len(lines)), random.randrange(len(text) + 1)
        match random.randrange(6):
            case 0:
                text = text[:place] + text[place + random.choice([1, 2, 10, 200]) :]
            case 1:
                text = text[:place] + random.choice(PIECES) + text[place:]
            case 2:
                text = text[:place]
            case 3:
                lines[line], lines[other] = lines[other], lines[line]
                text = "\n".join(lines)
            case 4:
                lines.insert(line, lines[other])
                text = "\n".join(lines)
            case _:
                lines[line] = random.choice([" ", "\t", ""]) + lines[line][random.choice([0, 1]) :]
                text = "\n".join(lines)
    return text


def mutated(seed: int, documents: tuple[tuple[str, Any], ...]) -> Iterator[tuple[str, str]]:
    """CHUNK documents, each with its file's name."""
    random = Random(seed)
    for _ in range(CHUNK):
        text, tree = random.choice(documents)
        if random.randrange(3):
            yield mutated_tree(tree, random), "spec.json"
        else:
            yield mutated_text(text, random), "spec.yml"


@pytest.mark.parametrize("seed", range(12))
def test_a_mutated_document_ends_in_a_plan_or_in_errors(seed: int, tmp_path: Path) -> None:
    for text, name in mutated(seed, own() if seed % 4 else own() + real()):
        examine(text.encode("utf-8", "surrogatepass"), name, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_many_mutated_documents_end_in_a_plan_or_in_errors(seed: int, tmp_path: Path) -> None:
    for text, name in mutated(seed, own() + real()):
        examine(text.encode("utf-8", "surrogatepass"), name, tmp_path)
