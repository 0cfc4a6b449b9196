"""The rules: what is right apart, and wrong together."""

import pytest
from documents import HEAD, codes, sources

from wsgen.spec.rules import check_unused

CASES = {
    "two addresses on servers of their own": (
        """
servers: {a: {host: a, protocol: ws}, b: {host: b, protocol: ws}}
channels:
  one: {address: /x, servers: [{$ref: '#/servers/a'}]}
  two: {address: /x, servers: [{$ref: '#/servers/b'}]}
""",
        [],
    ),
    "a channel on all servers shares each": (
        """
servers: {a: {host: a, protocol: ws}}
channels:
  one: {address: /x, servers: [{$ref: '#/servers/a'}]}
  two: {address: /x}
""",
        ["WSG315:7"],
    ),
    "unknown addresses are not equal": ("channels: {a: {address: null}, b: {}}", []),
    "parameters of a channel without a known address": ("channels: {a: {parameters: {x: {}}}}", ["WSG318:3"]),
    "an empty map of parameters": ("channels: {a: {address: 'x/{y}', parameters: {}}}", ["WSG316:3"]),
    "every parameter described": ("channels: {a: {address: 'x/{y}/{z}', parameters: {y: {}, z: {}}}}", []),
    "one of two parameters described": ("channels: {a: {address: 'x/{y}/{z}', parameters: {y: {}}}}", ["WSG316:3"]),
    "no parameter described": ("channels: {a: {address: 'x/{y}/{z}'}}", ["WSG317:3", "WSG317:3"]),
    "a slip in a parameter": (
        "channels: {a: {address: 'x/{thread_id}', parameters: {thread_idd: {}}}}",
        ["WSG316:3", "WSG318:3"],
    ),
    "a question mark inside an expression": (
        "channels: {a: {address: 'x/{?y}', parameters: {'?y': {}}}}",
        ["WSG205:3"],
    ),
    "a host with a port and a variable": (
        "servers: {a: {host: '{v}.test:{port}', protocol: ws, variables: {v: {default: x}, port: {default: '1'}}}}",
        [],
    ),
    "a host that is a URL": ("servers: {a: {host: 'ws://x.test', protocol: ws}}", ["WSG342:3"]),
    "a host with a path": ("servers: {a: {host: x.test/ws, protocol: ws}}", ["WSG342:3"]),
    "a channel of the components": (
        "channels: {}\ncomponents: {channels: {c: {address: '/{a}?b', parameters: {d: {}}}}}",
        ["WSG327:4", "WSG316:4", "WSG331:4", "WSG318:4"],
    ),
    "a channel of the components that is the document's too": (
        "channels: {a: {$ref: '#/components/channels/c'}, b: {$ref: '#/components/channels/c'}}\n"
        "components: {channels: {c: {address: '/{a}', parameters: {}}}}",
        ["WSG315:4", "WSG316:4"],
    ),
    "a server of the components": (
        "components: {servers: {s: {host: '{a}/{b}', protocol: ws, variables: {b: {}, c: {}}}}}",
        ["WSG327:3", "WSG324:3", "WSG342:3", "WSG325:3"],
    ),
    "a fragment": ("channels: {a: {address: '/x#y'}}", ["WSG331:3"]),
    "a variable in the path alone": (
        "servers: {a: {host: h, pathname: '/{v}', protocol: ws, variables: {v: {default: x}}}}",
        [],
    ),
    "a component used from an example only": (
        """
channels: {c: {messages: {A: {examples: [{payload: {$ref: '#/components/schemas/S'}}]}}}}
components: {schemas: {S: {}}}
""",
        [],
    ),
    "a component used by a pointer into it": (
        """
channels: {c: {messages: {A: {payload: {$ref: '#/components/schemas/S/properties/x'}}}}}
components: {schemas: {S: {properties: {x: {}}}}}
""",
        [],
    ),
    "a component used by an alias": (
        """
channels: {c: {messages: {A: {payload: {$ref: '#/components/schemas/S'}}}}}
components:
  schemas:
    S: {$ref: '#/components/schemas/T'}
    T: {type: string}
    U: {type: string}
""",
        ["WSG327:9"],
    ),
    "a component that a key of wsgen's names": (
        """
channels: {}
x-wsgen-envelope: {schema: '#/components/schemas/S'}
components: {schemas: {S: {type: object}, T: {type: object}}}
""",
        ["WSG327:6"],
    ),
    "a component used by another file": (
        """
channels: {c: {messages: {A: {payload: {$ref: 'a.yml#/A'}}}}}
components: {schemas: {S: {type: string}}}
""",
        [],
    ),
}


@pytest.mark.parametrize(("body", "wanted"), CASES.values(), ids=CASES)
def test_the_rules_say(body: str, wanted: list[str]) -> None:
    assert codes(HEAD + body, {"a.yml": "A: {properties: {x: {$ref: 'spec.yml#/components/schemas/S'}}}"}) == wanted


ENDLESS = {
    "{allOf: [{$ref: '#/components/schemas/S'}]}": True,
    "{oneOf: [{type: string}, {$ref: '#/components/schemas/S'}]}": True,
    "{not: {$ref: '#/components/schemas/S'}}": True,
    "{dependencies: {a: {$ref: '#/components/schemas/S'}}}": True,
    "{allOf: [{anyOf: [{$ref: '#/components/schemas/T'}]}]}": True,
    "{properties: {next: {$ref: '#/components/schemas/S'}}}": False,
    "{items: {$ref: '#/components/schemas/S'}}": False,
    "{additionalProperties: {allOf: [{$ref: '#/components/schemas/S'}]}}": False,
    "{allOf: [{properties: {t: {$ref: '#/components/schemas/T'}}}]}": False,
}


@pytest.mark.parametrize(("schema", "is_endless"), ENDLESS.items(), ids=ENDLESS)
def test_a_schema_may_contain_itself_but_not_need_itself_for_the_same_value(schema: str, is_endless: bool) -> None:
    body = f"""
channels: {{c: {{messages: {{A: {{payload: {{$ref: '#/components/schemas/S'}}, examples: [{{payload: {{}}}}]}}}}}}}}
components:
  schemas:
    S: {schema}
    T: {{allOf: [{{$ref: '#/components/schemas/S'}}]}}
"""

    assert ("WSG322:7" in codes(HEAD + body)) is is_endless


def test_a_schema_that_planning_takes_for_the_envelope_is_used() -> None:
    """Also where the component only refers to the schema: T is S, and S is used by T."""
    body = """
channels: {}
components: {schemas: {S: {type: object}, T: {$ref: '#/components/schemas/S'}, U: {type: object}}}
"""
    read = sources(HEAD + body)
    taken = {("spec.yml", "/components/schemas/S")}
    assert [each.message for each in check_unused(read, taken)] == ["nothing uses `U` of `components.schemas`"]


@pytest.mark.parametrize("form", ["{%s}", "{allOf: [{%s}]}"], ids=["reference", "allOf"])
@pytest.mark.parametrize(("length", "wanted"), [(40, []), (500, ["WSG308"])])
def test_a_chain_of_schemas_may_not_go_on_and_on(form: str, length: int, wanted: list[str]) -> None:
    links = (form % f"$ref: '#/components/schemas/S{number + 1}'" for number in range(length))
    chain = "".join(f"    S{number}: {link}\n" for number, link in enumerate(links))
    body = f"""
channels: {{c: {{messages: {{A: {{payload: {{$ref: '#/components/schemas/S0'}}}}}}}}}}
components:
  schemas:
{chain}    S{length}: {{type: object}}
"""

    assert sorted({each.partition(":")[0] for each in codes(HEAD + body)}) == wanted
