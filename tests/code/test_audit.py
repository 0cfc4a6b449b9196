import pytest
from built import generate
from schemas import SHARED, TABLE

from wsgen.code.audit import audit
from wsgen.code.rewrite import UnexpectedSourceError

IMPORTS = ("from __future__ import annotations", "from pydantic import Field", "from ._runtime.wire import WireModel")


def test_what_is_written_for_every_kind_of_schema_passes() -> None:
    cases = {f"Case{number}": schema for number, (schema, _) in enumerate(TABLE.values())}
    made = generate({**SHARED, **cases})
    audit(made.imports, made.source, made.names)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "class A(WireModel):\n    pass\nclass B(WireModel):\n    pass",
        "class A(object):\n    pass",
        "class A(WireModel, metaclass=type):\n    pass",
        "@print\nclass A(WireModel):\n    pass",
        "class A(WireModel):\n    x: int = print(1)",
        "class A(WireModel):\n    x: print(1)",
        "class A(WireModel):\n    x: 'print(1)'",
        "class A(WireModel):\n    x: list['print(1)']",
        "class A(WireModel):\n    x: Literal[print(1)]",
        "class A(WireModel):\n    x: Annotated[int, print(1)]",
        "class A(WireModel):\n    x: Annotated[int, Field(default_factory=print)]",
        "class A(WireModel):\n    x: Annotated[int, Field(print(1))]",
        "class A(WireModel):\n    x: Annotated[int, Field(alias=f'{print(1)}')]",
        "class A(WireModel):\n    x: Unplanned",
        "class A(WireModel):\n    model_config = ConfigDict(extra='allow')",
        "class A(WireModel):\n    def f(self): pass",
        "class A(WireModel):\n    print(1)",
        "class A(WireModel):\n    pass\nprint(1)",
        "class A(WireModel):\n    pass\nA.model_dump()",
        "class A(WireModel):\n    pass\nimport os",
        "A: TypeAlias = print(1)",
        "A: TypeAlias = 'print(1)'",
        "A: int = 1",
        "if TYPE_CHECKING:\n    A: TypeAlias = 'int'\nelse:\n    A = TypeAliasType('A', 'print(1)')",
        "if TYPE_CHECKING:\n    A: TypeAlias = 'int'\nelse:\n    print(1)",
        "if print(1):\n    A: TypeAlias = 'int'\nelse:\n    A = TypeAliasType('A', 'int')",
    ],
)
def test_anything_else_is_a_fault_of_ours(source: str) -> None:
    with pytest.raises(UnexpectedSourceError):
        audit(IMPORTS, source, ["A"])


@pytest.mark.parametrize("line", ["import os", "from os import system", "from pydantic import Field as print", "x = 1"])
def test_an_import_from_anywhere_else_is_a_fault_of_ours(line: str) -> None:
    with pytest.raises(UnexpectedSourceError):
        audit((*IMPORTS, line), "class A(WireModel):\n    pass", ["A"])
