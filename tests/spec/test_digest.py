import pytest
from documents import HEAD, sources

from wsgen.spec.digest import digest


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("# a remark\nasyncapi: '3.0.0'\ninfo:\n    version: 1.0.0\n    title: \"Test\"\n", True),
        ('{"info": {"version": "1.0.0", "title": "Test"}, "asyncapi": "3.0.0"}', True),
        ("asyncapi: 3.0.0\ninfo: {title: Test, version: 1.0.1}", False),
        ("asyncapi: 3.0.0\ninfo: {title: Test, version: 1.0.0}\nchannels: {}", False),
    ],
)
def test_the_digest_is_of_what_the_files_say(other: str, same: bool) -> None:
    assert (digest(sources(HEAD)) == digest(sources(other))) is same


def test_the_digest_sees_every_file_that_is_referred_to() -> None:
    spec = HEAD + "channels: {c: {messages: {A: {$ref: 'a.yml'}}}}"

    assert digest(sources(spec, {"a.yml": "name: a"})) != digest(sources(spec, {"a.yml": "name: b"}))
