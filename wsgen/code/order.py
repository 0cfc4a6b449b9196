"""Puts classes and named types into an order in which Python can run them."""

from collections.abc import Iterable, Mapping

from .classes import Alias, Class, names_in


def order(classes: Mapping[str, Class], aliases: Mapping[str, Alias]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All names in order, and the classes among them that must be completed at the end.

    Named types of no class stand first, then classes, parents before children and otherwise after what they name
    where no cycle forbids it, then the types made of them. A class whose fields name what comes later is incomplete
    until then.
    """
    named = {name: _needs(each) for name, each in classes.items()}
    named |= {name: names_in(each.value) for name, each in aliases.items()}
    needs = {name: each & named.keys() for name, each in named.items()}
    simple = [name for name in aliases if not reached(name, needs) & classes.keys()]
    placing = _Placing(needs, classes)
    for group in (simple, classes, aliases):
        placing.place_all(group)
    return tuple(placing.placed), _incomplete(tuple(placing.placed), needs, classes)


def reached(name: str, needs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Everything that `name` needs, through others or not; itself only where it needs itself."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        more = needs[waiting.pop()] - found
        found |= more
        waiting.extend(more)
    return frozenset(found)


class _Placing:
    """The order while it grows."""

    def __init__(self, needs: Mapping[str, frozenset[str]], classes: Mapping[str, Class]) -> None:
        self.placed: dict[str, None] = {}
        self._needs = needs
        self._classes = classes

    def place_all(self, group: Iterable[str]) -> None:
        """Places what isn't yet, each after what it needs of its own group."""
        names = frozenset(group)
        begun = set(self.placed)
        for name in sorted(names - begun):
            # Without recursion, because a chain of references may be longer than Python's stack.
            waiting = [name]
            while waiting:
                current = waiting[-1]
                begun.add(current)
                if more := sorted((self._needs[current] & names) - begun):
                    waiting.append(more[0])
                else:
                    self._append(waiting.pop())

    def _append(self, name: str) -> None:
        line = [name]
        while line[-1] in self._classes and (parent := self._classes[line[-1]].parent) and parent not in self.placed:
            line.append(parent)
        self.placed |= dict.fromkeys(reversed(line))


def _needs(model: Class) -> frozenset[str]:
    parent = frozenset({str(model.parent)} if model.parent else ())
    return names_in(*(each.annotation for each in model.attributes)) | parent


def _incomplete(
    ordered: tuple[str, ...], needs: Mapping[str, frozenset[str]], classes: Mapping[str, Class]
) -> tuple[str, ...]:
    place = {name: position for position, name in enumerate(ordered)}
    later = {name for name in classes if any(place[each] > place[name] for each in needs[name])}
    waiting = sorted(later)
    users: dict[str, list[str]] = {}
    for name in classes:
        for each in needs[name]:
            users.setdefault(each, []).append(name)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in later:
                later.add(user)
                waiting.append(user)
    return tuple(name for name in ordered if name in later)
