"""Our table of objects says of each version what npm's official schema says, or there is a reason.

The specification's text decides, never its schema. Reasons name the section that does.
"""

import re

import pytest
from official_schema import FOLDER, Comparison, load

from wsgen.spec.objects import VERSIONS
from wsgen.spec.objects.kinds import Version

if not FOLDER.exists():
    pytest.skip(f"the official schemas are not at {FOLDER}: run `make setup`", allow_module_level=True)

FIRST, LAST_2, FIRST_3, LAST = VERSIONS[0], (2, 6), (3, 0), VERSIONS[-1]
# What differs, by a pattern of it; from which version to which; and what decides.
KNOWN: list[tuple[str, Version, Version, str]] = [
    (
        r"(Server|Channel|Operation|Message) Bindings\.\w+: only ours",
        FIRST,
        LAST,
        "§Server Bindings Object and its like list more protocols than the schema. In 2.x any may stand there.",
    ),
    (
        r"(Server|Channel|Operation|Message) Bindings: closed, only ours",
        FIRST,
        LAST_2,
        "2.x lets any protocol pass: what ours doesn't know is a warning (WSG214).",
    ),
    (
        r"WebSocket Channel Binding.*: only ours|WebSocket Channel Binding: closed, only ours",
        FIRST,
        LAST_2,
        "WebSocket binding 0.1.0: the schemas of 2.x don't look into bindings.",
    ),
    (
        r"WebSocket Binding: closed, only ours",
        FIRST,
        LAST,
        "WebSocket binding 0.1.0: what isn't of a channel must not have properties. A warning (WSG220).",
    ),
    (
        r"WebSocket Channel Binding\.(query|headers): describes an object, only ours",
        FIRST_3,
        LAST,
        "WebSocket binding 0.1.0, `query` and `headers`: the schema must be of type object.",
    ),
    (
        r"Channel Bindings\.ws: may be a reference, only ours",
        FIRST,
        LAST_2,
        "2.x lets anything pass in bindings, and the official parser follows references there.",
    ),
    (
        r"Components\.\w+: keys of a pattern, only ours",
        FIRST,
        LAST_2,
        "§Components Object: all keys must match a pattern.",
    ),
    (
        r"(Root\.servers|Channel\.parameters): keys of a pattern, only ours",
        FIRST,
        LAST,
        "§Servers Object, §Parameters Object: the field's pattern. Of a server it's a warning (WSG218).",
    ),
    (
        r"Components\.(message|operation)Traits\{\}: may be a reference, only ours",
        FIRST,
        LAST_2,
        "2.1 §Components Object: a trait or a Reference Object. Of 2.0 the compatibility kit says so.",
    ),
    (
        r"Components\.serverVariables\{\}: may be a reference, only ours",
        (2, 4),
        (2, 4),
        "2.4 §Components Object: a Server Variable Object or a Reference Object.",
    ),
    (
        r"Info\.x-(linkedin|x): only official",
        FIRST_3,
        LAST,
        "§Specification Extensions: the value can have any valid JSON format.",
    ),
    (
        r"Message Example: closed, only official|Message Example\.(name|summary): only ours",
        FIRST,
        FIRST,
        "2.0 §Message Object: an example is a map of strings to any.",
    ),
    (
        r"Message Example: extensible, only ours",
        (2, 2),
        LAST,
        "2.2 §Message Example Object: this object can be extended.",
    ),
    (
        r"Message Example\.payload: not anything, only official",
        FIRST_3,
        FIRST_3,
        "3.0's schema lists every type that JSON has.",
    ),
    (
        r"Message( Trait)?\.headers: describes an object, only ours",
        FIRST_3,
        LAST,
        "3.0 §Message Object: the schema must be a map of key-value pairs.",
    ),
    (r"OAuth Flows: extensible, only ours", FIRST, LAST, "§OAuth Flows Object: this object may be extended."),
    (
        r"Security Scheme oauth2: closed, only ours",
        FIRST,
        LAST,
        "§Security Scheme Object: only specification extensions may be added.",
    ),
]


def differences(version: Version) -> set[str]:
    return set(Comparison(version, load(version)).differences())


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: f"{version[0]}.{version[1]}")
def test_the_table_says_what_the_official_schema_says_or_there_is_a_reason(version: Version) -> None:
    patterns = [pattern for pattern, first, last, _ in KNOWN if first <= version <= last]

    assert [each for each in differences(version) if not any(re.fullmatch(known, each) for known in patterns)] == []


@pytest.mark.parametrize(("pattern", "first", "last"), [row[:3] for row in KNOWN], ids=[row[0] for row in KNOWN])
def test_each_reason_is_still_needed_in_its_first_and_last_version(pattern: str, first: Version, last: Version) -> None:
    for version in (first, last):
        assert any(re.fullmatch(pattern, each) for each in differences(version)), version
