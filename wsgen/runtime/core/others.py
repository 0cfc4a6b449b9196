"""Reads a frame that is accepted as each other message whose schema accepts it too."""

from collections.abc import Iterator

from pydantic import ValidationError

from ..protocol import Framing
from ..schemas import Schemas
from .frame import value_at
from .reading import Received
from .refusing import request_id_of


def others(received: Received, framing: Framing, schemas: Schemas) -> Iterator[Received]:
    """The frame as each other message that is tried, in order; none where its tag says what it is."""
    if received.tag in framing.routes:
        return
    frame = received.frame
    for route in framing.untagged:
        message = route.message
        if route is received.route or not schemas.validator(message.schema).is_valid(frame):
            continue
        payload = value_at(frame, message.data)
        try:
            model = message.model.model_validate({} if payload is None and message.empty else payload)
        except ValidationError:  # a model that is narrower than its schema
            continue
        request_id = request_id_of(value_at(frame, message.request_id)) if message.request_id else None
        topic = value_at(frame, message.envelope.topic) if message.envelope and message.envelope.topic else None
        yield received._replace(route=route, message=model, request_id=request_id, topic=topic)
