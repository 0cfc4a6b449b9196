"""Writes, or checks, the targets that other people's generators make: TypeScript by modelina, Rust by a template.

`python -m scripts.other_targets typescript|rust [--check]`; `scripts/regen-ws-code.sh` is what people call. Each
generator writes into memory or a folder of its own, and only what is whole is then put in place, with a manifest.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wsgen import __version__
from wsgen.browser.messages import type_names
from wsgen.code.manifest import HEADER, with_manifest
from wsgen.code.tree import compare, write
from wsgen.collecting import RefusedError
from wsgen.commands import drift_report
from wsgen.commands.drift_report import Names
from wsgen.commands.findings import outcome, refused
from wsgen.commands.outcome import NoAnswerError, complaint
from wsgen.commands.project import Arguments, Subject, own_folder, subject
from wsgen.diagnostics import report
from wsgen.diagnostics.diagnostic import SpecError
from wsgen.options import FindingsFormat
from wsgen.pipeline import Checked, check
from wsgen.plan.compose import protocol_of
from wsgen.plan.protocol import Protocol, Route
from wsgen.spec.digest import digest

ROOT = Path(__file__).parent.parent
FOLDERS = {"typescript": "frontend/generated", "rust": "backend/zerg/ws_schema"}
# The last line that reads templates as `asyncapi-rust-ws-template`: the third refuses them.
GENERATOR = "@asyncapi/generator@2.11.0"
EXACT = re.compile(r"(@[\w.-]+/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?")
SECONDS = 600


def main(words: list[str]) -> int:
    """The exit code: 0 yes, 1 the answer is no, 2 there is none."""
    parser = argparse.ArgumentParser(prog="python -m scripts.other_targets", description=__doc__)
    parser.add_argument("target", choices=FOLDERS)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 and a diff where it differs")
    parser.add_argument("--spec", help="the document [default: that of pyproject.toml]")
    parser.add_argument("--out", help="the folder [default: the target's]")
    asked = parser.parse_args(words)
    arguments = Arguments(Path.cwd(), asked.spec)
    try:
        found = subject(arguments)
        checked = check(found.job, lambda _: None)
        made = typescript([protocol_of(checked.plan)]) if asked.target == "typescript" else [rust(found)]
        return put(made[0], asked.out or FOLDERS[asked.target], found, checked, is_check=asked.check)
    except RefusedError as error:
        answered = outcome((refused(error, arguments),), FindingsFormat.FULL, has_color=False)
        sys.stderr.write(f"{answered.out}Nothing was written.\n")
        return int(answered.answer)
    except SpecError as error:
        sys.stderr.write(f"{report.full(error.diagnostics, {}, color=False)}Nothing was written.\n")
        return 1
    except (NoAnswerError, OSError) as error:
        sys.stderr.write(complaint([f"the target {asked.target}: {error}. Nothing was written"]))
        return 2


def put(
    made: tuple[Mapping[str, str], Mapping[str, str]], out: str, found: Subject, checked: Checked, *, is_check: bool
) -> int:
    """Writes, or compares, what was `made`: files, and versions of tools by name. The answer's exit code."""
    files, tools = made
    tools = {"wsgen": __version__, **tools}
    tree = with_manifest(files, tools=tools, spec=found.job.path, spec_hash=digest(checked.sources))
    folder = own_folder(out, found, Arguments(Path.cwd(), out=out))
    if is_check:
        drift = compare(tree, folder.path)
        said = drift_report.text(drift, Names(found.name, folder.name, len(tree)), has_color=sys.stdout.isatty())
        sys.stdout.write(said.replace("Run `wsgen regen`", "Run `make regen-ws-code`"))
        return int(bool(drift))
    done = write(tree, folder.path, folder.name)
    counts = {"created": done.created, "changed": done.changed, "deleted": done.deleted, "unchanged": done.unchanged}
    parts = ", ".join(f"{len(paths)} {kind}" for kind, paths in counts.items() if paths)
    sys.stdout.write(f"{found.name} → {folder.name}/  {len(tree)} files: {parts}\n")
    return 0


def typescript(protocols: Iterable[Protocol]) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
    """The models of each protocol as one module, and the generator's version. Raises NoAnswerError."""
    versions = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    version = versions["@asyncapi/modelina"]
    installed = ROOT / "node_modules" / "@asyncapi" / "modelina" / "package.json"
    if not shutil.which("node"):
        raise NoAnswerError("it takes Node 20 or newer, and there is no `node` on the PATH: https://nodejs.org")
    if not installed.is_file() or json.loads(installed.read_text("utf-8"))["version"] != version:
        raise NoAnswerError(f"it takes @asyncapi/modelina {version}, which isn't in node_modules: run `make setup`")
    given = list(protocols)
    command = ["node", str(ROOT / "scripts" / "typescript" / "models.mjs")]
    texts = json.loads(_output(command, json.dumps([_for_modelina(each) for each in given])))
    return [
        (
            {
                "messages.ts": f"// {HEADER} and @asyncapi/modelina {version} from {each.spec_path}. Do not edit: run "
                f"`make regen-ws-code`.\n\n{text}",
            },
            {"@asyncapi/modelina": version},
        )
        for each, text in zip(given, texts, strict=True)
    ]


def _for_modelina(protocol: Protocol) -> Mapping[str, Any]:
    """What `scripts/typescript/models.mjs` is given: definitions, names of types, and the frames of each direction."""
    names = {name: str(code) for name, code in type_names(protocol).items()}
    unions: dict[str, list[str]] = {}
    for each in protocol.connections:
        for wanted, routes in (
            (f"{each.client_class}ToServer", each.client_to_server),
            (f"{each.server_class}ToClient", each.server_to_client),
        ):
            name = f"{wanted}_" if wanted in names.values() else wanted
            unions[name] = _frames(protocol, routes)
    definitions = {name: protocol.definitions[name].value for name in sorted(protocol.definitions)}
    return {"definitions": definitions, "names": names, "unions": unions}


def _frames(protocol: Protocol, routes: Iterable[Route]) -> list[str]:
    return list(dict.fromkeys(str(protocol.messages[each.message].frame) for each in routes))


def rust(found: Subject) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What AsyncAPI's own generator makes with the template of `ASYNCAPI_RUST_TEMPLATE`. Raises NoAnswerError.

    The generator isn't part of the lock, and npm gets it, and a template that isn't a folder, in exact versions. The
    template's parameters are those of `ASYNCAPI_RUST_TEMPLATE_PARAMETERS`, such as `exchange=chat`.
    """
    template = os.environ.get("ASYNCAPI_RUST_TEMPLATE", "")
    parameters = os.environ.get("ASYNCAPI_RUST_TEMPLATE_PARAMETERS", "").split()
    if not EXACT.fullmatch(template) and not Path(template).is_dir():
        raise NoAnswerError(
            f"ASYNCAPI_RUST_TEMPLATE is {template!r}, which is neither a folder nor an npm package with its exact "
            "version, such as asyncapi-rust-ws-template@0.3.2"
        )
    if not shutil.which("npm"):
        raise NoAnswerError("a template takes npm, and there is none on the PATH: https://nodejs.org")
    with tempfile.TemporaryDirectory(prefix="wsgen-rust-") as folder:
        out = Path(folder) / "out"
        named = str(Path(template).resolve()) if Path(template).is_dir() else template
        command = ["npm", "exec", "--yes", f"--package={GENERATOR}", "--", "ag", str(found.spec), named]
        given = [word for each in parameters for word in ("-p", each)]
        _output([*command, "-o", str(out), "--force-write", *given], "")
        files = {each.relative_to(out).as_posix(): each for each in sorted(out.rglob("*")) if each.is_file()}
        if not files:
            raise NoAnswerError(f"the template {template} made no file")
        try:
            texts = {path: each.read_bytes().decode().replace("\r\n", "\n") for path, each in files.items()}
        except UnicodeDecodeError as error:
            raise NoAnswerError(f"the template {template} made a file that is no text: {error}") from error
    return texts, {GENERATOR.rpartition("@")[0]: GENERATOR.rpartition("@")[2], "template": template}


def _output(command: list[str], given: str) -> str:
    """What a program of Node's says on standard output. Raises NoAnswerError with the reason, where it fails."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NoAnswerError(f"{command[0]} took more than {SECONDS} seconds") from error
    if done.returncode:
        raise NoAnswerError(f"{command[0]} failed: {_reason(done.stderr or done.stdout)}")
    return done.stdout


def _reason(said: str) -> str:
    """The line that says why, among all that such a program prints."""
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).strip() for line in said.splitlines()]
    telling = [line for line in lines if re.match(r"(\w*Error: |npm error (?!code|errno|syscall))", line)]
    return (telling or [line for line in lines if line] or ["it says nothing"])[0].removesuffix(".")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
