"""Our verdict on documents with one fault each is the official parser's, or there is a reason; and we say where.

The documents come from the table of objects: every change to every field that the table has. A fixed sample is tried
each time, all of three versions (20,000 documents) by `make test-long`.
"""

import json
import re
from collections.abc import Callable, Sequence
from random import Random

import pytest
from mutants import Mutant, mutants
from official_parser import need_parser, official
from rich_documents import Json, described, used

from tests.spec.documents import examined
from wsgen.diagnostics.diagnostic import Diagnostic, Severity
from wsgen.spec.load import parse
from wsgen.spec.node import escape
from wsgen.spec.objects import VERSIONS
from wsgen.spec.objects.kinds import Version
from wsgen.spec.sources import Source, Sources

need_parser()

SAMPLE = 9
DOCUMENTS: dict[str, Callable[[Version], Json]] = {
    "used": used,
    "referred to": lambda version: used(version, by_reference=True),
    "described": described,
}
# What only we reject, and what only the official parser rejects: kind of change and place, and what decides.
OURS = [
    (r"(Channel|Components)\.parameters\{\} .*", "§Parameter Object is an object; its schema forgot to say so."),
    (r"\w+ Bindings\.ws .*", "WebSocket binding 0.1.0: a binding is an object. In 2.x no binding is looked into."),
    (r"WebSocket Channel Binding.*", "WebSocket binding 0.1.0. In 2.x no binding is looked into."),
    (
        r"Schema\.writeOnly .*",
        "Draft 7, validation §10.3: a boolean; the official copy lacks it.",
    ),
    (
        r"Security Scheme oauth2\S* (misspelt|with a bad name|has a (stranger|bad extension))",
        "§Security Scheme Object",
    ),
    (r"Components\.\w+\{\} with a bad name", "§Components Object: keys must match a pattern."),
    (
        r"Message( Trait)?\.traits\[\] \[\]",
        "3.0 §Message Object: an object or a reference.",
    ),
    (r"(Operation|Operation Reply)\.(channel|messages\[\]) \{\}", "3.0 §Operation Object: must be a reference."),
    (r"\S+ refers to info", "§Reference Object: it must lead to what is needed there."),
    (r"Channel\.address ('text'|'')", "3.0 §Operation Reply Object: with an address of its own its channel has none."),
    (r"Message Example\.\w+ .*", "§Message Example Object: the value must validate against the schema (WSG334)."),
    (r"Schema\.default .*", "2.x §Schema Object: a default must be of the type that the schema has (WSG335)."),
    (
        r"(Parameter|Server Variable)\.(default|enum\[\]|examples\[\]) ''",
        "§Server Variable Object, §Parameter Object: one of `enum` (WSG336).",
    ),
    (r"Message( Trait)?\.examples\[\] .*", "2.2 §Message Example Object has no reference and no other field."),
    (r"Operation Trait\.security\[\]\{\} .*", "§Security Requirement Object, also of what a trait brings."),
]
OFFICIAL = [
    (r"Message( Trait)?\.examples\[\] (has an extension|has a bad extension)", "§Message Example Object: extensible."),
    (r"Message Example\.\w+ .*", "An example that its schema rejects is a warning in 2.0 (WSG312)."),
    (r"Security Scheme oauth2\.flows has an extension", "§OAuth Flows Object: may be extended."),
    (r"Security Scheme oauth2\.flows \{\}", "Without any flow nobody knows which scopes there are."),
    (
        r"Components\.(schemas|messages)\{\} true|Message( Trait)?\.(headers|payload) true",
        "§Schema Object: or true.",
    ),
    (
        r"Schema\.(default|if|not|then|else|\w+Of|type|enum) .*",
        "Draft 7 §10.2: should fit (WSG314).",
    ),
    (r"Components\.(operation|message)Traits\{\} by reference", "2.1 §Components Object: or a Reference Object."),
]
# What these say is about two places: they stand where the changed one is needed, or where it is contradicted.
ELSEWHERE = {"WSG301", "WSG306", "WSG316", "WSG318", "WSG323", "WSG328", "WSG329", "WSG336", "WSG337"}


def ours(document: Json) -> list[Diagnostic]:
    """Our errors on a document."""
    text = json.dumps(document)
    node, faults = parse(text.encode(), "spec.json")
    assert node is not None, faults
    sources = Sources("spec.json", {"spec.json": Source("spec.json", node, text)})
    return [each for each in examined(sources) if each.severity is Severity.ERROR]


def is_beside(mutant: Mutant, found: Diagnostic) -> bool:
    """Whether a diagnostic stands at the changed value, inside it, or at the object that it is in."""
    place = "".join(f"/{escape(str(step))}" for step in mutant.path)
    pointer = found.location.pointer
    return pointer in {place, place.rpartition("/")[0]} or pointer.startswith(f"{place}/")


def compare(tried: Sequence[Mutant]) -> list[str]:
    """Each difference that has no reason, and each place that is not the fault's."""
    faults = []
    for mutant, theirs in zip(tried, official([each.make() for each in tried]), strict=True):
        found = ours(mutant.make())
        reasons = OURS if found else OFFICIAL
        if bool(found) != bool(theirs) and not any(re.fullmatch(pattern, mutant.name) for pattern, _ in reasons):
            faults.append(f"{mutant.name}: {theirs[0] if theirs else [each.message for each in found]}")
        if found and not any(is_beside(mutant, each) or each.code in ELSEWHERE for each in found):
            faults.append(f"{mutant.name}: {[each.message for each in found]} is elsewhere")
    return faults


def every_mutant(version: Version) -> list[Mutant]:
    """One mutant of each kind that a document of a version has."""
    return [
        mutant
        for name in DOCUMENTS
        for mutant in {each.name: each for each in mutants(version, DOCUMENTS[name](version))}.values()
    ]


def test_both_accept_documents_with_every_field() -> None:
    documents = [make(version) for version in VERSIONS for make in DOCUMENTS.values()]

    assert official(documents) == [[]] * len(documents)
    assert [ours(document) for document in documents] == [[]] * len(documents)


def test_a_sample_of_faults_gets_the_official_verdict_in_its_place() -> None:
    random = Random(5)
    tried = [mutant for version in VERSIONS for mutant in random.sample(every_mutant(version), SAMPLE)]

    assert compare(tried) == []


@pytest.mark.slow
@pytest.mark.parametrize("version", [(2, 0), (2, 6), (3, 1)], ids=str)
def test_every_fault_gets_the_official_verdict_in_its_place(version: Version) -> None:
    assert compare(every_mutant(version)) == []
