"""What a new project, its title and its classes are called, all of one name that somebody typed."""

import keyword
import re
from dataclasses import dataclass
from typing import Final

_NAME: Final = re.compile(r"[A-Za-z]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")
# Windows has devices of these names in every folder.
_DEVICES: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)
# What `client.py` and the tests mean by these names.
_TAKEN: Final = frozenset({"asyncio", "connect", "greeting", "main", "pair", "peer", "print", "pytest", "talk"})
# What `server.py` and the tests mean by these.
_CLASSES: Final = frozenset({"Connection", "Greeting", "Hello", "PeerClosed"})


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one project: its folder's, the one for people, and those in Python.

    Generated classes begin with `class_name`; `server` is the user's own class, `variable` a client.
    """

    name: str
    title: str
    class_name: str
    server: str
    variable: str


def names_of(name: str) -> Names | None:
    """All names that follow from `name`, such as `my-demo`; None where it can't be a folder's or a class's."""
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        return None
    words = [word for word in re.split(r"[-_]+", name) if word]
    title = " ".join((words[0][:1].upper() + words[0][1:], *words[1:]))
    class_name = "".join(word[:1].upper() + word[1:] for word in words)
    if class_name.startswith("Test"):
        # pytest takes such a class for tests.
        class_name = f"My{class_name}"
    variable = "_".join(word.lower() for word in words)
    if keyword.iskeyword(variable) or variable in _TAKEN:
        variable = f"{variable}_client"
    is_taken = keyword.iskeyword(class_name) or class_name in _CLASSES
    return Names(name, title, class_name, f"My{class_name}" if is_taken else class_name, variable)


def near(name: str) -> str | None:
    """A name near to one that can't be used; None where there is none."""
    meant = "-".join(re.findall(r"[A-Za-z0-9_]+", name)).lstrip("0123456789_-")[:63].rstrip("_-")
    return meant if names_of(meant) else None
