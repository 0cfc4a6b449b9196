"""chanx on FastAPI, its smallest set-up: a consumer with a handler, validation both ways as it comes."""

from typing import Annotated, Literal

from chanx.core.decorators import ws_handler
from chanx.fast_channels.websocket import AsyncJsonWebsocketConsumer
from chanx.messages.base import BaseMessage
from fast_channels.layers import InMemoryChannelLayer, register_channel_layer
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.routing import WebSocketRoute

from .listening import serve


class Words(BaseModel):
    id: Annotated[int, Field(ge=1)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Size(BaseModel):
    size: Annotated[int, Field(ge=0)]


class Say(BaseMessage):
    action: Literal["say"] = "say"
    payload: Words


class Post(BaseMessage):
    action: Literal["post"] = "post"
    payload: Size


class Said(BaseMessage):
    action: Literal["said"] = "said"
    payload: Words


class Room(BaseModel):
    room_id: int
    number: int
    text: str


class Posted(BaseMessage):
    action: Literal["posted"] = "posted"
    payload: Room


class Talk(AsyncJsonWebsocketConsumer):
    """Answers what is said with the same words, and publishes what is posted to everyone."""

    channel_layer_alias = "default"
    groups = ["room"]  # noqa: RUF012 - as its users write it

    @ws_handler
    async def say(self, message: Say) -> Said:
        """Give the words back."""
        return Said(payload=Words(id=message.payload.id, text=message.payload.text))

    @ws_handler
    async def post(self, message: Post) -> None:
        """Publish once."""
        await self.broadcast_message(Posted(payload=Room(room_id=1, number=1, text="x" * message.payload.size)))


register_channel_layer("default", InMemoryChannelLayer())
app = FastAPI(routes=[WebSocketRoute("/ws", Talk.as_asgi())])

if __name__ == "__main__":
    serve(app)
