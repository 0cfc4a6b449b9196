"""Mocks of real documents: each that can be generated starts and talks."""

import asyncio
from dataclasses import dataclass

from conversing import converse
from mocked_documents import Document

from tests.corpus.verdicts import CORPUS, Row
from wsgen.collecting import RefusedError
from wsgen.commands.generated_package import generated_package
from wsgen.pipeline import Job, plan_document
from wsgen.settings import Settings


@dataclass(frozen=True, slots=True)
class Talked:
    """How many frames the mock of a document sent, and what was wrong; -1 where there is no package."""

    name: str
    frames: int
    faults: tuple[str, ...]


def talked(row: Row) -> Talked:
    """Asks a document's mock for everything."""
    job = Job(CORPUS, row.entry, Settings(allow_outside=True))
    try:
        plan = plan_document(job, lambda _: None).protocol
        with generated_package(job, lambda _: None) as package:
            document = Document(row.name, plan, package)
            count = 0
            faults: list[str] = []
            for connection in plan.connections:
                talk = asyncio.run(converse(document, (plan, connection), [1], 1, most=3))
                count += len(talk.sent)
                faults += talk.faults
                faults += [f"{each.text!r}: {each.verdict.reason}" for each in talk.sent if not each.verdict.is_valid]
            return Talked(row.name, count, tuple(faults))
    except RefusedError:
        return Talked(row.name, -1, ())
