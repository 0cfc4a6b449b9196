"""`scripts/regen-ws-code.sh` and what it calls: other people's generators, in the same gate, and what may go wrong."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.other_targets import GENERATOR, main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder of programs, and the root as the working folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.chdir(ROOT)
    return folder


def stands_in(folder: Path, name: str, text: str) -> None:
    """A program of somebody else's, as a script of Python that finds its own arguments in `sys.argv`."""
    (folder / name).write_text(f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n{text}")
    (folder / name).chmod(0o755)


def test_typescript_is_written_and_held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "models"
    assert main(["typescript", "--spec", str(ROOT / "asyncapi" / "chat.yml"), "--out", str(out)]) == 0
    # Made a second time, it is the same to the byte, and the same as what is committed.
    assert (out / "messages.ts").read_bytes() == (ROOT / "frontend" / "generated" / "messages.ts").read_bytes()
    (out / "messages.ts").write_text("export {};\n")
    capsys.readouterr()
    assert main(["typescript", "--check", "--spec", str(ROOT / "asyncapi" / "chat.yml"), "--out", str(out)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("messages.ts differs from asyncapi/chat.yml")
    assert said[-1] == "1 file changed. Run `make regen-ws-code` and commit the result."


def test_without_node_typescript_says_so_and_writes_nothing(
    bin_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["typescript", "--out", str(tmp_path / "models")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("wsgen: the target typescript: it takes Node 20 or newer")
    assert said.endswith("Nothing was written\n")
    # And where Node fails in the middle of it.
    stands_in(bin_folder, "node", "print('[\"half')\nsys.exit('RangeError: too deep')\n")
    assert main(["typescript", "--out", str(tmp_path / "models")]) == 2
    assert "node failed: RangeError: too deep. Nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


TEMPLATE = """\
out = Path(sys.argv[sys.argv.index("-o") + 1])
(out / "src").mkdir(parents=True)
(out / "Cargo.toml").write_text("[package]\\n")
(out / "src" / "lib.rs").write_text(" ".join(sys.argv[1:5]).replace("\\n", " "))
"""


def test_a_template_of_somebody_elses_makes_the_crate(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASYNCAPI_RUST_TEMPLATE", "asyncapi-rust-ws-template@0.3.2")
    monkeypatch.setenv("ASYNCAPI_RUST_TEMPLATE_PARAMETERS", "exchange=chat")
    stands_in(bin_folder, "npm", TEMPLATE)
    out = tmp_path / "crate"
    assert main(["rust", "--out", str(out)]) == 0
    # npm is told the version of each package.
    assert f"--package={GENERATOR}" in (out / "src" / "lib.rs").read_text()
    tools = json.loads((out / "manifest.json").read_text())["tools"]
    assert tools["template"] == "asyncapi-rust-ws-template@0.3.2"
    assert main(["rust", "--check", "--out", str(out)]) == 0
    # A file of somebody's own stays, and stands in the way of nothing but itself.
    (out / "notes.md").write_text("mine\n")
    (out / "src" / "more.rs").write_text("// mine\n")
    stands_in(bin_folder, "npm", TEMPLATE + '(out / "src" / "more.rs").write_text("// theirs")\n')
    capsys.readouterr()
    assert main(["rust", "--out", str(out)]) == 1
    assert "more.rs` exists and wsgen did not write it" in capsys.readouterr().err
    assert ((out / "src" / "more.rs").read_text(), (out / "notes.md").read_text()) == ("// mine\n", "mine\n")


@pytest.mark.parametrize(
    ("template", "npm", "said"),
    [
        ("some-template", TEMPLATE, "neither a folder nor an npm package with its exact version"),
        ("some-template@^1.0.0", TEMPLATE, "neither a folder nor an npm package with its exact version"),
        ("some-template@1.0.0", None, "a template takes npm, and there is none on the PATH"),
        (
            "some-template@1.0.0",
            "sys.exit('npm error code ENOTFOUND\\nnpm error network request failed')",
            "npm failed: npm error network request failed. Nothing was written",
        ),
        (
            "some-template@1.0.0",
            TEMPLATE + "sys.exit('\\033[31mError: This template lacks the parameter exchange.\\033[0m\\n at x')",
            "npm failed: Error: This template lacks the parameter exchange. Nothing was written",
        ),
        ("some-template@1.0.0", "", "the template some-template@1.0.0 made no file"),
        (
            "some-template@1.0.0",
            TEMPLATE + '(out / "logo.png").write_bytes(b"\\xff\\xfe")\n',
            "made a file that is no text",
        ),
    ],
)
def test_a_template_that_fails_leaves_the_folder_alone(
    bin_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    template: str,
    npm: str | None,
    said: str,
) -> None:
    monkeypatch.setenv("ASYNCAPI_RUST_TEMPLATE", template)
    if npm is not None:
        stands_in(bin_folder, "npm", npm)
    assert main(["rust", "--out", str(tmp_path / "crate")]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert (told.count("\n"), "Traceback" in told) == (1, False)
    assert not (tmp_path / "crate").exists()


def test_one_target_that_fails_does_not_keep_the_others_from_being_looked_at(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "sed"):
        (programs / name).symlink_to(shutil.which(name) or name)
    for name in ("python", "wsgen"):
        module = "" if name == "python" else " -m wsgen"
        (programs / name).write_text(f'#!{programs}/bash\nexec {sys.executable}{module} "$@"\n')
        (programs / name).chmod(0o755)
    environment = {"PATH": str(programs), "PYTHONPATH": str(ROOT)}
    command = [str(programs / "bash"), "scripts/regen-ws-code.sh"]
    asked = ["--check", "--only", "typescript", "--only", "browser"]
    ran = subprocess.run([*command, *asked], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.stderr.startswith("wsgen: the target typescript: it takes Node 20 or newer")
    assert ran.stdout.startswith("frontend/client/ is what asyncapi/chat.yml says")
    assert ran.returncode == 2
    asked = ["--only", "go"]
    wrong = subprocess.run([*command, *asked], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (wrong.returncode, wrong.stderr) == (2, "--only takes python, browser, typescript or rust, not 'go'\n")


def test_targets_of_wsgens_own_are_the_same_from_run_to_run(tmp_path: Path) -> None:
    trees = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        shutil.copy(ROOT / "asyncapi" / "chat.yml", folder / "chat.yml")
        (folder / "pyproject.toml").write_text('[tool.wsgen.targets]\nbrowser = "client"\nrust = "crate"\n')
        command = [sys.executable, "-m", "wsgen", "regen", "chat.yml", "--target", "browser", "--target", "rust"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, timeout=120)
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        trees.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert trees[0] == trees[1]
    assert {path.parts[0] for path in trees[0]} == {"chat.yml", "client", "crate", "pyproject.toml"}
