"""One direction of one connection: its routes, told apart by tag or not, and what their tables are called."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...plan.protocol import Connection, Direction, Framing, Protocol, Route, Topic
from ..literal import Code, compose, identifier, literal


@dataclass(frozen=True, slots=True)
class Side:
    """What both `dispatch.py` and those who look something up in it must agree on."""

    protocol: Protocol
    connection: Connection
    direction: Direction

    @property
    def framing(self) -> Framing:
        """How the frames of this direction are told apart."""
        return self.connection.framing[self.direction]

    @property
    def routes(self) -> tuple[Route, ...]:
        """All of this direction."""
        is_up = self.direction is Direction.CLIENT_TO_SERVER
        return self.connection.client_to_server if is_up else self.connection.server_to_client

    @property
    def tagged(self) -> tuple[Route, ...]:
        """Those that a tag tells."""
        return tuple(each for each in self.routes if self._has_tag(each))

    @property
    def untagged(self) -> tuple[Route, ...]:
        """Those that are tried where no tag tells, in that order: one whose tag may be left out stands here too."""
        order = {message: position for position, message in enumerate(self.framing.untagged)}
        rest = (each for each in self.routes if each.message in order or not self._has_tag(each))
        return tuple(sorted(rest, key=lambda each: order.get(each.message, len(order))))

    @property
    def has_table(self) -> bool:
        """Whether there is a table by tag: always, but where no message of this direction has one."""
        return bool(self.tagged) or not self.untagged

    @property
    def has_booleans(self) -> bool:
        """Whether a tag of this direction is true or false."""
        return any(isinstance(tag, bool) for each in self.tagged for tag in self.protocol.messages[each.message].tags)

    @property
    def keys(self) -> tuple[tuple[str, Route], ...]:
        """The keys of a frame by which a route of `untagged` is tried first."""
        by_message = {each.message: each for each in self.untagged}
        return tuple((key, by_message[id_]) for key, id_ in self.framing.keys.items())

    @property
    def table(self) -> Code:
        """The name of the table by tag; one connection alone needs no prefix."""
        name = compose("CLIENT_TO_SERVER" if self.direction is Direction.CLIENT_TO_SERVER else "SERVER_TO_CLIENT")
        if len(self.protocol.connections) == 1:
            return name
        return compose("{prefix}_{name}", prefix=identifier(self.connection.constant), name=name)

    @property
    def untagged_table(self) -> Code:
        """The name of the tuple of the others."""
        return compose("{table}_UNTAGGED", table=self.table)

    def lookup(self, route: Route) -> Code:
        """The expression that finds `route` in its table."""
        tags = self.protocol.messages[route.message].tags
        key = literal(tags[0] if self._has_tag(route) else self.untagged.index(route))
        return compose("{table}[{key}]", table=self.table_of(route), key=key)

    def tried(self, route: Route) -> Code:
        """The expression that finds one of `untagged` where it is tried."""
        return compose("{table}[{key}]", table=self.untagged_table, key=literal(self.untagged.index(route)))

    def table_of(self, route: Route) -> Code:
        """The name of the table that holds `route`."""
        return self.table if self._has_tag(route) else self.untagged_table

    def topics(self, route: Route) -> tuple[Topic, ...]:
        """The topics that carry a route's message."""
        return tuple(topic for topic in self.connection.topics if topic.channel in route.topics)

    def addresses(self, route: Route) -> Iterable[str]:
        """The addresses of those topics."""
        return (topic.address for topic in self.topics(route))

    def _has_tag(self, route: Route) -> bool:
        framing = self.framing
        has_values = bool(self.protocol.messages[route.message].tags)
        is_tried = route.message in framing.untagged and route.message not in framing.optional
        return framing.tag is not None and has_values and not is_tried
