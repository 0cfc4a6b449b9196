"""Where texts are kept that can be made again."""

from pathlib import Path

import pytest

from wsgen.cache_folder import cache_folder


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"HOME": "/h"}, "linux", "/h/.cache/wsgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "linux", "/c/wsgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": ""}, "linux", "/h/.cache/wsgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "relative"}, "linux", "/h/.cache/wsgen"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/c"}, "darwin", "/h/Library/Caches/wsgen"),
        ({"HOME": "/h", "LOCALAPPDATA": "/l"}, "win32", "/l/wsgen/Cache"),
        ({}, "linux", None),
        ({}, "darwin", None),
        ({"HOME": "/h"}, "win32", None),
    ],
)
def test_the_folder_is_where_the_system_keeps_caches(
    environment: dict[str, str], platform: str, expected: str | None
) -> None:
    assert cache_folder(environment, platform) == (Path(expected) if expected else None)


@pytest.mark.parametrize("value", ["true", "1", "True", "yes", "woodpecker"])
def test_there_is_none_in_ci(value: str) -> None:
    assert cache_folder({"HOME": "/h", "CI": value}, "linux") is None


@pytest.mark.parametrize("value", ["", "0", "false", "False"])
def test_a_ci_that_says_no_is_none(value: str) -> None:
    assert cache_folder({"HOME": "/h", "CI": value}, "linux") is not None
