"""Every key of `[tool.wsgen]` and every `x-wsgen-…` key in one table, for their check and their documentation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final

from .plan.extensions import EXTENSIONS


class Kind(Enum):
    """What a setting's value must be, in the words of the documentation."""

    PATH = "path"
    TEXT = "text"
    FLAG = "true or false"
    SECONDS = "seconds"
    CHOICE = "word"
    TABLE = "table"
    TABLE_OR_PATH = "table, or path of a file"


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of `[tool.wsgen]`: drives its check, its did-you-mean and its documentation.

    A dot in `name` is a table in the table. `default` is as the documentation shows it; `choices` are a CHOICE's words.
    """

    name: str
    kind: Kind
    default: str
    meaning: str
    choices: tuple[str, ...] = ()


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("spec", Kind.PATH, "", "The AsyncAPI document that is compiled, relative to pyproject.toml."),
    Setting(
        "out", Kind.PATH, "generated", "The folder that is written, relative to pyproject.toml. All of it is wsgen's."
    ),
    Setting(
        "name", Kind.TEXT, "from `info.title`", "The protocol's name; classes are called after it, such as ChatServer."
    ),
    Setting(
        "perspective",
        Kind.CHOICE,
        "server, with a note",
        "Whose `send` and `receive` the document's operations are: the server's or the client's.",
        ("server", "client"),
    ),
    Setting(
        "connection",
        Kind.CHOICE,
        "inferred, with a note",
        "Whether channels are topics that share one connection, or have a connection of their own each.",
        ("shared", "own"),
    ),
    Setting(
        "python",
        Kind.CHOICE,
        "3.11",
        "The oldest Python that the generated code must run on: what it is formatted for, and the newest syntax that "
        "templates of your own may write. wsgen's own need 3.11 and write the same for each.",
        ("3.11", "3.12", "3.13", "3.14"),
    ),
    Setting(
        "ambiguous",
        Kind.CHOICE,
        "warning",
        "What it means that two messages can't be told apart on the wire.",
        ("warning", "error"),
    ),
    Setting(
        "formats",
        Kind.CHOICE,
        "annotate",
        "What `format` means: a remark, as to JSON Schema draft 7, or a rule that frames, examples and defaults must "
        "follow. A format that nobody knows stays a remark.",
        ("annotate", "assert"),
    ),
    Setting(
        "allow-outside", Kind.FLAG, "false", "Whether a `$ref` may name a file outside the folder of the document."
    ),
    Setting(
        "accepted-changes",
        Kind.PATH,
        "",
        "A file of findings of `wsgen breaking` that are accepted, each with its `code`, `where` and `reason`.",
    ),
    Setting("templates", Kind.PATH, "", "A folder whose templates replace those of the same name in wsgen."),
    Setting(
        "cache",
        Kind.FLAG,
        "true",
        "Whether texts that take long to make are kept in the user's cache folder for the next run; `CI` turns it off.",
    ),
    Setting(
        "heartbeat.interval", Kind.SECONDS, "30", "Time between two pings, where the protocol declares ping and pong."
    ),
    Setting(
        "heartbeat.timeout",
        Kind.SECONDS,
        "60",
        "Time without an answer to a ping after which a connection is closed (4408).",
    ),
    Setting("rules", Kind.TABLE, "", 'Levels by code, such as `WSG310 = "error"`: error, warning, note or off.'),
    Setting(
        "overlay",
        Kind.TABLE_OR_PATH,
        "",
        "Keys to set in the document, by JSON Pointer: for documents that can't be edited.",
    ),
    Setting(
        "app",
        Kind.TEXT,
        "",
        "The server's ASGI application, as `module:app`: what `wsgen fuzz` and `wsgen pact verify` start, in the "
        "folder of pyproject.toml.",
    ),
    Setting(
        "handlers",
        Kind.PATH,
        "the module of `app`, else server.py",
        "The Python file of your classes that extend the generated servers: what `wsgen check-handlers` reads, and "
        "`wsgen regen --scaffold` adds missing handlers to.",
    ),
    Setting(
        "arguments",
        Kind.TABLE,
        "",
        'What these give in the handshake, such as `token = "demo"`; `--argument` overrules it.',
    ),
    Setting(
        "targets",
        Kind.TABLE,
        "",
        "What is written beside the Python package: each target's folder, or a table of the keys below. `browser` is "
        "the client that browsers run, `rust` a crate; docs/targets.md tells how to add one of your own.",
    ),
    Setting(
        "pact.states",
        Kind.TEXT,
        "",
        "What sets provider states for `wsgen pact verify`: a function as `module:name`, or a URL.",
    ),
    Setting(
        "pact.triggers",
        Kind.TEXT,
        "",
        "What lets the provider send the events of contracts: a function as `module:name`, or a URL.",
    ),
)


TARGETS: Final[Mapping[str, str]] = MappingProxyType({"browser": "frontend/client", "rust": "rust"})
"""The targets that wsgen has itself, each with the folder that an example would name."""

TARGET_SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("out", Kind.PATH, "", "The target's folder, relative to pyproject.toml. All of it is wsgen's."),
    Setting(
        "committed",
        Kind.FLAG,
        "true",
        "Whether the folder is in version control. If not, `wsgen diff-check` looks at it only where `--target` asks.",
    ),
    Setting("templates", Kind.PATH, "", "The folder of templates of a target of your own."),
    Setting("view", Kind.PATH, "", "The Python file of a target of your own, which says what its templates are given."),
)
"""The keys of the table of one target."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the documentation's table of settings."""

    name: str
    where: str
    type: str
    default: str
    meaning: str


def reference() -> tuple[Row, ...]:
    """Everything that can be set, in pyproject.toml and in a document."""
    settings = (
        Row(
            each.name,
            "`[tool.wsgen]`",
            " | ".join(f'`"{word}"`' for word in each.choices) or each.kind.value,
            each.default,
            each.meaning,
        )
        for each in (*SETTINGS, *(replace(each, name=f"targets.NAME.{each.name}") for each in TARGET_SETTINGS))
    )
    extensions = (
        Row(each.name, ", ".join(each.where), each.type.text, each.default, each.meaning) for each in EXTENSIONS
    )
    return (*settings, *extensions)
