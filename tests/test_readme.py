"""The README's code runs as it stands: its commands in a shell, its servers and clients against each other."""

import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BIN = Path(sys.executable).parent
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VOLATILE = re.compile(r"\(\d+\.\d s\)")


def blocks(heading: str) -> list[tuple[str, str]]:
    """Language and text of each code block under one heading."""
    section = README.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return FENCE.findall(section)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Shell:
    """One bash that lives as long as the reader's terminal, with wsgen on its PATH and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "COLUMNS": "80", "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            ["bash", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str) -> str:
        """What the command prints; a server in the background is waited for."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        if command.startswith("pip install"):
            return ""
        if command.startswith(("uvicorn", "wsgen mock")):
            listening = f"until (exec 3<>/dev/tcp/127.0.0.1/{self.port}) 2>/dev/null; do sleep 0.1; done"
            command = f"{command.rstrip(' &')} --port {self.port} >server.log 2>&1 & {listening}"
        # The next command may ask for `$?`.
        end = "{ status=$?; echo; echo ---done---; (exit $status); } 2>/dev/null"
        self.process.stdin.write(f"{command}\n{end}\n")
        self.process.stdin.flush()
        lines = list(iter(self.process.stdout.readline, "---done---\n"))
        return "".join(lines).removesuffix("\n")

    def write(self, text: str) -> None:
        """Save a block that names its file in the first line."""
        name = text.split("\n", 1)[0].removeprefix("# ").removeprefix("// ")
        self.folder.joinpath(name).write_text(re.sub(":8000/|:8765/", f":{self.port}/", text))


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path)
    yield shell
    subprocess.run(["pkill", "-TERM", "-s", str(os.getsid(shell.process.pid))], check=False)
    shell.process.kill()
    shell.process.communicate()


def steps(text: str) -> list[tuple[str, str]]:
    """Command and expected output of each step of a console block."""
    return [
        (step.split("\n", 1)[0], step.split("\n", 1)[1]) for step in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    ]


def test_the_sixty_seconds_run_as_they_stand(shell: Shell) -> None:
    for language, text in blocks("Sixty seconds"):
        if language == "python":
            written = shell.folder / text.split("\n", 1)[0].removeprefix("# ")
            assert text.split("\n", 1)[1].strip("\n") in written.read_text(), (
                f"`wsgen init` writes another {written.name}"
            )
            continue
        for command, expected in steps(text):
            printed = shell.run(command).replace(f"localhost:{shell.port}", "localhost:8000")
            if command.startswith("wsgen init"):
                shell.folder /= "demo"
                document = shell.folder / "asyncapi" / "demo.yml"
                document.write_text(document.read_text().replace("localhost:8000", f"localhost:{shell.port}"))
            assert VOLATILE.sub("…", printed).strip() == VOLATILE.sub("…", expected).strip(), command


def test_the_other_end_runs_as_it_stands(shell: Shell) -> None:
    shell.run("wsgen init demo && cd demo")
    shell.folder /= "demo"
    for language, text in blocks("The other end"):
        if language == "toml":
            with (shell.folder / "pyproject.toml").open("a") as file:
                file.write(text)
        elif language == "js":
            shell.write(text)
        else:
            for command, expected in steps(text):
                # How many files there are and how long it takes is an example.
                printed = re.sub(r"\d+", "…", shell.run(command))
                assert printed.strip() == re.sub(r"\d+", "…", expected).strip(), command


def test_a_protocol_worth_having_talks(shell: Shell) -> None:
    shutil.copytree(ROOT / "generated", shell.folder / "generated")
    for _, text in blocks("A protocol worth having"):
        shell.write(text)
    shell.run("uvicorn chat:app --ws websockets-sansio --loop uvloop --ws-ping-interval 0 --log-level warning &")
    assert shell.run("python talk.py").split("\n")[:-1] == textwrap.dedent("""\
        0 messages so far
        stream_start
        stream_chunk
        stream_chunk
        stream_end""").split("\n")
    log = (shell.folder / "server.log").read_text()
    assert "secret" not in log, "a token in the query belongs in no log"


@pytest.mark.parametrize("checker", [("mypy", "--strict"), ("pyright",)], ids=lambda each: each[0])
def test_its_code_is_clean_under(checker: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated", tmp_path / "generated")
    for _, text in blocks("A protocol worth having"):
        (tmp_path / text.split("\n", 1)[0].removeprefix("# ")).write_text(text)
    python = ("--pythonpath", sys.executable) if checker[0] == "pyright" else ()
    command = [str(BIN / checker[0]), *checker[1:], *python, "chat.py", "talk.py"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_the_first_screen_names_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_every_file_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
