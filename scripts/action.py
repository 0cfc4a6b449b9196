"""What `action.yml` does: runs wsgen's checks as a step of GitHub, annotates their findings, and sums them up.

It stands on Python 3.10 and the standard library, for the wsgen that it runs is another program. What is asked comes in
variables `WSGEN_…`, as the inputs of `action.yml` are called; the others are GitHub's. Exits with 1 where an answer is
no, with 2 where there is none.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECTION: Final = 20_000
"""The most characters of one check's report in the summary: a comment has 65,536."""

ANSWERS: Final = {0: "yes", 1: "no"}
MARKS: Final = {"yes": "✅", "no": "❌", "none": "⚠️", "skipped": "➖"}
TITLES: Final = {
    "no": "wsgen says no",
    "none": "wsgen has no answer",
    "yes": "wsgen: all is well",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check as it ended: its `answer` is yes, no, none or skipped, `report` what it printed, or why it didn't."""

    name: str
    command: str
    answer: str
    report: str

    @property
    def gist(self) -> str:
        """The last line of the report, which sums it up."""
        return self.report.rstrip("\n").rpartition("\n")[2]


@dataclass(frozen=True, slots=True)
class Wsgen:
    """The wsgen that is run, with the variables that GitHub gave."""

    command: Sequence[str]
    environment: Mapping[str, str]

    def check(self, name: str, options: Sequence[str]) -> Check:
        """Runs one command for the log, and once more for the annotations of what it found."""
        print(f"::group::wsgen {name}", flush=True)
        ran = self._run(name, *options)
        # What a document says must not be taken for a command of the workflow.
        token = secrets.token_hex(16)
        print(f"::stop-commands::{token}\n{ran.stdout}{ran.stderr}::{token}::\n::endgroup::", flush=True)
        answer = ANSWERS.get(ran.returncode, "none")
        # The one line of a clean report has nothing to annotate.
        if answer != "none" and ran.stdout.count("\n") > 1:
            print(self._run(name, *options, "--format", "github").stdout, end="", flush=True)
        if answer == "none":
            print(f"::error title=wsgen {name}::{_escaped(ran.stderr)}", flush=True)
        return Check(name, f"wsgen {shlex.join((name, *options))}", answer, ran.stdout + ran.stderr)

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, "NO_COLOR": "1", "PYTHONUTF8": "1", "COLUMNS": "80"}
        command = [*self.command, *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False
        )


def checks(wsgen: Wsgen, given: Mapping[str, str]) -> Iterator[Check]:
    """Each check as it ends. A document with errors is told of once: nothing else is asked of it."""
    spec, config = given.get("WSGEN_SPEC", ""), given.get("WSGEN_CONFIG", "")
    about = [*([spec] if spec else []), *(["--config", config] if config else [])]
    refused = ""
    for name in ("validate", "diff-check", "breaking"):
        options, reason = list(about), refused
        if not is_asked(given, f"WSGEN_{name.replace('-', '_').upper()}", "true"):
            reason = "not asked for"
        elif name == "validate":
            options += ["--strict"] if is_asked(given, "WSGEN_STRICT", "false") else []
        elif name == "breaking" and not reason:
            try:
                against = base(given)
            except UnknownBaseError as error:
                print(f"::error title=wsgen breaking::{_escaped(str(error))}", flush=True)
                yield Check(name, "wsgen breaking", "none", str(error))
                continue
            reason = "" if against else "there is no base branch here, and no `against` was given"
            weight = given.get("WSGEN_FAIL_ON", "")
            options += ["--allow-new", "--against", against]
            options += ["--fail-on", weight] if weight not in {"", "breaking"} else []
        if reason:
            yield Check(name, f"wsgen {name}", "skipped", reason)
            continue
        ended = wsgen.check(name, options)
        if name == "validate" and ended.answer != "yes":
            refused = "the document has errors"
        yield ended


def is_asked(given: Mapping[str, str], variable: str, usual: str) -> bool:
    """Whether an input is true. Raises ValueError for what is neither: a check must not be off by a slip."""
    said = given.get(variable, "") or usual
    if said.lower() not in {"true", "false"}:
        name = variable.removeprefix("WSGEN_").replace("_", "-").lower()
        raise ValueError(f"the input `{name}` is {said!r}; write true or false")
    return said.lower() == "true"


class UnknownBaseError(Exception):
    """What was before can't be had; the message says what to do."""


def base(given: Mapping[str, str]) -> str:
    """What `wsgen breaking` compares with: as was asked for, else the pull request's base; empty where there is none.

    A shallow clone hasn't got it, so it is fetched. A whole one has the commit at which the pull request began, which
    is then meant: what others changed since isn't this pull request's. Raises UnknownBaseError.
    """
    wanted, branch = given.get("WSGEN_AGAINST", ""), given.get("GITHUB_BASE_REF", "")
    if wanted:
        revision, colon, path = wanted.partition(":")
        if Path(wanted).is_file():
            return wanted
        return f"{_known(revision, revision)}{colon}{path}"
    if not branch:
        return ""
    name = _known(branch, f"origin/{branch}")
    if _git("rev-parse", "--is-shallow-repository") == "false" and (began := _git("merge-base", "HEAD", name)):
        return name if began == _git("rev-parse", name) else began[:12]
    return name


def _known(revision: str, here: str) -> str:
    """What git calls a branch, a tag or a commit: `here` where it has that, else what it fetches from the remote."""
    if _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{here}^{{commit}}"):
        return here
    depth = [] if _git("rev-parse", "--is-shallow-repository") == "false" else ["--depth=1"]
    for source, name in (
        (f"+refs/heads/{revision}:refs/remotes/origin/{revision}", f"origin/{revision}"),
        (f"+refs/tags/{revision}:refs/tags/{revision}", revision),
        (revision, revision),
    ):
        if _git("fetch", "--quiet", "--no-tags", *depth, "--end-of-options", "origin", source) is not None:
            return name
    raise UnknownBaseError(
        f"git can't fetch {revision} from origin; give actions/checkout `fetch-depth: 0`, or `against` another revision"
    )


def _git(*arguments: str) -> str | None:
    """What git prints; None where it fails."""
    ran = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S607 - the job's git.
    return ran.stdout.decode(errors="replace").strip() if ran.returncode == 0 else None


def summary(ended: Sequence[Check]) -> str:
    """All checks as Markdown. What a document says stands in it as code, which mentions nobody and links nowhere."""
    lines = ["<!-- wsgen -->", f"### {TITLES[verdict(ended)]}", "", "| | check | |", "|---|---|---|"]
    lines += [f"| {MARKS[each.answer]} | {_code(each.command)} | {_code(each.gist)} |" for each in ended]
    for each in ended:
        if each.answer in {"no", "none"}:
            lines += ["", f"<details><summary>wsgen {each.name}</summary>", "", *_fenced(each), "", "</details>"]
    return "".join(f"{line}\n" for line in lines)


def verdict(ended: Sequence[Check]) -> str:
    """The answer of all checks together: none, before no, before yes."""
    answers = {each.answer for each in ended}
    return next((answer for answer in ("none", "no") if answer in answers), "yes")


def _fenced(check: Check) -> Iterator[str]:
    """A report as a block of code, whose fence is longer than any in it; cut where a comment would be too long."""
    lines = check.report.rstrip("\n").split("\n")
    size, count = 0, 0
    for line in lines:
        size += len(line) + 1
        if size > SECTION:
            break
        count += 1
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", check.report)), default=0))
    yield f"{fence}{'diff' if check.name == 'diff-check' else 'text'}"
    yield from lines[:count]
    yield fence
    if count < len(lines):
        yield f"{len(lines) - count} more lines are in the log."


def _code(text: str) -> str:
    shown = text if len(text) <= 200 else f"{text[:200]}…"
    return "<code>" + re.sub(r"[^\w ,./…-]", lambda match: f"&#{ord(match[0])};", shown) + "</code>"


def _escaped(text: str) -> str:
    """A text as the message of a workflow command."""
    return text.strip().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _append(path: str, text: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(text)


def main() -> int:
    """Runs all checks and writes the outputs of the step; gives the exit code."""
    given = os.environ
    try:
        own = given.get("WSGEN_COMMAND", "")
        # What the action installed has a path, which may have spaces in it.
        wsgen = Wsgen(shlex.split(own) if own else [given["WSGEN_PROGRAM"]], given)
        ended = tuple(checks(wsgen, given))
    except FileNotFoundError as error:
        print(f"::error title=wsgen::there is no program {error.filename}; see the input `command`")
        return 2
    except (OSError, ValueError) as error:
        print(f"::error title=wsgen::{_escaped(str(error))}; see the inputs of the action")
        return 2
    text = summary(ended)
    file = Path(given["RUNNER_TEMP"]) / "wsgen-summary.md"
    file.write_text(text, encoding="utf-8")
    _append(given["GITHUB_STEP_SUMMARY"], text)
    end = f"summary-{secrets.token_hex(16)}"
    outputs = [f"{each.name}={each.answer}" for each in ended]
    outputs += [f"summary-file={file}", f"summary<<{end}", text + end]
    _append(given["GITHUB_OUTPUT"], "".join(f"{line}\n" for line in outputs))
    return {"yes": 0, "no": 1, "none": 2}[verdict(ended)]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
