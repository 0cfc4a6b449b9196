"""The client without asyncio has the surface of the other: the same methods, with the same parameters and types."""

import ast
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden"
PACKAGES = sorted(path.parent for path in GOLDEN.glob("*/expected/client.py"))


def surface(path: Path) -> list[tuple[str, str]]:
    """Each function of each class with its signature, and the aliases; what only spelling tells apart is made equal."""
    found: list[tuple[str, str]] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign):
            found.append(("", ast.unparse(node)))
        if not isinstance(node, ast.ClassDef):
            continue
        for each in node.body:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                told = ast.get_docstring(each) or ""
                returns = ast.unparse(each.returns) if each.returns else ""
                signature = f"{ast.unparse(each.args)} -> {returns.replace('Sync[', '[')}\n{told}"
                found.append((f"{node.name.removesuffix('Sync')}.{each.name}", signature.replace("async with", "with")))
            elif isinstance(each, ast.Assign | ast.AnnAssign):
                found.append((node.name.removesuffix("Sync"), ast.unparse(each)))
    return found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_both_clients_have_one_surface(package: Path) -> None:
    without = surface(package / "client_sync.py")
    assert without == surface(package / "client.py")
    source = (package / "client_sync.py").read_text(encoding="utf-8")
    assert not any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(ast.parse(source)))
    assert len(without) > 1
