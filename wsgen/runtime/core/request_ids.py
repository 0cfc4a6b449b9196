"""Gives each request an id that is fresh on its connection, in a form that the message's schema accepts (no IO)."""

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from ..protocol import AnyMessage
from .dispatch import InvalidMessage, RequestId

_FORMS: Final = 3


class RequestIds:
    """Counts the requests of one connection.

    An id is short text (`r1`) where the schema takes it, else a number, else a UUID, which `seed` makes differ between
    connections. Which form a message takes is tried once.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self._forms: dict[str, int] = {}

    def write(self, message: AnyMessage, encode: Callable[[RequestId], str]) -> tuple[str, RequestId]:
        """Encode with a fresh id, and give text and id; raises InvalidMessage when no form is accepted."""
        first: InvalidMessage | None = None
        for form, request_id in self._fresh(message.name):
            try:
                text = encode(request_id)
            except InvalidMessage as error:
                first = first or error
            else:
                self._forms[message.name] = form
                return text, request_id
        raise first or InvalidMessage(f"{message.name} isn't sent, no request id suits it")

    def _fresh(self, name: str) -> Iterator[tuple[int, RequestId]]:
        self._count += 1
        known = self._forms.get(name)
        for form in range(_FORMS) if known is None else (known,):
            yield form, self._make(form)

    def _make(self, form: int) -> RequestId:
        if form == 0:
            return f"r{self._count}"
        if form == 1:
            return self._count
        return str(UUID(int=(self._seed + self._count) % (1 << 128), version=4))
