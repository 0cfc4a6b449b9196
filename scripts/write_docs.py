"""Writes the pages that are made from tables: settings, diagnostic codes, commands, exactness; and counts of files."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.api_page import api_page
from tests.conformance.page import page as conformance_page
from wsgen.cli import COMMANDS
from wsgen.code.divergence import DIVERGENCES, Enforced
from wsgen.commands.outcome import MEANINGS
from wsgen.diagnostics.catalogue.table import CATALOGUE
from wsgen.diagnostics.catalogue.wording import as_markdown, heading
from wsgen.editor_schemas import as_text, document_schema, settings_schema
from wsgen.runtime import log_events
from wsgen.settings_table import Row, reference

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLES = DOCS.parent / "examples" / "observing"
RUNTIME = DOCS.parent / "wsgen" / "runtime"
BESIDES_RUNTIME = 11
"""The files of a generated package that aren't the runtime's: eight modules, schemas.json, manifest.json, py.typed."""
MADE = "<!-- Made by `make docs`; edit the table that it comes from. -->\n"
RANGES = {
    "1": "Reading files and settings",
    "2": "Structure: what the specification calls which object",
    "3": "Meaning: references, examples, rules between objects",
    "4": "The protocol: connections, direction, framing, roles, replies",
    "5": "Python names",
    "6": "Drift",
    "7": "Breaking changes",
    "8": "Fuzzing and contracts",
}


def pages() -> Mapping[str, str]:
    """Name, as seen from docs/, → text of every page that is made, or of which a part is."""
    return {
        "settings.md": settings_page(),
        "codes.md": codes_page(),
        "commands.md": commands_page(),
        "exactness.md": exactness_page(),
        "operations.md": operations_page(),
        "conformance.md": conformance_page(),
        "reference/api.md": api_page(),
        "schemas/settings.json": as_text(settings_schema()),
        "schemas/document.json": as_text(document_schema()),
        "guide.md": counted("guide.md"),
        "../README.md": counted("../README.md"),
    }


def settings_page() -> str:
    """Every key of `[tool.wsgen]`, and every `x-wsgen-…` key of a document."""
    rows = reference()
    keys = [row for row in rows if not row.name.startswith("x-")]
    extensions = [row for row in rows if row.name.startswith("x-")]
    return "\n".join(
        [
            "# Settings",
            MADE,
            "Settings stand in `[tool.wsgen]` of `pyproject.toml`. A misspelt key is an error with a suggestion.",
            "",
            *_table(keys, with_place=False),
            "",
            "## In the document",
            "",
            "These keys stand in the AsyncAPI document, at the object that they speak of. Where a document can't be",
            "edited, `[tool.wsgen.overlay]` sets them by JSON Pointer:",
            "",
            "<!-- run: cp -r $REPO/asyncapi . && grep -A5 -F [tool.wsgen] $REPO/pyproject.toml > pyproject.toml -->",
            "```toml",
            "[tool.wsgen.overlay]",
            '"#/components/messages/Subscribe" = { x-wsgen-direction = "client-to-server" }',
            "```",
            "",
            "<!-- run: wsgen validate --strict -->",
            *_table(extensions, with_place=True),
            "",
        ]
    )


def codes_page() -> str:
    """Every diagnostic code, in the words of `wsgen explain`."""
    parts = [
        "# Diagnostic codes",
        MADE,
        "`wsgen explain CODE` prints the same. An error stops the compile. First what `x-wsgen-ignore` in the document",
        "names is dropped, then `[tool.wsgen.rules]` sets levels by code, then `--strict` makes an error of what is",
        "still a warning; what is an error of itself stays one. What is valid AsyncAPI and can't be generated is an",
        "error for `wsgen regen` and `wsgen diff-check`, whatever is set, and a warning for `wsgen validate`.",
        "",
    ]
    group = ""
    for entry in CATALOGUE.values():
        if RANGES[entry.code[3]] != group:
            group = RANGES[entry.code[3]]
            parts += [f"## {group}", ""]
        parts += [f"### {heading(entry)}", "", *as_markdown(entry)]
    return "\n".join(parts)


def commands_page() -> str:
    """What each command's `--help` says."""
    codes = [f"| {answer.value} | {meaning} |" for answer, meaning in MEANINGS.items()]
    parts = [
        "# Commands",
        MADE,
        "`wsgen` and `python -m wsgen` are the same. `wsgen --install-completion` lets the shell complete commands,",
        "options, documents and codes. `--quiet` prints nothing where the answer is yes; `--verbose` says each step.",
        "Findings go to standard output, everything else to standard error; an error reads",
        "`path:line:column: CODE message` where it has a place, and `wsgen: message` where it has none.",
        "",
        "## Exit codes",
        "",
        "| code | what it means, for every command |",
        "|---|---|",
        *codes,
        "",
    ]
    for name in COMMANDS:
        parts += [f"## wsgen {name}", "", "```text", _help(name).rstrip(), "```", ""]
    return "\n".join(parts)


def exactness_page() -> str:
    """The page as it stands, with what stands between two comments made anew from the table of keywords."""
    enforced = {each: [row for row in DIVERGENCES.values() if row.enforced is each] for each in Enforced}
    rows = [*enforced[Enforced.WHERE_PROVED], *enforced[Enforced.NEVER], DIVERGENCES["format"]]
    table = "\n".join(f"| `{each.keyword}` | {each.alone} | {each.here} |" for each in rows)
    made = {
        "keywords": f"\n| keyword | Pydantic alone | generated code |\n|---|---|---|\n{table}\n",
        "never": ", ".join(f"`{each.keyword}`" for each in enforced[Enforced.NEVER]),
        "silent": ", ".join(f"`{each.keyword}`" for each in enforced[Enforced.NOTHING_TO_ENFORCE]),
    }
    return _filled("exactness.md", made)


def operations_page() -> str:
    """The page as it stands, with the table of what the runtime logs made anew."""
    events = [each for each in vars(log_events).values() if isinstance(each, log_events.LogEvent)]
    rows = "\n".join(
        f"| `{each.name}` | {logging.getLevelName(each.level)} | {_fields(each)} | {each.when} |" for each in events
    )
    made = {"events": f"\n| event | level | fields | when |\n|---|---|---|---|\n{rows}\n"}
    for name in ("prometheus", "opentelemetry", "json_logs"):
        made[name] = (
            f"\n<!-- part of: examples/observing/{name}.py -->\n```python\n{(EXAMPLES / f'{name}.py').read_text()}```\n"
        )
    return _filled("operations.md", made)


def counted(name: str) -> str:
    """The page as it stands, with the number of files that `wsgen regen` says it has created."""
    count = BESIDES_RUNTIME + len(list(RUNTIME.rglob("*.py")))
    text = re.sub(r"\d+ files: \d+ created", f"{count} files: {count} created", (DOCS / name).read_text())
    return re.sub(r"\(\d+ files\)", f"({count} files)", text)


def _filled(name: str, made: Mapping[str, str]) -> str:
    """The page with what stands between two comments, the first of which names it, made anew."""
    return re.sub(
        r"(<!-- made: (\w+) -->).*?(<!-- end -->)",
        lambda found: found[1] + made[found[2]] + found[3],
        (DOCS / name).read_text(),
        flags=re.DOTALL,
    )


def _fields(event: log_events.LogEvent) -> str:
    return ", ".join(f"`{field}`" for field in event.fields) or "–"


def _help(command: str) -> str:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    answer = subprocess.run(
        [sys.executable, "-m", "wsgen", *command.split(), "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout


def _table(rows: list[Row], *, with_place: bool) -> list[str]:
    place = " where |" if with_place else ""
    lines = [f"| key |{place} type | without it | meaning |", f"|---|{'---|' if with_place else ''}---|---|---|"]
    for row in rows:
        where = f" {row.where} |" if with_place else ""
        cells = [cell.replace("|", "\\|") for cell in (row.type, row.default, row.meaning)]
        lines.append(f"| `{row.name}` |{where} {' | '.join(cells)} |".replace("|  |", "| – |"))
    return lines


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text)
        print(f"docs/{name}")
