"""Unions and tables of very many parts: neither Python's `ast` nor pyright follows one chain of them without end."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wsgen.code.literal import WIDEST
from wsgen.pipeline import Job, compile_document
from wsgen.settings import Settings

MANY = WIDEST + 10


def document() -> dict[str, Any]:
    """More messages than stand in one chain, and a field that may be of more types than Python has frames for."""
    widest = {"anyOf": [{"type": "string", "maxLength": each} for each in range(600)]}
    payloads = [
        {"type": "object", "required": ["type"], "properties": {"type": {"const": f"m{each}"}}} for each in range(MANY)
    ]
    payloads[0]["properties"]["wide"] = widest
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Wide", "version": "1"},
        "channels": {
            "main": {
                "address": "/ws",
                "messages": {f"M{number}": {"payload": each} for number, each in enumerate(payloads)},
            }
        },
    }


def chains(tree: ast.AST) -> Iterator[int]:
    """How many parts each chain of `|` has."""
    for node in ast.walk(tree):
        part, length = node, 1
        while isinstance(part, ast.BinOp):
            part, length = part.left, length + 1
        yield length


def test_no_chain_and_no_list_is_longer_than_type_checkers_follow(tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(document()))
    tree = compile_document(Job(tmp_path, "spec.json", Settings()), lambda _: None).tree

    read = {path: ast.parse(text) for path, text in tree.items() if path.endswith(".py") and "_runtime" not in path}
    longest = {path: max(chains(each)) for path, each in read.items()}

    # The first group may stand without parentheses, so that the groups behind it lengthen its chain.
    assert all(WIDEST <= longest[path] < WIDEST + 10 for path in ("models.py", "client.py"))
    assert max(longest.values()) < WIDEST + 10
    iterated = [
        each.iter
        for node in ast.walk(read["dispatch.py"])
        if isinstance(node, ast.DictComp)
        for each in node.generators
    ]
    assert [len(each.elts) for each in iterated if isinstance(each, ast.Tuple)] == [WIDEST, MANY - WIDEST]
