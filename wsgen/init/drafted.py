"""Makes the files of a new project whose document was drafted from recorded frames."""

from collections.abc import Mapping, Sequence

from ..plan.protocol import Connection, Protocol
from . import texts
from .names import Names
from .project import filled, marks_of


def drafted_project(
    names: Names, document: str, recorded: str, protocol: Protocol | None, source: str
) -> Mapping[str, str]:
    """Relative path → text of each file; `recorded` are the frames as lines, `source` is where they came from.

    Where the document has no plan yet there is neither a server nor a test.
    """
    marks = {**marks_of(names), "@CHECKED@": '"server.py", "tests"', "@SOURCE@": source}
    files = {
        ".gitattributes": texts.GITATTRIBUTES,
        ".github/workflows/ci.yml": texts.WORKFLOW,
        ".gitignore": texts.GITIGNORE,
        "README.md": texts.DRAFTED_README,
        "pyproject.toml": texts.PYPROJECT,
    }
    made = {path: filled(text, marks) for path, text in files.items()}
    made |= {f"asyncapi/{names.name}.yml": document, "tests/recorded.jsonl": recorded}
    if protocol is not None:
        made["server.py"] = _server(protocol.connections)
        made["tests/test_recording.py"] = _test(protocol.connections)
    return dict(sorted(made.items()))


def _server(connections: Sequence[Connection]) -> str:
    own = [(_own(each), each) for each in connections]
    classes = [
        filled(texts.DRAFTED_CLASS, {"@SERVER@": name, "@BASE@": each.server_class, "@PATH@": each.path})
        for name, each in own
    ]
    apps = "".join(
        f"{'app' if len(own) == 1 else f'{each.constant.lower()}_app'} = {name}().asgi()\n" for name, each in own
    )
    imported = sorted(each.server_class for each in connections)
    lines = "".join(f"    {each},\n" for each in imported)
    imports = imported[0] if len(own) == 1 else f"(\n{lines})"
    return filled(texts.DRAFTED_SERVER, {"@IMPORTS@": imports, "@CLASSES@": f"{''.join(classes)}\n\n{apps}"})


def _own(connection: Connection) -> str:
    """What the user's class is called that extends a generated one."""
    return f"My{connection.server_class}"


def _test(connections: Sequence[Connection]) -> str:
    pairs = "".join(f'    "{each.path}": dispatch.{each.constant},\n' for each in connections)
    return filled(texts.RECORDING_TEST, {"@CONNECTIONS@": pairs})
