"""Takes out of an answer what its schema lets be absent: a provider that is right may leave it out."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from ..instances.schemas import Schemas
from ..plan.protocol import Path
from ..spec.node import Value
from .applying import Applied, applied


@dataclass(frozen=True, slots=True)
class Promise:
    """What must stay: keys of these names anywhere, the values at these paths, and a frame that is accepted."""

    schemas: Schemas
    accepts: Callable[[Value], bool]
    names: Collection[str]
    paths: Collection[Path]

    def kept(self, schema: Value, frame: Value) -> Value:
        """`frame`, which `schema` describes, without what it may lack."""
        return self._kept((schema,), frame, (), lambda value: value)

    def _kept(self, wanted: Sequence[Value], value: Value, path: Path, whole: Callable[[Value], Value]) -> Value:
        if isinstance(value, dict):
            return self._object(applied(self.schemas, wanted, value), value, path, whole)
        if isinstance(value, list):
            said = applied(self.schemas, wanted, value)
            items = [*value]
            for index in range(len(items)):
                around = _item(items, index, whole)
                items[index] = self._kept(said.of_item(index), items[index], (*path, str(index)), around)
            return items
        return value

    def _object(
        self, said: Applied, value: dict[str, Value], path: Path, whole: Callable[[Value], Value]
    ) -> dict[str, Value]:
        made = dict(value)
        for key in value:
            here = (*path, key)
            if not (said.is_map or key in said.required() or self._stays(here)):
                without: dict[str, Value] = {name: each for name, each in made.items() if name != key}
                if self.accepts(whole(without)):
                    made = without
                    continue
            made[key] = self._kept(said.of_key(key), made[key], here, _entry(made, key, whole))
        return made

    def _stays(self, path: Path) -> bool:
        return path[-1] in self.names or any(each[: len(path)] == path for each in self.paths)


def _entry(made: dict[str, Value], key: str, whole: Callable[[Value], Value]) -> Callable[[Value], Value]:
    return lambda value: whole({**made, key: value})


def _item(items: list[Value], index: int, whole: Callable[[Value], Value]) -> Callable[[Value], Value]:
    return lambda value: whole([*items[:index], value, *items[index + 1 :]])
