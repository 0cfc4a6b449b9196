"""Says where a user's computer wants texts to be kept that can be made again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

_OFF: Final = frozenset({"", "0", "false"})


def cache_folder(environment: Mapping[str, str], platform: str) -> Path | None:
    """The folder of wsgen's cache; None where there's none to be had, and where `CI` asks for work without memory.

    `platform` is `sys.platform`. The places are those of the XDG Base Directory Specification, of macOS and of
    Windows. Which of them exist isn't asked.
    """
    if environment.get("CI", "").lower() not in _OFF:
        return None
    home = environment.get("HOME", "")
    places: tuple[tuple[str, str], ...]
    if platform == "win32":
        places = ((environment.get("LOCALAPPDATA", ""), "wsgen/Cache"),)
    elif platform == "darwin":
        places = ((home, "Library/Caches/wsgen"),)
    else:
        places = ((environment.get("XDG_CACHE_HOME", ""), "wsgen"), (home, ".cache/wsgen"))
    # The specification has relative paths ignored.
    return next((Path(place) / name for place, name in places if Path(place).is_absolute()), None)
