"""Runs one tool on one document and counts what came of it."""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from . import checking, judge
from .document import Document, messages, read, spelled_alike
from .documents import Sample
from .instances import Frame, frames
from .tools import Tool

Frames = Mapping[str, tuple[Frame, ...]]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How often models said the same as the schema, of valid frames and of near misses."""

    right_valid: int
    valid: int
    right_invalid: int
    invalid: int

    @property
    def share(self) -> float:
        """The share of all frames on which both agree."""
        return (self.right_valid + self.right_invalid) / (self.valid + self.invalid)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one tool and one document, and with what it was `given`; `verdicts` by the way of asking models."""

    tool: Tool
    given: str
    exit_code: int
    messages: int
    modules: tuple[str, ...] = ()
    importable: tuple[str, ...] = ()
    types: checking.Types | None = None
    represented: int = 0
    usable: int = 0
    verdicts: Mapping[str, Verdicts] = field(default_factory=dict)


def measure(tool: Tool, sample: Sample) -> Result | None:
    """Run the tool in a folder of its own; None where its adaptation has nothing to change in this document."""
    document = read(sample.path)
    adapted = tool.adaptation(dict(document))
    if tool.given and not tool.changes(document):
        return None
    asked = messages(document)
    with tempfile.TemporaryDirectory() as name:
        root, source = Path(name) / "out", Path(name) / "in"
        root.mkdir()
        source.mkdir()
        spec = source / sample.path.name
        changed = json.dumps(adapted) if spec.suffix == ".json" else yaml.safe_dump(adapted, sort_keys=False)
        spec.write_text(changed if tool.given else sample.path.read_text(encoding="utf-8"), encoding="utf-8")
        (source / "pyproject.toml").write_text(f"[tool.wsgen]\n{sample.settings}", encoding="utf-8")
        command = [str(part) for part in tool.command(spec, root)]
        done = checking.run(command, source, os.environ)
        names = checking.modules(root, tool.folder)
        settings = f"`{sample.settings.strip()}`" if tool.reads_settings and sample.settings else ""
        result = Result(tool, tool.given or settings or "as it is", done.returncode, len(asked), names)
        return _look(result, root, document, sample) if names else result


def _look(result: Result, root: Path, document: Document, sample: Sample) -> Result:
    """Add what can be counted in the modules."""
    tool, asked = result.tool, messages(document)
    cases = {each.key: frames(document, each) for each in asked}
    classes = checking.class_names(root, tool.folder)
    result = replace(result, importable=checking.importable(tool.python, root, result.modules))
    answers = {how: _ask(result, root, how, cases, sample) for how in tool.how}
    usable = answers[tool.how[0]]
    named = {each.key for each in asked if classes & set(map(spelled_alike, each.spellings))}
    return replace(
        result,
        types=checking.types(tool.python, root, tool.folder),
        represented=len(named | usable.keys()),
        usable=len(usable),
        verdicts={how: compare(cases, answer) for how, answer in answers.items() if answer},
    )


def _ask(result: Result, root: Path, how: str, cases: Frames, sample: Sample) -> dict[str, list[bool]]:
    """What the models say, by message; one without a model that can be imported is missing."""
    document = read(sample.path)
    wire = sample.on_the_wire if how == "wsgen" else lambda _message, payload: payload
    asked = [
        {
            "key": message.key,
            "spellings": [spelled_alike(each) for each in message.spellings],
            "frames": [json.dumps(wire(message, json.loads(frame.text))) for frame in cases[message.key]],
        }
        for message in messages(document)
    ]
    task = root.parent / "task.json"
    task.write_text(json.dumps({"root": str(root), "modules": result.importable, "how": how, "messages": asked}))
    command = [str(result.tool.python), "-W", "ignore", str(judge.__file__), str(task)]
    done = checking.run(command, root)
    # What can be imported may still end its interpreter, or keep it for ever.
    answer: dict[str, list[bool]] = json.loads(done.stdout) if done.returncode == 0 else {}
    return answer


def given_or_not(tools: Sequence[Tool], results: Sequence[Result | None]) -> Sequence[Result]:
    """What came of one document for each of `tools`: where a row has no result, that of the same tool's other row."""
    measured = {each.tool.name: each for each in results if each}
    return [each or measured[tool.name] for tool, each in zip(tools, results, strict=True)]


def together(several: Iterable[Verdicts]) -> Verdicts | None:
    """The counts of all; None where there are none."""
    rows = [(each.right_valid, each.valid, each.right_invalid, each.invalid) for each in several]
    return Verdicts(*map(sum, zip(*rows, strict=True))) if rows else None


def compare(cases: Frames, answer: Mapping[str, list[bool]]) -> Verdicts:
    """Count the frames of all messages that were answered for."""
    pairs = [
        (frame.valid, accepted)
        for key, verdicts in answer.items()
        for frame, accepted in zip(cases[key], verdicts, strict=True)
    ]
    return Verdicts(
        sum(valid and accepted for valid, accepted in pairs),
        sum(valid for valid, _ in pairs),
        sum(not valid and not accepted for valid, accepted in pairs),
        sum(not valid for valid, _ in pairs),
    )
