"""`wsgen add channel`: a channel with an address of its own, and nothing else changes."""

from pathlib import Path

import pytest
from shell import Run

OLD = """\
asyncapi: 2.6.0
info: {title: A, version: '1'}
channels:
  /a:
    subscribe: {message: {payload: {type: string}}}
"""


def test_a_channel_with_parameters_takes_a_message_next(run: Run, project: Path) -> None:
    spec = project / "asyncapi" / "small.yml"
    before = spec.read_text()

    done = run(project, "add", "channel", "prices", "--address", "/prices/{symbol}")

    assert done.code == 0, done.err
    assert done.out == ("asyncapi/small.yml:11: channel prices\nNow `wsgen add message NAME --channel prices`.\n")
    added = "  prices:\n    address: /prices/{symbol}\n    parameters:\n      symbol: {}\n"
    assert spec.read_text() == before.replace("operations:\n", f"{added}operations:\n")
    more = run(
        project, "add", "message", "Price", "--channel", "prices", "--direction", "server", "--field", "n:number"
    )
    assert more.code == 0, more.err
    assert run(project, "validate").code == 0


def test_an_address_is_like_the_others(run: Run, project: Path) -> None:
    run(project, "add", "channel", "prices")

    assert "  prices:\n    address: /prices\n" in (project / "asyncapi" / "small.yml").read_text()


def test_in_version_2_the_name_is_the_address(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(OLD)

    done = run(tmp_path, "add", "channel", "/b/{id}", "--spec", "a.yml")

    assert done.code == 0, done.err
    assert (tmp_path / "a.yml").read_text() == (
        f"{OLD}  /b/{{id}}:\n    parameters:\n      id:\n        schema:\n          type: string\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["main"], "there is a channel `main` already, at asyncapi/small.yml:"),
        (["other", "--address", "/ws"], "the channel `main` has the address /ws already"),
        (["a b"], "'a b' can't name a channel"),
    ],
)
def test_what_is_there_already_is_refused(run: Run, project: Path, arguments: list[str], said: str) -> None:
    before = (project / "asyncapi" / "small.yml").read_text()

    done = run(project, "add", "channel", *arguments)

    assert done.code == 2
    assert said in done.err
    assert (project / "asyncapi" / "small.yml").read_text() == before
