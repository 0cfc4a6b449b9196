"""Diagnostics take their severity from the catalogue, and suggestions are near or absent."""

import pytest

from wsgen.diagnostics.catalogue import CATALOGUE
from wsgen.diagnostics.catalogue.entry import Entry
from wsgen.diagnostics.catalogue.table import by_code
from wsgen.diagnostics.diagnostic import Severity
from wsgen.diagnostics.found import did_you_mean, found
from wsgen.diagnostics.location import Location

PLACE = Location("a.yml", 1, 1, 1, 2)


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        ("asistant_token", ["assistant_message", "assistant_token"], "assistant_token"),
        ("sendMesage", ["send_message", "send_stream"], "send_message"),
        ("Payload", ["payload"], "payload"),
        ("content-type", ["contentType"], "contentType"),
        ("typ", ["type", "title"], "type"),
        ("messages", ["message"], "message"),
        ("zebra", ["type", "title"], None),
        ("x", [], None),
        ("ab", ["a_b", "A-B"], "A-B"),
    ],
)
def test_the_nearest_name_is_meant(word: str, candidates: list[str], expected: str | None) -> None:
    assert did_you_mean(word, candidates) == expected
    assert did_you_mean(word, reversed(candidates)) == expected


def test_the_catalogue_gives_the_severity() -> None:
    assert found("WSG103", PLACE, "twice", hint="remove one").severity is Severity.ERROR
    with pytest.raises(KeyError):
        found("WSG999", PLACE, "no such code")


def test_two_entries_for_one_code_are_refused() -> None:
    entry = Entry("WSG101", "a", Severity.ERROR, "why", "bad", "good")

    with pytest.raises(ValueError, match="two entries for WSG101"):
        by_code([entry, entry])


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_entry_explains_itself(entry: Entry) -> None:
    assert entry.title
    assert not entry.title.endswith(".")
    assert entry.why.endswith(".")
    assert entry.bad
    assert entry.good
    assert entry.bad != entry.good
