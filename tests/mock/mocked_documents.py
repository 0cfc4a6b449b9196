"""Documents with their generated packages, for mocks of them."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from tests.golden.written import HERE
from wsgen.commands.generated_package import generated_package
from wsgen.commands.project import Arguments, subject
from wsgen.pipeline import plan_document
from wsgen.plan.protocol import Protocol

ROOT = HERE.parents[1]


@dataclass(frozen=True, slots=True)
class Document:
    """A protocol, and the package that was generated of it."""

    name: str
    protocol: Protocol
    package: ModuleType

    @property
    def without_examples(self) -> Protocol:
        """The same protocol, so that all values are made."""
        messages = {id_: replace(each, examples=()) for id_, each in self.protocol.messages.items()}
        return replace(self.protocol, messages=messages)


@contextmanager
def document(name: str, folder: Path) -> Generator[Document]:
    """The document in a folder: this repository's own, or one of a golden test."""
    arguments = Arguments(ROOT) if folder == ROOT else Arguments(folder, "spec.yml", config="settings.toml")
    job = subject(arguments).job
    with generated_package(job, lambda _: None) as package:
        yield Document(name, plan_document(job, lambda _: None).protocol, package)
