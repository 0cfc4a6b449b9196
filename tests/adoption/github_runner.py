"""Carries out a composite action's `run` steps, with the files and variables that GitHub's runner gives."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from scratch import ROOT, environment

ACTION: Mapping[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())


@dataclass(frozen=True)
class Ran:
    """A job's step `uses: wsgen`: its exit code, the log, the action's outputs, and the page of the run."""

    code: int
    log: str
    outputs: Mapping[str, str]
    page: str

    def annotations(self) -> list[str]:
        """The workflow commands that a person sees, where the runner doesn't have to take them for text."""
        stopped, found = "", []
        for line in self.log.splitlines():
            if stop := re.match(r"::stop-commands::(\w+)", line):
                stopped = stop[1]
            elif stopped and line == f"::{stopped}::":
                stopped = ""
            elif not stopped and re.match(r"::(error|warning|notice) ", line):
                found.append(line)
        return found


def evaluate(expression: str, context: Mapping[str, str]) -> str:
    """An expression of GitHub's, as far as action.yml needs them: names, `||`, and `==` with a text."""
    if " == " in expression:
        left, right = expression.split(" == ")
        return "true" if evaluate(left, context) == right.strip("'") else ""
    for name in expression.split(" || "):
        assert re.fullmatch(r"[\w.-]+", name.strip()), expression
        if value := context.get(name.strip(), ""):
            return value
    return ""


def filled(text: str, context: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: evaluate(match[1], context), text)


def parse(text: str) -> dict[str, str]:
    """A file of outputs: `name=value`, or `name<<end`, lines, `end`."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        if "<<" in line.split("=")[0]:
            name, end = line.split("<<")
            value = []
            for each in lines:
                if each == end:
                    break
                value.append(each)
            found[name] = "\n".join(value)
        else:
            name, _, found[name] = line.partition("=")
    return found


def uses_wsgen(
    folder: Path,
    temporary: Path,
    inputs: Mapping[str, str] | None = None,
    *,
    event: Mapping[str, str] | None = None,
    action: Path = ROOT,
) -> Ran:
    """A step `uses: wsgen` of a job that checked out `folder`; `event` are the variables that its event sets.

    Steps that use another action are taken to have done it: Python is the one of these tests.
    """
    temporary.mkdir(exist_ok=True)
    given = {name: str(each["default"]) for name, each in ACTION["inputs"].items()} | dict(inputs or {})
    context = {f"inputs.{name}": value for name, value in given.items()}
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(action), "RUNNER_TEMP": str(temporary)}
    page = temporary / "page.md"
    page.touch()
    code, log = 0, ""
    for number, step in enumerate(ACTION["runs"]["steps"]):
        if "if" in step and not evaluate(step["if"], context):
            continue
        if "uses" in step:
            context |= {f"steps.{step['id']}.outputs.python-path": environment()["PATH"].split(":")[0] + "/python"}
            continue
        output = temporary / f"output-{number}"
        output.touch()
        env = {name: filled(value, context) for name, value in step.get("env", {}).items()}
        env |= {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(page)}
        script = temporary / f"step-{number}.sh"
        assert "${{" not in step["run"], "what comes from outside must not be code"
        script.write_text(step["run"])
        assert step["shell"] == "bash"
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        ran = subprocess.run(
            command,
            cwd=folder,
            env=environment(**variables, **(event or {}), **env),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        context |= {f"steps.{step['id']}.outputs.{name}": value for name, value in parse(output.read_text()).items()}
        code, log = ran.returncode, log + ran.stdout
        if code:
            break
    outputs = {name: filled(each["value"], context) for name, each in ACTION["outputs"].items()}
    return Ran(code, log, outputs, page.read_text())
